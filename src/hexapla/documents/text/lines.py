"""The lines of a plain text, and the stretches of lines that a blank line separates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hexapla.documents.text.bbcode import without_tags
from hexapla.documents.text.markers import read_marker
from hexapla.documents.text.pages import PageBreak
from hexapla.documents.wrapping import EDGES, LINE_ENDS, display_width
from hexapla.lazy import lazy_re

__all__ = ["LAYOUT", "LONGEST", "TAB", "Columns", "Line", "columns_of", "read_line", "stretches"]

# Characters of a stretch. What is longer is a list of sentences, one per line, and nothing wrapped.
LONGEST = 1_000_000

TAB = 8
"""The columns of text from one tab stop to the next."""

_QUOTE_MARKS = r"[ \t]{0,3}>(?:[ \t]?>)*(?![^ \t])"
LAYOUT = lazy_re(rf"(?:{_QUOTE_MARKS})?[{re.escape(EDGES)}]*")
"""The layout before the words of a line: quotation marks (``>``), then indentation."""

_LINE = lazy_re(f"([^{LINE_ENDS}]*)(\r\n|[{LINE_ENDS}]|$)")
_QUOTE = lazy_re(_QUOTE_MARKS)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank; ``source[start:start + len(text)]`` is ``text``.

    ``at`` is the offset of its first character, ``indent`` and ``right`` are the columns where the
    text begins and ends; ``depth`` is the number of its quotation marks (``>``); ``marker`` is the
    style of its list marker ("" if it has none), and ``body`` the offset after the marker.
    ``words`` is False for a line without a letter or digit, such as a rule or a tag. ``goes_on`` is
    True for the first line of a page that goes on with a sentence of the page before.
    """

    text: str
    at: int
    start: int
    indent: int
    right: int
    depth: int
    marker: str
    body: int
    words: bool
    goes_on: bool = False

    @property
    def end(self) -> int:
        """The offset after its text."""
        return self.start + len(self.text)


def stretches(source: str, breaks: Sequence[PageBreak] = ()) -> Iterator[list[Line]]:
    """The stretches of a text, in order: lines without a blank line or a page break in between.

    ``breaks`` are the page breaks to leave out; a sentence may go on after one of them.
    """
    found: list[Line] = []
    rest = iter(breaks)
    page = next(rest, None)
    goes_on = False
    for match in _LINE.finditer(source):
        while page and page.end <= match.start():
            page = next(rest, None)
        if page and page.start <= match.start() and (page.start < match.start() or not page.start):
            if found and not page.joined:
                yield found
                found = []
            goes_on = page.joined and bool(found)
            continue
        line = read_line(source, match.start(), match.end(1))
        if found and (line is None or line.depth != found[-1].depth):
            yield found
            found = []
        if line is None:
            continue
        found.append(replace(line, goes_on=True) if goes_on else line)
        goes_on = False
        feed = match[2] not in ("\n", "\r", "\r\n") and not (page and page.start <= match.end(1))
        if feed or line.end - found[0].start > LONGEST:
            yield found
            found = []
    if found:
        yield found


def read_line(source: str, line_start: int, line_end: int) -> Line | None:
    """The line between two offsets, None if it is blank or has only quotation marks."""
    quote = _QUOTE.match(source, line_start, line_end)
    raw = source[quote.end() if quote else line_start : line_end]
    start = line_end - len(raw.lstrip(EDGES))
    text = raw.strip(EDGES)
    if not text:
        return None
    end = start + len(text)
    indent = columns_of(source[line_start:start])
    words = any(map(str.isalnum, without_tags(text)))
    style, body = read_marker(source, start, end) if words else ("", start)
    return Line(
        text=text,
        at=line_start,
        start=start,
        indent=indent,
        right=indent + display_width(text),
        depth=quote[0].count(">") if quote else 0,
        marker=style,
        body=body,
        words=words,
    )


class Columns:
    """How many columns of text the beginnings of a line fill, one after the other.

    Each character is counted once. ``start`` is the offset of the line's first one.
    """

    def __init__(self, source: str, start: int) -> None:
        self._source, self._at = source, start
        self._filled = self._column = 0

    def before(self, at: int) -> int:
        """The columns before an offset, which is not before the last one that was asked for."""
        lead = self._filled % TAB
        new = (" " * lead + self._source[self._at : at]).expandtabs(TAB)[lead:]
        self._at = at
        self._filled += len(new)
        self._column += display_width(new)
        return self._column


def columns_of(text: str) -> int:
    """The number of columns that the beginning of a line fills, with tabs expanded."""
    return display_width(text.expandtabs(TAB))
