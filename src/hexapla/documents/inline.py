"""Inline markup in the text of a block: cutting segments around it, and joining them again.

A parser lists the markup in a block's text (`Mark`). `cut` splits the text into segments that
contain only complete markup, and `assemble` writes the block's text with their translations.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from hexapla.documents.breaks import are_layout
from hexapla.documents.wrapping import EDGES

if TYPE_CHECKING:
    from hexapla.documents.document import Segmenter

__all__ = ["Mark", "Piece", "Role", "Words", "assemble", "cut", "moved", "with_partner"]

# Beyond this nesting depth a block is one segment, because closing and reopening markup takes time
# proportional to depth times segments.
_DEEPEST = 50


class Role(Enum):
    """How a piece of markup relates to the sentence around it.

    OPEN and CLOSE are the two ends of a pair. ALONE is part of the sentence: code, a placeholder, a
    footnote reference. APART separates words like a space, and is not part of a sentence that it
    precedes or follows: a line break, an image, a comment.
    """

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Words:
    """Text inside markup (an image's alt text, a link's title): its offsets and its kind.

    ``marks`` are the spans in it that are not words, such as character references.
    """

    start: int
    end: int
    kind: str
    marks: tuple[tuple[int, int], ...] = ()


class Mark(NamedTuple):
    """One piece of inline markup, ``text[start:end]``.

    ``partner`` is the index of the other end of the pair in the list of marks, -1 for ALONE and
    APART. ``words`` are the translatable texts inside it. ``silent`` is whether readers see no word
    in its place: an emoji, a comment, a footnote; None if its text tells. In the place of a silent
    pair they see none either: its words are a text of their own, a note. ``line`` is True for a
    hard line break, and ``ends`` for what a sentence never goes on after, such as a tag of an item.
    """

    start: int
    end: int
    role: Role
    partner: int = -1
    words: tuple[Words, ...] = ()
    silent: bool | None = None
    line: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment of a block's text: ``opened + block_text[start:end] + closed`` is its text.

    ``opened`` and ``closed`` are markup that it shares with its neighbours. ``kind`` is "" for
    running text, else the kind of its `Words`. ``marks`` are the markup in its text.
    """

    text: str
    start: int
    end: int
    opened: str = ""
    closed: str = ""
    kind: str = ""
    marks: tuple[Mark, ...] = ()


def cut(
    text: str, marks: Sequence[Mark], segmenter: Segmenter, *, title: bool = False
) -> list[Piece]:
    """Split a block's text into segments, in order, each with complete and well-nested markup.

    Parameters: ``marks`` are in order and don't overlap; ``segmenter`` cuts a text into pieces.
    With ``title`` hard line breaks don't end a sentence.

    * A pair around everything translatable belongs to the block, not to a segment. A pair that
      several segments share is closed at the end of each and reopened in the next.
    * White space and APART marks around a segment are not part of it; text inside those marks
      becomes separate segments.
    * A piece without a letter outside markup is joined to the piece before it or, for the first
      one, after it.

    Raises ValueError if the segmenter's pieces don't add up to the text.
    """
    bounds = _bounds(text, marks, segmenter)
    if not marks:
        cores = _cores(text, (), bounds, ())
        return [Piece(text[start:end], start, end) for start, end in cores]
    sure = {mark.end for mark in marks if mark.ends}
    lines = () if title else _line_ends(text, marks)
    if sure or lines:
        bounds = sorted({*bounds, *lines, *sure})
    cores = _cores(text, marks, bounds, sure)
    spans = _with_marks(text, marks, cores)
    pieces = [*_pieces(text, marks, spans), *_words(text, marks, spans)]
    return sorted(pieces, key=lambda piece: piece.start)


def assemble(text: str, pieces: Sequence[Piece], texts: Sequence[str | None], joiner: str) -> str:
    """The text of a block with its segments replaced.

    Parameters: ``texts`` correspond to ``pieces``: None keeps a segment, "" leaves it out;
    ``joiner`` goes between two sentences in the target language. Markup that neighbouring segments
    share is closed and reopened only if one of their new texts doesn't continue it.
    """
    written = [piece.text if new is None else new for piece, new in zip(pieces, texts, strict=True)]
    running = [at for at, piece in enumerate(pieces) if not piece.kind]
    for a, b in pairwise(running):
        closed, opened = pieces[a].closed, pieces[b].opened
        if closed and written[a].endswith(closed) and written[b].startswith(opened):
            written[a] = written[a][: len(written[a]) - len(closed)]
            written[b] = written[b][len(opened) :]
    out: list[str] = []
    end = 0
    for at, piece in enumerate(pieces):
        gap = text[end : piece.start]
        if at and not gap.strip(EDGES):
            own = texts[at - 1] is None and texts[at] is None
            gap = _gap(gap, own, joiner) if written[at] and any(out) else ""
        out += (gap, written[at])
        end = piece.end
    return "".join([*out, text[end:]])


def _gap(gap: str, own: bool, joiner: str) -> str:
    """The space between two sentences: the source's own, if the target language uses spaces."""
    return gap if own or (gap and joiner) else joiner


def _bounds(text: str, marks: Sequence[Mark], segmenter: Segmenter) -> list[int]:
    """Where pieces begin according to the segmenter, outside markup, and both ends of the text."""
    seen = _blanked(text, marks, (Role.APART,))
    atoms = _atoms(marks)
    pieces = segmenter(seen, atoms)
    if sum(map(len, pieces)) != len(text):
        raise ValueError("the segmenter's pieces are not the text")
    bounds = [0]
    at = 0
    for piece in pieces[:-1]:
        at += len(piece)
        before = bisect_right(atoms, at, key=lambda atom: atom[0]) - 1
        if before < 0 or not atoms[before][0] < at < atoms[before][1]:
            bounds.append(at)
    return [*bounds, len(text)]


def _atoms(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The spans in which no segment ends: marks, and notes with what is in them."""
    atoms: list[tuple[int, int]] = []
    note = 0
    for mark in marks:
        start, end, role = mark[:3]
        if role is Role.APART or start < note:
            continue
        if mark.silent and role is Role.OPEN:
            note = marks[mark.partner].end
        atoms.append((start, max(end, note)))
    return atoms


def _line_ends(text: str, marks: Sequence[Mark]) -> list[int]:
    """The ends of the hard line breaks that end a sentence."""
    ends = [mark.end for mark in marks if mark.line]
    if not ends:
        return []
    seen = _blanked(text, marks, tuple(Role))
    lines = [seen[a:b].strip(EDGES) for a, b in pairwise([0, *ends, len(text)])]
    return ends if are_layout([line for line in lines if any(map(str.isalpha, line))]) else []


def _blanked(text: str, marks: Sequence[Mark], roles: tuple[Role, ...], filler: str = " ") -> str:
    """The text with the marks of some roles replaced by spaces or another filler."""
    out: list[str] = []
    end = 0
    for mark in marks:
        if mark.role in roles:
            out += (text[end : mark.start], filler * (mark.end - mark.start))
            end = mark.end
    return "".join([*out, text[end:]]) if out else text


def _cores(
    text: str, marks: Sequence[Mark], bounds: Sequence[int], sure: Collection[int]
) -> list[tuple[int, int]]:
    """The spans between bounds that contain letters, without white space and marks around them.

    What has no letters belongs to its neighbour, unless a ``sure`` bound is between them.
    """
    inked = _blanked(text, marks, (Role.OPEN, Role.CLOSE, Role.APART))
    single = [mark for mark in marks if mark.role is Role.ALONE]
    bare = _blanked(inked, single, (Role.ALONE,))
    inked = _blanked(inked, single, (Role.ALONE,), "x")
    cores: list[tuple[int, int]] = []
    leading: int | None = None
    for a, b in pairwise(bounds):
        piece = inked[a:b]
        start = b - len(piece.lstrip(EDGES))
        end = a + len(piece.rstrip(EDGES))
        if start >= end:
            continue
        if any(map(str.isalpha, bare[start:end])):
            cores.append((start if leading is None else leading, end))
            leading = None
        elif cores and leading is None and a not in sure:
            cores[-1] = (cores[-1][0], end)
        elif leading is None:
            leading = start
        if b in sure:
            leading = None
    return cores


def _with_marks(
    text: str, marks: Sequence[Mark], cores: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The spans of the segments: the cores extended by the ends of pairs that belong to them.

    If pairs are badly or very deeply nested, the whole text is one segment.
    """
    if not cores or not marks:
        return list(cores)
    starts, ends = [start for start, _ in cores], [end for _, end in cores]
    places = _places(marks, cores)
    # If all marks are in one core, it has both ends of each pair.
    for mark, place in zip(marks, places, strict=True) if places[0] != places[-1] else ():
        if mark.role is not Role.OPEN:
            continue
        other = places[mark.partner]
        around = place == 0 and other == 2 * len(cores)
        if around or (place == other and place % 2 == 0):
            continue
        if place % 2 == 0:
            starts[place // 2] = min(starts[place // 2], mark.start)
        if other % 2 == 0:
            ends[other // 2 - 1] = max(ends[other // 2 - 1], marks[mark.partner].end)
    spans = list(zip(starts, ends, strict=True))
    if _well_nested(marks, spans):
        return spans
    inner = text.strip(EDGES)
    start = len(text) - len(text.lstrip(EDGES))
    return [(start, start + len(inner))]


def _places(marks: Sequence[Mark], cores: Sequence[tuple[int, int]]) -> list[int]:
    """The place of each mark: 2 n before the n-th core, 2 n + 1 inside it."""
    starts = [mark.start for mark in marks]
    places: list[int] = []
    for at, (start, end) in enumerate(cores):
        for place, limit in ((2 * at, start), (2 * at + 1, end)):
            count = bisect_left(starts, limit, len(places)) - len(places)
            places += [place] * count
    return places + [2 * len(cores)] * (len(marks) - len(places))


def _well_nested(marks: Sequence[Mark], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether each pair lies in segments with both ends or with neither, properly nested."""
    if any(b < a for (_, a), (b, _) in pairwise(spans)):
        return False
    places = _places(marks, spans)
    stack: list[int] = []
    for index, mark in enumerate(marks):
        role = mark.role
        if role is Role.OPEN:
            stack.append(index)
            if len(stack) > _DEEPEST and len(spans) > 1:
                return False
        elif role is Role.CLOSE:
            partner = mark.partner
            if not stack or stack.pop() != partner or (places[index] ^ places[partner]) & 1:
                return False
    return not stack


def _pieces(text: str, marks: Sequence[Mark], spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The pieces of the running text, each with the markup that it shares with its neighbours."""
    opened: list[int] = []
    at = 0
    for start, end in spans:
        while at < len(marks) and marks[at].start < start:
            at += 1
        first = at
        before = list(opened)
        while at < len(marks) and marks[at].start < end:
            if marks[at].role is Role.OPEN:
                opened.append(at)
            elif marks[at].role is Role.CLOSE and opened:
                opened.pop()
            at += 1
        yield _piece(text, marks, (start, end), range(first, at), before, opened)


def _piece(
    text: str,
    marks: Sequence[Mark],
    span: tuple[int, int],
    inner: range,
    before: Sequence[int],
    after: Sequence[int],
) -> Piece:
    """A piece, from its span, the marks in it, and the pairs that are open before and after it."""
    start, end = span
    if not (start or before or after or inner.start):
        return Piece(text[:end], 0, end, marks=tuple(marks[: inner.stop]))
    openers = [marks[index] for index in before]
    closing = [marks[index].partner for index in reversed(after)]
    closers = [marks[index] for index in closing]
    opened = "".join(text[mark.start : mark.end] for mark in openers)
    closed = "".join(text[mark.start : mark.end] for mark in closers)
    own = [
        *_in_a_row(openers, 0),
        *(moved(marks[index], len(opened) - start) for index in inner),
        *_in_a_row(closers, len(opened) + end - start),
    ]
    new = {old: index for index, old in enumerate([*before, *inner, *closing])}
    linked = tuple(
        mark if mark.partner < 0 else with_partner(mark, new[mark.partner]) for mark in own
    )
    return Piece(opened + text[start:end] + closed, start, end, opened, closed, "", linked)


def _in_a_row(marks: Sequence[Mark], start: int) -> Iterator[Mark]:
    """The marks placed one right after the other, the first one at an offset."""
    for mark in marks:
        yield moved(mark, start - mark.start)
        start += mark.end - mark.start


def moved(mark: Mark, by: int) -> Mark:
    """The mark, and the words in it, by so many characters further on."""
    if not by:
        return mark
    words = mark.words and tuple(
        Words(w.start + by, w.end + by, w.kind, tuple((a + by, b + by) for a, b in w.marks))
        for w in mark.words
    )
    return mark._replace(start=mark.start + by, end=mark.end + by, words=words)


def with_partner(mark: Mark, partner: int) -> Mark:
    """The mark with another partner, or with none (-1)."""
    if mark.partner == partner:
        return mark
    start, end, role, _, words, silent, line, ends = mark  # `_replace` takes twice as long.
    return Mark(start, end, role, partner, words, silent, line, ends)


def _words(text: str, marks: Sequence[Mark], spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The text inside markup that is not part of any segment."""
    if not any(mark.words for mark in marks):
        return
    for mark, place in zip(marks, _places(marks, spans), strict=True):
        if place % 2 == 0:
            for words in mark.words:
                start, found = words.start, text[words.start : words.end]
                if any(map(str.isalpha, found)):
                    inner = tuple(Mark(a - start, b - start, Role.ALONE) for a, b in words.marks)
                    yield Piece(found, start, words.end, kind=words.kind, marks=inner)
