"""Find the layout of a table that is drawn with characters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from hexapla.documents.markdown.tables.columns import read_columns
from hexapla.documents.markdown.tables.pipes import read_pipes
from hexapla.documents.tables.grids import read_grid
from hexapla.documents.tables.layout import Layout
from hexapla.lazy import lazy_re

__all__ = ["Placed", "read_layout"]

_LEAD = lazy_re(r"(?:[ \t]*>)*[ \t]*")
_QUOTED = lazy_re(r"(?:[ \t]*>[ ]?)*")

_READERS: Mapping[str, Callable[[Sequence[str], Sequence[int]], Layout | None]] = {
    "grid": read_grid,
    "columns": read_columns,
    "pipes": read_pipes,
}


class Placed(NamedTuple):
    """A layout, its place in a text, and what is before each of its lines."""

    start: int
    end: int
    lead: str
    layout: Layout


def read_layout(source: str, start: int, end: int, kind: str) -> Placed | None:
    """Read the table in ``source[start:end]``, which is a "grid" or has "columns" or "pipes".

    The source has the line ends ``\\n``. The result is None for a table that can't be drawn again.
    """
    while source[end - 1] in " \t":  # A space may be a carriage return in the file.
        end -= 1
    first = source.rfind("\n", 0, start) + 1
    pattern = _QUOTED if kind == "columns" else _LEAD
    found = pattern.match(source, first, end)
    lead = found[0] if found else ""
    start = first + len(lead)
    lines, starts = [], []
    at = first
    for line in source[first:end].split("\n"):
        if not line.startswith(lead) and line.strip(" \t>"):
            return None
        lines.append(line[len(lead) :])
        starts.append(at + len(lead))
        at += len(line) + 1
    layout = _READERS[kind](lines, starts)
    return None if layout is None else Placed(start, end, lead, layout)
