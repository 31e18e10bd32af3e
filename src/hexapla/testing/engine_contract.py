"""The engine contract as tests: subclass `EngineContract` in the tests of an engine."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from hexapla.engines.engine import (
    Aligning,
    Context,
    Engine,
    Link,
    LockedModel,
    Locking,
    Pair,
    ReadsContext,
    Request,
    Retrying,
    Translation,
    fingerprint,
    reads_capitals,
    takes_any_pair,
)
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.plugins import entry_points

__all__ = ["EngineContract"]

# Volapük to Klingon: no engine supports it, unless it is one for any pair.
_UNKNOWN = Pair("vo", "tlh")
_USUAL = Pair("en", "es")
_LARGE_BYTES = 1_000_000
_STARTS = {"subprocess.Popen", "os.system", "os.posix_spawn", "socket.connect"}


class EngineContract:
    """The engine contract, as tests for pytest.

    A subclass creates its engine::

        class TestAcme(EngineContract):
            def make(self):
                return AcmeEngine()

    Tests that translate are skipped if the engine has no pairs on this machine.
    """

    sentences: Sequence[str] = ("It rained all day.", "The road was closed.", "Nobody was hurt.")
    """Sentences that the engine can translate, in the source language of `pair`."""

    most_read = 20_000
    """The number of sentences that the engine may read before it yields the first translation."""

    repeatable = True
    """Whether a sentence always gets the same translation."""

    def make(self) -> Engine:
        """Create the engine like Hexapla does: without arguments."""
        raise NotImplementedError

    def pair(self, engine: Engine) -> Pair:
        """The pair to test: by default the first available one, or English to Spanish."""
        found = sorted(Pair(*pair) for pair in engine.pairs())
        if takes_any_pair(engine) and engine.translates(_USUAL):
            found = [_USUAL]
        if not found:
            import pytest

            pytest.skip(f"{engine.name}: {engine.unavailable()}")
        return found[0]

    # ── properties ───────────────────────────────────────────────────────────────────────────

    def test_it_has_the_members_of_an_engine(self) -> None:
        """It has every member of `Engine` and the name of its entry point."""
        engine = self.make()
        missing = [one for one in _members(Engine) if not hasattr(engine, one)]
        assert not missing, f"missing: {', '.join(missing)}"
        assert _is_word(engine.name), f"name {engine.name!r} is not one word"
        value = f"{type(engine).__module__}:{type(engine).__qualname__}"
        for entry in entry_points("hexapla.engines").values():
            if entry.value == value:
                assert engine.name == entry.name, f"the entry point is named {entry.name!r}"

    def test_making_it_is_cheap(self) -> None:
        """Creating the engine starts no program, opens no connection and reads no large file."""
        self.make()  # importing its module doesn't count
        with _watched() as events:
            self.make()
        assert not events, f"creating the engine is expensive: {'; '.join(events)}"

    def test_pairs_are_canonical_tags(self) -> None:
        """Each pair consists of two different canonical BCP 47 tags."""
        for source, target in self.make().pairs():
            for tag in (source, target):
                assert Language(tag).tag == tag, f"{tag!r} should be {Language(tag).tag!r}"
            assert source != target, f"the pair {source} to {target} has the same language twice"

    def test_it_explains_what_is_missing(self) -> None:
        """``unavailable`` returns a reason if and only if there are no pairs. It and ``advice``
        return one line.
        """
        engine = self.make()
        reason = engine.unavailable()
        assert reason is None or _is_line(reason), f"unavailable() returned {reason!r}"
        works = bool(engine.pairs()) or takes_any_pair(engine)
        assert works or reason, "unavailable() gives no reason"
        assert not (engine.pairs() and reason), "unavailable() and pairs() disagree"
        advice = engine.advice(_UNKNOWN)
        assert advice is None or _is_line(advice), f"advice() returned {advice!r}"

    def test_versions_are_words(self) -> None:
        """``version`` is one word. It and ``fingerprint`` don't change between objects."""
        engine = self.make()
        pair = self.pair(engine)
        version = engine.version(pair)
        assert _is_word(version), f"version {version!r} is not one word"
        assert self.make().version(pair) == version, "another object has a different version"
        mark = fingerprint(engine, pair)
        assert isinstance(mark, str), f"fingerprint() returned {mark!r}"
        assert mark, "fingerprint() returned an empty string"
        assert fingerprint(self.make(), pair) == mark, "another object has a different fingerprint"

    def test_an_unsupported_pair_is_an_engine_error(self) -> None:
        """For an unsupported pair, ``translate`` or its first translation raises EngineError."""
        engine = self.make()
        if takes_any_pair(engine):
            return
        try:
            list(engine.translate(self.sentences, _UNKNOWN))
        except EngineError:
            return
        raise AssertionError(f"translate() did not raise EngineError for {_UNKNOWN}")

    # ── translation ──────────────────────────────────────────────────────────────────────────

    def test_one_translation_for_each_sentence_in_order(self) -> None:
        """There is one Translation per sentence, in order, with a score from 0 to 1 or None."""
        forth = self._translated(self.sentences)
        back = self._translated(self.sentences[::-1])
        assert all(one.text for one in forth), "a sentence has no translation"
        if self.repeatable:
            expected = [one.text for one in reversed(back)]
            assert [one.text for one in forth] == expected, "wrong order"

    def test_blank_sentences_have_empty_translations(self) -> None:
        """A blank sentence gets an empty text in its place, and the others keep their places."""
        first, second = self.sentences[:2]
        found = self._translated(["", first, " \t", "\n", second, "\N{NO-BREAK SPACE}"])
        empty = [not one.text.strip() for one in found]
        assert empty == [True, False, True, True, False, True], f"the texts are {_texts(found)}"

    def test_no_sentences_get_no_translations(self) -> None:
        """No sentences get no translations."""
        assert self._translated([]) == []

    def test_unusual_sentences(self) -> None:
        """Numbers, symbols, line ends, long words and characters of any script cause no errors."""
        odd = [
            "2015",
            "…",
            "😀",
            "one\ntwo",
            "a" * 300,
            "<b>x</b> %s",
            "日本語",
            "\N{BELL}",
            "é\u0301",
        ]
        self._translated(odd)

    def test_endless_sentences_are_read_lazily(self) -> None:
        """Translations arrive before all sentences are read."""
        engine = self.make()

        def endless() -> Iterator[str]:
            for _ in range(self.most_read):
                yield from self.sentences[:1]
            raise AssertionError(f"it read {self.most_read:,} sentences before the first result")

        stream = iter(engine.translate(endless(), self.pair(engine)))
        for _ in range(3):
            _check(next(stream))
        close = getattr(stream, "close", None)
        if close is not None:
            close()

    # ── optional members ─────────────────────────────────────────────────────────────────────

    def test_retry(self) -> None:
        """``retry`` returns one Translation per sentence, with or without a text."""
        engine = self.make()
        pair = self.pair(engine)
        if isinstance(engine, Retrying):
            found = engine.retry(self.sentences, pair)
            assert len(found) == len(self.sentences), f"retry() returned {len(found)} translations"
            for one in found:
                _check(one)

    def test_context(self) -> None:
        """With contexts there is one Translation per request, in order."""
        engine = self.make()
        pair = self.pair(engine)
        if isinstance(engine, ReadsContext):
            read = set(engine.context_fields(pair))
            unknown = read - {field.name for field in fields(Context)}
            assert not unknown, f"context_fields() returned {', '.join(sorted(unknown))}"
            context = Context(before=tuple(self.sentences[:1]), style="Formal")
            requests = [Request(one, context) for one in self.sentences]
            for found in (
                list(engine.translate_in_context(iter(requests), pair)),
                engine.retry_in_context(requests, pair),
            ):
                assert len(found) == len(requests), f"{len(requests)} requests got {len(found)}"
                for one in found:
                    _check(one)

    def test_align(self) -> None:
        """``align`` returns the links of each sentence, with spans inside the texts."""
        engine = self.make()
        pair = self.pair(engine)
        if isinstance(engine, Aligning):
            texts = _texts(self._translated(self.sentences))
            found = engine.align(self.sentences, texts, pair)
            assert len(found) == len(texts), f"align() returned {len(found)} results"
            for sentence, text, links in zip(self.sentences, texts, found, strict=True):
                for link in links:
                    _check_link(Link(*link), sentence, text)

    def test_reads_capitals(self) -> None:
        """``reads_capitals`` is a bool."""
        assert isinstance(reads_capitals(self.make()), bool), "reads_capitals is not a bool"

    def test_locked_model(self) -> None:
        """``locked_model`` returns a model of this engine and pair, which is available here."""
        engine = self.make()
        pair = self.pair(engine)
        if isinstance(engine, Locking):
            model = engine.locked_model(pair)
            assert model is None or isinstance(model, LockedModel), (
                f"locked_model() returned {model!r}"
            )
            if model is not None:
                assert (model.engine, model.pair) == (engine.name, pair), (
                    f"locked_model() returned {model!r}"
                )
                assert engine.model_problem(model) is None, "it reports the model in use"
            other = LockedModel(engine.name, _UNKNOWN, "0", "sha256:0")
            problem = engine.model_problem(other)
            assert problem is not None, "a missing model is not reported"
            assert _is_line(problem), f"model_problem() returned {problem!r}"

    def _translated(self, sentences: Sequence[str]) -> list[Translation]:
        engine = self.make()
        found = list(engine.translate(iter(sentences), self.pair(engine)))
        assert len(found) == len(sentences), f"{len(sentences)} sentences got {len(found)}"
        for one in found:
            _check(one)
        return found


def _members(protocol: Any) -> list[str]:
    names = {*vars(protocol), *protocol.__annotations__}
    return sorted(name for name in names if not name.startswith("_"))


def _texts(translations: Iterable[Translation]) -> list[str]:
    return [one.text for one in translations]


def _check(one: object) -> None:
    assert isinstance(one, Translation), f"{one!r} is not a Translation"
    assert isinstance(one.text, str), f"{one.text!r} is not a string"
    assert one.score is None or 0 <= one.score <= 1, f"the score {one.score} is not from 0 to 1"
    assert not one.incidents, "only Hexapla sets incidents"


def _check_link(link: Link, sentence: str, text: str) -> None:
    for (start, end), whole in ((link.source, sentence), (link.target, text)):
        assert 0 <= start < end <= len(whole), f"the span {start}-{end} is outside {whole!r}"
    assert 0 <= link.weight <= 1, f"the weight {link.weight} is not from 0 to 1"


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value.split() == [value]


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value.splitlines()) == 1


_events: list[list[str]] = []
_hooked: list[bool] = []


@contextmanager
def _watched() -> Iterator[list[str]]:
    """Collects expensive operations while the context is active."""
    if not _hooked:  # a hook can't be removed
        sys.addaudithook(_hook)
        _hooked.append(True)
    _events.append([])
    try:
        yield _events[-1]
    finally:
        _events.pop()


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _events:
        return
    if event in _STARTS:
        _events[-1].append(f"{event} {arguments[0]}")
    elif event == "open" and isinstance(arguments[0], str):
        path = Path(arguments[0])
        if path.is_file() and path.stat().st_size > _LARGE_BYTES:
            _events[-1].append(f"reads {path}")
