"""Prompts: text files with placeholders, one for each role in a conversation.

A prompt is named ``NAME``, and its files are ``NAME.system.txt`` and ``NAME.user.txt``, or
``NAME.completion.txt`` for a model without a chat template. Those in a publication's
``i18n/prompts`` replace the shipped ones. Whoever wrote them, they are only texts: a placeholder
such as ``{{target}}`` is replaced, and a paragraph of which all placeholders are empty is left out.

The prompts for models that were trained with one of their own are those of their model cards:
TranslateGemma's as rendered by its chat template and documented by Ollama
(https://ollama.com/library/translategemma), Tower's (https://huggingface.co/Unbabel/
TowerInstruct-7B-v0.2), EuroLLM's (https://huggingface.co/utter-project/EuroLLM-1.7B-Instruct) and
SalamandraTA's (https://huggingface.co/BSC-LT/salamandraTA-7b-instruct).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from hexapla.errors import InputError, UsageError
from hexapla.files import leads_out, read_bytes
from hexapla.lazy import lazy_re
from hexapla.message import either, msg

__all__ = ["FOLDER", "Prompt", "prompt_for", "shipped"]

FOLDER = "i18n/prompts"
"""Where a publication has prompts of its own."""

_ROLES = ("system", "user", "completion")
_GENERAL = "general"
# The prompt of a model, by a part of its name. The first one that fits is used.
_BY_MODEL = {
    "translategemma": "translategemma",
    "eurollm": "eurollm",
    "salamandrata": "salamandra",
    "towerinstruct": "tower",
    "tower": "tower",
}
_LANGUAGES = ("source", "target", "source_code", "target_code")
_CONTEXT = ("kind", "title", "before", "after", "terms", "examples", "style")
_SENTENCES, _TEXT = "sentences", "text"
_FIELDS = frozenset([*_LANGUAGES, *_CONTEXT, _SENTENCES, _TEXT])
_MOST_CHARACTERS = 20_000
_NAME = lazy_re(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}")
_FIELD = lazy_re(r"\{\{\s*(\w+)\s*\}\}")
_BLANK_LINES = lazy_re(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt: the texts with placeholders by role, and the file that each one comes from."""

    name: str
    texts: Mapping[str, str]
    places: Mapping[str, str]

    @property
    def fields(self) -> frozenset[str]:
        """The placeholders that it has."""
        return frozenset(match[1] for text in self.texts.values() for match in _found(text))

    @property
    def takes_several(self) -> bool:
        """Whether it asks for several sentences, in JSON, and not for the bare text of one."""
        return _SENTENCES in self.fields

    @property
    def digest(self) -> str:
        """Digest of the texts."""
        joined = "\0".join(f"{role}\0{text}" for role, text in sorted(self.texts.items()))
        return hashlib.sha256(joined.encode()).hexdigest()[:16]

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """The texts by role, with values in place of the placeholders; empty ones are left out."""
        filled = {role: _filled(text, values) for role, text in self.texts.items()}
        return {role: text for role, text in filled.items() if text}


def _found(text: str) -> list[re.Match[str]]:
    return list(_FIELD.finditer(text))


def _filled(text: str, values: Mapping[str, str]) -> str:
    kept = []
    at = 0
    for gap in [*_BLANK_LINES.finditer(text), None]:
        paragraph = text[at : gap.start() if gap else len(text)]
        fields = [match[1] for match in _found(paragraph)]
        if not fields or any(values.get(field) for field in fields):
            kept.append(_FIELD.sub(lambda match: values.get(match[1], ""), paragraph))
            kept.append(gap[0] if gap else "")
        at = gap.end() if gap else at
    return "".join(kept).strip()


def shipped() -> list[str]:
    """The names of the shipped prompts."""
    names = (one.name.partition(".")[0] for one in _package().iterdir())
    return sorted(set(names))


def prompt_for(name: str, model: str, folder: Path | None) -> Prompt:
    """The prompt with a name, or with ``auto`` the one for a model.

    ``folder`` is the publication's, if there is one. Raises UsageError if there is no such prompt
    or it has an unknown placeholder, InputError if a file can't be read.
    """
    if name == "auto":
        low = model.lower()
        name = next((one for part, one in _BY_MODEL.items() if part in low), _GENERAL)
    if not _NAME.fullmatch(name):
        raise UsageError(
            msg("{name!r} is not the name of a prompt", name=name),
            hint=msg("use {shipped}", shipped=either(shipped())),
        )
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    for role in _ROLES:
        found = _own(name, role, folder) or _shipped(name, role)
        if found:
            texts[role], places[role] = found
    prompt = Prompt(name, texts, places)
    if not texts:
        hint = msg(
            "use {shipped}, or write {folder}/{name}.user.txt",
            shipped=either(shipped()),
            folder=FOLDER,
            name=name,
        )
        raise UsageError(msg("there is no prompt {name!r}", name=name), hint=hint)
    _check(prompt)
    return prompt


def _check(prompt: Prompt) -> None:
    for role, text in prompt.texts.items():
        for match in _found(text):
            if match[1] not in _FIELDS:
                line = text.count("\n", 0, match.start()) + 1
                raise UsageError(
                    msg("there is no placeholder {{{{{match}}}}}", match=match[1]),
                    where=f"{prompt.places[role]}:{line}",
                    hint=msg("use {fields}", fields=either(sorted(_FIELDS))),
                )
    if len(prompt.fields & {_SENTENCES, _TEXT}) != 1:
        raise UsageError(
            msg("the prompt needs either {{sentences}} or {{text}}"),
            where=next(iter(prompt.places.values())),
            hint=msg("translate engines --show-prompt shows an example"),
        )


def _own(name: str, role: str, folder: Path | None) -> tuple[str, str] | None:
    """A prompt of the publication and its path."""
    if folder is None:
        return None
    path = folder / FOLDER / f"{name}.{role}.txt"
    if not path.is_file():
        return None
    if leads_out(path, folder):
        raise InputError(
            msg("leads out of the publication"), where=str(path), hint=msg("copy the file")
        )
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            msg("is not UTF-8"), where=str(path), hint=msg("save it as UTF-8")
        ) from None
    if len(text) > _MOST_CHARACTERS:
        raise InputError(
            msg("has {n:,} characters", n=len(text)),
            where=str(path),
            hint=msg(
                "the limit for a prompt is {most_characters:,}", most_characters=_MOST_CHARACTERS
            ),
        )
    return text.strip(), str(path)


def _shipped(name: str, role: str) -> tuple[str, str] | None:
    file = _package() / f"{name}.{role}.txt"
    return (file.read_text("utf-8").strip(), f"{name}.{role}.txt") if file.is_file() else None


def _package() -> resources.abc.Traversable:
    return resources.files("hexapla.engines.llm") / "prompts"
