"""Marks of a block by their place in the source, from Markdown's parser and the table of syntax."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hexapla.documents.inline import Role, Words
from hexapla.documents.markdown.syntax import Span
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = ["Placed", "Raw", "end_of_alt", "with_pairs", "with_spans", "within"]

# The size of an image, which Obsidian reads after its alt text.
_SIZE = lazy_re(r"(?<=\S)\|\d{1,5}(?:x\d{1,5})?\Z")
_LONGEST_SIZE = 12

Placed = tuple[int, int, Span]
"""A piece of markup that the table of syntax knows, with its start and end in the file."""


@dataclass(slots=True)
class Raw:
    """A mark in the source, before white space is collapsed; ``breaks``: a hard line break.

    For ``silent`` and ``ends`` see `Mark`.
    """

    start: int
    end: int
    role: Role
    partner: int = -1
    words: tuple[Words, ...] = ()
    breaks: bool = False
    silent: bool = False
    ends: bool = False


def end_of_alt(source: str, first: int, last: int) -> int:
    """Where the words of an image's alt text end: before the size of the image."""
    size = _SIZE.search(source, max(first, last - _LONGEST_SIZE), last)
    return size.start() if size and size.start() > first else last


def within(raws: Sequence[Raw], start: int, end: int) -> list[Raw]:
    """The marks between two offsets, with partners renumbered; one whose partner isn't is alone."""
    kept = [raw for raw in raws if start <= raw.start and raw.end <= end]
    if len(kept) == len(raws):
        return kept
    places = {id(raw): index for index, raw in enumerate(kept)}
    others = [raws[raw.partner] if raw.partner >= 0 else None for raw in kept]
    for raw, other in zip(kept, others, strict=True):
        raw.partner = places.get(id(other), -1)
        if other is not None and raw.partner < 0:
            raw.role = Role.ALONE
    return kept


def with_spans(raws: list[Raw], spans: Sequence[Placed], start: int, end: int) -> list[Raw]:
    """The marks and the spans outside all of them, with partners renumbered."""
    first = bisect_left(spans, start, key=lambda one: one[0])
    last = bisect_right(spans, end, key=lambda one: one[0])
    if first == last:
        return raws
    extra: list[Raw] = []
    opened: list[tuple[str, Raw]] = []
    pairs: dict[int, Raw] = {}
    starts = [raw.start for raw in raws]
    inside: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b, span in spans[first:last]:
        before = bisect_right(starts, a) - 1
        free = before < 0 or raws[before].end <= a
        if not free and raws[before].words:
            inside[before].append((a, b))
        if not free or b > end or (before + 1 < len(raws) and b > raws[before + 1].start):
            continue
        if span.rule.attached:
            near = [
                raw for raw in (*raws[max(before, 0) : before + 1], *extra[-1:]) if raw.end == a
            ]
            if near and near[-1].role is not Role.OPEN:
                near[-1].end = b
                near[-1].words += _words(span, a)
            else:
                extra.append(Raw(a, b, Role.APART, words=_words(span, a)))
            continue
        apart = span.rule.apart or span.read.apart
        role = Role.APART if apart else Role.ALONE
        raw = Raw(a, b, role, words=_words(span, a), silent=span.rule.silent)
        extra.append(raw)
        if span.read.opens:
            opened.append((span.read.opens, raw))
        elif span.read.closes:
            _close(span.read.closes, raw, opened, pairs)
    for number, known in inside.items():
        raws[number].words = tuple(_with_marks(words, known) for words in raws[number].words)
    return _merged(raws, extra, pairs)


def _merged(raws: list[Raw], extra: list[Raw], pairs: dict[int, Raw]) -> list[Raw]:
    """The marks and more of them, with partners renumbered."""
    merged = sorted([*raws, *extra], key=lambda raw: raw.start)
    places = {id(raw): index for index, raw in enumerate(merged)}
    for raw in merged:
        other = pairs.get(id(raw)) or (raws[raw.partner] if raw.partner >= 0 else None)
        raw.partner = -1 if other is None else places[id(other)]
    return merged


def _words(span: Span, start: int) -> tuple[Words, ...]:
    """The texts in markup that begins at an offset of the file."""
    by = start - span.start
    return tuple(Words(one.start + by, one.end + by, one.kind) for one in span.read.texts)


def with_pairs(raws: list[Raw], pairs: Sequence[tuple[int, int]], size: int) -> list[Raw]:
    """The marks and those of some pairs that begin at two offsets each, with partners renumbered.

    Left out are pairs that are in a mark, or that another pair begins or ends in alone. No pair
    begins before the one before it has ended.
    """
    starts, ends = [raw.start for raw in raws], [raw.end for raw in raws]
    extra: list[Raw] = []
    added: dict[int, Raw] = {}
    for a, b in pairs:
        first, last = bisect_right(ends, a), bisect_left(starts, b + size)
        inside = raws[first:last]
        alone = any(0 <= raw.partner < first or raw.partner >= last for raw in inside)
        if alone or any(raw.start < a + size or raw.end > b for raw in inside):
            continue
        opening, closing = Raw(a, a + size, Role.OPEN), Raw(b, b + size, Role.CLOSE)
        extra += opening, closing
        added |= {id(opening): closing, id(closing): opening}
    return _merged(raws, extra, added) if extra else raws


def _with_marks(words: Words, spans: Sequence[tuple[int, int]]) -> Words:
    """Words inside markup, and the spans in them, in order, that are no words."""
    taken = Spans(words.marks)
    found = list(words.marks)
    last = words.start
    for start, end in spans:
        if last <= start < end <= words.end and not taken.meet(start, end):
            found.append((start, end))
            last = end
    return replace(words, marks=tuple(sorted(found))) if len(found) > len(words.marks) else words


def _close(name: str, raw: Raw, opened: list[tuple[str, Raw]], pairs: dict[int, Raw]) -> None:
    """Make a pair of a closing span and the last one that opens it."""
    for index in range(len(opened) - 1, -1, -1):
        if opened[index][0] == name:
            other = opened[index][1]
            del opened[index:]
            other.role, raw.role = Role.OPEN, Role.CLOSE
            pairs[id(other)], pairs[id(raw)] = raw, other
            return
