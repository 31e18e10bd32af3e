"""Grid tables: cells between bars and lines of dashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hexapla.documents.markdown.tables.layout import Cell, Row, cut, padded
from hexapla.documents.wrapping import display_width
from hexapla.lazy import lazy_re

__all__ = ["Grid", "read_grid"]

_SEPARATOR = lazy_re(r"\+(?:[-=:]+\+)+\Z")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A cell as it is drawn: its number among the cells with text or -1, its lead, its lines."""

    number: int
    lead: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid table. ``parts`` are its separators and its rows; ``widths`` those of its columns."""

    cells: Sequence[Cell]
    parts: Sequence[str | Sequence[_Drawn]]
    widths: Sequence[int]

    @property
    def rows(self) -> Sequence[Row]:
        """See `Layout.rows`."""
        drawn = [part for part in self.parts if not isinstance(part, str)]
        heads = next((n for n, part in enumerate(self.parts) if "=" in part), 0) // 2
        return [
            Row(number < heads, ["\n".join(cell.lines) for cell in row])
            for number, row in enumerate(drawn)
        ]

    def written(self, texts: Sequence[str | None]) -> list[str]:
        """See `Layout.written`."""
        rows = [
            part if isinstance(part, str) else [_with_text(cell, texts) for cell in part]
            for part in self.parts
        ]
        widths = list(self.widths)
        for row in rows:
            for column, cell in enumerate(row if not isinstance(row, str) else ()):
                needed = max(map(display_width, cell.lines), default=-2) + len(cell.lead)
                new = cell.number >= 0 and texts[cell.number] is not None
                widths[column] = max(widths[column], needed + new)
        out: list[str] = []
        for row in rows:
            out += [_separator(row, widths)] if isinstance(row, str) else _drawn(row, widths)
        return out


def read_grid(lines: Sequence[str], starts: Sequence[int]) -> Grid | None:
    """Read a grid table without cells over several columns or rows; else None.

    ``starts`` are the offsets of the lines in the text of the table.
    """
    lines = [line.rstrip() for line in lines]
    bounds = [at for at, char in enumerate(lines[0]) if char == "+"]
    if not all(_SEPARATOR.match(line) for line in (lines[0], lines[-1])):
        return None
    cells: list[Cell] = []
    parts: list[str | list[_Drawn]] = []
    rows: list[tuple[int, list[int]]] = []
    for number, line in enumerate(lines):
        offsets = cut(line, bounds)
        if _SEPARATOR.match(line):
            if [at for at, char in enumerate(line) if char == "+"] != bounds:
                return None
            if not rows and number:  # Pandoc reads no table with an empty row.
                return None
            if rows:
                parts.append(list(_row(lines, starts, rows, bounds, cells)))
            rows = []
            parts.append(line)
        elif (
            line.endswith("|")
            and len(line) > offsets[-1]
            and all(line[at] == "|" for at in offsets[:-1])
        ):
            rows.append((number, [*offsets[:-1], max(offsets[-1], len(line) - 1)]))
        else:
            return None
    return Grid(cells, parts, [b - a - 1 for a, b in pairwise(bounds)])


def _row(
    lines: Sequence[str],
    starts: Sequence[int],
    rows: Sequence[tuple[int, list[int]]],
    bounds: Sequence[int],
    cells: list[Cell],
) -> Iterator[_Drawn]:
    """The cells of a row, from the numbers of its lines and the offsets of the bars in them."""
    for column in range(len(bounds) - 1):
        spans = [(number, at[column] + 1, at[column + 1]) for number, at in rows]
        inner = [lines[number][a:b] for number, a, b in spans]
        lead = " " if all(line.startswith(" ") for line in inner if line.strip()) else ""
        shown = tuple(line[len(lead) :].rstrip() for line in inner)
        last = max((n for n, line in enumerate(shown) if line), default=-1) + 1
        number = -1
        if any(map(str.isalpha, "".join(shown))):
            number = len(cells)
            places = tuple(starts[n] + a + len(lead) for n, a, _ in spans)
            width = bounds[column + 1] - bounds[column] - 1 - len(lead)
            longest = max(map(display_width, shown))
            cells.append(Cell(shown[:last], places, max(width - 1, longest), blocks=True))
        yield _Drawn(number, lead, shown[:last])


def _with_text(cell: _Drawn, texts: Sequence[str | None]) -> _Drawn:
    text = texts[cell.number] if cell.number >= 0 else None
    if text is None:
        return cell
    return _Drawn(cell.number, cell.lead, tuple(text.rstrip("\n").split("\n")))


def _separator(line: str, widths: Sequence[int]) -> str:
    out = ["+"]
    for part, width in zip(line[1:-1].split("+"), widths, strict=True):
        first, last = part[:1], part[-1:]
        fill = "=" if "=" in part else "-"
        ends = (first if first == ":" else fill), (last if last == ":" else fill)
        out += (ends[0], fill * (width - 2), ends[1] if width > 1 else "", "+")
    return "".join(out)


def _drawn(row: Sequence[_Drawn], widths: Sequence[int]) -> Iterator[str]:
    height = max(len(cell.lines) for cell in row) or 1
    for number in range(height):
        inner = [
            padded(cell.lead + cell.lines[number] if number < len(cell.lines) else "", width)
            for cell, width in zip(row, widths, strict=True)
        ]
        yield f"|{'|'.join(inner)}|"
