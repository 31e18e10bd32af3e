"""The blocks of two versions of a file that belong together, in time that grows with the file."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from hexapla.lazy import lazy_re

__all__ = ["TOKEN", "most_similar", "ratio"]

# How similar (0 to 100) two blocks must be to count as one that was changed.
_SIMILAR = 45.0
# How many pairs of blocks are compared with each other, and how many of their characters.
_MOST_COMPARED = 40_000
_COMPARED_LENGTH = 1_000
# If that isn't enough, how far from its place a changed block is looked for.
_NEAR = 10

TOKEN = lazy_re(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]|\w+|\s+|.", re.DOTALL)
"""Words, and single characters in scripts without spaces."""


def most_similar(
    old: Sequence[str], new: Sequence[str], removed: range, added: range
) -> list[tuple[int, int]]:
    """Pairs of similar blocks in the order of both files, with the highest sum of similarities.

    If there are too many to compare each with each, blocks that share a word which no other block
    has are paired first.
    """
    if len(removed) * len(added) <= _MOST_COMPARED:
        return _best_pairs(old, new, removed, added, len(removed) + len(added))
    pairs: list[tuple[int, int]] = []
    i, k = removed.start, added.start
    for a, b in [*_by_rare_words(old, new, removed, added), (removed.stop, added.stop)]:
        left, right = range(i, a), range(k, b)
        every = len(left) * len(right) <= _MOST_COMPARED
        pairs += _best_pairs(old, new, left, right, len(left) + len(right) if every else _NEAR)
        pairs += [(a, b)] if a < removed.stop else []
        i, k = a + 1, b + 1
    return pairs


def _by_rare_words(
    old: Sequence[str], new: Sequence[str], removed: range, added: range
) -> list[tuple[int, int]]:
    """Pairs of similar blocks that have a word in common which is nowhere else, in order."""
    places = _only_places(old, removed), _only_places(new, added)
    shared = sorted({(a, places[1][word]) for word, a in places[0].items() if word in places[1]})
    similar = [(a, b) for a, b in shared if _similarity(old[a], new[b]) >= _SIMILAR]
    return _increasing(similar)


def _only_places(texts: Sequence[str], numbers: range) -> dict[str, int]:
    """The words that only one of these texts has, with its number."""
    found: dict[str, int] = {}
    for number in numbers:
        for word in {*TOKEN.findall(texts[number])}:
            found[word] = number if word not in found else -1
    return {word: number for word, number in found.items() if number >= 0}


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of sorted pairs in which both numbers grow."""
    ends: list[int] = []  # the second number with which a part of each length ends
    last: list[int] = []  # the pair that it is the end of
    before: list[int] = []
    # Of pairs with the same first number only one can be taken: the second numbers fall.
    ordered = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    for at, (_, b) in enumerate(ordered):
        length = bisect_left(ends, b)
        ends[length : length + 1] = [b]
        last[length : length + 1] = [at]
        before.append(last[length - 1] if length else -1)
    out: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        out.append(ordered[at])
        at = before[at]
    return out[::-1]


def _best_pairs(
    old: Sequence[str], new: Sequence[str], removed: range, added: range, near: int
) -> list[tuple[int, int]]:
    """The pairs of similar blocks with the highest sum, up to ``near`` from the places that they
    would have if both files had changed evenly.
    """
    totals: list[dict[int, float]] = [{} for _ in range(len(removed) + 1)]

    def total(a: int, b: int) -> float:
        return totals[a].get(b, 0.0)

    def columns(a: int) -> range:
        place = a * len(added) // len(removed)
        return range(max(0, place - near), min(len(added), place + near + 1))

    for a in reversed(range(len(removed))):
        row = totals[a]
        for b in reversed(columns(a)):
            score = _similarity(old[removed[a]], new[added[b]])
            paired = total(a + 1, b + 1) + score if score >= _SIMILAR else 0.0
            row[b] = max(paired, total(a + 1, b), row.get(b + 1, 0.0))
    pairs: list[tuple[int, int]] = []
    a = b = 0
    while a < len(removed) and b < len(added):
        if total(a, b) == total(a + 1, b):
            a += 1
        elif total(a, b) == total(a, b + 1):
            b += 1
        else:
            pairs.append((removed[a], added[b]))
            a, b = a + 1, b + 1
    return pairs


def _similarity(one: str, other: str) -> float:
    """How similar two blocks are, from 0 to 100; of long ones, how similar their beginnings are."""
    return ratio(one[:_COMPARED_LENGTH], other[:_COMPARED_LENGTH])


def ratio(one: str, other: str) -> float:
    """How similar two texts are, from 0 to 100."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other)
