"""A draft that its format would read differently from its segment falls back to a safer form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import pytest

from hexapla import documents
from hexapla.documents.document import Document
from hexapla.documents.structure import Changes, Element
from hexapla.drafting.fill import Translator
from hexapla.drafting.markup import Judge, with_markup
from hexapla.drafting.safe import plain_words
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Pair, Translation
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.segmentation import Segmenter
from hexapla.testing import UpperEngine
from hexapla.testing.drafts import drafts

SEGMENTER = Segmenter("en")


def parse(text: str, name: str = "a.md") -> Document:
    return documents.parse(text.encode(), SEGMENTER, name=name)


def drafted(text: str, answer: Callable[[str], str], name: str = "a.md") -> tuple[str, str]:
    """The draft of a text with one segment or more, and what was done about its markup."""
    document = parse(text, name)
    (draft, *_) = translator_by(answer, document).translate([document.segments[0].text])
    return draft.text, dict(draft.incidents).get("markup", "")


@pytest.mark.parametrize(
    ("source", "answer", "expected"),
    [
        ("See the map", "Ver [el mapa](x.md)", "Ver el mapa(xmd)"),
        ("See the map", "Ver el mapa[^1]", "Ver el mapa1"),
        ("See the map", "Ver www.mapa.org", "Ver wwwmapaorg"),
        ("See the map", "# Ver el mapa", "Ver el mapa"),
        ("See the map", "1. Ver el mapa", "1 Ver el mapa"),
        ("See the map", "Ver *el* mapa", "Ver el mapa"),
        ("See the map", "Ver :mapa: aquí", "Ver mapa: aquí"),
        ("See the map", "Ver @mapa {{< x >}}", "Ver mapa x"),
        ("| See this | map |\n| --- | --- |\n", "Ver | esto", "Ver esto"),
    ],
)
def test_what_an_engine_adds_is_left_out(source: str, answer: str, expected: str) -> None:
    assert drafted(source, lambda text: answer) == (expected, "plain words")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('See "http://e.org" [1] now [2].', "SEE “http://e.org” [1] NOW [2]."),
        ("Go to 'www.e.org' now.", "GO TO “www.e.org” NOW."),
    ],
)
def test_quotation_marks_around_an_address_are_no_reason_for_a_safer_form(
    source: str, expected: str
) -> None:
    document = parse(source)
    (draft,) = drafts(document, UpperEngine(), Pair("en", "es"))
    assert draft == expected
    edition = document.render(lambda _: draft, Language("es")).decode()
    assert re.search(r"([\"'])(?:http://|www\.)e\.org\1(?=\s)", edition)


def test_words_in_pieces_keep_the_signs_of_their_piece() -> None:
    document = parse("See `a`, the [1] now [2] here.")
    asked: list[str] = []

    def judge(text: str, draft: str) -> Changes:
        return document.changes(document.segments[0], draft) if len(asked) > 1 else always("", "")

    def answer(sentence: str) -> str:
        asked.append(sentence)
        return sentence.upper()

    (draft,) = translator_by(answer, document, judge).translate([document.segments[0].text])
    assert draft.text == "SEE `a`, THE [1] NOW [2] HERE."
    assert draft.incidents == (("markup", "in pieces"),)


@pytest.mark.parametrize(
    "answer",
    [
        "Ver: el mapa",
        "¿Ver el mapa?",
        "Son $5 & 10%",
        "A las 10:30",
        "Véase «el mapa» – aquí",
        "C#",
    ],
)
def test_text_is_no_markup(answer: str) -> None:
    assert drafted("See the map", lambda text: answer) == (answer, "")


def test_html_keeps_its_tags() -> None:
    text = "<p>See <b>the map</b>.</p>"
    assert drafted(text, lambda one: "Ver el <i>mapa</i>.", "a.html")[0] in (
        "Ver <b>el mapa</b>.",
        "Ver el <b>mapa</b>.",
    )


def always(segment: str, draft: str) -> Changes:
    return Changes((Element("code"),))


def translator_by(
    answer: Callable[[str], str], document: Document, judge: Judge | None = None
) -> Translator:
    segments = Segments()
    segments.add(document)

    def translate(sentences: Sequence[str]) -> Iterator[Translation]:
        yield from (Translation(answer(one)) for one in sentences)

    engine = Translator("test 1", translate)
    return with_markup(engine, segments.marks, judge=judge or segments.changes)


def test_words_between_markup_are_translated_separately() -> None:
    """Markup that stays in its place can't be damaged by the words around it."""
    document = parse('The **red house** and [`make`](a.md "A title") of {n}px, 2 people.')
    segment = document.segments[0].text
    asked: list[str] = []

    def judge(text: str, draft: str) -> Changes:
        return document.changes(document.segments[0], draft) if len(asked) > 2 else always("", "")

    def answer(sentence: str) -> str:
        asked.append(sentence)
        return f"# {sentence.upper()}\n* “.:"

    (draft,) = translator_by(answer, document, judge).translate([segment])
    assert draft.text == 'THE **RED HOUSE** AND [`make`](a.md "A TITLE") OF {n}px, 2 PEOPLE.'
    assert draft.incidents == (("markup", "in pieces"),)


def test_the_last_form_is_the_source() -> None:
    document = parse("Some `code` here")
    translator = translator_by(lambda text: "Un X1 aquí", document, always)
    (draft,) = translator.translate(["Some `code` here"])
    assert draft == Translation("Some `code` here", incidents=(("markup", "source kept"),))


def test_an_engine_that_fails_in_between_leaves_the_others_done() -> None:
    document = parse("One house\n\nTwo *houses*\n")

    def answer(sentence: str) -> str:
        if sentence == "houses":
            raise EngineError("gone")
        return "Una casa" if sentence == "One house" else "`a` [b](c)"

    def judge(segment: str, draft: str) -> Changes:
        return always("", "") if "*" in segment else Changes()

    translator = translator_by(answer, document, judge)
    done: list[str] = []
    with pytest.raises(EngineError):
        done.extend(draft.text for draft in translator.translate(["One house", "Two *houses*"]))
    assert done == ["Una casa", ""]


@pytest.mark.parametrize("text", ["a" * 3, "", "…", "一、二。", "it's 3.5 (or 4)"])
def test_plain_words_keep_plain_text(text: str) -> None:
    assert plain_words(text) == text
