"""Parse plain text."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.documents.decoding import decode
from hexapla.documents.document import Flow, Segmenter
from hexapla.documents.text.document import CELL, PlainDocument
from hexapla.documents.text.headings import with_headings
from hexapla.documents.text.labels import with_labels
from hexapla.documents.text.paragraphs import Paragraph, read_parts
from hexapla.documents.text.tables import Table
from hexapla.documents.text_document import Blocks
from hexapla.documents.wrapping import joint
from hexapla.lazy import lazy_re

__all__ = ["parse"]

_GAP = lazy_re(r"\t[ \t]*| [ \t]+")


def parse(
    data: bytes, segmenter: Segmenter, where: str, encoding: str | None, wrap: str
) -> PlainDocument:
    """Parse a text file; see `read_parts` for ``wrap`` and `Format.parse` for the rest."""
    source, found = decode(data, where=where, encoding=encoding)
    blocks = Blocks(source, segmenter)
    layout = with_headings(with_labels(source, read_parts(source, wrap)))
    for one in layout:
        if isinstance(one, Table):
            for row in one.rows:
                for cell in row.cells:
                    flow = _flow(source, [(cell.start, cell.end)])
                    blocks.add(cell.start, cell.end, CELL, flow)
        elif isinstance(one, Paragraph):
            flow = _flow(source, one.spans)
            blocks.add(one.start, one.end, one.kind, flow, after=one.label)
    return PlainDocument(source, found, tuple(blocks), layout)


def _flow(source: str, spans: Sequence[tuple[int, int]]) -> Flow:
    """The text of some lines, joined and with white space collapsed."""
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    length = 0

    def put(text: str, start: int) -> None:
        nonlocal length
        pieces.append(text)
        marks.append((length, start))
        length += len(text)

    for index, (start, end) in enumerate(spans):
        if index:
            last = spans[index - 1][1]
            put(joint(source[last - 1], source[start]), last)
        at = start
        for gap in _GAP.finditer(source, start, end):
            put(source[at : gap.start()], at)
            put(" ", gap.start())
            at = gap.end()
        put(source[at:end], at)
    return Flow("".join(pieces), tuple(marks))
