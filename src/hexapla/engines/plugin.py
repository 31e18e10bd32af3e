"""A plug-in's engine, checked against the contract: every violation is an EngineError."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeVar

from hexapla.engines.engine import (
    Aligning,
    Engine,
    Link,
    LockedModel,
    Locking,
    Pair,
    ReadsContext,
    Request,
    Retrying,
    Translation,
    context_fields,
    converses,
    fingerprint,
    keeps_tags,
    locked_model,
    reads_capitals,
    takes_any_pair,
)
from hexapla.errors import EngineError, HexaplaError, UsageError
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["Plugin"]

Item = TypeVar("Item", str, Request)

_HINT = msg("update or remove its plug-in")
_END = object()


class Plugin:
    """A plug-in's engine. Callers use it like the engine that it wraps.

    Its own HexaplaErrors pass through. Any other exception, and any answer that breaks the contract
    of `Engine`, becomes an EngineError that names the engine.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name
        with self._blamed("name"):
            self.name = self._word("name", engine.name)

    def pairs(self) -> Collection[Pair]:
        """The engine's pairs. It may return plain tuples of two tags."""
        with self._blamed("pairs()"):
            found = [Pair(source, target) for source, target in self._engine.pairs()]
            for pair in found:
                if problem := _problem(pair.source) or _problem(pair.target):
                    raise self._wrong(
                        msg(
                            "has {short} in pairs(): {problem}",
                            short=_short(tuple(pair)),
                            problem=problem,
                        )
                    )
        return found

    def unavailable(self) -> str | None:
        """Why the engine has no pairs; None if it has some."""
        with self._blamed("unavailable()"):
            return self._said("unavailable()", self._engine.unavailable())

    def advice(self, pair: Pair) -> str | None:
        """The engine's advice on how to get a pair."""
        with self._blamed("advice()"):
            return self._said("advice()", self._engine.advice(pair))

    def version(self, pair: Pair) -> str:
        """The engine's version."""
        with self._blamed("version()"):
            return self._word("version()", self._engine.version(pair))

    def fingerprint(self, pair: Pair) -> str:
        """The engine's fingerprint."""
        with self._blamed("fingerprint()"):
            return str(fingerprint(self._engine, pair))

    def locked_model(self, pair: Pair) -> LockedModel | None:
        """The engine's model for a pair."""
        with self._blamed("locked_model()"):
            model = locked_model(self._engine, pair)
            if not isinstance(model, LockedModel | None):
                raise self._wrong(
                    msg("returned {short} from locked_model(), no LockedModel", short=_short(model))
                )
        return model

    def model_problem(self, model: LockedModel) -> str | None:
        """What prevents the engine from using a recorded model."""
        engine = self._engine
        if not isinstance(engine, Locking):
            return None
        with self._blamed("model_problem()"):
            return self._said("model_problem()", engine.model_problem(model))

    @property
    def reads_capitals(self) -> bool:
        """Whether the engine reads capitals."""
        with self._blamed("reads_capitals"):
            return bool(reads_capitals(self._engine))

    @property
    def any_pair(self) -> bool:
        """Whether the engine is one for any pair."""
        with self._blamed("any_pair"):
            return takes_any_pair(self._engine)

    def translates(self, pair: Pair) -> bool:
        """Whether the engine is one for any pair and translates this one."""
        engine = self._engine
        with self._blamed("translates()"):
            return takes_any_pair(engine) and bool(engine.translates(pair))

    def summary(self) -> str:
        """The engine's summary, if it is one for any pair."""
        engine = self._engine
        with self._blamed("summary()"):
            said = engine.summary() if takes_any_pair(engine) else None
            return self._said("summary()", said) or ""

    @property
    def converses(self) -> bool:
        """Whether the engine may answer a sentence instead of translating it."""
        with self._blamed("converses"):
            return bool(converses(self._engine))

    @property
    def keeps_tags(self) -> bool:
        """Whether the engine keeps tags."""
        with self._blamed("keeps_tags"):
            return bool(keeps_tags(self._engine))

    def context_fields(self, pair: Pair) -> Collection[str]:
        """The fields of the context that the engine reads."""
        with self._blamed("context_fields()"):
            return frozenset(map(str, context_fields(self._engine, pair)))

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """The engine's translations, one per sentence.

        Raises EngineError if a translation comes before its sentence was read, or if there are more
        or fewer translations than sentences: any of them might belong to another sentence.
        """
        return self._translated(self._engine.translate, sentences, pair)

    def translate_in_context(
        self, requests: Iterable[Request], pair: Pair
    ) -> Iterator[Translation]:
        """The engine's translations, one per request; errors are those of `translate`."""
        engine = self._engine
        if not isinstance(engine, ReadsContext):
            return self.translate((one.text for one in requests), pair)
        return self._translated(engine.translate_in_context, requests, pair)

    def _translated(
        self,
        translate: Callable[[Iterable[Item], Pair], Iterator[Translation]],
        items: Iterable[Item],
        pair: Pair,
    ) -> Iterator[Translation]:
        source = _Counted(items)
        with self._blamed("translate()"):
            found = translate(source, pair)
            if isinstance(found, Sized) and source.ended:
                self._check_number("translate()", len(found), source.count)
            answers = iter(found)
        return self._checked(source, answers)

    def _checked(
        self, source: _Counted[Item], answers: Iterator[Translation]
    ) -> Iterator[Translation]:
        given = 0
        while True:
            with self._blamed("translate()"):
                answer = next(answers, _END)
                if answer is _END:
                    break
                checked = self._check(answer)
                given += 1
                # Check before yielding the last one: a caller with all it needs doesn't ask for
                # more.
                at_end = source.ended and given == source.count
                if given > source.count or (at_end and next(answers, _END) is not _END):
                    raise self._wrong(
                        msg(
                            "returned more translations than there are sentences: "
                            "those of this run may be mixed up"
                        )
                    )
            yield checked
        if given < source.count or next(source, None) is not None:
            raise self._wrong(msg("returned fewer translations than there are sentences"))

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        """Other translations; empty ones if the engine has no `retry`."""
        engine = self._engine
        if not isinstance(engine, Retrying):
            return [Translation("")] * len(sentences)
        with self._blamed("retry()"):
            found = [self._check(one) for one in engine.retry(sentences, pair)]
            self._check_number("retry()", len(found), len(sentences))
        return found

    def retry_in_context(self, requests: Sequence[Request], pair: Pair) -> list[Translation]:
        """Other translations; empty ones if the engine has no `retry_in_context`."""
        engine = self._engine
        if not isinstance(engine, ReadsContext):
            return self.retry([one.text for one in requests], pair)
        with self._blamed("retry_in_context()"):
            found = [self._check(one) for one in engine.retry_in_context(requests, pair)]
            self._check_number("retry_in_context()", len(found), len(requests))
        return found

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        """The links between sentences and texts; none if the engine has no `align`."""
        engine = self._engine
        if not isinstance(engine, Aligning):
            return [()] * len(sentences)
        with self._blamed("align()"):
            found = [
                tuple(Link(*link) for link in links)
                for links in engine.align(sentences, texts, pair)
            ]
            self._check_number("align()", len(found), len(sentences))
        return found

    @contextmanager
    def _blamed(self, what: str) -> Iterator[None]:
        """Turn exceptions into EngineErrors that name the engine; ``what`` is the member called."""
        try:
            yield
        except (HexaplaError, MemoryError):
            raise
        except Exception as error:
            reason = next(iter(str(error).splitlines()), "")
            raise self._wrong(
                msg(
                    "failed in {what}: {name}: {reason}",
                    what=what,
                    name=type(error).__name__,
                    reason=reason,
                )
            ) from error

    def _check(self, answer: object) -> Translation:
        if not isinstance(answer, Translation) or not isinstance(answer.text, str):
            raise self._wrong(
                msg(
                    "returned {short}, which is not a Translation with a text", short=_short(answer)
                )
            )
        if answer.score is not None and not 0 <= answer.score <= 1:
            raise self._wrong(
                msg("returned the score {short}, not one from 0 to 1", short=_short(answer.score))
            )
        return answer

    def _check_number(self, what: str, given: int, wanted: int) -> None:
        if given != wanted:
            raise self._wrong(
                msg(
                    "returned {given} answers from {what} for {wanted} sentences",
                    given=given,
                    what=what,
                    wanted=wanted,
                )
            )

    def _word(self, what: str, value: object) -> str:
        if not isinstance(value, str) or value.split() != [value]:
            raise self._wrong(
                msg("has the {what} {short}, which is not one word", what=what, short=_short(value))
            )
        return value

    def _said(self, what: str, value: object) -> str | None:
        if value is not None and not isinstance(value, str):
            raise self._wrong(
                msg(
                    "returned {short} from {what}, which is not a text",
                    short=_short(value),
                    what=what,
                )
            )
        return " ".join(value.split()) if value else None

    def _wrong(self, what: str) -> EngineError:
        return EngineError(msg("the engine {name} {what}", name=self.name, what=what), hint=_HINT)


class _Counted(Iterator[Item]):
    """Sentences or requests that are counted as they are read.

    ``ended`` tells whether all were read.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._items: Iterator[Item] = iter(items)
        self.count = 0
        self.ended = False

    def __next__(self) -> Item:
        try:
            item = next(self._items)
        except StopIteration:
            self.ended = True
            raise
        self.count += 1
        return item


@lru_cache(maxsize=4_096)
def _problem(tag: str) -> str | None:
    """What is wrong with a language tag; None if it is canonical."""
    try:
        language = Language(tag)
    except UsageError as error:
        return str(error)
    return (
        None
        if language.tag == tag
        else msg("{tag!r} should be {language_tag!r}", tag=tag, language_tag=language.tag)
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
