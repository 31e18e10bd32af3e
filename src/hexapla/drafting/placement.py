"""Place markup in a translation: choose spans of words and gaps between them by alignment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from hexapla.lazy import lazy_re

__all__ = ["Range", "Shares", "gap_for", "span_for", "words"]

# A word, or a single character in scripts without spaces (Han, kana, Thai, Lao, Khmer, Myanmar).
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_WORD = lazy_re(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’.,\-‐‑·][^\W{_UNSPACED}]+)*")
# A word belongs to a span if more than this share of it does. A word without alignment belongs
# where its neighbours do.
_SHARE = 0.5
_UNKNOWN = -0.05

Range = tuple[int, int]
"""A half-open range of characters, or of word numbers."""


def words(text: str) -> list[Range]:
    """The spans of the words of a text."""
    return [match.span() for match in _WORD.finditer(text)]


class Shares(Protocol):
    """What is known about the words of a translation; see `align.Alignment`."""

    def share(self, word: int, inside: Collection[int], of: Collection[int]) -> float | None:
        """The part of a word's weight on the source words ``of`` that falls on those ``inside``."""


def span_for(
    known: Shares,
    inside: Collection[int],
    of: Collection[int],
    rivals: Sequence[Collection[int]],
    region: Range,
    taken: Collection[int],
) -> Range:
    """The run of words in a region that corresponds best to some source words.

    Parameters: ``inside`` are these source words, out of the words ``of`` that the region
    corresponds to. ``rivals`` are other groups of source words that get their own run in the
    region. ``taken`` are words of the translation that are no longer free. The result is the run
    with the greatest sum of shares above one half (Kadane's algorithm); it is empty only if no word
    is free.
    """
    best: tuple[float, Range] = (float("-inf"), (region[0], region[0]))
    start, total = region[0], 0.0
    for at in range(*region):
        if at in taken:
            start, total = at + 1, 0.0
            continue
        if total < 0:
            start, total = at, 0.0
        total += _gain(known, at, inside, of, rivals)
        if total > best[0] + 1e-9:
            best = (total, (start, at + 1))
    return best[1]


def _gain(
    known: Shares,
    word: int,
    inside: Collection[int],
    of: Collection[int],
    rivals: Sequence[Collection[int]],
) -> float:
    share = known.share(word, inside, of)
    if share is None:
        return _UNKNOWN
    best = max((known.share(word, rival, of) or 0.0 for rival in rivals), default=0.0)
    return share - max(_SHARE, best)


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
