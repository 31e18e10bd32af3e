"""Lines of a paragraph that have only markup, such as an image: an edition keeps them apart."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.documents.markdown.blocks import Found
from hexapla.documents.markdown.spans import LINE
from hexapla.documents.text_document import TextBlock

__all__ = ["with_own_lines"]


def with_own_lines(text: str, body: Found, block: TextBlock, source: str) -> str:
    """A block's text with `LINE` for the space before and after each line that has only markup.

    Parameters: ``text`` is the block's text, or one of the same length.
    """
    if "\n" not in source[body.start : body.end] and "\r" not in source[body.start : body.end]:
        return text
    free = bytearray(b"\1") * len(text)
    for mark in body.marks:
        free[mark.start : mark.end] = bytes(mark.end - mark.start)
    outside = bytes(free)
    for piece in block.pieces:
        if not piece.kind:
            free[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
    chars = list(text)
    bounds = [at for at in _bounds(body, source) if outside[at]]
    for first, last in zip([-1, *bounds], [*bounds, len(text)], strict=True):
        if any(free[first + 1 : last]) or first + 1 == last:
            continue
        for at in (first, last):
            if 0 <= at < len(chars) and chars[at] == " ":
                chars[at] = LINE
    return "".join(chars)


def _bounds(body: Found, source: str) -> Iterator[int]:
    """The offsets of the spaces in a block's text that are line ends in the source."""
    text, where = body.flow.text, body.flow.source
    at = text.find(" ")
    while 0 <= at < len(text) - 1:
        if not {"\n", "\r"}.isdisjoint(source[where(at) : where(at + 1)]):
            yield at
        at = text.find(" ", at + 1)
