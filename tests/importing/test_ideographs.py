"""Chinese and Japanese: spaces between ideographs and letters."""

from __future__ import annotations

import pytest

from hexapla.importing.ideographs import PERHAPS, with_spaces
from hexapla.importing.joints import Joints
from hexapla.importing.pages import Page, Piece, Span
from hexapla.importing.parts import Block


def piece(text: str) -> Piece:
    return Piece(0, 100, 0, 10, (Span(text),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("在 7 月", " "), ("在7月", ""), ("在 7 月 8 日6", " "), ("一月", "")],
)
def test_a_gap_is_a_space_where_the_text_has_spaces(text: str, expected: str) -> None:
    page = Page(0, 0, (piece(text), piece(f"以{PERHAPS}U")))
    (found,) = with_spaces([page])
    assert found.pieces[1].text == f"以{expected}U"


@pytest.mark.parametrize(
    ("text", "before", "after", "expected"),
    [
        ("在 7 月", "以", "U 型", " "),
        ("在7月", "以", "U 型", ""),
        ("在 7 月", "萨克斯", "(Sacks)", " "),
        ("在 7 月", "以", "“未", ""),
        ("在 7 月", "尼古拉斯", "·奥", ""),
    ],
)
def test_what_is_between_two_lines(text: str, before: str, after: str, expected: str) -> None:
    block = Block("paragraph", [piece(text)], 0)
    assert Joints([block]).joint(before, after) == (0, expected)
