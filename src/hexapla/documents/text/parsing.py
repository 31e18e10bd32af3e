"""Parse plain text."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.documents.decoding import decode
from hexapla.documents.document import Flow, Segmenter
from hexapla.documents.text.bbcode import marks
from hexapla.documents.text.document import CELL, PlainDocument
from hexapla.documents.text.headings import with_headings
from hexapla.documents.text.hyphens import Hyphens
from hexapla.documents.text.labels import with_labels
from hexapla.documents.text.pages import read_pages
from hexapla.documents.text.paragraphs import Paragraph, read_parts
from hexapla.documents.text.tables import Table
from hexapla.documents.text_document import Blocks
from hexapla.lazy import lazy_re

__all__ = ["parse"]

_GAP = lazy_re(r"\t[ \t]*| [ \t]+")


def parse(
    data: bytes, segmenter: Segmenter, where: str, encoding: str | None, wrap: str
) -> PlainDocument:
    """Parse a text file; see `read_parts` for ``wrap`` and `Format.parse` for the rest."""
    source, found = decode(data, where=where, encoding=encoding)
    blocks = Blocks(source, segmenter)
    pages = read_pages(source)
    hyphens = Hyphens(source)
    layout = with_headings(with_labels(source, read_parts(source, wrap, pages)))
    for one in layout:
        if isinstance(one, Table):
            for row in one.rows:
                for cell in row.cells:
                    end = row.line.end if cell.more else cell.end
                    flow = _flow(source, [(cell.start, end), *cell.more], hyphens)
                    blocks.add(cell.start, cell.end, CELL, flow, marks(flow.text) or None)
        elif isinstance(one, Paragraph):
            flow = _flow(source, one.spans, hyphens)
            found_marks = marks(flow.text) or None
            blocks.add(one.start, one.end, one.kind, flow, found_marks, after=one.label)
    return PlainDocument(source, found, tuple(blocks), layout, pages, hyphens.joined)


def _flow(source: str, spans: Sequence[tuple[int, int]], hyphens: Hyphens) -> Flow:
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
        dropped = 0
        if index + 1 < len(spans):
            following = source[slice(*spans[index + 1])]
            dropped, between = hyphens.joint(source[start:end], following)
        at = start
        for gap in _GAP.finditer(source, start, end):
            put(source[at : gap.start()], at)
            put(" ", gap.start())
            at = gap.end()
        put(source[at : end - dropped], at)
        if index + 1 < len(spans) and between:
            put(between, end)
    return Flow("".join(pieces), tuple(marks))
