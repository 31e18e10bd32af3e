"""Simple engines for tests of code that uses engines."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator

from hexapla.engines.engine import Pair, Translation
from hexapla.errors import EngineError

__all__ = ["PAIRS", "IdentityEngine", "UpperEngine"]

PAIRS = tuple(
    Pair("en", target)
    for target in ("ar", "ca", "de", "eo", "es", "fr", "gl", "ja", "pt", "pt-BR", "ru", "zh-Hans")
)
"""The default language pairs of these engines."""


class IdentityEngine:
    """Returns every sentence unchanged, after a delay of ``delay`` seconds."""

    name = "identity"

    def __init__(self, pairs: Collection[Pair] = PAIRS, delay: float = 0.0) -> None:
        self._pairs = tuple(pairs)
        self._delay = delay

    def pairs(self) -> Collection[Pair]:
        """The language pairs passed to the constructor."""
        return self._pairs

    def unavailable(self) -> str | None:
        """Always None: the engine always works."""
        return None

    def advice(self, pair: Pair) -> str | None:
        """Always None: there is nothing to install."""
        return None

    def version(self, pair: Pair) -> str:
        """A constant."""
        return "1"

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """The sentences, one at a time. Raises EngineError if the pair is not one of `pairs`."""
        if pair not in self._pairs:
            raise EngineError(f"the engine {self.name} does not support {pair}")
        return map(self._translation, sentences)

    def _translation(self, sentence: str) -> Translation:
        if self._delay:
            time.sleep(self._delay)  # Even 0 would let every other process run first.
        return Translation(self._text(sentence.strip()))

    def _text(self, sentence: str) -> str:
        return sentence


class UpperEngine(IdentityEngine):
    """Returns every sentence in capitals."""

    name = "upper"

    def _text(self, sentence: str) -> str:
        return sentence.upper()
