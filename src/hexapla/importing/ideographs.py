"""Spaces between ideographs and letters or figures: some texts have them, and some programs set
these apart without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hexapla.importing.pages import Page, Piece, Span
from hexapla.lazy import lazy_re

__all__ = ["PERHAPS", "are_spaced", "meet", "touch", "with_spaces"]

PERHAPS = "\u2009"
"""A gap that may be a space, until the whole document is known (`with_spaces`)."""

_IDEOGRAPH = "[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]"
_BEFORE, _AFTER = "[A-Za-z0-9(]", "[A-Za-z0-9)%]"
_TIGHT = lazy_re(rf"{_IDEOGRAPH}{_BEFORE}|{_AFTER}{_IDEOGRAPH}")
_SPACED = lazy_re(rf"{_IDEOGRAPH} {_BEFORE}|{_AFTER} {_IDEOGRAPH}")
_SIGN = lazy_re(rf"{_IDEOGRAPH}[^\w\s(]|[^\w\s)%]{_IDEOGRAPH}")


def meet(before: str, after: str) -> bool:
    """Whether an ideograph and a letter, a figure or a bracket meet between two texts."""
    return _TIGHT.match(before[-1:] + after[:1]) is not None


def touch(before: str, after: str) -> bool:
    """Whether an ideograph and a sign meet between two texts: there is no space."""
    return _SIGN.match(before[-1:] + after[:1]) is not None


def are_spaced(text: str) -> bool:
    """Whether a text has spaces between ideographs and letters."""
    return len(_SPACED.findall(text)) > len(_TIGHT.findall(text))


def with_spaces(pages: Sequence[Page]) -> Sequence[Page]:
    """The pages with spaces or nothing in the place of gaps that may be spaces."""
    texts = [piece.text for page in pages for piece in page.pieces]
    if not any(PERHAPS in text for text in texts):
        return pages
    space = " " if are_spaced("\n".join(texts)) else ""

    def changed(piece: Piece) -> Piece:
        if PERHAPS not in piece.text:
            return piece
        spans = (Span(text.replace(PERHAPS, space), style) for text, style in piece.spans)
        return piece.moved(spans=tuple(spans))

    return [replace(page, pieces=tuple(map(changed, page.pieces))) for page in pages]
