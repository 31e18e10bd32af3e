"""What a reader finds in a file: texts, and what a page needs besides them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hexapla.documents.rst.adornments import Title
from hexapla.documents.rst.flows import Shown
from hexapla.documents.rst.lines import Line
from hexapla.documents.tables.layout import Layout

__all__ = ["Found", "Item", "Table", "Tag", "Verbatim"]


@dataclass(frozen=True, slots=True)
class Found:
    """A block with text, ``source[start:end]``.

    ``place`` is where its text is: "text" (lines that can be wrapped), "title", "term", "name" (of
    a field), "argument" (of a directive), "plain" (without inline markup), "entry" (of a toctree),
    "cell" (of comma separated values). ``hang`` is the indentation of its next lines, if it has
    one line. ``literal`` is the end of a text that a literal block follows: ``::``, after a space
    or not. ``title`` has the lines around a title. ``quoted`` is True for a text in a block quote.
    """

    start: int
    end: int
    kind: str
    place: str
    shown: Shown
    hang: int = 0
    literal: str = ""
    title: Title | None = None
    quoted: bool = False


class Tag(NamedTuple):
    """The beginning or the end (with a slash) of an element of a page, with its attributes."""

    name: str
    value: str = ""


class Verbatim(NamedTuple):
    """Lines that are shown as they are: a literal block, code, a doctest block."""

    lines: Sequence[Line]


class Table(NamedTuple):
    """A table that is drawn, ``source[start:end]``; ``lead`` is before its lines but the first."""

    start: int
    end: int
    lead: str
    layout: Layout


Item = Found | Tag | Verbatim | Table
"""What a reader finds, in order."""
