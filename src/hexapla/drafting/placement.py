"""Place markup in a translation: choose spans of words and gaps between them by alignment."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, takewhile

from hexapla.drafting.alignment import Alignment, Groups
from hexapla.lazy import lazy_re

__all__ = ["Range", "Spans", "folded", "gap_for", "words"]

# A word, or a single character in scripts without spaces (Han, kana, Thai, Lao, Khmer, Myanmar).
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
# Full stops and commas are in numbers (1.5, 4.ª) and abbreviations (e.g.); between other words a
# space is missing.
_JOINT = r"['’\-‐‑·]|(?<=\d)(?:\.|,(?=\d))|(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)"
_WORD = lazy_re(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:(?:{_JOINT})[^\W{_UNSPACED}]+)*")
# A word belongs to a span if more than this share of it does. A word without alignment belongs
# where its neighbours do.
_SHARE = 0.5
_UNKNOWN = -0.05
# Sums that differ by less are equal.
_EQUAL = 1e-9

Range = tuple[int, int]
"""A half-open range of characters, or of word numbers."""


@lru_cache(maxsize=1024)  # Each step of a draft asks for those of the same two sentences.
def words(text: str) -> tuple[Range, ...]:
    """The spans of the words of a text."""
    return tuple(match.span() for match in _WORD.finditer(text))


def folded(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return [text[start:end].casefold() for start, end in words(text)]


class Spans:
    """Chooses the words of a region that correspond to groups of source words, none of them twice.

    Parameters: ``groups`` are ranges of source words, in order; ``of`` are the source words that
    the region corresponds to. A word's gain for a group is its share of the group, less one half or
    the largest share of another group, whichever is more. Only the words that a group has a share
    of are looked at, so that many groups take no more time than the weights.
    """

    def __init__(self, known: Alignment, groups: Sequence[range], of: range, region: Range) -> None:
        self._region = region
        self._taken: list[Range] = []
        self._free = bytearray(b"\1") * (region[1] - region[0])
        # For each group, the words that have a share of it, with their shares and their gains.
        self._shares: list[list[tuple[int, float, float]]] = [[] for _ in groups]
        # For each word, its gain for all other groups.
        self._others: list[float] = []
        numbered = Groups(groups)
        for word in range(*region):
            total = known.on(word, of)
            if total <= 0:
                self._others.append(_UNKNOWN)
                continue
            weights = numbered.weights(known.rows[word])
            best = second = 0.0
            for _, weight in weights:
                if weight > best:
                    best, second = weight, best
                elif weight > second:
                    second = weight
            rival, highest = max(_SHARE, second / total), max(_SHARE, best / total)
            self._others.append(-highest)
            first = True
            for at, weight in weights:
                share = weight / total
                if first and weight == best:
                    first = False
                    self._shares[at].append((word, share, share - rival))
                else:
                    self._shares[at].append((word, share, share - highest))
        self._sums = list(accumulate(self._others, initial=0.0))
        self._by_gain: Iterator[int] | None = None
        self._best_other: int | None = None

    def take(self, group: int) -> tuple[Range, float]:
        """The run of free words with the greatest sum of gains (Kadane's algorithm).

        It is empty only if no word is free. The number is the sum of its words' shares of the
        group.
        """
        best, run = self._run(self._shares[group])
        if best < 0:
            other = self._best_free()
            if other is not None:
                gain = self._others[other - self._region[0]]
                is_first = abs(gain - best) <= _EQUAL and other < run[0]
                if gain > best + _EQUAL or is_first:
                    run = (other, other + 1)
        if run[0] < run[1]:
            insort(self._taken, run)
            first, size = self._region[0], run[1] - run[0]
            self._free[run[0] - first : run[1] - first] = bytes(size)
        known = self._shares[group][bisect_left(self._shares[group], (run[0],)) :]
        inside = takewhile(lambda one: one[0] < run[1], known)
        return run, sum(share for _, share, _ in inside)

    def _run(self, shares: Sequence[tuple[int, float, float]]) -> tuple[float, Range]:
        """The best run that begins and ends with some words, and its sum."""
        first = self._region[0]
        best: tuple[float, Range] = (float("-inf"), (first, first))
        start, total, last = first, -1.0, first
        for word, _, gain in shares:
            if not self._free[word - first]:
                total = -1.0
                continue
            if total >= 0 and word > last + 1:
                total += self._sums[word - first] - self._sums[last + 1 - first]
                if self._takes(last + 1, word):
                    total = -1.0
            if total < 0:
                start, total = word, 0.0
            total += gain
            last = word
            if total > best[0] + _EQUAL:
                best = (total, (start, word + 1))
        return best

    def _takes(self, start: int, end: int) -> bool:
        """Whether any of some words is taken."""
        at = bisect_left(self._taken, (end, end)) - 1
        return at >= 0 and self._taken[at][1] > start

    def _best_free(self) -> int | None:
        """The free word that loses the least in a group that it has no share of."""
        if self._by_gain is None:
            first = self._region[0]
            order = sorted(range(*self._region), key=lambda at: -round(self._others[at - first], 9))
            self._by_gain = iter(order)
            self._best_other = next(self._by_gain, None)
        first = self._region[0]
        while self._best_other is not None and not self._free[self._best_other - first]:
            self._best_other = next(self._by_gain, None)
        return self._best_other


def gap_for(known: Alignment, before: range, of: range, region: Range) -> int:
    """The gap in a region with most of ``before`` in front of it; gap n is before the n-th word.

    ``before`` are the first of the source words ``of``, those that precede the markup to place.
    """
    # The words before these have weight only on `before`, and those after them none.
    some = known.reach(range(before.stop, before.stop), region)
    gap = some.start
    while gap > region[0] and not known.on(gap - 1, of):
        gap -= 1
    best = total = 0.0
    for at in some:
        share = known.share(at, before, of)
        total += 0.0 if share is None else 2 * share - 1
        if total > best + _EQUAL:
            best, gap = total, at + 1
    return gap
