"""Group the lines of a plain text into paragraphs, list items, headings and verse.

A *run* is a sequence of lines without a blank line. Two lines of a run are joined if the first word
of the second would not have fitted on the first, that is, if a program would have wrapped there:
see `_continues`. The longest line of a run always passes that test, therefore the run as a whole
must look wrapped, too: see `_looks_wrapped`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from hexapla.documents.wrapping import (
    EDGES,
    LINE_ENDS,
    breakable,
    display_width,
    first_word,
    joint,
)
from hexapla.lazy import lazy_re

__all__ = ["CELL", "LAYOUT", "Paragraph", "read_paragraphs", "runs"]

# Columns. Wrapped lines are at most WIDEST wide; prose is seldom wrapped narrower than NARROW, and
# hardly ever narrower than NARROWEST. Verse and addresses are seldom wider than VERSE.
WIDEST, NARROW, NARROWEST, VERSE = 120, 55, 25, 60
LONGEST_HEADING = 100  # characters
# Characters of a run. What is longer is a list of sentences, one per line, and nothing wrapped.
LONGEST_RUN = 1_000_000

_QUOTE_MARKS = r"[ \t]{0,3}>(?:[ \t]?>)*(?![^ \t])"
LAYOUT = lazy_re(rf"(?:{_QUOTE_MARKS})?[{re.escape(EDGES)}]*")
"""The layout before the words of a line: quotation marks (``>``), then indentation."""

CELL = "table cell"

_LINE = lazy_re(f"([^{LINE_ENDS}]*)(\r\n|[{LINE_ENDS}]|$)")
_QUOTE = lazy_re(_QUOTE_MARKS)
_MARKER = lazy_re(
    r"(?:(?P<bullet>[-*+•‣◦▪●·–])"
    r"|(?P<level>\d{1,3}(?:\.\d{1,3})+)(?=[ \t]+[A-ZÀ-ÖØ-ÞΑ-ΩА-Я])"  # 3.1 The roof
    r"|(?P<open>\(?)(?:\d{1,3}(?:\.\d{1,3})*(?P<close>[.)])|[A-Za-z](?P<bracket>\))))"
    rf"[ \t]+[{re.escape(EDGES)}]*(?![{re.escape(EDGES)}])"
)
# Cells separated by a tab, four spaces or a rule: a table row.
_ROW = lazy_re(r"[^ \t](?:\t| {4})|^\|")
_BETWEEN_CELLS = lazy_re(r"[ \t]*\t[ \t]*| {2,}")
_BETWEEN_RULES = lazy_re(r"[ \t]*\|[ \t]*")

_SENTENCE_ENDS = tuple(".!?…:‽⁇⁈⁉。．｡！？：।॥۔؟։፧።។။།")
_ENDS = (*_SENTENCE_ENDS, *",;،؛、，；")
_CLOSERS = "\"'”’»›)]}」』】〉》）］*_"
_PUNCTUATION = lazy_re(rf"[{re.escape(''.join(_ENDS))}](?:[ \t]|$)")
_STOP_INSIDE = lazy_re(rf"[{re.escape(''.join(_SENTENCE_ENDS))}][\"'”’»)]*[ \t]+[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, as spans of the source without indentation and list marker.

    ``kind`` is "paragraph", "quotation", "heading", "list item", "line" (of verse or an address)
    or "table cell". ``padding`` is the number of spaces between a cell and the next one.
    """

    spans: tuple[tuple[int, int], ...]
    text: str
    kind: str
    padding: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with words; ``source[start:start + len(text)]`` is ``text``.

    ``indent`` and ``right`` are the columns where the text begins and ends; ``depth`` is the number
    of its quotation marks (``>``); ``marker`` is the style of its list marker ("" if it has none),
    and ``body`` the offset after the marker.
    """

    text: str
    start: int
    indent: int
    right: int
    depth: int
    marker: str
    body: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Break(Enum):
    """The meaning of a line end, judged by indentation and list markers."""

    HARD = auto()  # A new paragraph follows.
    HANGING = auto()  # The next line is indented below this one: joined if this line is full.
    SOFT = auto()  # Joined if this line is full and the run looks wrapped.


def read_paragraphs(source: str, wrap: str = "auto") -> list[Paragraph]:
    """The paragraphs of a text, in order. Lines without a letter or digit belong to none.

    ``wrap`` is "auto" (see above), "lines" (each line is a paragraph) or "blank" (paragraphs end at
    blank lines; list items stay separate).
    """
    found: list[Paragraph] = []
    for run in runs(source):
        found += _split(run, wrap)
    return [cell for one in _with_headings(found) for cell in _cells(source, one)]


def runs(source: str) -> Iterator[list[_Line]]:
    """The runs of a text, in order."""
    run: list[_Line] = []
    for match in _LINE.finditer(source):
        line = _read_line(source, match.start(), match.end(1))
        if run and (line is None or line.depth != run[-1].depth):
            yield run
            run = []
        if line is not None:
            run.append(line)
            page = match[2] not in ("\n", "\r", "\r\n")  # A form feed begins a page.
            if page or line.end - run[0].start > LONGEST_RUN:
                yield run
                run = []


def _read_line(source: str, line_start: int, line_end: int) -> _Line | None:
    quote = _QUOTE.match(source, line_start, line_end)
    raw = source[quote.end() if quote else line_start : line_end]
    start = line_end - len(raw.lstrip(EDGES))
    text = raw.strip(EDGES)
    if not any(map(str.isalnum, text)):
        return None
    end = start + len(text)
    indent = display_width(source[line_start:start].expandtabs())
    marker = _MARKER.match(source, start, end)
    if marker and marker.end() == end:
        marker = None
    return _Line(
        text=text,
        start=start,
        indent=indent,
        right=indent + display_width(text),
        depth=quote[0].count(">") if quote else 0,
        marker=_style(marker) if marker else "",
        body=marker.end() if marker else start,
    )


def _style(marker: re.Match[str]) -> str:
    """The style of a marker, which is the same in all of a list: ``-``, ``1.``, ``(1)``, ``a)``."""
    if marker["bullet"]:
        return marker["bullet"]
    if marker["level"]:
        return "1.1"
    return marker["open"] + ("1" + marker["close"] if marker["close"] else "a)")


def _split(run: Sequence[_Line], wrap: str) -> list[Paragraph]:
    """The paragraphs of a run."""
    width = _width(run)
    if wrap != "lines":
        run = _without_accidental_markers(run, width)
    items = _items(run)
    breaks = _breaks(run, items, width)
    even = _is_even(run, breaks, width)
    wrapped = wrap == "auto" and (even or _looks_wrapped(run, breaks, width))
    outside = [line for line, item in zip(run, items, strict=True) if item is None]
    kind = "line" if not wrapped and _is_verse(outside) else "paragraph"

    groups = [[run[0]]]
    kinds = ["paragraph" if items[0] is None else "list item"]
    for (a, b), item, at in zip(pairwise(run), items[1:], breaks, strict=True):
        if wrap == "blank":
            joined = not b.marker
        else:
            joined = wrap == "auto" and (
                (at is _Break.SOFT and wrapped and _continues(a, b, width))
                or (at is _Break.SOFT and even and not _ends_sentence(a))
                or (at is _Break.HANGING and _continues_indented(a, b, width))
            )
        if joined:
            groups[-1].append(b)
        else:
            groups.append([b])
            kinds.append(kind if item is None else "list item")
    if items[0] is None:
        kinds[0] = kind
    return [_paragraph(group, kind) for group, kind in zip(groups, kinds, strict=True)]


def _paragraph(lines: Sequence[_Line], kind: str) -> Paragraph:
    if kind == "paragraph" and len(lines) == 1 and _ROW.search(lines[0].text):
        kind = "line"
    elif kind == "paragraph" and lines[0].depth:
        kind = "quotation"
    spans = [(line.start, line.end) for line in lines]
    spans[0] = (lines[0].body, lines[0].end)
    return Paragraph(tuple(spans), " ".join(line.text for line in lines), kind)


def _cells(source: str, row: Paragraph) -> list[Paragraph]:
    """The cells of a table row; any other paragraph unchanged."""
    (start, end), *more = row.spans
    if more or row.kind not in ("line", "list item") or not _ROW.search(source[start:end]):
        return [row]
    between = _BETWEEN_RULES if source[start] == "|" else _BETWEEN_CELLS
    cells = []
    at = start
    for gap in (*between.finditer(source, start, end), None):
        until = gap.start() if gap else end
        padding = gap[0].partition("|")[0] if gap else ""
        if at < until:
            room = 0 if "\t" in padding else len(padding)
            cells.append(Paragraph(((at, until),), source[at:until], CELL, room))
        at = gap.end() if gap else end
    return cells


def _width(run: Sequence[_Line]) -> int:
    """The width to which a run was wrapped, if it was: the right column of its longest line.

    A line without a place to break (a URL) doesn't count, unless there are only such lines.
    """
    return max([line.right for line in run if breakable(line.text)] or [line.right for line in run])


def _full(a: _Line, b: _Line, width: int) -> bool:
    """Whether the first word of line ``b`` would not have fitted on line ``a``."""
    if width > WIDEST:
        return False
    gap = joint(a.text[-1], b.text[0])
    return a.right + len(gap) + display_width(first_word(b.text)) > width


def _continues(a: _Line, b: _Line, width: int) -> bool:
    """Whether a program may have wrapped here: the line is full, or nearly full in mid-sentence.

    The second case covers programs that balance lines (GNU fmt, TeX) and text edited by hand.
    There, only a lower-case letter shows that the sentence continues.
    """
    ragged = NARROW <= width <= WIDEST and 4 * a.right >= 3 * width
    return (ragged and _in_mid_sentence(a, b)) or _full(a, b, width)


def _continues_indented(a: _Line, b: _Line, width: int) -> bool:
    """Like `_continues`, for an indented second line, which itself suggests a continuation."""
    return width <= WIDEST and (_full(a, b, width) or _in_mid_sentence(a, b))


def _in_mid_sentence(a: _Line, b: _Line) -> bool:
    return _first_letter(b).islower() and not _ends_sentence(a)


def _without_accidental_markers(run: Sequence[_Line], width: int) -> list[_Line]:
    """The lines without list markers that are probably a dash or number within a wrapped
    sentence.
    """
    if not NARROW <= width <= WIDEST:
        return list(run)
    styles = Counter(line.marker for line in run)
    lines = [run[0]]
    for a, b in pairwise(run):
        lone = b.marker and styles[b.marker] == 1
        if lone and _full(a, b, width) and not _ends_sentence(a):
            b = replace(b, marker="", body=b.start)
        lines.append(b)
    return lines


def _items(run: Sequence[_Line]) -> list[int | None]:
    """For each line, the indentation of the list item that it belongs to, or None outside lists."""
    items: list[int | None] = []
    item: int | None = None
    for line in run:
        if line.marker:
            item = line.indent
        elif item is not None and line.indent <= item:
            item = None
        items.append(item)
    return items


def _breaks(run: Sequence[_Line], items: Sequence[int | None], width: int) -> list[_Break]:
    breaks: list[_Break] = []
    begins = True  # Whether the line before the break begins a paragraph.
    for index, (a, b) in enumerate(pairwise(run)):
        last = breaks[-1] if breaks else _Break.HARD
        continues = _continues(a, b, width)
        if b.marker or _ROW.search(a.text) or _ROW.search(b.text):
            kind = _Break.HARD
        elif items[index + 1] is not None:
            kind = _Break.HANGING
        elif items[index] is not None:
            kind = _Break.SOFT
        elif a.indent == b.indent:
            kind = last if last is _Break.HANGING else _Break.SOFT
        elif b.indent > a.indent:
            # A hanging indent or, more often, the indented first line of a new paragraph.
            hangs = begins and continues and not _ends_sentence(a)
            hangs = hangs and width >= NARROW and b.indent > a.indent + 1
            kind = _Break.HANGING if hangs else _Break.HARD
        else:
            kind = _Break.SOFT if begins and last is not _Break.HANGING else _Break.HARD
        begins = kind is _Break.HARD or not continues
        breaks.append(kind)
    return breaks


def _looks_wrapped(run: Sequence[_Line], breaks: Sequence[_Break], width: int) -> bool:
    """Whether a program, not a person, broke the lines of a run.

    In wrapped prose, most lines are full and end in mid-sentence, the next line continues in lower
    case, and a line that is not full ends a sentence. In narrow runs (verse, addresses, signatures)
    all of this must be true.
    """
    soft = [i for i, kind in enumerate(breaks) if kind is _Break.SOFT]
    full = [i for i in soft if _full(run[i], run[i + 1], width)]
    if not full:
        return False
    loose = [i for i in soft if not _continues(run[i], run[i + 1], width)]
    unfinished = sum(not _ends_sentence(run[i]) for i in loose)
    capitals = all(_starts_with_capital(run[i], run[i + 1]) for i in full)
    if width < NARROW and (capitals or unfinished or _lacks_punctuation(run)):
        return False
    if not _ends_sentence(run[soft[-1] + 1]) and (capitals or width < NARROWEST):
        return False
    mid_sentence = any(not _ends_sentence(run[i]) for i in full)
    return len(full) >= unfinished and (mid_sentence or not loose)


def _is_even(run: Sequence[_Line], breaks: Sequence[_Break], width: int) -> bool:
    """Whether a program balanced the lines of a run (GNU fmt, TeX), so that few of them are full.

    All lines except the last are then almost as long as the longest. Unlike verse, most lines end
    in mid-sentence, most of the next ones continue in lower case (not all, because German
    capitalizes nouns), and in narrow runs a sentence also ends within a line.
    """
    soft = [i for i, kind in enumerate(breaks) if kind is _Break.SOFT]
    if len(soft) < 2 or not NARROWEST <= width <= WIDEST:
        return False
    pairs = [(run[i], run[i + 1]) for i in soft]
    if any(4 * a.right < 3 * width and not _full(a, b, width) for a, b in pairs):
        return False
    unfinished = [(a, b) for a, b in pairs if not _ends_sentence(a)]
    continued = sum(_in_mid_sentence(a, b) for a, b in unfinished)
    prose = width >= NARROW or any(_STOP_INSIDE.search(line.text) for line in run)
    return prose and 2 * continued >= len(unfinished) > len(pairs) / 2


def _lacks_punctuation(run: Sequence[_Line]) -> bool:
    """Whether the run has several lines and no punctuation, like modern verse and unlike prose."""
    return len(run) > 2 and not any(_PUNCTUATION.search(line.text) for line in run)


def _is_verse(run: Sequence[_Line]) -> bool:
    """Whether the lines are short and mostly end in mid-sentence."""
    unfinished = sum(not _ends_sentence(line) for line in run)
    return len(run) > 1 and 2 * unfinished > len(run) and all(line.right <= VERSE for line in run)


def _ends_sentence(line: _Line) -> bool:
    return line.text.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)


def _starts_with_capital(a: _Line, b: _Line) -> bool:
    """Whether a line begins with a capital or a digit. In text that is ALL IN CAPITALS, this means
    nothing: False.
    """
    if a.text.isupper() and b.text.isupper():
        return False
    first = _first_letter(b)
    return not first.isalpha() or first.isupper() or first.istitle()


def _first_letter(line: _Line) -> str:
    return next(filter(str.isalnum, line.text))


def _with_headings(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs, with those that head the following ones marked as headings."""
    found: list[Paragraph] = []
    body_follows = False
    for one in reversed(paragraphs):
        if one.kind == "paragraph" and _may_be_heading(one):
            found.append(replace(one, kind="heading") if body_follows else one)
        else:
            found.append(one)
            body_follows = True
    return found[::-1]


def _may_be_heading(one: Paragraph) -> bool:
    return (
        len(one.spans) == 1
        and len(one.text) <= LONGEST_HEADING
        and not one.text.rstrip(_CLOSERS).endswith(_ENDS)
    )
