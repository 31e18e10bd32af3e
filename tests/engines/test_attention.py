"""Alignment by the engines: a model's attention, and Apertium's blanks bound to words."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.engines.apertium import wordbound
from hexapla.engines.apertium.engine import ApertiumEngine
from hexapla.engines.argos.engine import ArgosEngine
from hexapla.engines.attention import Token, links, tokens
from hexapla.engines.cache import Cache
from hexapla.engines.caching import CachedEngine
from hexapla.engines.engine import Aligning, Engine, Link, Pair, Retrying
from hexapla.engines.models import packages
from hexapla.engines.routes import Hop, Route
from hexapla.testing import IdentityEngine
from tests.conftest import ROOT

EN_ES = Pair("en", "es")
NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"


def best(source: str, text: str, found: Sequence[Link]) -> dict[str, str]:
    """For each span of the translation, the words of the source with the most weight."""
    ranked = sorted(found, key=lambda link: link.weight)
    return {text[slice(*link.target)]: source[slice(*link.source)] for link in ranked}


class TestTokens:
    def test_spans(self) -> None:
        assert tokens(["▁The", "▁hou", "ses", "."], "The  houses.") == [
            Token("▁The", 0, 3), Token("▁hou", 5, 8), Token("ses", 8, 11), Token(".", 11, 12)
        ]  # fmt: skip

    def test_a_text_that_the_tokenizer_has_normalized(self) -> None:
        found = tokens(["▁1/2", "▁fi", "n"], "½ ﬁn".replace("½", "1/2"))
        assert [(token.start, token.end) for token in found] == [(0, 3), (4, 5), (5, 6)]

    @given(st.lists(st.text(max_size=5), max_size=8), st.text(max_size=30))
    def test_spans_are_in_the_text_and_in_order(self, pieces: list[str], text: str) -> None:
        at = 0
        for token in tokens(pieces, text):
            assert at <= token.start <= token.end <= len(text)
            at = token.end


class TestLinks:
    def test_the_weights_of_a_token_add_up_to_one(self) -> None:
        source = [Token("▁red", 0, 3), Token("▁house", 4, 9)]
        target = [Token("▁casa", 0, 4), Token("▁roja", 5, 9)]
        found = links(source, target, [[0.1, 0.4, 0.5], [0.6, 0.2, 0.2]])
        assert sum(link.weight for link in found if link.target == (0, 4)) == pytest.approx(1)
        assert best("red house", "casa roja", found) == {"casa": "house", "roja": "red"}


class TestArgos:
    @pytest.fixture
    def engine(self) -> ArgosEngine:
        packages.install(NANO)
        return ArgosEngine()

    def test_links_lead_to_the_source_words(self, engine: ArgosEngine) -> None:
        source, text = "The red house is big.", "La casa roja es grande."
        found = best(source, text, engine.align([source], [text], EN_ES)[0])
        assert found["casa"] == "house"
        assert found["grande"] == "big"

    def test_a_batch_is_aligned_like_single_sentences(self, engine: ArgosEngine) -> None:
        sources = ["She was born last year.", "Where is the red house?", "", "x " * 400]
        texts = ["Ella nació el año pasado.", "¿Dónde está la casa roja?", "", "y"]
        together = engine.align(sources, texts, EN_ES)
        alone = [engine.align([s], [t], EN_ES)[0] for s, t in zip(sources, texts, strict=True)]
        assert [[link[:2] for link in one] for one in together[:2]] == [
            [link[:2] for link in one] for one in alone[:2]
        ]
        assert together[2:] == [(), ()]

    def test_a_second_attempt_repeats_nothing(self, engine: ArgosEngine) -> None:
        (first,) = engine.retry(["Salad, salad, salad, salad and salad."], EN_ES)
        words = first.text.lower().split()
        triples = list(zip(words, words[1:], words[2:], strict=False))
        assert len(set(triples)) == len(triples)
        assert first.score
        assert engine.retry([""], EN_ES)[0].text == ""


@pytest.mark.skipif(shutil.which("apertium") is None, reason="Apertium is not installed")
class TestApertium:
    def test_links_lead_to_the_source_words(self) -> None:
        engine = ApertiumEngine()
        if EN_ES not in engine.pairs():
            pytest.skip("apertium-eng-spa is not installed")
        sources = ["The red house is <big> & old.", "", "I sent a letter to my sister."]
        texts = [one.text for one in engine.translate(sources, EN_ES)]
        first, blank, last = engine.align(sources, texts, EN_ES)
        assert best(sources[0], texts[0], first)["roja"] == "red"
        assert best(sources[2], texts[2], last)["hermana"] == "sister"
        assert blank == ()

    def test_special_characters_of_the_stream_lose_nothing(self) -> None:
        engine = ApertiumEngine()
        if EN_ES not in engine.pairs():
            pytest.skip("apertium-eng-spa is not installed")
        sources = [
            f"A {sign} house{sign}{sign} is [[0]]red {sign}" for sign in "[]{}^$@\\/<>~#*+&;"
        ]
        texts = [one.text for one in engine.translate(sources, EN_ES)]
        for source, text, found in zip(
            sources, texts, engine.align(sources, texts, EN_ES), strict=True
        ):
            assert best(source, text, found)["rojo"] == "red"


class TestWordbound:
    def test_each_word_gets_a_number_and_the_rest_is_escaped(self) -> None:
        assert wordbound.marked("Don't <go> & x") == (
            "[[0]]Don't[[/]] \\<[[1]]go[[/]]\\> & [[2]]x[[/]].[][\n\n]"
        )

    def test_words_that_became_one(self) -> None:
        found = wordbound.links("of the level", "[[0; 1]]del[[/]] [[2]]nivel[[/]].", "del nivel")
        assert [(link.source, link.weight) for link in found if link.target == (0, 3)] == [
            ((0, 2), 0.5), ((3, 6), 0.5)
        ]  # fmt: skip

    def test_a_plain_translation_with_other_words(self) -> None:
        answer = "[[0]]en[[/]] [[1]]frente[[/]] [[2]]de[[/]] [[3]]casa[[/]]."
        found = wordbound.links("in front of home", answer, "delante de casa")
        assert best("in front of home", "delante de casa", found)["casa"] == "home"
        assert {link.source for link in found if link.target == (0, 7)} == {(0, 2), (3, 8)}

    @given(st.text(max_size=40))
    def test_the_identity_aligns_each_word_with_itself(self, text: str) -> None:
        (answer,) = wordbound.sentences_in(wordbound.marked(text))
        assert all(link.source == link.target for link in wordbound.links(text, answer, text))


class TestRoutes:
    def test_links_pass_through_a_cache(self, tmp_path: Path) -> None:
        argos = ArgosEngine()
        wrapped: Engine = CachedEngine(argos, Cache(tmp_path / "cache.sqlite"))
        for engine in (argos, wrapped):
            assert isinstance(engine, Aligning)
            assert isinstance(engine, Retrying)

    def test_an_engine_without_links(self) -> None:
        route = Route((Hop(IdentityEngine(), EN_ES),))
        assert route.align(["a"], ["b"]) == [()]
        assert route.retry(["a"])[0].text == ""
