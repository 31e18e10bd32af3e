"""Many spans of a text, asked whether something is in one of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

__all__ = ["Spans"]


class Spans:
    """Spans ``(start, end)`` of a text. A question costs the logarithm of their number."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def hold(self, at: int) -> bool:
        """Whether the character at an offset is in a span."""
        number = bisect_right(self._starts, at) - 1
        return number >= 0 and at < self._ends[number]

    def surround(self, at: int) -> bool:
        """Whether an offset is inside a span, not at its start."""
        number = bisect_left(self._starts, at) - 1
        return number >= 0 and at < self._ends[number]

    def meet(self, start: int, end: int) -> bool:
        """Whether a span has a character of ``[start:end]``."""
        number = bisect_left(self._starts, end) - 1
        return number >= 0 and start < self._ends[number]

    def contain(self, start: int, end: int) -> bool:
        """Whether ``[start:end]`` is in one span, or in several that overlap."""
        number = bisect_right(self._starts, start) - 1
        return number >= 0 and end <= self._ends[number]
