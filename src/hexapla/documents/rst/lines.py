"""The lines of a file as docutils reads them: tabs are spaces, and nothing is at their ends.

Every line knows where its columns are in the source, so that a block of lines can be cut out of
another one, without its indentation, as often as needed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.lazy import lazy_re

__all__ = ["Line", "Raw", "indent_of", "joined", "lines_of", "take", "trimmed"]

_LINE = lazy_re("([^\n\r\x1c-\x1e\x85\u2028\u2029]*)(\r\n|[\n\r\x1c-\x1e\x85\u2028\u2029]|\\Z)")
_SPACES = str.maketrans("\v\f", "  ")
_TAB = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line without white space at its end. ``start`` is the offset of its first column.

    ``places`` are the offsets of its columns and of its end, if it has tabs.
    """

    text: str
    start: int
    places: tuple[int, ...] = ()

    def place(self, column: int) -> int:
        """The offset of a column in the source."""
        return self.places[column] if self.places else self.start + column

    def after(self, columns: int) -> Line:
        """The line without some columns at its start."""
        columns = min(columns, len(self.text))
        if not columns:
            return self
        places = self.places[columns:] if self.places else ()
        return Line(self.text[columns:], self.place(columns), places)

    def upto(self, column: int) -> Line:
        """The line up to a column, without white space at its end."""
        text = self.text[:column].rstrip()
        return Line(text, self.start, self.places[: len(text) + 1])

    def between(self, start: int, end: int) -> Line:
        """The line between two columns, without white space at its end."""
        text = self.text[start:end].rstrip()
        places = self.places[start : start + len(text) + 1] if self.places else ()
        return Line(text, self.place(start), places)

    @property
    def end(self) -> int:
        """The offset of its end."""
        return self.place(len(self.text))


def lines_of(source: str, start: int = 0) -> list[Line]:
    """The lines of a text from an offset on."""
    found: list[Line] = []
    for match in _LINE.finditer(source, start):
        if match.end() == match.start() and match.start() == len(source):
            break
        own = match[1].translate(_SPACES)
        if "\t" in own:
            found.append(_with_tabs(own, match.start()))
        else:
            found.append(Line(own.rstrip(), match.start()))
    return found


def _with_tabs(own: str, start: int) -> Line:
    text: list[str] = []
    places: list[int] = []
    for at, char in enumerate(own, start):
        size = _TAB - len(text) % _TAB if char == "\t" else 1
        text += [" " if char == "\t" else char] * size
        places += [at] * size
    shown = "".join(text).rstrip()
    return Line(shown, start, tuple([*places, start + len(own)][: len(shown) + 1]))


def indent_of(line: Line) -> int:
    """The columns before the first character of a line."""
    return len(line.text) - len(line.text.lstrip())


def take(
    lines: Sequence[Line],
    at: int,
    *,
    block: int | None = None,
    first: int | None = None,
    until_blank: bool = False,
    trims: bool = True,
) -> tuple[list[Line], int, int]:
    """The indented lines from a line on, without their indentation; docutils' `get_indented`.

    ``block`` is the indentation if it is known, ``first`` that of the first line. The result has
    the lines, if ``trims`` without blank ones at both ends, their indentation, and the number of
    the next line.
    """
    first = block if first is None else first
    indent = block
    end = at + (first is not None)
    while end < len(lines):
        text = lines[end].text
        if text and (text[0] != " " or (block is not None and text[:block].strip())):
            break
        if not text:
            if until_blank:
                break
        elif block is None:
            own = indent_of(lines[end])
            indent = own if indent is None else min(indent, own)
        end += 1
    found = list(lines[at:end])
    if first is not None and found:
        found = [found[0].after(first), *(line.after(indent or 0) for line in found[1:])]
    else:
        found = [line.after(indent or 0) for line in found]
    return trimmed(found) if trims else found, indent or 0, end


def trimmed(lines: list[Line]) -> list[Line]:
    """Lines without blank ones at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].text:
        start += 1
    while end > start and not lines[end - 1].text:
        end -= 1
    return lines[start:end]


class Raw:
    """Some lines as one text, each without its indentation; ``\\n`` is between them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = [line.after(indent_of(line)) for line in lines]
        self.text = "\n".join(line.text for line in self._lines)
        self._starts = list(_starts(self._lines))

    def place(self, offset: int) -> int:
        """The offset in the source of an offset in the text."""
        number = bisect_right(self._starts, offset) - 1
        return self._lines[number].place(offset - self._starts[number])


def _starts(lines: Sequence[Line]) -> Iterator[int]:
    at = 0
    for line in lines:
        yield at
        at += len(line.text) + 1


def joined(lines: Sequence[Line]) -> str:
    """Lines as one text."""
    return "\n".join(line.text for line in lines)
