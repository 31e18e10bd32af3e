"""Models from other projects: any CTranslate2 folder with a SentencePiece model, as a package.

The tokens that a model expects around a sentence are read from its vocabulary, as described in
CTranslate2's guide (https://opennmt.net/CTranslate2/guides/transformers.html): NLLB's ``eng_Latn``,
M2M-100's ``__en__``, the ``>>spa<<`` of OPUS-MT's models with many target languages, MADLAD-400's
``<2es>``, and a final ``</s>`` if the model's own configuration doesn't add it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from textwrap import shorten
from typing import Any

from hexapla.engines.engine import Pair
from hexapla.engines.models import packages
from hexapla.engines.models.package import Installed
from hexapla.engines.models.trial import in_child
from hexapla.errors import InputError, UsageError
from hexapla.files import opened
from hexapla.languages import Language, nearest
from hexapla.message import msg

__all__ = ["add"]

_END = "</s>"
_CONVERT = "convert it first, with ct2-transformers-converter or ct2-opus-mt-converter"
_TOKENIZERS = (
    "sentencepiece.model",
    "sentencepiece.bpe.model",
    "spiece.model",
    "spm.model",
    "source.spm",
)
_MODEL_FILES = ("model.bin", "config.json")
_VOCABULARIES = ("shared_vocabulary", "source_vocabulary", "target_vocabulary")
# The language codes of NLLB and M2M-100, on both sides; those of the target languages of OPUS-MT
# and MADLAD-400, on the source side.
_BOTH_SIDES = (r"([a-z]{3}_[A-Z][a-z]{3})", r"__([a-z]{2,3})__")
_TARGET_ONLY = (r">>([a-z]{2,3}(?:_[A-Za-z]+)?)<<", r"<2([a-z]{2,3}(?:_[A-Z][a-z]{3})?)>")


@dataclass(frozen=True, slots=True)
class _Fixes:
    """The tokens that a model expects around a sentence and before its translation."""

    source_prefix: str = ""
    source_suffix: str = ""
    target_prefix: str = ""


def add(folder: Path, pair: Pair, version: str, *, trust: bool = False) -> Installed:
    """Install a folder made by CTranslate2's converters, in place of any package of the pair.

    The tokenizer is one of `_TOKENIZERS`, with ``target.spm`` beside ``source.spm``, in that folder
    or the one above. ``version`` is for the provenance. Files are linked if possible, so that a
    model for many pairs takes no more space.
    Raises InputError if the folder has no model that loads or, unless ``trust`` is set, if an
    earlier model of this version was different; UsageError if a multilingual model lacks a language
    of the pair.
    """
    model = next((one for one in (folder, folder / "model") if (one / "model.bin").is_file()), None)
    if model is None:
        raise InputError(
            msg("is not a CTranslate2 model: model.bin is missing"),
            where=str(folder),
            hint=_CONVERT,
        )
    encoder, decoder = _tokenizers(model)
    for path in _model_files(model):
        if not path.is_file():  # CTranslate2 would wait for a pipe.
            raise InputError(msg("is not a file"), where=str(path), hint=msg("get the model again"))
    fixes = _fixes(model, pair, encoder.name == "source.spm")
    in_child(partial(_check_loads, model, {encoder, decoder}), model, "the model")
    metadata = {
        "package_version": version,
        "from_code": Language(pair.source).argos,
        "to_code": Language(pair.target).argos,
        "type": "ctranslate2",
        "source_prefix": fixes.source_prefix,
        "source_suffix": fixes.source_suffix,
        "target_prefix": fixes.target_prefix,
    }

    def fill(new: Path) -> None:
        (new / "model").mkdir(parents=True)
        for path in _model_files(model):
            _link(path, new / "model" / path.name)
        _link(encoder, new / "sentencepiece.model")
        if decoder != encoder:
            _link(decoder, new / "target.model")
        (new / "metadata.json").write_text(json.dumps(metadata, indent=2), encoding="utf-8")

    return packages.place(pair, version, fill, folder, trust=trust)


def _tokenizers(model: Path) -> tuple[Path, Path]:
    """The SentencePiece models for the sentence and for its translation, often the same one."""
    places = [place / name for place in (model, model.parent) for name in _TOKENIZERS]
    encoder = next((path for path in places if path.is_file()), None)
    if encoder is None:
        raise InputError(
            msg("has no SentencePiece model"),
            where=str(model),
            hint=msg(
                "copy it there from the original model, as {tokenizers}",
                tokenizers=" or ".join(_TOKENIZERS),
            ),
        )
    target = encoder.with_name("target.spm")
    return encoder, target if encoder.name == "source.spm" and target.is_file() else encoder


def _fixes(model: Path, pair: Pair, marian: bool) -> _Fixes:
    vocabulary = _vocabulary(model)
    config = _json(model / "config.json")
    adds_end = isinstance(config, dict) and config.get("add_source_eos") is True
    end = "" if adds_end else _END
    for pattern in _BOTH_SIDES:
        tokens = _codes(pattern, vocabulary)
        if len(tokens) > 1:
            source, target = (_token(tag, tokens, model) for tag in pair)
            return _Fixes(source, end, target)
    for pattern in _TARGET_ONLY:
        if tokens := _codes(pattern, vocabulary):
            return _Fixes(_token(pair.target, tokens, model), end)
    return _Fixes(source_suffix=end if marian else "")


def _codes(pattern: str, vocabulary: Iterable[str]) -> Mapping[str, str]:
    """The language tokens of a vocabulary, by language tag."""
    from langcodes import standardize_tag

    tokens: dict[str, str] = {}
    for token in vocabulary:
        code = re.fullmatch(pattern, token)
        if code is None:
            continue
        try:
            tag = Language(standardize_tag(code[1], macro=True)).tag
        except (UsageError, ValueError):
            continue
        tokens.setdefault(tag, token)
    return tokens


def _token(tag: str, tokens: Mapping[str, str], model: Path) -> str:
    found = nearest(Language(tag), tokens)
    if found is None:
        raise UsageError(
            msg("the model has no {name}", name=Language(tag).name),
            where=str(model),
            hint=msg(
                "it has {tokens}",
                tokens=shorten(", ".join(sorted(tokens)), 2_000, placeholder=" …"),
            ),
        )
    return tokens[found]


def _vocabulary(model: Path) -> list[str]:
    """The tokens of the source side. Raises InputError if they can't be read."""
    for name in _VOCABULARIES[:2]:
        listed = _json(model / f"{name}.json")
        if isinstance(listed, list):
            return [str(token) for token in listed]
        text = model / f"{name}.txt"
        if text.is_file():
            return text.read_text("utf-8", "replace").split("\n")
    raise InputError(
        msg(
            "is not a CTranslate2 model: {vocabularies}.json is missing",
            vocabularies=_VOCABULARIES[0],
        ),
        where=str(model),
        hint=_CONVERT,
    )


def _json(path: Path) -> Any:
    try:
        with opened(path) as stream:
            return json.load(stream)
    except (OSError, ValueError, RecursionError):
        return None


def _model_files(model: Path) -> list[Path]:
    wanted = {
        *_MODEL_FILES,
        *(f"{name}.{end}" for name in _VOCABULARIES for end in ("json", "txt")),
    }
    return sorted(path for path in model.iterdir() if path.name in wanted)


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path.resolve(), target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(path, target)


def _check_loads(model: Path, tokenizers: Collection[Path]) -> None:
    """Raise InputError unless CTranslate2 and SentencePiece can load the files."""
    import ctranslate2
    from sentencepiece import SentencePieceProcessor

    for path in tokenizers:
        with _loading(path, "copy it again from the original model"):
            SentencePieceProcessor(model_file=str(path))
    with _loading(model / "model.bin", "convert the model again, with CTranslate2's converters"):
        ctranslate2.Translator(str(model), device="cpu")


@contextmanager
def _loading(path: Path, hint: str) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, ValueError, OSError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise InputError(
            msg("can't be loaded: {reason}", reason=reason.rstrip(".")), where=str(path), hint=hint
        ) from error
