"""Simple tables: columns under runs of equals signs, some rows over several of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from hexapla.documents.tables.layout import Cell, Row, cut
from hexapla.documents.wrapping import display_width
from hexapla.lazy import lazy_re

__all__ = ["Simple", "read_simple"]

_RUN = lazy_re(r"[=-]+")
_BORDER = lazy_re(r"=[ =]*\Z")
_UNDERLINE = lazy_re(r"-[ -]*\Z")
# A table with more columns than this has few cells in most rows; one with the most isn't read.
_WIDE, _MOST_COLUMNS = 30, 500
_Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: the first and the last column of each cell, its lines, and its number or -1."""

    columns: Sequence[tuple[int, int]]
    cells: Sequence[tuple[str, ...]]
    numbers: Sequence[int]
    height: int


@dataclass(frozen=True, slots=True)
class Simple:
    """A simple table. ``parts`` are its borders, the underlines of spans, blank lines and rows."""

    cells: Sequence[Cell]
    parts: Sequence[str | _Row]
    columns: _Spans

    @property
    def rows(self) -> Sequence[Row]:
        """See `Layout.rows`."""
        borders = [n for n, part in enumerate(self.parts) if isinstance(part, str) and "=" in part]
        head = borders[1] if len(borders) > 2 else 0
        return [
            Row(number < head, ["\n".join(cell) for cell in part.cells])
            for number, part in enumerate(self.parts)
            if isinstance(part, _Row)
        ]

    def written(self, texts: Sequence[str | None]) -> list[str]:
        """See `Layout.written`."""
        parts = [part if isinstance(part, str) else _with_texts(part, texts) for part in self.parts]
        spans = self._widened([part for part in parts if isinstance(part, _Row)])
        out: list[str] = []
        for part in parts:
            if isinstance(part, _Row):
                out += _drawn(part, spans)
            elif part.strip():
                out.append(self._stretched(part, spans))
            else:
                out.append("")
        return out

    def _widened(self, rows: Sequence[_Row]) -> list[tuple[int, int]]:
        """The columns, wide enough for rows; the last one may be too narrow."""
        widths = [b - a for a, b in self.columns]
        gaps = [b[0] - a[1] for a, b in zip(self.columns, self.columns[1:], strict=False)]
        cells = sorted(
            (
                (last - first, first, last, max(map(display_width, cell), default=0))
                for row in rows
                for (first, last), cell in zip(row.columns, row.cells, strict=True)
                if last + 1 < len(widths)
            ),
        )
        for _, first, last, width in cells:
            room = sum(widths[first : last + 1]) + sum(gaps[first:last])
            widths[last] += max(0, width - room)
        out: list[tuple[int, int]] = []
        at = self.columns[0][0]
        for number, width in enumerate(widths):
            out.append((at, at + width))
            at += width + (gaps[number] if number < len(gaps) else 0)
        return out

    def _stretched(self, line: str, spans: _Spans) -> str:
        """A border or underline for other columns."""
        out = ""
        for first, last in _columns_of(line, self.columns):
            start, end = spans[first][0], spans[last][1]
            out = out.ljust(start) + line.strip()[0] * (end - start)
        return out


def _columns_of(line: str, columns: _Spans) -> list[tuple[int, int]]:
    """The first and the last column that each run of signs in a line is under; [] if it's wrong."""
    starts = {a: n for n, (a, _) in enumerate(columns)}
    ends = {b: n for n, (_, b) in enumerate(columns)}
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(line):
        beyond = len(ends) - 1 if run.end() > columns[-1][1] else None
        end = ends.get(run.end(), beyond)
        if run.start() not in starts or end is None:
            return []
        found.append((starts[run.start()], end))
    return found


def read_simple(lines: Sequence[str], starts: Sequence[int]) -> Simple | None:
    """Read a simple table; None if a text is between its columns, or if it has very many columns.

    ``starts`` are the offsets of the lines in the source.
    """
    columns = [run.span() for run in _RUN.finditer(lines[0])]
    if len(columns) > _MOST_COLUMNS:
        return None
    reader = _Reader(lines, starts, columns)
    return Simple(reader.cells, reader.parts, columns) if reader.read() else None


class _Reader:
    def __init__(self, lines: Sequence[str], starts: Sequence[int], columns: _Spans) -> None:
        self._lines, self._starts, self._columns = lines, starts, columns
        self.cells: list[Cell] = []
        self.parts: list[str | _Row] = []

    def read(self) -> bool:
        """Read all lines, as docutils' `SimpleTableParser` does."""
        first, end = self._columns[0]
        waiting: list[int] = []
        whole = [(n, n) for n in range(len(self._columns))]
        for number, line in enumerate(self._lines):
            if _BORDER.match(line) or _UNDERLINE.match(line):
                columns = _columns_of(line, self._columns)
                if not columns or not self._row(waiting, columns if "-" in line else whole):
                    return False
                waiting = []
                self.parts.append(line)
            elif line[slice(*cut(line, [first, end]))].strip():
                if waiting and not self._row(waiting, whole):
                    return False
                waiting = [number]
            elif waiting:
                waiting.append(number)
            elif line:
                return False
            else:
                self.parts.append("")
        return not waiting

    def _row(self, numbers: list[int], columns: Sequence[tuple[int, int]]) -> bool:
        """Add a row; False if a text is between two columns."""
        blank = 0
        while numbers and not self._lines[numbers[-1]]:
            numbers.pop()
            blank += 1
        if numbers:
            columns = self._reached(numbers, columns)
            row = [self._cell(numbers, first, last) for first, last in columns]
            if any(one is None for one in row):
                return False
            found = [one for one in row if one is not None]
            cells, places = [lines for lines, _ in found], [number for _, number in found]
            self.parts.append(_Row(columns, cells, places, len(numbers)))
        self.parts += [""] * blank
        return True

    def _reached(
        self, numbers: Sequence[int], columns: Sequence[tuple[int, int]]
    ) -> Sequence[tuple[int, int]]:
        """The cells of a row, in a wide table without those to the right of its text."""
        if len(columns) <= _WIDE:
            return columns
        width = max(display_width(self._lines[number]) for number in numbers)
        found = bisect_left(columns, width, key=lambda one: self._columns[one[0]][0])
        return columns[: max(1, found)]

    def _cell(
        self, numbers: Sequence[int], first: int, last: int
    ) -> tuple[tuple[str, ...], int] | None:
        start = self._columns[first][0]
        is_last = last + 1 == len(self._columns)
        end = 10_000 if is_last else self._columns[last][1]
        after = end if is_last else self._columns[last + 1][0]
        shown: list[str] = []
        places: list[int] = []
        for number in numbers:
            line = self._lines[number]
            a, b, c = cut(line, [start, end, after])
            if line[b:c].strip():
                return None
            shown.append(line[a:b].rstrip())
            places.append(self._starts[number] + a)
        while shown and not shown[-1]:
            shown.pop()
        indent = min((len(one) - len(one.lstrip()) for one in shown if one), default=0)
        lines = tuple(one[indent:] for one in shown)
        if not any(map(str.isalpha, "".join(lines))):
            return tuple(shown), -1
        width = max(map(display_width, shown)) if is_last else end - start
        several = len(lines) > 1
        self.cells.append(
            Cell(lines, tuple(at + indent for at in places), width * several, blocks=True)
        )
        return tuple(shown), len(self.cells) - 1


def _with_texts(row: _Row, texts: Sequence[str | None]) -> _Row:
    cells: list[tuple[str, ...]] = []
    for own, number, (first, _) in zip(row.cells, row.numbers, row.columns, strict=True):
        new = texts[number] if number >= 0 else None
        lines = own if new is None else tuple(new.rstrip("\n").split("\n"))
        if new is not None and not first:  # A second line would begin another row.
            lines = (" ".join(line.strip() for line in lines),) if new.strip() else ("\\",)
        cells.append(lines)
    return _Row(row.columns, cells, row.numbers, row.height)


def _drawn(row: _Row, spans: _Spans) -> list[str]:
    out: list[str] = []
    for number in range(max(map(len, row.cells), default=0)):
        line = ""
        for (first, _), cell in zip(row.columns, row.cells, strict=True):
            if number < len(cell) and cell[number]:
                line += " " * (spans[first][0] - display_width(line)) + cell[number]
        out.append(line)
    return out
