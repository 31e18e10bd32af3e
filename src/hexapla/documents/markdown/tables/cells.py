"""The cells of a table as documents of their own, and as blocks of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hexapla.documents.document import Flow, in_order
from hexapla.documents.markdown.blocks import Found
from hexapla.documents.markdown.document import MarkdownDocument
from hexapla.documents.markdown.tables.reading import read_layout
from hexapla.documents.tables.layout import Cell, Layout
from hexapla.languages import Language

__all__ = ["Table", "read_table"]

Inner = Callable[[Cell], MarkdownDocument]
"""Makes a document of a cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file: its span, what is before each of its lines, and its cells' documents.

    ``bodies`` are the blocks of its cells, with offsets in the file.
    """

    start: int
    end: int
    lead: str
    layout: Layout
    documents: Sequence[MarkdownDocument]
    bodies: Sequence[Found]

    def written(
        self, texts: Sequence[Sequence[str | None]], language: Language, line_end: str
    ) -> str:
        """The table with new texts for the segments of its blocks."""
        rest = iter(texts)
        new: list[str | None] = []
        for document in self.documents:
            own = [text for _ in document.blocks for text in next(rest)]
            text = document.render(in_order(own), language).decode()
            new.append(None if text == document.source else text)
        lines = self.layout.written(new)
        first, *others = (line.rstrip() for line in lines)
        return line_end.join([first, *(f"{self.lead}{line}".rstrip() for line in others)])


def read_table(source: str, start: int, end: int, kind: str, inner: Inner) -> Table | None:
    """Read the table in ``source[start:end]``, which is a "grid" or has "columns" or "pipes".

    The source has the line ends ``\\n``. The result is None for a table that can't be drawn again.
    """
    found = read_layout(source, start, end, kind)
    if found is None:
        return None
    layout = found.layout
    documents = [inner(cell) for cell in layout.cells]
    bodies = [
        body
        for cell, document in zip(layout.cells, documents, strict=True)
        for body in _bodies(cell, document)
    ]
    return Table(found.start, found.end, found.lead, layout, documents, bodies)


def _bodies(cell: Cell, document: MarkdownDocument) -> Iterator[Found]:
    """The blocks of a cell, with offsets in the file."""
    place = cell.placing()
    for block in document.blocks:
        marks = tuple((at, place(offset)) for at, offset in block.flow.marks)
        kind = block.kind if block.kind.startswith("heading") else "table cell"
        start, end = place(block.start), place(block.end - 1) + 1
        found = document.bodies.get(block.start)
        own = found.marks if found is not None else ()
        yield Found(start, max(start, end), kind, "cell", Flow(block.text, marks), own)
