"""What a rule of syntax is: one row of the table of Markdown's extensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from hexapla.lazy import lazy_re

if TYPE_CHECKING:
    from hexapla.documents.markdown.syntax.scanner import Scanner

__all__ = ["MAYBE", "Piece", "Read", "Rule", "Settings", "Shape", "Text"]

MAYBE = -1
"""The end of something that a later part of the file may close."""


class Shape(Enum):
    """Where a syntax stands.

    A MARKER begins a line, and the item of a list; Markdown's parser sees what it shows.
    A LINE begins a line and keeps its lines to itself. A TAG does so if nothing else is on its
    lines; otherwise it is a part of the sentence, as a WORD always is. An ATOM is a word too, but
    Markdown's own parser must see it. A SIGN is in a sentence; that parser sees what it shows.
    """

    LINE = "line"
    MARKER = "marker"
    TAG = "tag"
    WORD = "word"
    ATOM = "atom"
    SIGN = "sign"
    FENCE = "fence"


@dataclass(frozen=True, slots=True)
class Text:
    """Text in markup: its span, the kind of its block, and the place it is written to.

    ``place`` is "label" for Markdown on one line, "attribute" for a value in quotation marks of
    HTML, "title" for one that has a backslash before quotation marks, "string" for Markdown in a
    string of a program, "cell" for one in a row of a table, "yaml" for YAML some of whose values
    are text, or "table" for a table that is drawn with characters.
    """

    start: int
    end: int
    kind: str = "title"
    place: str = "label"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line in what a rule has read that is layout of its own."""

    start: int
    read: Read


@dataclass(frozen=True, slots=True)
class Read:
    """What a rule has read: the end of its markup, and the text in it.

    ``resume`` is where the text after it is scanned, by default at the end. ``shown`` replaces the
    markup for Markdown's parser, with the same length. ``opens`` and ``closes`` are the name of a
    pair that the markup begins or ends. ``holds`` is by how many columns lines after it are
    indented that belong to it, or 0. ``pair`` is the span of the markup that closes the pair that
    this opens. ``begin`` is where the markup begins, if that is before the match. ``more`` are
    lines after it that belong to it. ``item`` says that lines after it that are indented, by any
    number of columns, belong to it. ``defines`` is the label of a link that it defines, if the
    parser doesn't see that. For ``unread`` and ``apart`` see `Rule`.
    """

    end: int
    texts: Sequence[Text] = ()
    resume: int = 0
    shown: str = ""
    opens: str = ""
    closes: str = ""
    holds: int = 0
    pair: tuple[int, int] | None = None
    begin: int = -1
    more: Sequence[Piece] = ()
    item: bool = False
    unread: str = ""
    defines: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What the table depends on: whether a file is MDX, which attributes have text, and which
    shortcodes have code in them or text in parameters without a name.
    """

    mdx: bool = False
    pandoc: bool = False
    attributes: frozenset[str] = frozenset()
    verbatim: frozenset[str] = frozenset()
    positional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One syntax: how it begins and ends, and what in it is text.

    Parameters: ``dialects`` are the programs that read it, and ``source`` is where they document
    it. ``starts`` are the strings that it can begin with. ``opens`` is a regular expression for
    its beginning, or for all of it; a LINE's is matched after the indentation and must reach the
    end of its last line. ``closes`` is a regular expression for its end. The groups ``text`` of
    ``opens`` are text. ``ahead`` is a regular expression for what must follow the first character
    of a rule that begins with a frequent one; it makes the scan faster, and the ``starts`` of a
    line with it are single characters. ``reads`` does what
    patterns can't: it gets the match of ``opens`` and returns what it has read, or None if this
    isn't the syntax. ``silent`` says that an engine sees
    nothing in its place; otherwise it sees a name. A ``guarded`` syntax must not come into a
    translation by accident. An ``attached`` one belongs to the markup right before it. One that is
    ``apart`` is no part of a sentence that it precedes or follows (`Role.APART`), and neither is an
    ``attached`` one that follows no markup; no sentence goes on after an ATOM that is. Pieces of
    an ``ordered`` syntax depend on each other, so that their order stays. ``where`` decides from
    the settings whether the rule applies. ``unread`` names what readers see in it and Hexapla
    doesn't translate, such as "grid tables".
    """

    name: str
    dialects: str
    source: str
    shape: Shape
    starts: Sequence[str]
    opens: str
    closes: str = ""
    text: Sequence[str] = ()
    ahead: str = ""
    reads: Callable[[Scanner, re.Match[str]], Read | None] | None = None
    silent: bool = False
    guarded: bool = False
    attached: bool = False
    apart: bool = False
    ordered: bool = False
    where: Callable[[Settings], bool] | None = None
    unread: str = ""
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)
    end: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", lazy_re(self.opens))
        object.__setattr__(self, "end", lazy_re(self.closes) if self.closes else None)
