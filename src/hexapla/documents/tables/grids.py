"""Grid tables: cells between bars and lines of dashes, some over several columns or rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from hexapla.documents.tables.layout import Cell, Row, cut
from hexapla.documents.wrapping import display_width
from hexapla.lazy import lazy_re

__all__ = ["Grid", "read_grid"]

_BORDER = lazy_re(r"\+[-=:+]*\+\Z")
_ACROSS, _DOWN = frozenset("-=:+"), frozenset("|+")
# Longer tables are not read, so that the time stays short.
_MOST_CORNERS = 5_000

_Canvas = Sequence[Sequence[str]]
"""The characters of lines by their columns; a wide one is followed by an empty string."""


class _Box(NamedTuple):
    """The lines and columns of the borders of a cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A cell as it is drawn: its number among the cells with text or -1, its lead, its lines.

    ``new`` is whether it has another text than the source.
    """

    box: _Box
    number: int
    lead: str
    lines: Sequence[str]
    new: bool = False

    @property
    def width(self) -> int:
        """How many columns it needs."""
        return max(map(display_width, self.lines), default=-2) + len(self.lead) + self.new


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid table. ``frame`` are its lines without the texts of its cells.

    ``across`` and ``down`` are the columns and lines in which cells begin and end, in order.
    """

    cells: Sequence[Cell]
    drawn: Sequence[_Drawn]
    frame: Sequence[str]
    across: Sequence[int]
    down: Sequence[int]

    @property
    def rows(self) -> Sequence[Row]:
        """See `Layout.rows`. A cell is in the row that it begins in."""
        head = next((at for at in self.down if "=" in self.frame[at]), 0)
        cells: dict[int, list[str]] = {}
        for one in sorted(self.drawn, key=lambda one: one.box.left):
            cells.setdefault(one.box.top, []).append("\n".join(one.lines))
        return [Row(top < head, cells.get(top, [])) for top in self.down[:-1]]

    def written(self, texts: Sequence[str | None]) -> list[str]:
        """See `Layout.written`."""
        cells = [_with_text(one, texts) for one in self.drawn]
        widths = {a: b - a - 1 for a, b in pairwise(self.across)}
        _fit(widths, [(one.box.left, one.box.right, one.width) for one in cells])
        heights = dict.fromkeys(self.down[:-1], 1)
        _fit(heights, [(one.box.top, one.box.bottom, len(one.lines)) for one in cells])
        lines, columns = _places(heights), _places(widths)
        out: list[list[tuple[int, str]]] = []
        for top in self.down:
            out.append([(0, self._stretched(top, widths))])
            inner = self._stretched(top + 1, widths) if top in heights else ""
            out += [[(0, inner)] for _ in range(heights.get(top, 0))]
        for one in cells:
            for number, line in enumerate(one.lines, lines[one.box.top] + 1):
                out[number].append((columns[one.box.left] + 1, one.lead + line))
        return [_joined(parts) for parts in out]

    def _stretched(self, number: int, widths: Mapping[int, int]) -> str:
        """A line of the frame with columns of some widths."""
        line = self.frame[number]
        parts = [line[a] + _filled(line[a + 1 : b], widths[a]) for a, b in pairwise(self.across)]
        return "".join([*parts, line[self.across[-1]]])


def read_grid(lines: Sequence[str], starts: Sequence[int]) -> Grid | None:
    """Read a grid table; None if its borders leave no cells.

    ``starts`` are the offsets of the lines in the text of the table.
    """
    lines = [line.rstrip() for line in lines]
    width = len(lines[0])
    if not (_BORDER.match(lines[0]) and lines[-1].endswith("+")):
        return None
    canvas = [_columns(line, width) for line in lines]
    if not all(canvas):
        return None
    boxes = _boxes(canvas)
    area = sum((one.bottom - one.top) * (one.right - one.left) for one in boxes)
    if area != (len(lines) - 1) * (width - 1) or any(one.bottom - one.top < 2 for one in boxes):
        return None
    cells: list[Cell] = []
    boxes.sort(key=lambda box: (_first_line(box, canvas), box.left))
    drawn = [_read_cell(box, canvas, lines, starts, cells) for box in boxes]
    frame = [list(line) for line in canvas]
    for box in boxes:
        for line in frame[box.top + 1 : box.bottom]:
            line[box.left + 1 : box.right] = " " * (box.right - box.left - 1)
    across = {one.left for one in boxes} | {width - 1}
    down = {one.top for one in boxes} | {len(lines) - 1}
    return Grid(cells, drawn, ["".join(line) for line in frame], sorted(across), sorted(down))


def _columns(line: str, width: int) -> list[str]:
    """The characters of a line by their columns; [] if it doesn't end like a line of the table.

    Its last cell may be wider than the table, or not as wide.
    """
    if not line.endswith(("|", "+")):
        return []
    last, line = line[-1], line[:-1]
    out: list[str] = []
    for char in line:
        size = display_width(char)
        if size:
            out += [char, *[""] * (size - 1)]
        elif out:
            out[-1] += char
    rest = "".join(out[width - 1 :])
    out = [*out[: width - 1], *" " * (width - 1 - len(out))]
    out[-1] += rest.rstrip()
    return [*out, last]


def _boxes(canvas: _Canvas) -> list[_Box]:
    """The cells, from the corners at which they begin."""
    corners = [
        (y, x) for y, line in enumerate(canvas) for x, char in enumerate(line) if char == "+"
    ]
    if len(corners) > _MOST_CORNERS:
        return []
    found = (_box(canvas, y, x) for y, x in corners)
    return [box for box in found if box is not None]


def _box(canvas: _Canvas, top: int, left: int) -> _Box | None:
    """The smallest cell with a corner at its top left."""
    line = canvas[top]
    for right in range(left + 1, len(line)):
        if line[right] not in _ACROSS:
            return None
        if line[right] == "+":
            bottom = _bottom(canvas, top, left, right)
            if bottom:
                return _Box(top, left, bottom, right)
    return None


def _bottom(canvas: _Canvas, top: int, left: int, right: int) -> int:
    """The line in which a cell ends whose other borders are known; 0 if there is none."""
    for y in range(top + 1, len(canvas)):
        line = canvas[y]
        if line[left] not in _DOWN or line[right] not in _DOWN:
            return 0
        if line[left] == line[right] == "+" and _ACROSS.issuperset(line[left:right]):
            return y
    return 0


def _first_line(box: _Box, canvas: _Canvas) -> int:
    """The line in which the text of a cell begins."""
    inner = ("".join(line[box.left + 1 : box.right]) for line in canvas[box.top + 1 : box.bottom])
    return box.top + next((number for number, line in enumerate(inner) if line.strip()), 0)


def _read_cell(
    box: _Box,
    canvas: _Canvas,
    lines: Sequence[str],
    starts: Sequence[int],
    cells: list[Cell],
) -> _Drawn:
    """A cell; with text, it is added to the cells."""
    numbers = range(box.top + 1, box.bottom)
    inner = ["".join(canvas[number][box.left + 1 : box.right]) for number in numbers]
    lead = " " if all(line.startswith(" ") for line in inner if line.strip()) else ""
    shown = tuple(line[len(lead) :].rstrip() for line in inner)
    last = max((n for n, line in enumerate(shown) if line), default=-1) + 1
    number = -1
    if any(map(str.isalpha, "".join(shown))):
        number = len(cells)
        first = box.left + 1
        places = tuple(starts[n] + cut(lines[n], [first])[0] + len(lead) for n in numbers)
        width = box.right - first - len(lead)
        longest = max(map(display_width, shown))
        cells.append(Cell(shown[:last], places, max(width - 1, longest), blocks=True))
    return _Drawn(box, number, lead, shown[:last])


def _with_text(cell: _Drawn, texts: Sequence[str | None]) -> _Drawn:
    text = texts[cell.number] if cell.number >= 0 else None
    if text is None:
        return cell
    return replace(cell, lines=tuple(text.rstrip("\n").split("\n")), new=True)


def _fit(sizes: dict[int, int], needed: Sequence[tuple[int, int, int]]) -> None:
    """Make columns or rows large enough, the last one of those that a cell is in.

    ``sizes`` are those between two borders, by the first; ``needed`` are the borders and the size
    of each cell, which has the borders inside it, too.
    """
    for start, end, size in sorted(needed, key=lambda one: one[1] - one[0]):
        inside = [at for at in sizes if start <= at < end]
        room = sum(sizes[at] for at in inside) + len(inside) - 1
        sizes[inside[-1]] += max(0, size - room)


def _places(sizes: Mapping[int, int]) -> dict[int, int]:
    """Where borders are with some sizes between them."""
    out: dict[int, int] = {}
    at = 0
    for border, size in sizes.items():
        out[border] = at
        at += size + 1
    return out


def _filled(part: str, width: int) -> str:
    """A part of a line of the frame as wide as its column, with its colons at the ends."""
    fill = "=" if "=" in part else "-" if "-" in part else part[:1]
    first, last = (end if end == ":" else fill for end in (part[:1], part[-1:]))
    return first + fill * (width - 2) + (last if width > 1 else "")


def _joined(parts: Sequence[tuple[int, str]]) -> str:
    """A line of the frame with texts from some columns on."""
    frame = parts[0][1]
    return "".join(_pieces(frame, sorted(parts[1:])))


def _pieces(frame: str, texts: Sequence[tuple[int, str]]) -> Iterator[str]:
    at = 0
    for start, text in texts:
        yield frame[at:start]
        yield text
        at = start + display_width(text)
    yield frame[at:]
