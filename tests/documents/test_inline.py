"""Inline markup: segments with complete markup, and blocks assembled from them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.documents.inline import Mark, Piece, Role, Words, assemble, cut
from hexapla.segmentation import Segmenter
from tests.growth import assert_linear

SEGMENTER = Segmenter("en")
MARKUP = re.compile(r"</?[a-z]>|<br>|`[^`]*`|!\[[^\]]*\]")


def sentences(text: str, atoms: Sequence[tuple[int, int]] = ()) -> Sequence[str]:
    return re.findall(r".+?(?:[.!?](?:</?[a-z]>)*\s+|$)", text)


def marks_of(text: str) -> list[Mark]:
    """Marks for `<b>…</b>` (pairs), `<br>` and `![…]` (apart), and `` `…` `` (alone)."""
    marks: list[Mark] = []
    opened: list[tuple[str, int]] = []
    for match in MARKUP.finditer(text):
        tag, (start, end) = match[0], match.span()
        if tag == "<br>":
            marks.append(Mark(start, end, Role.APART))
        elif tag.startswith("!["):
            marks.append(Mark(start, end, Role.APART, -1, (Words(start + 2, end - 1, "alt text"),)))
        elif tag[0] == "`":
            marks.append(Mark(start, end, Role.ALONE))
        elif tag[1] != "/":
            opened.append((tag[1], len(marks)))
            marks.append(Mark(start, end, Role.OPEN))
        else:
            # Badly nested pairs are kept: HTML parsers produce such marks, too.
            found = next((o for o in reversed(opened) if o[0] == tag[2]), None)
            if found is None:
                marks.append(Mark(start, end, Role.ALONE))
                continue
            opened.remove(found)
            marks[found[1]] = marks[found[1]]._replace(partner=len(marks))
            marks.append(Mark(start, end, Role.CLOSE, found[1]))
    for _, index in opened:
        marks[index] = marks[index]._replace(role=Role.ALONE)
    return marks


def texts(text: str) -> list[str]:
    return [piece.text for piece in cut(text, marks_of(text), SEGMENTER)]


def upper(piece: Piece) -> str:
    out, at = [], 0
    for mark in piece.marks:
        out += [piece.text[at : mark.start].upper(), piece.text[mark.start : mark.end]]
        at = mark.end
    return "".join([*out, piece.text[at:].upper()])


CUTS = [
    ("One. Two.", ["One.", "Two."]),
    ("<b>One. Two.</b>", ["One.", "Two."]),
    ("<b><i>One. Two.</i></b>", ["One.", "Two."]),
    ("<b>One.</b> Two.", ["<b>One.</b>", "Two."]),
    ("<b>One. Two.</b> Three.", ["<b>One.</b>", "<b>Two.</b>", "Three."]),
    ("<b>One. Two</b> three. Four.", ["<b>One.</b>", "<b>Two</b> three.", "Four."]),
    (
        "<b>A <i>one. Two. Three</i> four.</b> End.",
        ["<b>A <i>one.</i></b>", "<b><i>Two.</i></b>", "<b><i>Three</i> four.</b>", "End."],
    ),
    ("One.<br>Two.", ["One.", "Two."]),
    ("One<br>two.<br>", ["One<br>two."]),
    ("<b></b>One. <b></b>Two.", ["One.", "Two."]),
    ("Run `a. B`. Then `c`.", ["Run `a. B`.", "Then `c`."]),
    ("`a`. Then `b`.", ["`a`. Then `b`."]),
    ("`only` `code`", []),
    ("<b>12</b> 13.", []),
    ("![Logo] Title", ["Logo", "Title"]),
    ("A ![red] button.", ["A ![red] button."]),
    ("![Build] ![12] ![Coverage]", ["Build", "Coverage"]),
    ("<b>One <i>two.</b> Three.</i> Four.", ["<b>One <i>two.</b> Three.</i> Four."]),
]


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_cuts(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(("text", "_"), CUTS)
def test_assembled_blocks_keep_their_markup(text: str, _: list[str]) -> None:
    pieces = cut(text, marks_of(text), SEGMENTER)
    capitals = assemble(text, pieces, [upper(piece) for piece in pieces], " ")
    assert capitals.upper() == text.upper()
    assert MARKUP.sub("", capitals) == MARKUP.sub("", text).upper()


def test_cuts_inside_markup_are_ignored() -> None:
    text = "Run `a. B` now. Then stop."
    pieces = cut(text, marks_of(text), sentences)
    assert [piece.text for piece in pieces] == ["Run `a. B` now.", "Then stop."]


def test_a_segmenter_that_loses_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not the text"):
        cut("One. Two.", [], lambda text, atoms=(): [text[:3]])


def test_markup_is_closed_and_reopened_only_where_needed() -> None:
    text = "<b>One. Two.</b> Three."
    pieces = cut(text, marks_of(text), SEGMENTER)

    def put(*new: str | None) -> str:
        return assemble(text, pieces, new, " ")

    assert put(None, None, "Tres.") == "<b>One. Two.</b> Tres."
    assert put("<b>Uno.</b>", None, None) == "<b>Uno. Two.</b> Three."
    assert put("<b>Uno.</b>", "Dos.", None) == "<b>Uno.</b> Dos. Three."
    assert put("<b>Uno.</b>", "", "Tres.") == "<b>Uno.</b> Tres."
    assert put("", "<b>Dos.</b>", None) == "<b>Dos.</b> Three."


def test_sentences_are_joined_as_in_the_language() -> None:
    text = "One.  Two. <br> Three."
    pieces = cut(text, marks_of(text), SEGMENTER)
    assert assemble(text, pieces, ["一。", "二。", "三。"], "") == "一。二。 <br> 三。"
    assert assemble(text, pieces, ["Uno.", None, None], " ") == "Uno.  Two. <br> Three."


def test_marks_of_pieces_match_their_text() -> None:
    text = "<b>One `x`. Two</b> <i>three</i> ![alt]."
    first, second = cut(text, marks_of(text), SEGMENTER)
    for piece in (first, second):
        shown = [piece.text[mark.start : mark.end] for mark in piece.marks]
        assert shown == MARKUP.findall(piece.text)
        for index, mark in enumerate(piece.marks):
            if mark.partner >= 0:
                assert piece.marks[mark.partner].partner == index
    (words,) = second.marks[-1].words
    assert second.text[words.start : words.end] == "alt"


ATOMS = [
    *("One. ", "Two! ", "word ", "x", "12 ", ". ", " ", "漢。", "é"),
    *("<b>", "</b>", "<i>", "</i>", "<br>", "`c. D`", "`", "![alt]", "![9]"),
]
SOUP = st.lists(st.sampled_from(ATOMS), max_size=25).map("".join)


@given(SOUP)
def test_pieces_are_in_order_with_complete_markup(text: str) -> None:
    marks = marks_of(text)
    for segmenter in (SEGMENTER, sentences):
        pieces = cut(text, marks, segmenter)
        at = 0
        for piece in pieces:
            assert at <= piece.start < piece.end <= len(text)
            assert piece.text == piece.opened + text[piece.start : piece.end] + piece.closed
            assert any(map(str.isalpha, piece.text))
            assert all(
                mark.end <= edge or edge <= mark.start
                for mark in marks
                for edge in (piece.start, piece.end)
                if not piece.kind
            )
            at = piece.end


@given(SOUP)
def test_no_word_is_lost_and_no_piece_changes_by_itself(text: str) -> None:
    marks = marks_of(text)
    pieces = cut(text, marks, SEGMENTER)
    assert assemble(text, pieces, [None] * len(pieces), "") == text
    outside = assemble(text, pieces, [""] * len(pieces), "")
    assert not any(map(str.isalpha, MARKUP.sub("", outside)))


@given(SOUP)
def test_capitals_keep_the_markup(text: str) -> None:
    pieces = cut(text, marks_of(text), SEGMENTER)
    capitals = assemble(text, pieces, [upper(piece) for piece in pieces], " ")
    tags = re.compile(r"</?[a-z]>|<br>|`[^`]*`")
    assert tags.findall(capitals) == tags.findall(text)


def test_time_is_linear() -> None:
    def run(times: int) -> None:
        text = "<b>" + "One <i>two. Three</i> four. " * times + "</b>"
        cut(text, marks_of(text), SEGMENTER)

    assert_linear(run, 1_000)
