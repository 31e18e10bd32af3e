"""Simple and multiline tables: columns under groups of dashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hexapla.documents.tables.layout import Cell, Row, cut
from hexapla.documents.wrapping import display_width
from hexapla.lazy import lazy_re

__all__ = ["Columns", "read_columns"]

_DASHES = lazy_re(r" *-+(?: +-+)* *\Z")
_GROUP = lazy_re(r"-+")
_HEADED = 1_000
# The most lines in which a word may go over the beginning of a column.
_CUT = 0.2
_DEFAULT, _LEFT, _RIGHT, _CENTER = "default", "left", "right", "center"


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the dashes of a column begin and end, and how its cells are aligned."""

    start: int
    end: int
    alignment: str


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row, and their numbers among the cells with text, or -1."""

    cells: Sequence[tuple[str, ...]]
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Columns:
    """A simple or multiline table. ``parts`` are its lines of dashes, blank lines and rows.

    ``key`` is the row whose place under the dashes says how the columns are aligned, in ``heads``
    lines.
    """

    cells: Sequence[Cell]
    parts: Sequence[str | _Row]
    columns: Sequence[_Column]
    key: _Row
    heads: int

    @property
    def rows(self) -> Sequence[Row]:
        """See `Layout.rows`."""
        drawn = [part for part in self.parts if isinstance(part, _Row)]
        return [
            Row(number == 0 and self.heads > 1, ["\n".join(cell) for cell in row.cells])
            for number, row in enumerate(drawn)
        ]

    def written(self, texts: Sequence[str | None]) -> list[str]:
        """See `Layout.written`."""
        key = _with_texts(self.key, texts, is_key=True)
        rows = [
            part if isinstance(part, str) else key if part is self.key else _with_texts(part, texts)
            for part in self.parts
        ]
        columns = self._widened([row for row in rows if isinstance(row, _Row)], key)
        out: list[str] = []
        for row in rows:
            if isinstance(row, _Row):
                out += _drawn(row, columns, is_key=row == key)
            elif not row.strip():
                out.append("")
            elif len(row.split()) > 1:
                out.append(_groups(columns))
            else:
                lead = len(row) - len(row.lstrip())
                out.append(" " * lead + "-" * max(len(row) - lead, columns[-1].end - lead))
        return out

    def _widened(self, rows: Sequence[_Row], key: _Row) -> list[_Column]:
        """The columns, moved and made wide enough for rows."""
        out: list[_Column] = []
        start = self.columns[0].start
        for number, column in enumerate(self.columns):
            own = column.end - column.start
            heads = [line for line in key.cells[number][: self.heads] if line]
            size = max(map(len, heads), default=0)
            if column.alignment == _DEFAULT:
                dashes = min(map(len, heads), default=own)
            elif column.alignment == _CENTER:
                dashes = max(own, size + 2)
            else:
                dashes = max(own, size + 1)
            widths = [display_width(line) for row in rows for line in row.cells[number]]
            widths += [
                _indent(line, dashes, column.alignment, is_key=True) + display_width(line)
                for line in heads
            ]
            room = max([own, dashes, *widths])
            out.append(_Column(start, start + dashes, column.alignment))
            if number + 1 < len(self.columns):
                start += room + max(1, self.columns[number + 1].start - column.end)
        return out


def read_columns(lines: Sequence[str], starts: Sequence[int]) -> Columns | None:
    """Read a simple or multiline table; None if it can't be written again, or is too sparse.

    ``starts`` are the offsets of the lines in the text of the table.
    """
    lines = [line.rstrip() for line in lines]
    groups = next((n for n, line in enumerate(lines) if _is_groups(line)), -1)
    if groups < 0:
        return None
    top = groups > 0 and _DASHES.match(lines[0]) is not None
    several = top or (groups == 0 and "" in lines[1:])
    if not several and groups > 1:
        return None
    spans = [match.span() for match in _GROUP.finditer(lines[groups])]
    # Every row has a cell in every column. Nobody writes a table whose cells are nearly all empty.
    if len(spans) * len(lines) > 1_000 + 4 * sum(map(len, lines)):
        return None
    cells: list[Cell] = []
    parts: list[str | _Row] = []
    waiting: list[int] = []
    for number, line in enumerate([*lines, ""]):
        ends = not line or _DASHES.match(line) is not None
        if waiting and (ends or not several):
            row = _read_row([lines[n] for n in waiting], [starts[n] for n in waiting], spans, cells)
            if row is None:
                return None
            parts.append(row)
            waiting = []
        if not ends:
            waiting.append(number)
        elif number < len(lines):
            parts.append(line)
    rows = [part for part in parts if isinstance(part, _Row)]
    if not rows or (several and not _DASHES.match(lines[-1])):
        return None
    heads = lines[1:groups] if top else lines[:groups] or [lines[groups + 1]]
    columns = [
        _Column(a, b, _alignment([_raw(line, spans, n) for line in heads], b - a))
        for n, (a, b) in enumerate(spans)
    ]
    return Columns(
        _with_widths(cells, columns, several), parts, columns, rows[0], _HEADED if groups else 1
    )


def _is_groups(line: str) -> bool:
    return _DASHES.match(line) is not None and len(line.split()) > 1


def _bounds(line: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """The offsets in a line at which its columns begin, and its length."""
    return [*cut(line, [a for a, _ in spans]), len(line)]


def _raw(line: str, spans: Sequence[tuple[int, int]], number: int) -> str:
    bounds = _bounds(line, spans)
    return line[bounds[number] : bounds[number + 1]]


def _read_row(
    lines: Sequence[str],
    starts: Sequence[int],
    spans: Sequence[tuple[int, int]],
    cells: list[Cell],
) -> _Row | None:
    """The cells of a row; None if words go over the beginnings of columns in many lines.

    Pandoc cuts such a word.
    """
    found: list[list[tuple[str, int]]] = [[] for _ in spans]
    cut_lines = 0
    for line, start in zip(lines, starts, strict=True):
        bounds = _bounds(line, spans)
        if line[: bounds[0]].strip():
            return None
        firsts = [a for a in bounds[1:-1] if a < len(line)]
        cut_lines += any(not (line[a - 1].isspace() or line[a].isspace()) for a in firsts)
        for number, (a, b) in enumerate(pairwise(bounds)):
            shown = line[a:b].strip()
            if shown:
                found[number].append((shown, start + line.index(shown, a)))
    if cut_lines > len(lines) * _CUT:
        return None
    numbers: list[int] = []
    for cell in found:
        if not any(char.isalpha() for shown, _ in cell for char in shown):
            numbers.append(-1)
            continue
        numbers.append(len(cells))
        words, places = zip(*cell, strict=True)
        cells.append(Cell(words, places, len(numbers), blocks=False))
    return _Row([tuple(shown for shown, _ in cell) for cell in found], numbers)


def _with_widths(cells: Sequence[Cell], columns: Sequence[_Column], several: bool) -> list[Cell]:
    """The cells with the widths of their columns, whose numbers they have so far."""
    widths = [b.start - a.start - 1 for a, b in pairwise(columns)]
    widths.append(columns[-1].end - columns[-1].start)
    return [
        Cell(one.lines, one.places, max(2, widths[one.width - 1]) if several else 0, False)
        for one in cells
    ]


def _alignment(raw: Sequence[str], dashes: int) -> str:
    """The alignment of a column, as Pandoc finds it: by its shortest line and the dashes."""
    shown = sorted((line.rstrip() for line in raw if line.strip()), key=len)
    if not shown:
        return _DEFAULT
    left, right = shown[0][0].isspace(), len(shown[0]) < dashes
    if left:
        return _CENTER if right else _RIGHT
    return _LEFT if right else _DEFAULT


def _with_texts(row: _Row, texts: Sequence[str | None], *, is_key: bool = False) -> _Row:
    cells: list[tuple[str, ...]] = []
    for own, number in zip(row.cells, row.numbers, strict=True):
        new = texts[number] if number >= 0 else None
        lines = None if new is None else [line.strip() for line in new.split("\n") if line.strip()]
        cells.append(own if lines is None else tuple(_for_dashes(lines) if is_key else lines))
    return _Row(cells, row.numbers)


def _for_dashes(lines: Sequence[str]) -> list[str]:
    """The lines of a heading, none of which has one sign only.

    There are as many dashes under the shortest line, and one dash begins a list.
    """
    out: list[str] = []
    for line in lines:
        if out and (len(line) == 1 or len(out[-1]) == 1):
            out[-1] += f" {line}"
        else:
            out.append(line)
    return [f"&#{ord(line)};" if len(line) == 1 else line for line in out]


def _indent(line: str, dashes: int, alignment: str, *, is_key: bool) -> int:
    """How many spaces are before a line of a cell. Pandoc counts characters in the key row."""
    size = len(line) if is_key else display_width(line)
    if alignment == _RIGHT:
        return max(0, dashes - size)
    return max(0, (dashes - size) // 2) if alignment == _CENTER else 0


def _groups(columns: Sequence[_Column]) -> str:
    out = ""
    for column in columns:
        out = out.ljust(column.start) + "-" * (column.end - column.start)
    return out


def _drawn(row: _Row, columns: Sequence[_Column], *, is_key: bool) -> list[str]:
    out: list[str] = []
    for number in range(max(map(len, row.cells)) or 1):
        line = ""
        for cell, column in zip(row.cells, columns, strict=True):
            if number >= len(cell):
                continue
            dashes = column.end - column.start
            indent = _indent(cell[number], dashes, column.alignment, is_key=is_key)
            line += " " * (column.start + indent - display_width(line)) + cell[number]
        out.append(line)
    return out
