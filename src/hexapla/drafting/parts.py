"""Cut a long sentence and its translation into parts whose words are compared.

Both are cut where they have the same words in the same order: long runs of them correspond word by
word, and names and numbers tell which parts belong together. Where there are none, the parts are as
far into both texts. Parts overlap, because words move.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hexapla.matching import anchors

__all__ = ["Part", "parts_of"]

# A sentence of no more words is compared as a whole.
_SHORT = 48
# In what has more words, and nothing in common, only positions count.
_LONGEST = 400
# About how many words of the translation a part has, how far from there it may end at an anchor,
# and how many words on each side are compared with it.
_SIZE = 24
_SHIFT = 8
_MARGIN = 8
# So many equal words in a row are no coincidence.
_RUN = 8
# Shorter words may be in both texts with different meanings, unless they have digits.
_TELLING = 4


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a source and of its translation that are compared, or only count by position.

    Weights are ``kept`` for some of the translation's words; the parts' ``kept`` are in order,
    without gaps.
    """

    ours: range
    theirs: range
    kept: range
    compared: bool = True


def parts_of(own: Sequence[str], new: Sequence[str]) -> list[Part]:
    """The parts of a sentence and its translation, both as casefolded words."""
    if max(len(own), len(new)) <= _SHORT:
        return [Part(range(len(own)), range(len(new)), range(len(new)))]
    found = [one for one in anchors(own, new) if _tells(own[one[0]])]
    parts: list[Part] = []
    ours = theirs = 0
    for start, other, size in _runs(own, new, found):
        parts += _between(range(ours, start), range(theirs, other), found)
        ours, theirs = start + size, other + size
        whole = range(other, theirs)
        parts.append(Part(range(start, ours), whole, whole, compared=False))
    parts += _between(range(ours, len(own)), range(theirs, len(new)), found)
    return parts


def _tells(word: str) -> bool:
    return len(word) >= _TELLING or any(map(str.isdigit, word))


def _runs(
    own: Sequence[str], new: Sequence[str], found: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    """Long runs of equal words around anchors: where they begin in both texts, and their size."""
    ends = (0, 0)
    for start, other in found:
        if start < ends[0]:
            continue
        size = 1
        while start > ends[0] and other > ends[1] and own[start - 1] == new[other - 1]:
            start, other, size = start - 1, other - 1, size + 1
        most = min(len(own) - start, len(new) - other)
        while size < most and own[start + size] == new[other + size]:
            size += 1
        ends = (start + size, other + size)
        if size >= _RUN:
            yield start, other, size


def _between(ours: range, theirs: range, found: Sequence[tuple[int, int]]) -> Iterator[Part]:
    """The parts between two runs of equal words; ``found`` are anchors, there and elsewhere."""
    if not theirs:
        return
    if not ours or max(len(ours), len(theirs)) <= _SHORT:
        yield Part(ours, theirs, theirs, compared=bool(ours))
        return
    cuts = [(ours.start, theirs.start)]
    some = found[bisect_left(found, cuts[0]) : bisect_left(found, (ours.stop, 0))]
    cuts += (one for one in some if ours.start < one[0] and theirs.start < one[1] < theirs.stop)
    cuts.append((ours.stop, theirs.stop))
    if max(len(ours), len(theirs)) > _LONGEST:
        for (start, other), (end, last) in pairwise(cuts):
            part = range(other, last)
            yield Part(range(start, end), part, part, compared=False)
        return
    others = [other for _, other in cuts]
    at = theirs.start
    while at < theirs.stop:
        end = _end(others, at, theirs.stop)
        wide = range(max(theirs.start, at - _MARGIN), min(theirs.stop, end + _MARGIN))
        first, last = (_place(cuts, others, one) for one in (wide.start, wide.stop))
        yield Part(range(first, max(first + 1, last)), wide, range(at, end))
        at = end


def _end(others: Sequence[int], at: int, stop: int) -> int:
    """Where the part that begins with a word ends: at an anchor, if there is one near."""
    wanted = at + _SIZE
    if wanted + _SIZE // 2 >= stop:
        return stop
    place = bisect_left(others, wanted)
    near = [one for one in others[max(0, place - 1) : place + 1] if abs(one - wanted) <= _SHIFT]
    return min(near, key=lambda one: abs(one - wanted), default=wanted)


def _place(cuts: Sequence[tuple[int, int]], others: Sequence[int], word: int) -> int:
    """The word of the source that is as far between two anchors as a word of the translation."""
    at = min(bisect_right(others, word), len(cuts) - 1)
    (start, other), (end, last) = cuts[at - 1], cuts[at]
    return start + (word - other) * (end - start) // max(1, last - other)
