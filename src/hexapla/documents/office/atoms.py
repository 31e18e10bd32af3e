"""The content of a paragraph as a flat list: characters with their format, and everything else.

Office formats cut a paragraph into runs, each with its formatting; a reader for one of them
(`wordprocessing`, `drawing`, `opendocument`) makes atoms of the runs, `codes` makes sentences with
inline codes of the atoms and atoms of their translations, and the reader's `Dialect` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple, Protocol

__all__ = ["READABLE", "Atom", "Dialect", "Kind", "Look", "Span", "said", "text_atoms"]

READABLE = ("b", "i", "u", "s", "sup", "sub")
"""Formats with a code that translators know from HTML, in the order in which codes are nested."""


class Kind(Enum):
    """What an atom is to the sentence around it.

    TEXT: characters. WORD: something that stands for words, such as a field. SIGN: something in a
    sentence that no reader reads as a word, such as a symbol. NOTE: the number of a note. APART:
    something that separates words, such as an image. BREAK: the end of a line. GAP: the end of a
    text, such as a tab. OPEN and CLOSE: the ends of a link or the like. BEFORE and AFTER: what
    readers don't see; it moves to the beginning or the end of a text that changes.
    """

    TEXT = "text"
    WORD = "word"
    SIGN = "sign"
    NOTE = "note"
    APART = "apart"
    BREAK = "break"
    GAP = "gap"
    OPEN = "open"
    CLOSE = "close"
    BEFORE = "before"
    AFTER = "after"


# What a document has once.
_ONCE = frozenset([Kind.NOTE, Kind.APART, Kind.BEFORE, Kind.AFTER])


class Look(NamedTuple):
    """What a run's formatting looks like: the `READABLE` formats in it, and everything else.

    ``code`` is the code for everything else if it has one that says more than ``x1``: "a".
    """

    readable: frozenset[str]
    rest: str
    code: str = ""


class Atom(NamedTuple):
    """A piece of a paragraph.

    ``format`` is the XML of its run's formatting, "" for none; None for what is outside of runs.
    ``spans`` are where its own XML is in the part; TEXT of a translation has only ``text``.
    ``name`` is "a" for a link, and the target of the link is ``text``.
    """

    kind: Kind
    format: str | None = ""
    text: str = ""
    spans: tuple[Span, ...] = ()
    name: str = ""


class Span(NamedTuple):
    """Where a piece of XML is, and the formatting of its run; see `Atom.format`."""

    start: int
    end: int
    format: str | None


class Dialect(Protocol):
    """How a format writes formatting. A run's formatting is the XML of its properties, or ""."""

    def look(self, format: str) -> Look:
        """What a run's formatting looks like."""
        ...

    def composed(self, format: str, readable: frozenset[str]) -> str:
        """Formatting with these `READABLE` formats and no others."""
        ...


def said(atoms: Iterable[Atom]) -> list[Atom]:
    """The atoms that a translation beside its source repeats: no notes, images and bookmarks."""
    return [atom for atom in atoms if atom.kind not in _ONCE]


def text_atoms(
    text: str, format: str | None, special: re.Pattern[str], kind: Kind, sign: str
) -> Iterator[Atom]:
    """Characters as atoms; those that ``special`` matches become atoms of a kind with a sign."""
    at = 0
    for found in special.finditer(text):
        if found.start() > at:
            yield Atom(Kind.TEXT, format, text[at : found.start()])
        yield Atom(kind, format, sign)
        at = found.end()
    if text[at:]:
        yield Atom(Kind.TEXT, format, text[at:])
