"""The contract of an engine: what takes plain sentences from one language to another.

This file is all that the author of an engine needs, beside `hexapla.errors.EngineError`. `Engine`
is the part that every engine has. The other protocols are optional: an engine that has their
members is used for more. `hexapla.testing.EngineContract` tests an engine against them all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

__all__ = [
    "Aligning",
    "Engine",
    "Fingerprinted",
    "Link",
    "LockedModel",
    "Locking",
    "Pair",
    "ReadsCapitals",
    "Retrying",
    "Translation",
    "fingerprint",
    "locked_model",
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

    ``text`` is empty where there is no translation, because the sentence was blank or the engine
    could not translate it; white space around the sentence is not carried over. ``score`` is the
    geometric mean of the token probabilities, from 0 to 1, where the engine has one. ``failure``
    says in a few words why there is no text. Engines leave ``incidents`` empty: it holds the faults
    found in earlier answers, with what was done about each.
    """

    text: str
    score: float | None = None
    incidents: tuple[tuple[str, str], ...] = ()
    failure: str = ""


@runtime_checkable
class Engine(Protocol):
    """An engine: a class that the entry point group ``hexapla.engines`` names.

    It is created without arguments, and creating it must be cheap: look for models and programs
    in ``pairs``, and load them in ``translate``.
    """

    name: str
    """One word, without spaces; provenance names it."""

    def pairs(self) -> Collection[Pair]:
        """The pairs that work on this machine now. It is called often, so keep it cheap."""

    def unavailable(self) -> str | None:
        """Why the engine has no pairs here and what to do, in one line; None where it has some."""

    def advice(self, pair: Pair) -> str | None:
        """The command that gets a pair that is not offered; None where there is none."""

    def version(self, pair: Pair) -> str:
        """The version that provenance names, without spaces: of a package or a program."""

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """One translation for each sentence, in the same order, yielded as they are made.

        The sentences may come from an endless stream: read them lazily, and keep few of them.
        Raises EngineError where the pair is not offered, or the engine fails.
        """


# ── optional ─────────────────────────────────────────────────────────────────────────────────


@runtime_checkable
class Fingerprinted(Protocol):
    """An engine whose translations depend on more than its ``version``: settings, or files."""

    def fingerprint(self, pair: Pair) -> str:
        """A text that changes whenever the same sentence may get another translation.

        Cached translations are found by it. Raises EngineError where the pair is not offered.
        """


@runtime_checkable
class ReadsCapitals(Protocol):
    """An engine that says whether it translates WORDS IN CAPITALS as well as others."""

    reads_capitals: bool


@runtime_checkable
class Retrying(Protocol):
    """An engine that can translate again, with more care, what it has translated badly."""

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        """Another translation for each sentence, in the same order; without a text where none.

        Raises EngineError where the pair is not offered, or the engine fails.
        """


class Link(NamedTuple):
    """A span of a sentence and the span of its translation that stands for it.

    Spans are half-open, in characters. ``weight``, from 0 to 1, is how much of the translation's
    span stands for the sentence's.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    weight: float = 1.0


@runtime_checkable
class Aligning(Protocol):
    """An engine that knows which words of its translation stand for which of the sentence."""

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        """The links between each sentence and its translation; none where it can't tell.

        Inline markup is placed by them. Raises EngineError where the pair is not offered, or the
        engine fails.
        """


@dataclass(frozen=True, slots=True, order=True)
class LockedModel:
    """A model that drafted a publication, as ``i18n/models.lock`` records it.

    ``engine`` is the engine's name, ``digest`` that of the model's files (``sha256:…``), ``link``
    the URL that it came from, where known.
    """

    engine: str
    pair: Pair
    version: str
    digest: str
    link: str | None = None

    @property
    def name(self) -> str:
        """Pair and version: ``en→es 1.9``."""
        return f"{self.pair} {self.version}"


@runtime_checkable
class Locking(Protocol):
    """An engine that translates with models which others can get, too."""

    def locked_model(self, pair: Pair) -> LockedModel | None:
        """The model that translates a pair; None where it is not to be recorded.

        Raises EngineError where the pair is not offered, or the model's files have changed.
        """

    def model_problem(self, model: LockedModel) -> str | None:
        """Why a recorded model can't translate here, as a clause: ``which is not installed``.

        None where it can.
        """


def reads_capitals(engine: Engine) -> bool:
    """Whether an engine can be given a line in capitals as it is."""
    return isinstance(engine, ReadsCapitals) and engine.reads_capitals


def fingerprint(engine: Engine, pair: Pair) -> str:
    """What an engine's translations of a pair depend on; its version where it says no more."""
    if isinstance(engine, Fingerprinted):
        return engine.fingerprint(pair)
    return engine.version(pair)


def locked_model(engine: Engine, pair: Pair) -> LockedModel | None:
    """The model that an engine translates a pair with; None where it has none to record."""
    return engine.locked_model(pair) if isinstance(engine, Locking) else None
