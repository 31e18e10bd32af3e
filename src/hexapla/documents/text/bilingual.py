"""A block of plain text in two languages: as two paragraphs, or in two columns."""

from __future__ import annotations

from itertools import zip_longest

from hexapla.documents.text_document import TextBlock, TextDocument
from hexapla.documents.wrapping import display_width, one_line, wrap
from hexapla.lazy import lazy_re

__all__ = ["write_both"]

_COLUMN = 37  # Two columns and a gap of 4 are as wide as a terminal: 78 characters.
_LINE_END = lazy_re("\r\n|[\r\n]")
_GAP = lazy_re(r"\s*")
_LAYOUT = lazy_re(r"[^>\s]")


def write_both(
    document: TextDocument, block: TextBlock, before: str, other: str, arrangement: str
) -> str:
    """A block and its translation, with a blank line if none follows.

    Parameters: ``before`` is the text before the block on its line; ``other`` is the translated
    block.
    """
    own = document.own(block)
    if arrangement == "beside" and not before:
        return _columns(own, other, document.line_end) + _after(document, block)
    several = _LINE_END.search(own) or _LINE_END.search(other)
    between = document.line_end * 2 if several else document.line_end
    return f"{own}{between}{_LAYOUT.sub(' ', before)}{other}{_after(document, block)}"


def _after(document: TextDocument, block: TextBlock) -> str:
    """A line end if no blank line separates this pair from the next one, else ""."""
    found = _GAP.match(document.source, block.end)
    gap = found[0] if found else ""
    last = block.end + len(gap) == len(document.source)
    return "" if last or len(_LINE_END.findall(gap)) > 1 else document.line_end


def _columns(own: str, other: str, line_end: str) -> str:
    left, right = (wrap(one_line(text), _COLUMN) for text in (own, other))
    lines = [
        f"{a}{' ' * (_COLUMN + 4 - display_width(a))}{b}".rstrip()
        for a, b in zip_longest(left, right, fillvalue="")
    ]
    return line_end.join(lines)
