"""Lines from right to left, from the places of their characters."""

from __future__ import annotations

import unicodedata

import pytest

from hexapla.importing.bidi import balanced, has_rtl, read_lines
from hexapla.importing.lines import Char, join_pieces, piece_of, with_marks
from hexapla.importing.pages import Style
from tests.growth import assert_linear


def shown(visual: str, base: float = 100.0, at: float = 50.0) -> list[Char]:
    """Characters as a page shows them, from the left; marks are over the letter before them.

    "_" is a gap without a character, "|" a gap between columns.
    """
    found: list[Char] = []
    for one in visual:
        if one in "_|":
            at += 5 if one == "_" else 40
            continue
        mark = unicodedata.combining(one) > 0
        left = at - 4 if mark else at
        width = 2.0 if mark else 5.0
        found.append(Char(one, left, left + width, base + mark, 10, Style()))
        at += 0 if mark else 5
    return found


# What a page shows from the left to the right, and how it is read.
LINES = {
    "hebrew": ("םלוע םולש", "שלום עולם"),
    "gap": ("םלוע_םולש", "שלום עולם"),
    "word": ("םיבשחמ םינטק Eee PC לש ASUS", "ASUS של Eee PC קטנים מחשבים"),
    "number": (".2015 תנשב", "בשנת 2015."),
    "letters and figures": ("ףיגנ H5N1", "H5N1 נגיף"),
    "numbers": ("35-40 לע 10:08", "10:08 על 35-40"),
    "in Arabic": ("40-35 ىلع", "على 35-40"),
    "per cent": ("50% לש", "של 50%"),
    "hyphen": ("Super-G הלודגה תורחתה", "התחרות הגדולה Super-G"),
    "marks": ("דּג", "גדּ"),
    "from the left": ("The word םולש means", "The word שלום means"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_is_read_by_the_places_of_its_characters(name: str) -> None:
    visual, expected = LINES[name]
    found = ["".join(one.text for one in line) for line in read_lines(shown(visual))]
    assert [unicodedata.normalize("NFC", one) for one in found] == [
        unicodedata.normalize("NFC", expected)
    ]


def test_the_order_in_the_file_does_not_matter() -> None:
    chars = shown("םלוע םולש")
    jumbled = [*chars[4:], *chars[:4]]
    assert "".join(one.text for line in read_lines(jumbled) for one in line) == "שלום עולם"


def test_columns_and_lines_are_apart() -> None:
    chars = [*shown("םולש|םלוע"), *shown("הז", base=112)]
    found = ["".join(one.text for one in line) for line in read_lines(chars)]
    assert found == ["שלום", "עולם", "זה"] or found == ["עולם", "שלום", "זה"]
    assert has_rtl(chars)
    assert not has_rtl(shown("One"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (")USGS( של", "(USGS) של"),
        ("של (USGS(.", "של (USGS)."),
        ("(א) ב", "(א) ב"),
        ("א] [ב", "א] [ב"),
        ("»א«", "«א»"),
    ],
)
def test_brackets_are_those_of_reading(text: str, expected: str) -> None:
    assert balanced(text) == expected


def test_marks_of_a_page_take_linear_time() -> None:
    def run(size: int) -> object:
        lines = (shown("ם" * 40, 100.0 + 12 * line) for line in range(size // 40))
        letters = [char for line in lines for char in line]
        marks = [one._replace(text="\u05b8", left=one.left) for one in letters]
        return with_marks([*letters, *marks])

    assert_linear(run, 400)


@pytest.mark.slow
def test_pieces_of_a_line_take_linear_time() -> None:
    def run(size: int) -> object:
        styles = (Style(), Style(bold=True))
        chars = [one._replace(style=styles[at % 2]) for at, one in enumerate(shown("a" * size))]
        return join_pieces([piece_of([one]) for one in chars])

    assert_linear(run, 2_000)
