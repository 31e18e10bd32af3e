"""Tables that are drawn with characters."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.documents.rst.blocks import Reader, Verbatim
from hexapla.documents.rst.lines import Line
from hexapla.lazy import lazy_re

__all__ = ["read_grid_table", "read_simple_table"]

_RULE = lazy_re(r"=[ =]*=\Z|=+\Z")


def read_grid_table(reader: Reader, lines: Sequence[Line], at: int) -> int:
    """Read a grid table that begins in a line; returns the number of the line after it."""
    end = at
    while end < len(lines) and lines[end].text and lines[end].text[0] in "+|":
        end += 1
    reader.items.append(Verbatim(lines[at:end]))
    return end


def read_simple_table(reader: Reader, lines: Sequence[Line], at: int) -> int:
    """Read a simple table that begins in a line; returns the number of the line after it."""
    found = 0
    end = at + 1
    while end < len(lines):
        if _RULE.match(lines[end].text):
            found += 1
            last = end + 1 == len(lines) or not lines[end + 1].text
            if found == 2 or last:
                break
        end += 1
    end = min(end + 1, len(lines))
    reader.items.append(Verbatim(lines[at:end]))
    return end
