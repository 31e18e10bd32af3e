"""Comma separated values in a table: each value is a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hexapla.documents.rst.blocks import Reader
from hexapla.documents.rst.flows import shown
from hexapla.documents.rst.items import Found, Verbatim
from hexapla.documents.rst.lines import Line, indent_of, trimmed
from hexapla.lazy import lazy_re

__all__ = ["as_value", "read_cells"]

_QUOTE = '"'
_DOUBLED = '""'
_QUOTED = lazy_re(r'[^"]*(?:""[^"]*)*(")?')


def read_cells(
    reader: Reader, lines: Sequence[Line], delimiter: str = ",", *, heading: bool = False
) -> None:
    """Read the values in some lines; ``heading`` is whether they are the names of columns."""
    for number, cell, sign in _values(lines, delimiter):
        reader.tag("tr" if number else "td")
        cell = trimmed(cell)
        if any(not line.text for line in cell):  # Several paragraphs.
            reader.items.append(Verbatim(cell))
        elif cell:
            start = cell[0].place(indent_of(cell[0]))
            text = shown(cell, reader.roles)
            kind = "table heading" if heading else "table cell"
            reader.items.append(Found(start, cell[-1].end, kind, "value", text, literal=sign))


def _values(lines: Sequence[Line], delimiter: str) -> Iterator[tuple[bool, list[Line], str]]:
    """The values: whether a row begins, the lines, and the quotation mark or delimiter around."""
    number, at, first = 0, 0, True
    while number < len(lines):
        line = lines[number]
        while line.text.startswith(" ", at):
            at += 1
        if line.text.startswith(_QUOTE, at):
            start, begin = at + 1, number
            at = start
            while True:
                match = _QUOTED.match(lines[number].text, at)
                assert match is not None
                if match[1] or number + 1 == len(lines):
                    break
                number, at = number + 1, 0
            end = match.end() - bool(match[1])
            own = list(lines[begin : number + 1])
            own[-1] = own[-1].upto(end)
            own[0] = own[0].after(start)
            yield first, [_single(one) for one in own], _QUOTE
            at = match.end()
            line = lines[number]
            end = line.text.find(delimiter, at)
        else:
            end = line.text.find(delimiter, at)
            yield first, [line.between(at, end if end >= 0 else len(line.text))], delimiter
        first = end < 0
        if first:
            number, at = number + 1, 0
        else:
            at = end + 1


def _single(line: Line) -> Line:
    """A line of a value in quotation marks, without those that are there twice."""
    if _DOUBLED not in line.text:
        return line
    text: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(line.text):
        text.append(line.text[at])
        places.append(line.place(at))
        at += 2 if line.text.startswith(_DOUBLED, at) else 1
    return Line("".join(text), line.start, (*places, line.end))


def as_value(text: str, sign: str) -> str:
    """A text as a value, in quotation marks if it needs them."""
    doubled = text.replace('"', '""')
    if sign == _QUOTE:
        return doubled
    return f'"{doubled}"' if sign in text or text.startswith(_QUOTE) else text
