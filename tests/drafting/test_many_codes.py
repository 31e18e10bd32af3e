"""Sentences with many links, emphasis, code or footnotes: what they cost, and where markup goes."""

from __future__ import annotations

import re
import sys

import pytest

from hexapla import documents
from hexapla.documents.document import in_order
from hexapla.engines.engine import Engine, Pair
from hexapla.languages import Language
from hexapla.segmentation import Segmenter
from hexapla.testing import HostileEngine, IdentityEngine, UpperEngine
from hexapla.testing.drafts import drafts
from tests.growth import assert_linear

# Many inline codes in a sentence: the name of its file, the words, and what is around all of them.
MANY = [
    pytest.param(name, code, article, id=f"{name}, {code}")
    for name, article, codes in (
        (
            "a.md",
            "{}.",
            (
                "some [words number {0}](/p{0}) here,",
                "some *words number {0}* here,",
                "some words `number{0}` here,",
                "some words number {0}[^n{0}] here,",
            ),
        ),
        (
            "a.html",
            "<p>{}.</p>",
            (
                'some <a href="/p{0}">words number {0}</a> here,',
                "some <em>words number {0}</em> here,",
                "some words <code>number{0}</code> here,",
            ),
        ),
    )
    for code in codes
]


def draft_many(name: str, words: str, article: str, count: int, engine: Engine) -> None:
    """Read, draft and write a sentence with many inline codes."""
    text = article.format(" ".join(words.format(at) for at in range(count))).encode()
    document = documents.parse(text, Segmenter("en"), name=name)
    texts = drafts(document, engine, Pair("en", "es"))
    document.render(in_order(texts), Language("es"))


@pytest.mark.parametrize("engine", [IdentityEngine(), UpperEngine(), HostileEngine()])
@pytest.mark.parametrize("count", [10, 50, 200])
@pytest.mark.parametrize(("name", "code", "article"), MANY)
def test_many_codes_cost_no_more_than_a_few_times_their_words(
    name: str, code: str, article: str, count: int, engine: Engine
) -> None:
    """Not timed: the number of calls that reading, drafting and writing make.

    Every word was compared with every other one, and the structure of the sentence was read three
    times for each draft: 57 times the calls of 50 sentences without links.
    """

    def made(words: str) -> int:
        calls = 0

        def counted(frame: object, event: str, argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        draft_many(name, words, article, count, engine)  # Imports and patterns don't count.
        sys.setprofile(counted)
        try:
            draft_many(name, words, article, count, engine)
        finally:
            sys.setprofile(None)
        return calls

    assert made(code) < 6.5 * made("some words number {0} here,")


@pytest.mark.parametrize("engine", [UpperEngine(), HostileEngine()])
@pytest.mark.parametrize(("name", "code", "article"), MANY)
def test_four_times_the_codes_take_four_times_as_long(
    name: str, code: str, article: str, engine: Engine
) -> None:
    assert_linear(lambda size: draft_many(name, code, article, size, engine), 60)


class _Talkative(UpperEngine):
    """Capitals, with words that the source doesn't have, and without some that it has."""

    def _text(self, sentence: str) -> str:
        found = super()._text(sentence).split(" ")
        return " ".join(
            f"{word} MOREOVER" if at % 17 == 3 else word
            for at, word in enumerate(found)
            if at % 23 != 7
        )


@pytest.mark.parametrize("count", [5, 20, 80, 150])
def test_markup_keeps_its_words_in_long_sentences_that_are_not_the_same(count: int) -> None:
    """Above 316 words, a word's place in the sentence alone told where its markup belongs."""
    words = " ".join(f"some [name{at} of{at}](/p{at}) and other words" for at in range(count))
    document = documents.parse(f"{words}.".encode(), Segmenter("en"), name="a.md")
    (text,) = drafts(document, _Talkative(), Pair("en", "es"))
    shown = [re.search(rf"\[([^]]*)\]\(/p{at}\)", text) for at in range(count)]
    misplaced = [
        (at, found and found[1])
        for at, found in enumerate(shown)
        if not found or not set(found[1].split()) & {f"NAME{at}", f"OF{at}"}
    ]
    assert len(misplaced) <= count // 40
