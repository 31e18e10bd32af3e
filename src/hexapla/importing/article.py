"""The blocks of a document, in the order of reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hexapla.importing.columns import regions
from hexapla.importing.furniture import without_furniture
from hexapla.importing.headings import mark_headings, nest_items
from hexapla.importing.ideographs import with_spaces
from hexapla.importing.lines import is_rtl
from hexapla.importing.notes import number_notes, split_notes, superscripts
from hexapla.importing.pages import Extracted, Page
from hexapla.importing.paragraphs import join_pages, paragraphs
from hexapla.importing.parts import Block
from hexapla.importing.rows import read_rows
from hexapla.importing.rtl import in_reading_order
from hexapla.importing.tables import Table, split_tables

__all__ = ["read_blocks"]

_FREQUENT = 0.15  # The share of a document's letters whose font is no heading's.


def read_blocks(found: Extracted) -> list[Block]:
    """The blocks of a document, in the order of reading, with the footnotes at the end."""
    rtl = is_rtl("".join(piece.text for page in found.pages for piece in page.pieces))
    pages = without_furniture(with_spaces(found.pages))
    if rtl:
        pages = in_reading_order(pages)
    body, largest, code = _body(pages)
    blocks: list[Block] = []
    notes: list[Block] = []
    for number, page in enumerate(pages):
        marks = superscripts(page.pieces)
        for region in regions(page.pieces):
            rows, own = split_notes(read_rows(region), body, number, marks)
            notes += own
            for part in split_tables(rows):
                if isinstance(part, Table):
                    blocks.append(Block("table", [], number, cells=part))
                else:
                    blocks += paragraphs(part, number, code=code, rtl=rtl)
        blocks += [Block("paragraph", [one], number) for one in page.turned]
    blocks = join_pages(blocks)
    mark_headings(blocks, largest, found.bookmarks)
    blocks += number_notes(blocks, notes)
    nest_items(blocks)
    return [*blocks, *sorted((one for one in notes if one.note), key=lambda one: one.note)]


def _body(pages: Sequence[Page]) -> tuple[float, float, bool]:
    """The size of the font that most text is set in, the largest one that is frequent, and whether
    most text isn't set in a typewriter's font.
    """
    sizes: Counter[float] = Counter()
    mono: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            kind = mono if piece.all("mono") else sizes
            kind[round(piece.size * 2) / 2] += len(piece.text)
    code = mono.total() < sizes.total()
    counts = sizes if code else sizes + mono
    if not counts:
        return 1.0, 1.0, code
    common = [size for size, count in counts.items() if count >= _FREQUENT * counts.total()]
    size = counts.most_common(1)[0][0]
    return size, max([size, *common]), code
