"""Tables that are drawn with characters: each cell is a document of its own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from hexapla.documents.document import Flow, in_order
from hexapla.documents.rst.adornments import width_of
from hexapla.documents.rst.blocks import Reader
from hexapla.documents.rst.items import Found, Table, Verbatim
from hexapla.documents.rst.lines import Line
from hexapla.documents.rst.simple import Simple, read_simple
from hexapla.documents.tables.grids import Grid, read_grid
from hexapla.documents.tables.layout import Cell
from hexapla.documents.wrapping import text_before
from hexapla.languages import Language
from hexapla.lazy import lazy_re

if TYPE_CHECKING:
    from hexapla.documents.rst.document import RstDocument

__all__ = ["Drawn", "draw", "read_grid_table", "read_simple_table"]

_RULE = lazy_re(r"=[ =]*\Z")
_BOTTOM = lazy_re(r"\+-[-+]*-\+\Z")
# Narrower cells get wider before their lines are broken.
_NARROW = 12

Inner = Callable[[Cell], "RstDocument"]
"""Makes a document of a cell."""


def read_grid_table(reader: Reader, lines: Sequence[Line], at: int) -> int:
    """Read a grid table that begins in a line; returns the number of the line after it."""
    end = at
    width = width_of(lines[at].text)
    while end < len(lines) and lines[end].text[:1] in ("+", "|") and lines[end].text[-1] in "+|":
        if width_of(lines[end].text) != width:
            break
        end += 1
    while end > at + 1 and not _BOTTOM.match(lines[end - 1].text):
        end -= 1
    _add(reader, lines[at:end], read_grid)
    return max(end, at + 1)


def read_simple_table(reader: Reader, lines: Sequence[Line], at: int) -> int:
    """Read a simple table that begins in a line; returns the number of the line after it."""
    found, last = 0, at
    for number in range(at + 1, len(lines)):
        if _RULE.match(lines[number].text):
            found, last = found + 1, number
            if len(lines[number].text) != len(lines[at].text):
                break
            if found == 2 or number + 1 == len(lines) or not lines[number + 1].text:
                break
    end = last + 1 if found else len(lines)
    _add(reader, lines[at:end], read_simple)
    return end


def _add(
    reader: Reader,
    lines: Sequence[Line],
    read: Callable[[Sequence[str], Sequence[int]], Grid | Simple | None],
) -> None:
    texts = [line.text for line in lines]
    starts = [0, *accumulate(len(text) + 1 for text in texts)][:-1]
    layout = read(texts, starts)
    if layout is None or len(lines) < 2:
        reader.items.append(Verbatim(lines))
        if any(map(str.isalpha, "".join(texts))):
            reader.unread.append(lines[0].start)
        return

    def place(offset: int) -> int:
        number = bisect_right(starts, offset) - 1
        return lines[number].place(min(offset - starts[number], len(texts[number])))

    cells = [replace(cell, places=tuple(map(place, cell.places))) for cell in layout.cells]
    layout = replace(layout, cells=cells)
    first, second = lines[0].start, lines[1].start
    lead = text_before(reader.source, second)
    reader.items.append(Table(first, lines[-1].end, lead, layout))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table with its cells' documents. ``bodies`` are their blocks, with offsets in the file."""

    table: Table
    documents: Sequence[RstDocument]
    bodies: Sequence[Found]

    def written(
        self, texts: Sequence[Sequence[str | None]], language: Language, line_end: str
    ) -> str | None:
        """The table with new texts for the segments of its blocks; None if it can't be drawn."""
        rest = iter(texts)
        new: list[str | None] = []
        for document in self.documents:
            own = [text for _ in document.blocks for text in next(rest)]
            text = document.render(in_order(own), language).decode()
            new.append(None if text == document.source else text)
        lines = [line.rstrip() for line in self.table.layout.written(new)]
        if lines[0][0] == "+" and len({width_of(line) for line in lines}) > 1:
            return None
        first, *others = lines
        return line_end.join([first, *(f"{self.table.lead}{line}".rstrip() for line in others)])


def draw(table: Table, inner: Inner) -> Drawn:
    """A table with documents of its cells."""
    documents = [inner(_wide(cell)) for cell in table.layout.cells]
    bodies = [
        body
        for cell, document in zip(table.layout.cells, documents, strict=True)
        for body in _bodies(cell, document)
    ]
    return Drawn(table, documents, bodies)


def _wide(cell: Cell) -> Cell:
    return replace(cell, width=max(cell.width, _NARROW)) if cell.width else cell


def _bodies(cell: Cell, document: RstDocument) -> Iterator[Found]:
    """The blocks of a cell, with offsets in the file."""
    place = cell.placing()
    for block in document.blocks:
        found = document.bodies[block.start]
        flow = Flow(block.text, tuple((at, place(offset)) for at, offset in block.flow.marks))
        start = place(block.start)
        end = max(start, place(block.end - 1) + 1)
        kind = "table cell" if found.kind == "paragraph" else found.kind
        shown = replace(found.shown, flow=flow)
        yield replace(found, start=start, end=end, kind=kind, place="cell", shown=shown)
