"""What two sequences have in common, in bounded time.

`difflib` takes quadratic time, and cubic time at worst, if the same things are repeated. That is
all right for a sentence, but not for whatever else a file may have in the place of one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

__all__ = ["MOST_PAIRS_OF_BLOCKS", "Difference", "anchors", "differences"]

# The most pairs of equal things that are looked at: 200 times the same word on both sides of a
# sentence, 1,000 times the same block in both versions of a document.
_MOST_PAIRS = 40_000
MOST_PAIRS_OF_BLOCKS = 1_000_000
"""The value of ``most`` for the blocks of documents."""


class Difference(NamedTuple):
    """A step from ``a`` to ``b``: ``a[a_start:a_end]`` becomes ``b[b_start:b_end]``.

    ``kind`` is "equal", "replace", "delete" or "insert".
    """

    kind: str
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def differences(a: Sequence[Any], b: Sequence[Any], most: int = _MOST_PAIRS) -> list[Difference]:
    """The steps from one sequence of hashable things to another, in order.

    If there are more than ``most`` pairs of equal things, because the same ones are repeated, the
    sequences are cut at their `anchors`; between these, only the beginning and the end count as
    equal if there are still more.
    """
    if a == b:
        return [Difference("equal", 0, len(a), 0, len(b))] if a else []
    if _pairs(a, b) <= most:
        return list(_steps(a, b, (0, 0), most))
    steps: list[Difference] = []
    i = j = 0
    for start, other in [*anchors(a, b), (len(a), len(b))]:
        for step in _steps(a[i:start], b[j:other], (i, j), most):
            _append(steps, step)
        if start < len(a):
            _append(steps, Difference("equal", start, start + 1, other, other + 1))
        i, j = start + 1, other + 1
    return steps


def anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Where two sequences have the same things that occur once in each, in the same order.

    The longest such list (patience sorting), in n log n time.
    """
    here, there = Counter(a), Counter(b)
    places = {one: at for at, one in enumerate(b) if there[one] == 1}
    found = [(at, places[one]) for at, one in enumerate(a) if here[one] == 1 and one in places]
    # The last of each number of things in order that ends first, and what comes before each.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, other) in enumerate(found):
        at = bisect_left(ends, other)
        ends[at : at + 1] = [other]
        last[at : at + 1] = [number]
        before.append(last[at - 1] if at else -1)
    chain: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(found[number])
        number = before[number]
    return chain[::-1]


def _steps(
    a: Sequence[Any], b: Sequence[Any], offset: tuple[int, int], most: int
) -> Iterator[Difference]:
    """The steps between two anchors, or of whole sequences."""
    if not a or not b or (len(a) == len(b) == 1 and a != b):
        parts = [("replace", 0, len(a), 0, len(b))]
    elif _pairs(a, b) > most:
        start = _common(a, b)
        end = _common(a[start:][::-1], b[start:][::-1])
        first, last = (len(a) - end, len(b) - end), (len(a), len(b))
        parts = [("equal", 0, start, 0, start), ("replace", start, first[0], start, first[1])]
        inner = a[start : first[0]], b[start : first[1]]
        if _pairs(*inner) <= most:
            matcher = SequenceMatcher(None, *inner, autojunk=False)
            parts[1:] = [
                (kind, start + i, start + j, start + k, start + m)
                for kind, i, j, k, m in matcher.get_opcodes()
            ]
        parts.append(("equal", first[0], last[0], first[1], last[1]))
    else:
        parts = list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())
    for kind, i, j, k, m in parts:
        if i < j or k < m:
            kind = "insert" if i == j else "delete" if k == m else kind
            yield Difference(kind, offset[0] + i, offset[0] + j, offset[1] + k, offset[1] + m)


def _append(steps: list[Difference], step: Difference) -> None:
    """Add a step; one of the same kind as the last one is part of it."""
    if steps and steps[-1].kind == step.kind:
        step = steps.pop()._replace(a_end=step.a_end, b_end=step.b_end)
    steps.append(step)


def _pairs(a: Sequence[Any], b: Sequence[Any]) -> int:
    there = Counter(b)
    return sum(times * there[one] for one, times in Counter(a).items())


def _common(a: Sequence[Any], b: Sequence[Any]) -> int:
    """How many things both sequences begin with."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(a), len(b)))
