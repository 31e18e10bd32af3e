"""Group the lines of a plain text into paragraphs, list items, headings and verse.

A *run* is a sequence of lines without a blank line. Two lines of a run are joined if the first word
of the second would not have fitted on the first, that is, if a program would have wrapped there:
see `_continues`. The longest line of a run always passes that test, therefore the run as a whole
must look wrapped, too: see `_looks_wrapped`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby, pairwise

from hexapla.documents.text.lines import Line, stretches
from hexapla.documents.text.marks import ends_sentence, ends_with_mark, has_mark, stops_inside
from hexapla.documents.text.pages import NO_PAGES, Pages
from hexapla.documents.text.tables import Table, split_tables
from hexapla.documents.wrapping import breakable, display_width, first_word, joint
from hexapla.lazy import lazy_re

__all__ = ["Paragraph", "Part", "Rule", "read_parts"]

# Columns. Wrapped lines are at most WIDEST wide; prose is seldom wrapped narrower than NARROW, and
# hardly ever narrower than NARROWEST. Verse and addresses are seldom wider than VERSE.
WIDEST, NARROW, NARROWEST, VERSE = 120, 55, 25, 60
_COUPLET = 40  # Narrower lines that all end with punctuation marks are verse.

# A wide gap in a line: its line end is layout, even if the line is no row of a table.
_GAP = lazy_re(r"[^ \t](?:\t| {4})")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, as spans of the source without indentation and list marker.

    ``kind`` is "paragraph", "quotation", "heading", "byline", "list item" or "line" (of verse or an
    address).
    ``marker`` is the list marker as it is written and ``style`` its style; ``indent`` is the column
    of text where the first line begins. ``opens`` is True after a blank line. ``label`` is the
    number of characters of a label, such as a speaker's name, at the start.
    """

    spans: tuple[tuple[int, int], ...]
    text: str
    kind: str
    marker: str = ""
    style: str = ""
    indent: int = 0
    opens: bool = False
    label: int = 0

    @property
    def start(self) -> int:
        """The offset of its words."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """The offset after them."""
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line without a letter or digit, ``source[start:end]``."""

    start: int
    end: int


class _Break(Enum):
    """The meaning of a line end, judged by indentation and list markers."""

    HARD = auto()  # A new paragraph follows.
    HANGING = auto()  # The next line is indented below this one: joined if this line is full.
    SOFT = auto()  # Joined if this line is full and the run looks wrapped.


Part = Paragraph | Table | Rule


def read_parts(source: str, wrap: str = "auto", pages: Pages = NO_PAGES) -> list[Part]:
    """The paragraphs, tables and rules of a text, in order.

    ``wrap`` is "auto" (see above), "lines" (each line is a paragraph) or "blank" (paragraphs end at
    blank lines; list items stay separate). ``pages`` are its page breaks.
    """
    found: list[Part] = []
    for stretch in stretches(source, pages.breaks):
        at = len(found)
        for part in split_tables(source, stretch):
            if isinstance(part, Table):
                found.append(part)
            else:
                found += _paragraphs(source, part, wrap)
        if isinstance(first := found[at], Paragraph):
            found[at] = replace(first, opens=True)
    return found


def _paragraphs(source: str, lines: Sequence[Line], wrap: str) -> Iterator[Paragraph | Rule]:
    """The paragraphs of lines, and the rules between them."""
    for words, run in groupby(lines, key=lambda line: line.words):
        if words:
            yield from _split(source, list(run), wrap)
        else:
            yield from (Rule(line.start, line.end) for line in run)


def _split(source: str, run: Sequence[Line], wrap: str) -> list[Paragraph]:
    """The paragraphs of a run."""
    width = _width(run)
    if wrap != "lines":
        run = _without_accidental_markers(run, width)
    items = _items(run)
    breaks = _breaks(run, items, width)
    even = _is_even(run, breaks, width)
    verse = wrap == "auto" and _reads_as_verse(run, breaks, width)
    even = even and not verse
    wrapped = wrap == "auto" and not verse and (even or _looks_wrapped(run, breaks, width))
    outside = [line for line, item in zip(run, items, strict=True) if item is None]
    kind = "line" if not wrapped and _is_verse(outside) else "paragraph"

    groups = [[run[0]]]
    kinds = ["paragraph" if items[0] is None else "list item"]
    for (a, b), item, at in zip(pairwise(run), items[1:], breaks, strict=True):
        if wrap == "blank":
            joined = not b.marker
        elif wrap == "auto" and not b.marker and (b.goes_on or _is_divided(a, b)):
            joined = True
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
    return [_paragraph(source, group, kind) for group, kind in zip(groups, kinds, strict=True)]


def _paragraph(source: str, lines: Sequence[Line], kind: str) -> Paragraph:
    first = lines[0]
    if kind == "paragraph" and len(lines) == 1 and _GAP.search(first.text):
        kind = "line"
    elif kind == "paragraph" and first.depth:
        kind = "quotation"
    elif kind == "list item" and first.marker == "—":
        kind = "paragraph"  # What a person says.
    spans = [(line.start, line.end) for line in lines]
    spans[0] = (first.body, first.end)
    text = " ".join([source[first.body : first.end], *(line.text for line in lines[1:])])
    marker = source[first.start : first.body].strip()
    return Paragraph(tuple(spans), text, kind, marker, first.marker, first.indent)


def _width(run: Sequence[Line]) -> int:
    """The width to which a run was wrapped, if it was: the right column of its longest line.

    A line without a place to break (a URL) doesn't count, unless there are only such lines.
    """
    return max([line.right for line in run if breakable(line.text)] or [line.right for line in run])


def _full(a: Line, b: Line, width: int) -> bool:
    """Whether the first word of line ``b`` would not have fitted on line ``a``."""
    if width > WIDEST:
        return False
    gap = joint(a.text[-1], b.text[0])
    return a.right + len(gap) + display_width(first_word(b.text)) > width


def _continues(a: Line, b: Line, width: int) -> bool:
    """Whether a program may have wrapped here: the line is full, or nearly full in mid-sentence.

    The second case covers programs that balance lines (GNU fmt, TeX) and text edited by hand.
    There, only a lower-case letter shows that the sentence continues.
    """
    ragged = NARROW <= width <= WIDEST and 4 * a.right >= 3 * width
    return (ragged and _in_mid_sentence(a, b)) or _full(a, b, width)


def _continues_indented(a: Line, b: Line, width: int) -> bool:
    """Like `_continues`, for an indented second line, which itself suggests a continuation."""
    return width <= WIDEST and (_full(a, b, width) or _in_mid_sentence(a, b))


def _is_divided(a: Line, b: Line) -> bool:
    """Whether a word goes on in line ``b``."""
    hyphen = a.text.endswith(("-", "‐", "\xad")) and a.text[-2:-1].isalpha()
    return hyphen and (b.text[0].islower() or (b.text[0].isalpha() and a.right >= NARROWEST))


def _in_mid_sentence(a: Line, b: Line) -> bool:
    return _first_letter(b).islower() and not _ends_sentence(a)


def _without_accidental_markers(run: Sequence[Line], width: int) -> list[Line]:
    """The lines without list markers that are probably a dash or number within a wrapped
    sentence.
    """
    if not NARROW <= width <= WIDEST:
        return list(run)
    styles = Counter(line.marker for line in run)
    lines = [run[0]]
    for a, b in pairwise(run):
        lone = b.marker and (styles[b.marker] == 1 or b.marker == "—")
        if lone and _full(a, b, width) and not _ends_sentence(a):
            b = replace(b, marker="", body=b.start)
        lines.append(b)
    return lines


def _items(run: Sequence[Line]) -> list[int | None]:
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


def _breaks(run: Sequence[Line], items: Sequence[int | None], width: int) -> list[_Break]:
    breaks: list[_Break] = []
    begins = True  # Whether the line before the break begins a paragraph.
    for index, (a, b) in enumerate(pairwise(run)):
        last = breaks[-1] if breaks else _Break.HARD
        continues = _continues(a, b, width)
        if b.marker or _GAP.search(a.text) or _GAP.search(b.text):
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


def _looks_wrapped(run: Sequence[Line], breaks: Sequence[_Break], width: int) -> bool:
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


def _is_even(run: Sequence[Line], breaks: Sequence[_Break], width: int) -> bool:
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
    prose = width >= NARROW or any(stops_inside(line.text) for line in run)
    return prose and 2 * continued >= len(unfinished) > len(pairs) / 2


def _lacks_punctuation(run: Sequence[Line]) -> bool:
    """Whether the run has several lines and no punctuation, like modern verse and unlike prose."""
    return len(run) > 2 and not any(has_mark(line.text) for line in run)


def _reads_as_verse(run: Sequence[Line], breaks: Sequence[_Break], width: int) -> bool:
    """Whether short lines were probably broken by a poet.

    In verse, lines end with punctuation marks, begin with capitals, and leave room for the next
    word, much more often than in wrapped prose.
    """
    pairs = [(run[i], run[i + 1]) for i, kind in enumerate(breaks) if kind is _Break.SOFT]
    if not pairs or width > VERSE:
        return False
    if width < _COUPLET and all(ends_with_mark(a.text) for a, _ in pairs):
        return True
    signs = sum(
        ends_with_mark(a.text) + _starts_with_capital(a, b) + (not _full(a, b, width))
        for a, b in pairs
    )
    return 2 * signs >= 3 * len(pairs)


def _is_verse(run: Sequence[Line]) -> bool:
    """Whether the lines are short and some end in mid-sentence."""
    unfinished = any(not _ends_sentence(line) for line in run)
    return len(run) > 1 and unfinished and all(line.right <= VERSE for line in run)


def _ends_sentence(line: Line) -> bool:
    return ends_sentence(line.text)


def _starts_with_capital(a: Line, b: Line) -> bool:
    """Whether a line begins with a capital or a digit. In text that is ALL IN CAPITALS, this means
    nothing: False.
    """
    if a.text.isupper() and b.text.isupper():
        return False
    first = _first_letter(b)
    return not first.isalpha() or first.isupper() or first.istitle()


def _first_letter(line: Line) -> str:
    return next(filter(str.isalnum, line.text))
