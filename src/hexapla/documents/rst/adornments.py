"""Titles and their adornments: lines of one repeated sign under, or over and under a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from hexapla.documents.rst.lines import Line
from hexapla.lazy import lazy_re

__all__ = ["ADORNMENT", "Title", "adorned", "title_at", "width_of"]

ADORNMENT = lazy_re(r"([!-/:-@\[-`{-~])\1* *\Z")
"""A line that consists of one repeated sign."""

_SHORT = 4


@dataclass(frozen=True, slots=True)
class Title:
    """A title between two lines of a sign, or before one; a transition has no text.

    ``adornment`` is the sign, "" for lines that are neither a title nor a transition and are left
    as they are. ``next`` is the number of the line after it.
    """

    adornment: str
    under: Line
    next: int
    text: Line | None = None
    over: Line | None = None

    @property
    def style(self) -> str:
        """What titles of the same level have in common."""
        return self.adornment * (1 + (self.over is not None))


def width_of(text: str) -> int:
    """The columns of a text, as docutils counts them."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(1 for char in text if unicodedata.combining(char))


def title_at(lines: Sequence[Line], at: int) -> Title | None:
    """The title or transition that begins in a line; None if it is text."""
    text = lines[at].text
    if ADORNMENT.match(text):
        return _overlined(lines, at)
    if at + 1 >= len(lines) or not ADORNMENT.match(lines[at + 1].text):
        return None
    under = lines[at + 1]
    if width_of(text) > len(under.text) and len(under.text) < _SHORT:
        return None
    return Title(under.text[0], under, at + 2, lines[at])


def _overlined(lines: Sequence[Line], at: int) -> Title | None:
    over = lines[at]
    short = len(over.text) < _SHORT
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    if not following:
        return None if short else Title(over.text[0], over, at + 1)
    wrong = Title("", over, at + 1)
    if ADORNMENT.match(following):
        return None if short else Title("", over, at + 2)
    if at + 2 >= len(lines):
        return None if short else wrong
    under = lines[at + 2]
    if under.text != over.text:
        return None if short else Title("", over, at + 3 if under.text else at + 2)
    if short and width_of(following) > len(over.text):
        return None
    return Title(over.text[0], under, at + 3, lines[at + 1], over)


def adorned(own: str, adornment: str, new: str) -> str:
    """The line for a title with another text, as long as needed."""
    width = width_of(new)
    size = width if len(adornment) <= width_of(own) else max(width, len(adornment))
    return adornment[0] * max(size, _SHORT)
