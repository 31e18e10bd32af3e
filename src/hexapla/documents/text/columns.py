"""Write the rows of a table whose cells have other texts, so that its columns stay aligned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from hexapla.documents.text.lines import TAB, Columns, columns_of
from hexapla.documents.text.tables import Row, Table
from hexapla.documents.wrapping import display_width, wrap
from hexapla.lazy import lazy_re

__all__ = ["write_table"]

_RULE = lazy_re(r"[|│¦]")
_FILL = lazy_re(r"([ \t]*)(([.…·_])(?:[ \t]*\3)*)([ \t]*)")
_GAP = 2  # Columns of text between two cells, unless the source has less.
_LEADERS = 3  # Dots between two cells, unless the source has less.


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cell or a rule, ``source[start:end]``, with its new text.

    ``column`` is even for cells and odd for the rules between them.
    """

    start: int
    end: int
    left: int
    right: int
    column: int
    text: str


def write_table(source: str, table: Table, texts: Mapping[int, str], line_end: str) -> str:
    """The text of a table, ``source[table.start:table.end]``, with other texts in its cells.

    ``texts`` maps the start of a cell to its new text. A column moves only as far as longer texts
    before it push it. A cell of several lines is wrapped to its width.
    """
    writer = _Writer(source, table, texts, line_end)
    out: list[str] = []
    at = table.start
    for row in table.rows:
        out += (source[at : row.line.at], writer.row(row) if row.cells else writer.rule(row))
        at = row.end
    return "".join(out)


class _Writer:
    def __init__(self, source: str, table: Table, texts: Mapping[int, str], line_end: str) -> None:
        self._source, self._aligned, self._line_end = source, table.aligned, line_end
        self._rows = {row.line.at: _pieces(source, row, texts) for row in table.rows if row.cells}
        self._columns: dict[int, list[_Piece]] = {}
        for pieces in self._rows.values():
            for piece in pieces:
                self._columns.setdefault(piece.column, []).append(piece)
        self._right = frozenset(filter(self._is_right_aligned, self._columns))
        self._shifts = self._found_shifts() if table.aligned else {}
        self._lefts = {
            column: min(piece.left for piece in pieces) for column, pieces in self._columns.items()
        }

    def row(self, row: Row) -> str:
        """A row with its new texts."""
        source, pieces = self._source, self._rows[row.line.at]
        end = pieces[0].start
        out = [source[row.line.at : end]]
        column = columns_of(out[0])
        for number, piece in enumerate(pieces):
            gap = source[end : piece.start]
            left = self._left(piece) + self._shifts.get(piece.column, 0)
            if self._aligned and (number or out[0]):
                gap = _gap(gap, column, left) if number else " " * (left - column)
            lines = piece.text.split("\n")
            out += (gap, (self._line_end + " " * left).join(lines))
            column = left + display_width(lines[-1])
            end = piece.end
        return "".join([*out, source[end : row.line.end]])

    def rule(self, row: Row) -> str:
        """A line without words, with its rules as much longer as the columns have moved."""
        text = self._source[row.line.at : row.line.end]
        out: list[str] = []
        at = moved = 0
        for column in sorted(self._shifts):
            more = self._shifts[column] - moved
            place = self._lefts[column]
            if more <= 0 or not at < place <= len(text):
                continue
            place = max(at + 1, len(text[:place].rstrip(" +|┼│┤┬┴├╋╪╬")))
            out += (text[at:place], text[place - 1] * more)
            at, moved = place, self._shifts[column]
        return "".join([*out, text[at:]])

    def _is_right_aligned(self, column: int) -> bool:
        """Whether cells end below each other and don't begin below each other."""
        lefts = {piece.left for piece in self._columns[column]}
        rights = {piece.right for piece in self._columns[column]}
        return len(rights) < len(lefts)

    def _left(self, piece: _Piece) -> int:
        """Where a piece begins if its column doesn't move."""
        if piece.column in self._right:
            return piece.right - _width(piece.text)
        return piece.left

    def _found_shifts(self) -> dict[int, int]:
        """By how many columns of text each column of the table moves to the right."""
        before = {b.start: a for pieces in self._rows.values() for a, b in pairwise(pieces)}
        shifts: dict[int, int] = {}
        shift = 0
        for column in sorted(self._columns):
            for piece in self._columns[column]:
                left = self._left(piece) + shift
                last = before.get(piece.start)
                if last is None:
                    shift += max(-left, 0)
                    continue
                end = self._left(last) + shifts[last.column] + _width(last.text)
                gap = self._source[last.end : piece.start]
                least = 1 if (piece.column + last.column) % 2 else _least(gap)
                lacking = max(end + min(piece.left - last.right, least) - left, 0)
                shift += -(-lacking // TAB) * TAB if "\t" in gap else lacking
            shifts[column] = shift
        return shifts


def _pieces(source: str, row: Row, texts: Mapping[int, str]) -> list[_Piece]:
    """The cells of a row, and the rules between them."""

    columns = Columns(source, row.line.at)
    rule_numbers = {
        found.start(): number
        for number, found in enumerate(_RULE.finditer(source, row.line.at, row.line.end))
    }

    def rules(start: int, end: int) -> Iterator[_Piece]:
        for found in _RULE.finditer(source, start, end):
            left = columns.before(found.start())
            column = 2 * rule_numbers[found.start()] + 1
            yield _Piece(found.start(), found.end(), left, left + 1, column, found[0])

    out: list[_Piece] = []
    at = row.line.start
    for cell in row.cells:
        out += rules(at, cell.start)
        text = texts.get(cell.start)
        if cell.more:
            joined = " ".join(source[cell.start : cell.end].split()) if text is None else text
            text = "\n".join(wrap(joined, cell.right - cell.left))
        elif text is None:
            text = source[cell.start : cell.end]
        out.append(_Piece(cell.start, cell.end, cell.left, cell.right, 2 * cell.column, text))
        at = cell.end
    return [*out, *rules(at, row.line.end)]


def _width(text: str) -> int:
    """The display width of the widest line of a text."""
    return max(map(display_width, text.split("\n")))


def _least(gap: str) -> int:
    """How narrow a gap may become."""
    filled = _FILL.fullmatch(gap)
    return len(filled[1]) + _LEADERS + len(filled[4]) if filled else _GAP


def _gap(gap: str, column: int, left: int) -> str:
    """What separates two pieces, so that the second one begins at a column of text."""
    room = max(left - column, 0)
    filled = _FILL.fullmatch(gap)
    if filled:
        unit = filled[2][:2] if filled[2][1:2] == " " else filled[3]
        room = max(room - len(filled[1]) - len(filled[4]), 0)
        return filled[1] + (unit * room)[:room] + filled[4]
    if "\t" in gap:
        return "\t" * max(-(-left // TAB) - column // TAB, 1)
    return " " * room
