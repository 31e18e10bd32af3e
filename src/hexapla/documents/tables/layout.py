"""What the layouts of tables share: cells with their places, and cutting lines into columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple, Protocol

from hexapla.documents.wrapping import display_width

__all__ = ["Cell", "Layout", "Row", "cut"]


@dataclass(frozen=True, slots=True)
class Cell:
    """The content of a cell.

    ``lines`` are its lines without what is around them, ``places`` their offsets in the text of the
    table. ``width`` is the number of columns that a line can have without a wider table, 0 if the
    cell has one line only. ``blocks`` says whether it has blocks of its markup, or only a sentence.
    """

    lines: tuple[str, ...]
    places: tuple[int, ...]
    width: int
    blocks: bool

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    def placing(self) -> Callable[[int], int]:
        """A function from offsets in `text` to their places in the text of the table."""
        starts = [0, *accumulate(len(line) + 1 for line in self.lines)]

        def place(offset: int) -> int:
            line = min(bisect_right(starts, offset) - 1, len(self.places) - 1)
            return self.places[line] + offset - starts[line]

        return place


class Row(NamedTuple):
    """A row of a table: whether it is in the header, and the texts of its cells."""

    header: bool
    cells: Sequence[str]


class Layout(Protocol):
    """A table that was read."""

    @property
    def cells(self) -> Sequence[Cell]:
        """The cells with text, in reading order."""

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, from top to bottom."""

    def written(self, texts: Sequence[str | None]) -> list[str]:
        """The lines of the table with new texts for its cells; None keeps a cell.

        Columns get wider if a line of a text needs it.
        """


def cut(line: str, bounds: Sequence[int]) -> list[int]:
    """The offsets in a line at which it reaches some columns, or its length."""
    if line.isascii():
        return [min(bound, len(line)) for bound in bounds]
    found: list[int] = []
    column = offset = 0
    for bound in bounds:
        while offset < len(line) and column < bound:
            column += display_width(line[offset])
            offset += 1
        found.append(offset)
    return found
