"""A language model for benchmarks: the server of `HEXAPLA_LLM_URL`, or one of our own.

Our own translates with another engine, keeps tags as a language model does, and gives a bad answer
to every tenth request: cut off, numbered otherwise, without tags, in a chat.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from threading import Lock
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.engines.llm_server import LlmServer, asked_in, chat, serving

from _marks import marks
from hexapla.documents.inline import Mark, Role
from hexapla.drafting.drafter import drafter
from hexapla.drafting.segments import Segments
from hexapla.engines.llm.engine import LlmEngine
from hexapla.engines.routes import Route
from hexapla.languages import Language

__all__ = ["llm_engine"]

_TAG = re.compile(r"<(/?)a(\d+)(/?)>")
_EVERY = 10


@contextmanager
def llm_engine(route: Route) -> Iterator[LlmEngine]:
    """The engine llm with a server, by default one that translates with ``route``."""
    engine = LlmEngine()
    if os.environ.get("HEXAPLA_LLM_URL"):
        engine.configure({}, None)
        yield engine
        return
    with serving(_Model(route)) as own:
        engine.configure({"url": own.url}, None)
        yield engine


class _Model(LlmServer):
    """A server that translates with a route."""

    def __init__(self, route: Route) -> None:
        super().__init__(model="stand-in", translate=self._one)
        self._route, self._lock, self._count = route, Lock(), 0
        self._faults = cycle([_cut_off, _renumbered, _without_tags, _chatting])

    def _one(self, text: str) -> str:
        return self._translated([text])[0]

    def answer(self, body: dict[str, Any]) -> Any:
        with self._lock:
            found = self._translated(asked_in(body))
            self._count += 1
            fault = next(self._faults) if self._count % _EVERY == 0 else _as_asked
        return fault(found)

    def _translated(self, texts: Sequence[str]) -> list[str]:
        marked = {text: found for text in texts if (found := _marks(text))}
        source, target = (Language(tag) for tag in self._route.hops[0].pair)
        translator = drafter(self._route, source, target, Segments(dict(marked)))
        return [one.text for one in translator.translate(texts)]


def _marks(text: str) -> list[Mark]:
    return marks(_TAG.finditer(text), lambda tag: Role.ALONE if tag[3] else None)


def _as_asked(found: Sequence[str], first: int = 1) -> str:
    numbered = {str(at): text for at, text in enumerate(found, first)}
    return json.dumps(numbered, ensure_ascii=False)


def _cut_off(found: Sequence[str]) -> Any:
    return chat(_as_asked(found)[:-9], "length")


def _renumbered(found: Sequence[str]) -> str:
    return _as_asked(found, 0)


def _without_tags(found: Sequence[str]) -> str:
    return _as_asked([_TAG.sub("", text) for text in found])


def _chatting(found: Sequence[str]) -> str:
    return f"<think>What now?</think>Sure! Here you are:\n```json\n{_as_asked(found)}\n```"
