"""The contract of an engine, which translates plain sentences from one language to another.

The author of an engine needs only this file and `hexapla.errors.EngineError`. Every engine
implements `Engine`. The other protocols are optional: an engine that has their members is used for
more. `hexapla.testing.EngineContract` tests an engine against all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeGuard, runtime_checkable

__all__ = [
    "Aligning",
    "AnyPair",
    "Configurable",
    "Context",
    "Converses",
    "Engine",
    "Fingerprinted",
    "KeepsTags",
    "Link",
    "LockedModel",
    "Locking",
    "Pair",
    "PromptText",
    "Prompted",
    "ReadsCapitals",
    "ReadsContext",
    "Request",
    "Retrying",
    "TermRow",
    "Translation",
    "context_fields",
    "converses",
    "fingerprint",
    "keeps_tags",
    "locked_model",
    "reads_capitals",
    "takes_any_pair",
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

    ``text`` is empty if there is no translation, because the sentence was blank or the engine could
    not translate it; white space around the sentence is not carried over. ``score`` is the
    geometric mean of the token probabilities, from 0 to 1, if the engine has one. ``failure`` says
    in a few words why there is no text. Engines leave ``incidents`` empty: it holds the faults
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
    """The engine's name, one word without spaces, which becomes part of the provenance."""

    def pairs(self) -> Collection[Pair]:
        """The pairs that work on this machine now. This is called often: keep it cheap."""

    def unavailable(self) -> str | None:
        """Why the engine has no pairs here and what to do, in one line; None if it has some."""

    def advice(self, pair: Pair) -> str | None:
        """The command that installs a pair that is not available; None if there is none."""

    def version(self, pair: Pair) -> str:
        """The version of a package or a program, without spaces, as provenance names it."""

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """One translation for each sentence, in the same order, yielded as they are made.

        The sentences may come from an endless stream: read them lazily, and hold only a few of
        them. Raises EngineError if the pair is not available, or the engine fails.
        """


# ── optional ─────────────────────────────────────────────────────────────────────────────────


@runtime_checkable
class Fingerprinted(Protocol):
    """An engine whose translations depend on more than its ``version``: settings, or files."""

    def fingerprint(self, pair: Pair) -> str:
        """A text that changes whenever the same sentence may get another translation.

        It is part of the key of cached translations. Raises EngineError if the pair is not
        available.
        """


@runtime_checkable
class ReadsCapitals(Protocol):
    """An engine that says whether it translates WORDS IN CAPITALS as well as others."""

    reads_capitals: bool


@runtime_checkable
class KeepsTags(Protocol):
    """An engine that says whether it keeps the tags in ``Press <a1>this</a1>`` at their words."""

    keeps_tags: bool


@runtime_checkable
class Converses(Protocol):
    """An engine that may answer a sentence, or refuse to, instead of translating it."""

    converses: bool


@runtime_checkable
class AnyPair(Engine, Protocol):
    """An engine that isn't limited to the pairs in ``pairs``, if ``any_pair`` is True."""

    any_pair: bool

    def translates(self, pair: Pair) -> bool:
        """Whether it translates a pair, in these variants of the languages."""

    def summary(self) -> str:
        """What it is, in one line for ``translate engines``, in place of its pairs."""


class PromptText(NamedTuple):
    """What an engine tells a model: in which ``role``, the ``text``, and the file it comes from."""

    role: str
    text: str
    place: str


@runtime_checkable
class Prompted(Protocol):
    """An engine that shows what it tells a model."""

    def prompts(self, pair: Pair | None = None) -> Sequence[PromptText]:
        """The texts with an example in a pair; without a pair, with their placeholders."""


@runtime_checkable
class Configurable(Protocol):
    """An engine with settings of its own, in a table of `publication.toml` with its name."""

    def configure(self, settings: Mapping[str, Any], folder: Path | None) -> str | None:
        """Use some settings; ``folder`` is the publication's.

        Returns what the user has to know in every run, in one line: texts leave this machine.
        Raises UsageError for an invalid value; what isn't allowed, or isn't there, is reported by
        `Engine.unavailable`.
        """


class TermRow(NamedTuple):
    """A glossary term in a sentence, with its translations.

    ``forms`` are those of which one is required, ``forbidden`` those that must not be used, and
    ``keep`` says that the term itself may stay.
    """

    term: str
    forms: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    keep: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a sentence besides its text.

    ``kind`` is what it is (paragraph, heading, table cell), ``title`` the title of its document,
    ``before`` and ``after`` are the sentences around it, ``terms`` the glossary's terms in it,
    ``examples`` similar sentences with their translations, the best first, and ``style`` is how the
    publication wants texts in the target language: formality, audience, variant.
    """

    kind: str = ""
    title: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    terms: tuple[TermRow, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A sentence to translate, and its context."""

    text: str
    context: Context = Context()


@runtime_checkable
class ReadsContext(Protocol):
    """An engine whose translation of a sentence depends on its context as well."""

    def context_fields(self, pair: Pair) -> Collection[str]:
        """The fields of `Context` that it reads; callers leave the others empty."""

    def translate_in_context(
        self, requests: Iterable[Request], pair: Pair
    ) -> Iterator[Translation]:
        """Like `Engine.translate`."""

    def retry_in_context(self, requests: Sequence[Request], pair: Pair) -> list[Translation]:
        """Like `Retrying.retry`."""


@runtime_checkable
class Retrying(Protocol):
    """An engine that can translate bad translations again, with more care."""

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        """Another translation for each sentence, in the same order; empty if there is none.

        Raises EngineError if the pair is not available, or the engine fails.
        """


class Link(NamedTuple):
    """A span of a sentence and the span of its translation that corresponds to it.

    Spans are half-open, in characters. ``weight``, from 0 to 1, is the share of the translation's
    span that corresponds to the sentence's.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    weight: float = 1.0


@runtime_checkable
class Aligning(Protocol):
    """An engine that knows which words of its translation correspond to which of the sentence."""

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        """The links between each sentence and its translation; none if they are unknown.

        They decide where inline markup goes. Raises EngineError if the pair is not available, or
        the engine fails.
        """


@dataclass(frozen=True, slots=True, order=True)
class LockedModel:
    """A model that drafted a publication, as recorded in ``i18n/models.lock``.

    ``engine`` is the engine's name, ``digest`` that of the model's files (``sha256:…``), ``link``
    the URL that it came from, if known.
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
    """An engine that translates with models that others can install, too."""

    def locked_model(self, pair: Pair) -> LockedModel | None:
        """The model that translates a pair; None if it should not be recorded.

        Raises EngineError if the pair is not available, or the model's files have changed.
        """

    def model_problem(self, model: LockedModel) -> str | None:
        """Why a recorded model can't translate here, as a clause: ``which is not installed``.

        None if it can.
        """


def reads_capitals(engine: Engine) -> bool:
    """Whether a line in capitals can be passed to an engine unchanged."""
    return isinstance(engine, ReadsCapitals) and engine.reads_capitals


def keeps_tags(engine: Engine) -> bool:
    """Whether a sentence can be passed to an engine with tags in it."""
    return isinstance(engine, KeepsTags) and engine.keeps_tags


def takes_any_pair(engine: Engine) -> TypeGuard[AnyPair]:
    """Whether an engine isn't limited to the pairs that it lists."""
    return isinstance(engine, AnyPair) and engine.any_pair


def converses(engine: Engine) -> bool:
    """Whether an engine may answer a sentence instead of translating it."""
    return isinstance(engine, Converses) and engine.converses


def context_fields(engine: Engine, pair: Pair) -> Collection[str]:
    """The fields of `Context` that an engine reads; none if it reads no context."""
    return engine.context_fields(pair) if isinstance(engine, ReadsContext) else ()


def fingerprint(engine: Engine, pair: Pair) -> str:
    """What an engine's translations of a pair depend on: its fingerprint, or else its version."""
    if isinstance(engine, Fingerprinted):
        return engine.fingerprint(pair)
    return engine.version(pair)


def locked_model(engine: Engine, pair: Pair) -> LockedModel | None:
    """The model that an engine translates a pair with; None if it records no models."""
    return engine.locked_model(pair) if isinstance(engine, Locking) else None
