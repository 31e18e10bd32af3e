"""Parse plain text."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.documents.decoding import decode
from hexapla.documents.document import Flow, Segmenter
from hexapla.documents.text.document import PlainDocument
from hexapla.documents.text.paragraphs import read_paragraphs
from hexapla.documents.text_document import Blocks
from hexapla.documents.wrapping import joint
from hexapla.lazy import lazy_re

__all__ = ["parse"]

_GAP = lazy_re(r"\t[ \t]*| [ \t]+")


def parse(
    data: bytes, segmenter: Segmenter, where: str, encoding: str | None, wrap: str
) -> PlainDocument:
    """Parse a text file; see `read_paragraphs` for ``wrap`` and `Format.parse` for the rest."""
    source, found = decode(data, where=where, encoding=encoding)
    blocks = Blocks(source, segmenter)
    for one in read_paragraphs(source, wrap):
        end = one.spans[-1][1] + one.padding
        blocks.add(one.spans[0][0], end, one.kind, _flow(source, one.spans))
    return PlainDocument(source, found, tuple(blocks))


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
