"""Tables of a plain text: rows whose cells are separated by tabs, rules, leaders or aligned spaces.

Lines are rows if their cells form columns. Prose with two spaces after a full stop, code and verse
with wide gaps don't.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hexapla.documents.text.lines import Columns, Line
from hexapla.documents.text.marks import ends_sentence
from hexapla.documents.wrapping import EDGES
from hexapla.lazy import lazy_re

__all__ = ["Cell", "Row", "Table", "is_number", "split_tables"]

# These begin at the first of several spaces, so that long gaps take linear time.
_TABS = lazy_re(r"(?<![ \t])[ \t]*\t[ \t]*")
_SPACES = lazy_re(r" {2,}")
_RULES = lazy_re(r"(?:(?<![ \t])[ \t]+)?[|│¦](?:[ \t]*(?=[|│¦])|[ \t]*)")
_LEADERS = lazy_re(
    r"(?<![ \t])[ \t]*(?:[.…·_]{4,}|…{2,}|(?: \.){3,}|(?:\. ){3,}\.?)[ \t]*"
    r"|[ ]\.{1,3}[ ]+(?=[$€£¥]?\d[\d.,]*\Z)"
)
_COUNTED = {"\t": lazy_re("\t"), "|": lazy_re("[|│¦]")}  # What numbers the columns.
_RULED = lazy_re(r"\A[|│¦]|(?<! ) +[|│¦] +[^ ]")
# One of these is in each text that they match; quick to look for.
_RULES_HAVE, _LEADERS_HAVE = ("|", "│", "¦"), (" .", "..", "…", "·", "_")
_SENTENCE_END = lazy_re(r".*[.!?…。？！][\"'”’»)]*\Z")
# A time, a price, a score, a share, a date in digits, a missing value.
_NUMBER = lazy_re(
    r"[(\[+−–—-]?[ ]?(?:[^\W\d_]{0,3}[$€£¥₹₽₩]|[A-Z]{3} )?[ ]?[+−–-]?"
    r"\d[\d.,:;/’' \xa0\u202f–—−x×+-]*"
    r"[ ]?(?:[%‰°ºª*†$€£¥₹₽₩)\]h]|[^\W\d_]{1,3}\.?)?[)\]]?\Z|[-–—−]+\Z"
)
_CODE = lazy_re(
    r".*[;{}\\]\Z|\$ |>>> |#(?:include|define|!)|[\w.\[\]>-]+[ \t]*(?:[-+*/|&:]?=|:=|->)[ \t]|"
    r".*(?:  |\t)(?:#|//|/\*|--|<!--|;|%)[ \t]*\w"
)
_WIDE = 60  # Columns of text. A wider line with a tab among other lines is prose.
_TRIED = 5  # Rows to look at before deciding that there is no table.
_MOST_SINGLE = 3  # Lines with a single cell between two rows.
_FEWEST = 3  # Rows of words alone that are a table.


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, ``source[start:end]``, which fills the columns of text from ``left`` to ``right``.

    ``column`` is the number of the table's column that it is in. ``more`` are the offsets of its
    further lines; ``end`` is that of the last one.
    """

    start: int
    end: int
    left: int
    right: int
    column: int = 0
    more: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row; a line without words, such as a rule below the header, has no cells.

    ``line`` is its first line; its last cell may have more.
    """

    line: Line
    cells: tuple[Cell, ...]

    @property
    def end(self) -> int:
        """The offset after the text of its last line."""
        return max(self.line.end, self.cells[-1].end) if self.cells else self.line.end

    @property
    def count(self) -> int:
        """The number of its lines."""
        return 1 + (len(self.cells[-1].more) if self.cells else 0)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of lines that follow each other, ``source[start:end]``.

    ``aligned`` is False if only the number of tabs tells the columns apart. ``header`` is the
    number of rows with cells that name the columns.
    """

    rows: tuple[Row, ...]
    aligned: bool
    header: int

    @property
    def start(self) -> int:
        """The offset of its first line."""
        return self.rows[0].line.at

    @property
    def end(self) -> int:
        """The offset after the text of its last line."""
        return self.rows[-1].end

    @property
    def columns(self) -> list[int]:
        """The numbers of its columns, in order."""
        return sorted({cell.column for row in self.rows for cell in row.cells})


def is_number(text: str) -> bool:
    """Whether a cell has a figure, a price or a time and no words."""
    return bool(_NUMBER.match(text.strip(EDGES)))


def split_tables(source: str, lines: Sequence[Line]) -> Iterator[Table | list[Line]]:
    """Divide the lines of a stretch into tables and other lines, in order."""
    other: list[Line] = []
    rows: list[Row] = []
    alone = False
    at = number = 0  # The number of a line, and of the row that begins with it.
    while at < len(lines):
        if number >= len(rows):
            number, rows = 0, _rows(source, lines, at)
            alone = sum(row.count for row in rows) == len(lines)
        found = _table(source, rows, number, alone=alone)
        if found is None:
            count = rows[number].count if rows else 1
            other += lines[at : at + count]
            at, number = at + count, number + 1
            continue
        # A rule above the first row belongs to the table.
        rules = [Row(other.pop(), ())] if other and not other[-1].words else []
        if other:
            yield other
            other = []
        yield replace(found, rows=(*rules, *found.rows)) if rules else found
        at += sum(row.count for row in found.rows)
        number += len(found.rows)
    if other:
        yield other


def _rows(source: str, lines: Sequence[Line], start: int) -> list[Row]:
    """The rows from a line on: of one kind, with the rules and a few single cells between."""
    kind = _kind(lines[start])
    rows: list[Row] = []
    single = 0
    for at in range(start, len(lines) if kind else start):
        line = lines[at]
        own = _kind(line)
        single = single + 1 if line.words and own is None else 0
        if not line.words:
            rows.append(Row(line, ()))
        elif own and own == kind:
            rows.append(Row(line, _cells(source, line, own)))
        elif own or kind not in ("\t", " ") or line.marker:
            break
        elif rows and _goes_on(source, rows[-1], cell := _cells(source, line, " ")[0]):
            rows[-1] = _with_line(rows[-1], cell)
            single = 0
        elif single < _MOST_SINGLE:
            rows.append(Row(line, _cells(source, line, " ")))
        else:
            break
    _drop_rules(rows)
    return rows


def _table(source: str, rows: Sequence[Row], start: int, *, alone: bool) -> Table | None:
    """The longest table of rows from one on, if there is one.

    ``alone`` is True if the rows are all lines of their stretch.
    """
    if start >= len(rows) or not _is_row(rows[start]):
        return None
    kind = _kind(rows[start].line) or ""
    if not start and (found := _arranged(source, rows, kind, alone=alone)):
        return found
    best = 0
    size = 1
    while start + size <= len(rows) and (best or size < _TRIED):
        if _arranged(source, rows[start : start + size], kind, alone=False):
            best = size
        elif best:
            break
        size = size + 1 if size < _TRIED else size * 3 // 2
    # Halving the distance, because each try takes as long as the table.
    failed = min(size, len(rows) - start + 1) if best else 0
    while failed - best > 1:
        more = (best + failed) // 2
        if _arranged(source, rows[start : start + more], kind, alone=False):
            best = more
        else:
            failed = more
    chosen = list(rows[start : start + best])
    _drop_rules(chosen)
    return _arranged(source, chosen, kind, alone=False) if chosen else None


def _goes_on(source: str, row: Row, cell: Cell) -> bool:
    """Whether a cell that is alone on its line goes on with the sentence of the last cell above."""
    if not _is_below(row, cell):
        return False
    last = row.cells[-1]
    start, end = last.more[-1] if last.more else (last.start, row.line.end)
    before, after = source[start:end], source[cell.start : cell.end]
    if ends_sentence(before):
        return after[0].isupper() and last.right >= _WIDE
    return after[0].islower() and " " in before


def _is_below(row: Row, cell: Cell) -> bool:
    """Whether a cell that is alone on its line is below the last cell, not the first, of a row."""
    return (
        bool(row.cells) and row.cells[-1].left == cell.left and row.cells[-1].left > row.line.indent
    )


def _with_line(row: Row, cell: Cell) -> Row:
    """A row with one more line in its last cell."""
    last = row.cells[-1]
    more = (*last.more, (cell.start, cell.end))
    whole = replace(last, end=cell.end, right=max(last.right, cell.right), more=more)
    return Row(row.line, (*row.cells[:-1], whole))


def _is_row(row: Row) -> bool:
    """Whether a row has several cells, of which all but one may be empty between rules."""
    return len(row.cells) > 1 or (bool(row.cells) and bool(_RULED.search(row.line.text)))


def _drop_rules(rows: list[Row]) -> None:
    """Remove lines that are no rows from the end: single cells, unless they are below a last
    cell, and rules if there are no others in the table.
    """
    while rows and not _is_row(rows[-1]):
        if len(rows) > 1 and rows[-1].cells and _is_below(rows[-2], rows[-1].cells[0]):
            break
        closes = len(rows) > 1 and rows[-2].cells and any(not row.cells for row in rows[:-1])
        if not rows[-1].cells and closes:
            break
        rows.pop()


def _kind(line: Line) -> str | None:
    """What separates the cells of a line, None if it is no row."""
    if not line.words:
        return None
    text = line.text[line.body - line.start :]
    if any(map(text.__contains__, _RULES_HAVE)) and _RULED.search(text):
        return "|"
    if "\t" in text:
        return "\t"
    leaders = any(map(text.__contains__, _LEADERS_HAVE)) and _LEADERS.search(text)
    if leaders and leaders.start() and leaders.end() < len(text):
        return "."
    return " " if "  " in text else None


def _cells(source: str, line: Line, kind: str) -> tuple[Cell, ...]:
    between = {"|": _RULES, "\t": _TABS, ".": _LEADERS, " ": _SPACES}[kind]
    found: list[Cell] = []
    columns = Columns(source, line.at)
    column = 0
    at, counted = line.body, line.at
    for gap in (*between.finditer(source, line.body, line.end), None):
        until = gap.start() if gap else line.end
        if at < until:
            left, right = columns.before(at), columns.before(until)
            if kind in "\t|":
                column += len(_COUNTED[kind].findall(source, counted, at))
                counted = at
            found.append(Cell(at, until, left, right, column))
        at = gap.end() if gap else line.end
    return tuple(found)


def _arranged(source: str, rows: Sequence[Row], kind: str, *, alone: bool) -> Table | None:
    """A table of rows, if their cells form columns."""
    full = [row for row in rows if row.cells]
    texts = [row.line.text for row in full]
    if kind != "|" and 2 * sum(bool(_CODE.match(text)) for text in texts) >= len(texts):
        return None
    if kind == "\t":
        prose = len(full) == 1 and not alone and full[0].line.right > _WIDE
        if prose and not _has_figures(source, full):
            return None
        several = any("\t\t" in row.line.text for row in full)
        aligned = _in_columns(rows) if several else None
        if aligned is None:
            return Table(tuple(rows), False, _header(source, rows))
        return Table(tuple(aligned), True, _header(source, aligned))
    if kind == "|":
        counts = {len(row.cells) for row in full}
        ruled = full[0].line.text.startswith(("|", "│"))
        if not ruled and (len(full) < 2 or len(counts) > 1):
            return None
        return Table(tuple(rows), True, _header(source, rows))
    found_or_none = _in_columns(rows)
    if found_or_none is None or not _is_table(source, found_or_none, kind, alone=alone):
        found_or_none = _with_figures(source, rows)
    if found_or_none is None:
        return None
    return Table(tuple(found_or_none), True, _header(source, found_or_none))


def _is_table(source: str, rows: Sequence[Row], kind: str, *, alone: bool) -> bool:
    """Whether aligned cells are a table and not text in which some gaps happen to align."""
    full = [row for row in rows if len(row.cells) > 1]
    gaps = [
        (source[a.start : a.end], b.left - a.right)
        for row in full
        for a, b in zip(row.cells, row.cells[1:], strict=False)
    ]
    if not gaps:
        return False
    if 2 * sum(bool(_SENTENCE_END.match(text)) and not is_number(text) for text, _ in gaps) >= len(
        gaps
    ):
        return False
    if kind == ".":
        return True
    widest = max(width for _, width in gaps)
    if _has_figures(source, full):
        return len(full) > 1 or widest >= 4
    # Between other lines, two rows may be justified prose.
    return len(full) >= _FEWEST or (alone and widest >= 4)


def _has_figures(source: str, rows: Sequence[Row]) -> bool:
    """Whether half of the rows have a figure after their first cell."""
    count = sum(any(is_number(source[c.start : c.end]) for c in row.cells[1:]) for row in rows)
    return 2 * count >= len(rows)


def _with_figures(source: str, rows: Sequence[Row]) -> list[Row] | None:
    """Rows of a text and a figure that isn't aligned, such as a list of prices; else None."""
    full = [row for row in rows if row.cells]
    for row in full:
        texts = [source[cell.start : cell.end] for cell in row.cells]
        if len(texts) < 2 or not is_number(texts[-1]) or is_number(texts[0]):
            return None
    count = {len(row.cells) for row in full}
    if len(count) > 1 or (len(full) == 1 and full[0].cells[-1].left - full[0].cells[-2].right < 3):
        return None
    return _by_order(rows)


def _by_order(rows: Sequence[Row]) -> list[Row]:
    """The rows with their cells in columns by their order."""
    return [
        Row(row.line, tuple(replace(cell, column=n) for n, cell in enumerate(row.cells)))
        for row in rows
    ]


def _in_columns(rows: Sequence[Row]) -> list[Row] | None:
    """The rows with their cells in columns by their position, None if two cells of a row share one.

    Cells that overlap are in the same column.
    """
    edges = sorted((cell.left, cell.right) for row in rows for cell in row.cells)
    bounds: list[int] = []  # The right edge of each column.
    for left, right in edges:
        if bounds and left < bounds[-1]:
            bounds[-1] = max(bounds[-1], right)
        else:
            bounds.append(right)
    found = []
    for row in rows:
        columns = [bisect_left(bounds, cell.right) for cell in row.cells]
        if len(set(columns)) < len(columns):
            return None
        pairs = zip(row.cells, columns, strict=True)
        found.append(Row(row.line, tuple(replace(cell, column=n) for cell, n in pairs)))
    return found


def _header(source: str, rows: Sequence[Row]) -> int:
    """How many rows name the columns: those above a rule, or a first one without figures."""
    full = [row for row in rows if row.cells]
    if len(full) < 2:
        return 0
    above = 0
    for number, row in enumerate(rows):
        if not row.cells and above:
            below = sum(bool(one.cells) for one in rows[number:])
            return above if below and above <= 3 else 0
        above += bool(row.cells)
    first, rest = full[0], full[1:]
    named = {c.column for c in first.cells if not is_number(source[c.start : c.end])}
    if len(named) < len(first.cells):
        return 0
    figures = sum(any(is_number(source[c.start : c.end]) for c in r.cells[1:]) for r in rest)
    return int(2 * figures > len(rest) and any(c.column for c in first.cells))
