"""Place markup in a translation: choose spans of words and gaps between them by alignment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from hexapla.lazy import lazy_re

__all__ = ["Range", "Shares", "gains_of", "gap_for", "span_for", "words"]

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

Range = tuple[int, int]
"""A half-open range of characters, or of word numbers."""


@lru_cache(maxsize=1024)  # Each step of a draft asks for those of the same two sentences.
def words(text: str) -> tuple[Range, ...]:
    """The spans of the words of a text."""
    return tuple(match.span() for match in _WORD.finditer(text))


class Shares(Protocol):
    """What is known about the words of a translation; see `align.Alignment`."""

    def share(self, word: int, inside: Collection[int], of: Collection[int]) -> float | None:
        """The part of a word's weight on the source words ``of`` that falls on those ``inside``."""

    def shares(
        self, word: int, owners: Mapping[int, Sequence[int]], of: Collection[int], count: int
    ) -> list[float] | None:
        """The same for ``count`` groups at once; ``owners`` are the groups of each source word."""


def gains_of(
    known: Shares, groups: Sequence[Collection[int]], of: Collection[int], region: Range
) -> list[list[float]]:
    """How much each word of a region belongs to each of several groups of source words.

    ``of`` are the source words that the region corresponds to. A word's gain for a group is its
    share of the group, less one half or the largest share of another group, whichever is more. The
    time is linear in words times groups.
    """
    owners: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        for word in group:
            owners.setdefault(word, []).append(number)
    gains = [[_UNKNOWN] * (region[1] - region[0]) for _ in groups]
    for column, word in enumerate(range(*region) if groups else ()):
        shares = known.shares(word, owners, of, len(groups))
        if shares is None:
            continue
        first = max(range(len(groups)), key=shares.__getitem__)
        second = max((share for at, share in enumerate(shares) if at != first), default=0.0)
        for number, share in enumerate(shares):
            rival = second if number == first else shares[first]
            gains[number][column] = share - max(_SHARE, rival)
    return gains


def span_for(gains: Sequence[float], region: Range, taken: Collection[int]) -> Range:
    """The run of words in a region with the greatest sum of gains (Kadane's algorithm).

    ``taken`` are words of the translation that are no longer free. The run is empty only if no word
    is free.
    """
    best: tuple[float, Range] = (float("-inf"), (region[0], region[0]))
    start, total = region[0], 0.0
    for at, gain in zip(range(*region), gains, strict=True):
        if at in taken:
            start, total = at + 1, 0.0
            continue
        if total < 0:
            start, total = at, 0.0
        total += gain
        if total > best[0] + 1e-9:
            best = (total, (start, at + 1))
    return best[1]


def gap_for(known: Shares, before: Collection[int], of: Collection[int], region: Range) -> int:
    """The gap in a region with most of ``before`` in front of it; gap n is before the n-th word.

    ``before`` are the source words, out of ``of``, that precede the markup to place.
    """
    shares = [known.share(at, before, of) for at in range(*region)]
    gains = [0.0 if share is None else 2 * share - 1 for share in shares]
    best, gap, total = 0.0, region[0], 0.0
    for at, gain in enumerate(gains, start=region[0] + 1):
        total += gain
        if total > best + 1e-9:
            best, gap = total, at
    return gap
