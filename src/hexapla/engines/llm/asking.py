"""Asking a model for the translations of some sentences, until the answer is whole."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from hexapla.engines.engine import Pair, Request, TermRow, Translation
from hexapla.engines.llm.answers import shielded, texts_in
from hexapla.engines.llm.prompts import Prompt
from hexapla.engines.llm.server import Model, RejectedError, Server
from hexapla.engines.wording import wording
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["TEMPERATURES", "Asking", "Manner", "prompt_values"]

_log = logging.getLogger(__name__)

TEMPERATURES = (0.0, 0.4)
"""The temperature of the first answer, and that of another one."""

_SEED = 1
# How an answer may be long: tokens for one character of a sentence, at most, and for all else,
# which includes thinking.
_TOKENS_A_CHARACTER, _TOKENS = 2, 2_000
# Statuses of a server that doesn't know a field of a request.
_UNKNOWN_FIELD = frozenset([400, 415, 422, 500, 501])
# Ways to ask for JSON, the strictest first: OpenAI's, that of llama.cpp's bindings, any JSON, none.
_FORMATS = ("json_schema", "json_object with schema", "json_object", "")
_FINAL = {
    401: "set HEXAPLA_LLM_KEY to its key",
    403: "set HEXAPLA_LLM_KEY to its key",
    404: "check model and url in [llm]",
}
"""Statuses after which nothing more is asked for, and what to do about them."""
# Requests for a single sentence that may fail in a row.
_MOST_FAILURES = 3
_MOST_EXAMPLES = 3


@dataclass
class Manner:
    """How a server is asked: the format for JSON, by its number, and whether not to think."""

    format: int = 0
    says_not_to_think: bool = True
    lock: Lock = field(default_factory=Lock)

    def relax(self, refused: int, *, said: bool) -> bool:
        """Ask for less, after the server has refused a request; False if there is no less.

        ``refused`` is the number of the format in the request, and ``said`` whether it said not to
        think.
        """
        with self.lock:
            if said:
                self.says_not_to_think = False
            elif refused < len(_FORMATS) - 1:
                self.format = max(self.format, refused + 1)
            return said or refused < len(_FORMATS) - 1


@dataclass
class Asking:
    """One run's questions to a model. Threads share it.

    ``manner`` is the server's, in all runs. ``attempt`` is 0 for the first translation of a
    sentence and 1 for another one.
    """

    server: Server
    model: Model
    prompt: Prompt
    pair: Pair
    manner: Manner
    attempt: int = 0
    _failures: int = 0
    _lock: Lock = field(default_factory=Lock)

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        """The translations of some requests; without a text, and with a reason, where it failed.

        If an answer isn't whole, both halves are asked for. Raises EngineError if the server fails.
        """
        asked = [one for one in requests if one.text.strip()]
        found = iter(self._translated(asked) if asked else [])
        return [next(found) if one.text.strip() else Translation("") for one in requests]

    def _translated(self, requests: Sequence[Request]) -> list[Translation]:
        texts, problem = self._asked(requests)
        if texts is not None:
            return [Translation(text) for text in texts]
        if len(requests) == 1:
            return [Translation("", failure=problem)]
        middle = len(requests) // 2
        return [*self._translated(requests[:middle]), *self._translated(requests[middle:])]

    def _asked(self, requests: Sequence[Request]) -> tuple[list[str] | None, str]:
        """The texts in a whole answer, or what was wrong with it."""
        try:
            answer, in_json = self._answered(requests)
        except RejectedError as error:
            self._count_failure(error, len(requests))
            return None, str(error)
        if not answer.complete:
            return None, msg("its answer was cut off")
        sources = [one.text for one in requests]
        target = Language(self.pair.target).name
        texts = texts_in(answer.text, sources, target, in_json=in_json)
        return texts, msg("its answer was not a translation")

    def _answered(self, requests: Sequence[Request]) -> Any:
        """An answer, in the strictest format that the server knows."""
        while True:
            number = self.manner.format if self.prompt.takes_several else len(_FORMATS) - 1
            said = self.manner.says_not_to_think
            try:
                answer = self.server.ask(self._path, self._body(requests, _FORMATS[number], said))
            except RejectedError as error:
                if error.status in _UNKNOWN_FIELD and self.manner.relax(number, said=said):
                    continue
                raise
            with self._lock:
                self._failures = 0
            return answer, self.prompt.takes_several

    def _count_failure(self, error: RejectedError, count: int) -> None:
        """Raise EngineError if it is clear that the server will not answer any request."""
        with self._lock:
            self._failures += count == 1
            many = self._failures >= _MOST_FAILURES
        if many or error.status in _FINAL:
            hint = _FINAL.get(error.status, "see its log; a smaller model or prompt may help")
            raise EngineError(
                msg(
                    "the server at {address} refuses: {error}",
                    address=self.server.address,
                    error=error,
                ),
                hint=hint,
            )

    @property
    def _path(self) -> str:
        return "/completions" if "completion" in self.prompt.texts else "/chat/completions"

    def _body(self, requests: Sequence[Request], format: str, said: bool) -> dict[str, Any]:
        messages = self.prompt.filled(prompt_values(requests, self.pair))
        characters = sum(len(one.text) for one in requests)
        body: dict[str, Any] = {
            "model": self.model.id,
            "temperature": TEMPERATURES[self.attempt],
            "seed": _SEED,
            "max_tokens": _TOKENS + _TOKENS_A_CHARACTER * characters,
            "stream": False,
        }
        if "completion" in messages:
            body["prompt"] = messages["completion"]
        else:
            body["messages"] = [
                {"role": role, "content": messages[role]}
                for role in ("system", "user")
                if role in messages
            ]
        if said:
            # llama.cpp and vLLM pass it to the template of a model that can think.
            body["chat_template_kwargs"] = {"enable_thinking": False}
        if format:
            body["response_format"] = _response_format(format, len(requests))
        return body


def _response_format(format: str, count: int) -> dict[str, Any]:
    kind, _, with_schema = format.partition(" ")
    if with_schema:
        return {"type": kind, "schema": _schema(count)["schema"]}
    return {"type": kind, kind: _schema(count)} if kind == "json_schema" else {"type": kind}


def _schema(count: int) -> dict[str, Any]:
    keys = [str(number) for number in range(1, count + 1)]
    return {
        "name": "translations",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {key: {"type": "string"} for key in keys},
            "required": keys,
            "additionalProperties": False,
        },
    }


def prompt_values(requests: Sequence[Request], pair: Pair) -> Mapping[str, str]:
    """The values of a prompt's placeholders for some requests."""
    source, target = (Language(tag) for tag in pair)
    contexts = [one.context for one in requests]
    terms = dict.fromkeys(row for one in contexts for row in one.terms)
    examples = dict.fromkeys(
        example for one in contexts for example in one.examples[:_MOST_EXAMPLES]
    )
    title = next((one.title for one in contexts if one.title), "")
    style = next((one.style for one in contexts if one.style), "")
    return {
        "source": source.name,
        "target": target.name,
        "source_code": source.tag,
        "target_code": target.tag,
        "text": shielded(" ".join(one.text for one in requests)),
        "sentences": _listed(requests),
        "title": shielded(title),
        "style": shielded(style),
        "kind": next((one.kind for one in contexts if one.kind), ""),
        "before": _lines(text for one in contexts for text in one.before),
        "after": _lines(text for one in contexts for text in one.after),
        "terms": _lines(map(_term, terms)),
        "examples": "\n".join(
            json.dumps({"source": shielded(a), "translation": shielded(b)}, ensure_ascii=False)
            for a, b in examples
        ),
    }


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(map(shielded, texts))


def _listed(requests: Sequence[Request]) -> str:
    """The sentences as a JSON list, each once, with those around them."""
    asked = {wording(one.text) for one in requests}
    rows: list[dict[str, Any]] = []
    shown: set[str] = set()

    def add_context(texts: Sequence[str]) -> None:
        for text in texts:
            if wording(text) not in asked | shown:
                shown.add(wording(text))
                rows.append({"context": shielded(text)})

    for number, one in enumerate(requests, 1):
        add_context(one.context.before)
        kind = {"kind": one.context.kind} if one.context.kind else {}
        rows.append({"id": number, **kind, "text": shielded(one.text)})
        add_context(one.context.after)
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"


def _term(row: TermRow) -> str:
    """A glossary row as a line."""
    wanted = [_quoted(form) for form in row.forms]
    if row.keep:
        wanted.append("as it is")
    line = f"{_quoted(row.term)}: {' or '.join(wanted) or 'any translation'}"
    if row.forbidden:
        line += f", but not {' or '.join(map(_quoted, row.forbidden))}"
    return f"{line} ({row.note})" if row.note else line


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
