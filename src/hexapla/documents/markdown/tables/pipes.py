"""Pipe tables whose header has other cells than its delimiters, which GitHub doesn't read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hexapla.documents.tables.layout import Cell, Row
from hexapla.lazy import lazy_re

__all__ = ["Pipes", "read_pipes"]

_CELL = lazy_re(r"(?:`[^`\n]*`|\\.|[^|\\`]|`)+")
_BAR = lazy_re(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Pipes:
    """A pipe table. ``spans`` are the lines and offsets of its cells with text."""

    cells: Sequence[Cell]
    lines: Sequence[str]
    spans: Sequence[tuple[int, int]]

    @property
    def rows(self) -> Sequence[Row]:
        """See `Layout.rows`."""
        rows = [
            [cell.strip() for cell in _CELL.findall(line.strip().strip("|"))]
            for number, line in enumerate(self.lines)
            if number != 1
        ]
        return [Row(number == 0, cells) for number, cells in enumerate(rows)]

    def written(self, texts: Sequence[str | None]) -> list[str]:
        """See `Layout.written`."""
        lines = list(self.lines)
        cells = zip(self.cells, self.spans, texts, strict=True)
        for cell, (number, start), text in reversed(list(cells)):
            if text is not None:
                end = start + len(cell.lines[0])
                line = lines[number]
                lines[number] = line[:start] + _BAR.sub(r"\\|", text) + line[end:]
        return lines


def read_pipes(lines: Sequence[str], starts: Sequence[int]) -> Pipes:
    """Read a pipe table; ``starts`` are the offsets of the lines in the text of the table."""
    cells: list[Cell] = []
    spans: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        for found in _CELL.finditer(line):
            shown = found[0].strip()
            if any(map(str.isalpha, shown)):
                at = line.index(shown, found.start())
                cells.append(Cell((shown,), (starts[number] + at,), 0, blocks=False))
                spans.append((number, at))
    return Pipes(cells, lines, spans)
