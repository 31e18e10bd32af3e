"""Read the tables of an AsciiDoc file: cells between separators, CSV and DSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hexapla.documents.asciidoc.lines import Line, Reader
from hexapla.documents.asciidoc.tree import Node, Place
from hexapla.lazy import lazy_re
from hexapla.numerals import whole

if TYPE_CHECKING:
    from hexapla.documents.asciidoc.blocks import Parser

__all__ = ["SPEC_AT_END", "read_table"]

_SPEC = r"(?:(\d+(?:\.\d*)?|(?:\d*\.)?\d+)([*+]))?([<^>](?:\.[<^>]?)?|(?:[<^>]?\.)?[<^>])?([a-z])?"
_SPEC_AT_START = lazy_re(rf"[ \t]*{_SPEC}\Z")
SPEC_AT_END = lazy_re(rf"(?<![ \t])[ \t]++{_SPEC}\Z")
"""What the next cell is like, at the end of a cell."""
_COLUMN = lazy_re(r"(?:(\d+)\*)?(?:[<^>](?:\.[<^>]?)?|(?:[<^>]?\.)?[<^>])?(?:\d+%?|~)?([a-z])?\Z")
_SEPARATORS = {"psv": "|", "csv": ",", "dsv": ":", "tsv": "\t"}
_QUOTE = '"'
# The most columns of a table, and the most that a cell spans.
_MOST = 1000
_CODE = ("l", "m")  # Styles of cells whose text is code.


@dataclass(slots=True)
class _Cell:
    """A cell: its pieces of lines, its style, how often it is repeated, what it spans."""

    pieces: list[Line] = field(default_factory=list)
    style: str = ""
    repeat: int = 1
    columns: int = 1
    rows: int = 1
    quoted: bool = False
    row: int = 0  # The number of the line that it begins in.


def read_table(parser: Parser, node: Node, delimiter: str) -> None:
    """Read the lines of a table into rows and cells."""
    from hexapla.documents.asciidoc.blocks import without_comments

    named = node.meta.attributes.named
    format_ = named["format"].text if "format" in named else ""
    if not format_:
        format_ = {",": "csv", ":": "dsv"}.get(delimiter[0], "psv")
    separator = named["separator"].text if "separator" in named else ""
    if not separator:
        separator = "!" if delimiter[0] == "!" else _SEPARATORS.get(format_, "|")
    separator = {"\\t": "\t"}.get(separator, separator)
    lines, node.lines = without_comments(node.lines), []
    if format_ in ("csv", "tsv"):
        cells = list(_csv(lines, separator))
    else:
        cells = list(_separated(lines, separator, rows=format_ == "dsv"))
    columns = _columns(named["cols"].text if "cols" in named else "")
    options = node.meta.attributes.options
    header = "header" in options
    if not header and "noheader" not in options and lines and lines[0].text:
        header = len(lines) > 1 and not lines[1].text and _is_one_line(cells, lines)
    styles = columns or [""] * max(1, sum(one.columns * one.repeat for one in _first(cells, lines)))
    for row, found in _rows(cells, len(styles)):
        node.nodes.append(Node("row", header=header and row == 0))
        for cell, column in found:
            style = cell.style or styles[min(column, len(styles) - 1)]
            inner = _node(parser, cell, separator, "" if header and row == 0 else style)
            inner.header = (header and row == 0) or style == "h"
            node.nodes[-1].nodes.append(inner)


def _node(parser: Parser, cell: _Cell, separator: str, style: str) -> Node:
    node = Node("cell", "table cell", Place.CELL, sign=_QUOTE if cell.quoted else separator)
    node.marker, node.span = style, (cell.columns, cell.rows)
    node.lines = [_stripped(one) for one in cell.pieces]
    while node.lines and not node.lines[0].text:
        node.lines.pop(0)
    if style in _CODE:
        node.kind = ""
    elif style == "a":
        inner = Node("document")
        rest = [*node.lines[:1], *cell.pieces[len(cell.pieces) - len(node.lines) + 1 :]]
        parser.blocks(Reader(rest), inner, sections=True)
        node.kind, node.lines, node.nodes = "", [], inner.nodes
    return node


def _stripped(line: Line) -> Line:
    start = len(line.text) - len(line.text.lstrip(" \t"))
    return Line(line.text.strip(" \t"), line.start + start, line.apart, line.inset)


def _columns(text: str) -> list[str]:
    """The styles of the columns in a list of their specifications."""
    text = text.replace(" ", "")
    if not text:
        return []
    if (number := whole(text, _MOST)) is not None:
        return [""] * number
    found: list[str] = []
    for one in text.split("," if "," in text else ";"):
        column = _COLUMN.match(one)
        if column is not None and len(found) < _MOST:
            found += [column[2] or ""] * _count(column[1])
    return found[:_MOST]


def _first(cells: Sequence[_Cell], lines: Sequence[Line]) -> list[_Cell]:
    """The cells that begin in the first line that has any."""
    return [one for one in cells if one.row == cells[0].row] if cells else []


def _is_one_line(cells: Sequence[_Cell], lines: Sequence[Line]) -> bool:
    """Whether the cells of the first line have no text in others."""
    end = lines[0].end
    return all(
        piece.start <= end or not piece.text for one in _first(cells, lines) for piece in one.pieces
    )


def _rows(cells: Sequence[_Cell], width: int) -> Iterator[tuple[int, list[tuple[_Cell, int]]]]:
    """The cells of each row, with the columns that they begin in."""
    held: dict[int, int] = {}  # By column, the last row in which a cell of a row above takes it.
    row, column = 0, 0
    found: list[tuple[_Cell, int]] = []
    for cell in cells:
        while held.get(column, -1) >= row:
            column += 1
        found.append((cell, column))
        if cell.rows > 1:
            last = row + cell.rows - 1
            for each in range(column, min(column + cell.columns, width)):
                held[each] = max(last, held.get(each, -1))
        column += cell.columns * cell.repeat
        while held.get(column, -1) >= row:
            column += 1
        if column >= width:
            yield row, found
            found, column, row = [], 0, row + 1
    if found:
        yield row, found


def _separated(lines: Sequence[Line], separator: str, *, rows: bool = False) -> Iterator[_Cell]:
    """Cells between separators; with ``rows`` each line is a row."""
    pattern = re.compile(rf"(?<!\\){re.escape(separator)}")
    cell: _Cell | None = None
    for number, line in enumerate(lines):
        if rows:
            if line.text:
                yield from _line_of_cells(line, pattern, number)
            continue
        at = 0
        for found in pattern.finditer(line.text):
            before = line.text[at : found.start()]
            spec = _SPEC_AT_START.match(before) if at == 0 else None
            if spec is None and cell is not None:
                spec = SPEC_AT_END.search(before)
                kept = before[: spec.start()] if spec else before
                cell.pieces.append(Line(kept, line.start + at, line.apart, line.inset))
            if cell is not None:
                yield cell
            cell = _cell(spec, number)
            at = found.end()
        if cell is not None:
            cell.pieces.append(Line(line.text[at:], line.start + at, line.apart, line.inset))
    if cell is not None:
        yield cell


def _line_of_cells(line: Line, pattern: re.Pattern[str], number: int) -> Iterator[_Cell]:
    at = 0
    for end in [*(found.span() for found in pattern.finditer(line.text)), (len(line.text),) * 2]:
        yield _Cell([Line(line.text[at : end[0]], line.start + at, line.apart)], row=number)
        at = end[1]


def _cell(spec: re.Match[str] | None, row: int) -> _Cell:
    cell = _Cell(row=row)
    if spec is None:
        return cell
    if spec[1]:
        columns, _, rows = spec[1].partition(".")
        if spec[2] == "+":
            cell.columns, cell.rows = _count(columns), _count(rows)
        else:
            cell.repeat = _count(columns)
    cell.style = spec[4] or ""
    return cell


def _count(text: str | None) -> int:
    return max(1, whole(text, _MOST) or 1) if text else 1


def _csv(lines: Sequence[Line], separator: str) -> Iterator[_Cell]:
    """Cells of comma-separated values, which may be in quotation marks."""
    cell: _Cell | None = None  # The cell whose quotation marks are open.
    for number, line in enumerate(lines):
        at = 0
        if cell is None and not line.text:
            continue
        while True:
            if cell is None:
                start = at
                while line.text.startswith(" ", start):
                    start += 1
                cell = _Cell(row=number, quoted=line.text.startswith(_QUOTE, start))
                at = start + 1 if cell.quoted else at
            end = _end_of_quotation(line.text, at) if cell.quoted else line.text.find(separator, at)
            if cell.quoted and end < 0:
                cell.pieces.append(Line(line.text[at:], line.start + at, line.apart))
                break  # It goes on in the next line.
            stop = len(line.text) if end < 0 else end
            cell.pieces.append(Line(line.text[at:stop], line.start + at, line.apart))
            at = line.text.find(separator, stop) if cell.quoted else end
            yield cell
            cell = None
            if at < 0:
                break
            at += len(separator)
    if cell is not None:
        yield cell


def _end_of_quotation(text: str, at: int) -> int:
    while (end := text.find(_QUOTE, at)) >= 0 and text.startswith(_QUOTE, end + 1):
        at = end + 2
    return end
