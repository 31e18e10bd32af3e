"""Every engine satisfies the contract, and the contract's tests find engines that don't."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import pytest

from hexapla.engines.apertium.engine import ApertiumEngine
from hexapla.engines.argos.engine import ArgosEngine
from hexapla.engines.engine import Engine, Link, LockedModel, Pair, Request, Translation
from hexapla.engines.models import packages
from hexapla.errors import EngineError
from hexapla.testing import EngineContract, HostileEngine, IdentityEngine, UpperEngine
from tests.conftest import ROOT

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"


class TestIdentity(EngineContract):
    def make(self) -> Engine:
        return IdentityEngine()


class TestUpper(EngineContract):
    def make(self) -> Engine:
        return UpperEngine()


class TestHostile(EngineContract):
    def make(self) -> Engine:
        return HostileEngine()


class TestArgos(EngineContract):
    @pytest.fixture(autouse=True)
    def package(self) -> None:
        packages.install(NANO)

    def make(self) -> Engine:
        return ArgosEngine()


@pytest.mark.skipif(shutil.which("apertium") is None, reason="needs apertium")
class TestApertium(EngineContract):
    def make(self) -> Engine:
        return ApertiumEngine()

    def pair(self, engine: Engine) -> Pair:
        pairs = sorted(pair for pair in engine.pairs() if pair.source == "en")
        if not pairs:
            pytest.skip("needs language data from English")
        return pairs[0]


class Whole(IdentityEngine):
    """An engine with every optional member, for tests that break one of them."""

    name = "whole"
    reads_capitals = True

    def fingerprint(self, pair: Pair) -> str:
        return "1, whole"

    def context_fields(self, pair: Pair) -> Collection[str]:
        return ("before",)

    def translate_in_context(
        self, requests: Iterable[Request], pair: Pair
    ) -> Iterator[Translation]:
        return self.translate((one.text for one in requests), pair)

    def retry_in_context(self, requests: Sequence[Request], pair: Pair) -> list[Translation]:
        return [Translation("")] * len(requests)

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        return [Translation("again") for _ in sentences]

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        return [(Link((0, 1), (0, len(text))),) for text in texts]

    def locked_model(self, pair: Pair) -> LockedModel | None:
        return LockedModel(self.name, pair, "1", "sha256:0")

    def model_problem(self, model: LockedModel) -> str | None:
        return None if model.pair in self.pairs() else "which is not installed"


def contract(engine: type[Engine]) -> EngineContract:
    class Tested(EngineContract):
        most_read = 500

        def make(self) -> Engine:
            return engine()

    return Tested()


TESTS = [name for name in vars(EngineContract) if name.startswith("test_")]


@pytest.mark.parametrize("name", TESTS)
def test_an_engine_with_every_optional_member(name: str) -> None:
    getattr(contract(Whole), name)()


def eager(self: Any, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
    return iter([Translation(one.strip()) for one in list(sentences)])


def lacks_no_pair(self: Any, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
    return (Translation(one.strip()) for one in sentences)


def sorts(self: Any, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
    return (Translation(one.strip()) for one in sorted(sentences))


def skips_blanks(self: Any, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
    return (Translation(one) for one in sentences if one.strip())


def fills_blanks(self: Any, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
    return (Translation(one.strip() or "?") for one in sentences)


def splits_lines(self: Any, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
    return (Translation(line) for one in sentences for line in one.split("\n"))


def scores(self: Any, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
    return (Translation(one.strip(), 81) for one in sentences)


def adds_one(self: Any, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
    yield from (Translation(one.strip()) for one in sentences)
    yield Translation("the end")


def starts_a_program(self: Any) -> None:
    IdentityEngine.__init__(self)
    subprocess.run(["true"], check=False)


def reads_a_model(self: Any) -> None:
    IdentityEngine.__init__(self)
    NANO.read_bytes()


class _Counter:
    count = 0


def changing(self: Any, pair: Pair) -> str:
    _Counter.count += 1
    return str(_Counter.count)


@pytest.mark.parametrize(
    ("test", "member", "value"),
    [
        ("test_it_has_the_members_of_an_engine", "name", "two words"),
        ("test_making_it_is_cheap", "__init__", starts_a_program),
        ("test_making_it_is_cheap", "__init__", reads_a_model),
        ("test_pairs_are_canonical_tags", "pairs", lambda self: [("en", "spa")]),
        ("test_pairs_are_canonical_tags", "pairs", lambda self: [("en", "en")]),
        ("test_it_explains_what_is_missing", "unavailable", lambda self: "it has pairs"),
        ("test_it_explains_what_is_missing", "advice", lambda self, pair: "two\nlines"),
        ("test_it_explains_what_is_missing", "pairs", lambda self: []),
        ("test_versions_are_words", "version", lambda self, pair: "1 beta"),
        ("test_versions_are_words", "version", changing),
        ("test_versions_are_words", "fingerprint", changing),
        ("test_versions_are_words", "fingerprint", lambda self, pair: None),
        ("test_an_unsupported_pair_is_an_engine_error", "translate", lacks_no_pair),
        ("test_one_translation_for_each_sentence_in_order", "translate", sorts),
        ("test_one_translation_for_each_sentence_in_order", "translate", scores),
        ("test_one_translation_for_each_sentence_in_order", "translate", adds_one),
        ("test_blank_sentences_have_empty_translations", "translate", skips_blanks),
        ("test_blank_sentences_have_empty_translations", "translate", fills_blanks),
        ("test_no_sentences_get_no_translations", "translate", adds_one),
        ("test_unusual_sentences", "translate", splits_lines),
        ("test_endless_sentences_are_read_lazily", "translate", eager),
        ("test_retry", "retry", lambda self, sentences, pair: []),
        ("test_retry", "retry", lambda self, sentences, pair: list(sentences)),
        ("test_context", "context_fields", lambda self, pair: ["mood"]),
        ("test_context", "translate_in_context", lambda self, requests, pair: iter(())),
        ("test_context", "retry_in_context", lambda self, requests, pair: ["no"] * len(requests)),
        ("test_align", "align", lambda self, ours, theirs, pair: []),
        (
            "test_align",
            "align",
            lambda self, ours, theirs, pair: [[((0, 1), (0, 999))] for _ in ours],
        ),
        ("test_reads_capitals", "reads_capitals", "yes"),
        ("test_locked_model", "locked_model", lambda self, pair: "1"),
        ("test_locked_model", "model_problem", lambda self, model: None),
    ],
)
def test_the_contract_finds_broken_members(test: str, member: str, value: object) -> None:
    broken = type("Broken", (Whole,), {member: value})
    with pytest.raises(AssertionError):
        getattr(contract(broken), test)()


def test_each_test_of_the_contract_can_fail() -> None:
    """The table above has a broken engine for each of them."""
    (mark,) = test_the_contract_finds_broken_members.pytestmark  # type: ignore[attr-defined]
    assert {test for test, _, _ in mark.args[1]} == set(TESTS)


def test_an_engine_without_pairs_is_skipped() -> None:
    class Nothing(Whole):
        def pairs(self) -> Collection[Pair]:
            return ()

        def unavailable(self) -> str | None:
            return "no program"

        def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
            raise EngineError(f"no {pair}")

    contract(Nothing).test_it_explains_what_is_missing()
    with pytest.raises(pytest.skip.Exception, match="no program"):
        contract(Nothing).test_no_sentences_get_no_translations()
