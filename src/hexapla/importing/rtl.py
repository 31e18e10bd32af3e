"""Documents that are read from right to left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hexapla.importing.bidi import balanced
from hexapla.importing.pages import Page, Piece, Span
from hexapla.lazy import lazy_re

__all__ = ["in_reading_order"]

# A mark that belongs after a number, but is on its left.
_NUMBER = lazy_re(r"(?<!\S)([.,،:;؛!?؟]+)(\d[\d.,/:%٪-]*)(?=\s|\Z)")


def in_reading_order(pages: Sequence[Page]) -> list[Page]:
    """The pages as if they were read from left to right, with their brackets and numbers right."""
    return [_mirrored(page) for page in pages]


def _corrected(text: str) -> str:
    return _NUMBER.sub(r"\2\1", balanced(text))


def _mirrored(page: Page) -> Page:
    pieces = (_piece(one, page.width) for one in page.pieces)
    return replace(page, pieces=tuple(pieces))


def _piece(piece: Piece, width: float) -> Piece:
    """A piece on the other side of its page; its text is corrected as a whole."""
    text = _corrected(piece.text)
    spans: list[Span] = []
    at = 0
    for span in piece.spans:
        end = at + len(span.text)
        spans.append(Span(text[at:end], span.style))
        at = end
    return piece.moved(left=width - piece.right, right=width - piece.left, spans=tuple(spans))
