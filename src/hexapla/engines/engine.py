"""What an engine is: something that takes plain sentences of one language to another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

__all__ = [
    "Aligning",
    "Engine",
    "Fingerprinted",
    "Link",
    "Pair",
    "ReadsCapitals",
    "Retrying",
    "Translation",
    "fingerprint",
    "reads_capitals",
]


class Pair(NamedTuple):
    """A source and a target language, as canonical BCP 47 tags."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}→{self.target}"


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence in the target language.

    ``text`` is empty where no translation came: the sentence was blank, or the engine could not
    do that one; white space around a sentence is not carried across. ``score`` is the geometric
    mean of the token probabilities, 0 to 1, where the engine gives one. ``incidents`` are what was
    wrong with earlier answers and what was done about it, see `catalogs.entry.Guarded`: engines
    leave them empty. ``failure`` says in a few words why there is no text, where that is known.
    """

    text: str
    score: float | None = None
    incidents: tuple[tuple[str, str], ...] = ()
    failure: str = ""


class Link(NamedTuple):
    """A span of the source and one of the translation, half-open, in characters.

    ``weight``, from 0 to 1, is how much of the second stands for the first.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    weight: float = 1.0


@runtime_checkable
class Engine(Protocol):
    """An engine; found through the entry points ``hexapla.engines``, made without arguments.

    Making one must be cheap: models and programs are looked for in ``pairs`` and loaded in
    ``translate``.
    """

    name: str

    def pairs(self) -> Collection[Pair]:
        """The pairs that work on this machine now."""

    def unavailable(self) -> str | None:
        """Why the engine offers nothing here and what to do, in one line; None where it works."""

    def advice(self, pair: Pair) -> str | None:
        """The command that would get a pair that is not offered; None where none is known."""

    def version(self, pair: Pair) -> str:
        """What is named in provenance, without spaces: the version of the package or program."""

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """Translations in the order of the sentences, handed out in chunks as they are done.

        The sentences may be endless: an engine reads them as it goes, and keeps few of them.
        Raises EngineError when the pair is not offered or the engine breaks.
        """


@runtime_checkable
class Fingerprinted(Protocol):
    """An engine whose translations hang on more than what ``version`` names: settings, files."""

    def fingerprint(self, pair: Pair) -> str:
        """A text that changes whenever the same sentence might be translated differently.

        Raises EngineError when the pair is not offered.
        """


@runtime_checkable
class ReadsCapitals(Protocol):
    """An engine that tells whether it knows words IN CAPITALS as well as in small letters."""

    reads_capitals: bool


@runtime_checkable
class Aligning(Protocol):
    """An engine that can tell how a translation of its own relates to the source."""

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        """The links between each sentence and its text; none where it can't tell.

        Raises EngineError where the pair is not offered or the engine breaks.
        """


@runtime_checkable
class Retrying(Protocol):
    """An engine that can try again, with more care, what it has done badly."""

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        """Other translations of some sentences, in their order.

        Raises EngineError where the pair is not offered or the engine breaks.
        """


def reads_capitals(engine: Engine) -> bool:
    """Whether an engine may be asked for a line in capitals as it is."""
    return isinstance(engine, ReadsCapitals) and engine.reads_capitals


def fingerprint(engine: Engine, pair: Pair) -> str:
    """What an engine's translations of a pair hang on; its version where it tells no more."""
    if isinstance(engine, Fingerprinted):
        return engine.fingerprint(pair)
    return engine.version(pair)
