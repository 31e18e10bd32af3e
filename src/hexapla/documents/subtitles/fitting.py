"""Lay a translation out over slots: how much each gets, and where its lines break.

Each slot gets about the share of words that it has in the source, so that they are read while they
are heard. A break is best after punctuation; nothing breaks inside a word or a tag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from hexapla.documents.inline import Mark, Role
from hexapla.documents.wrapping import display_width, wrap
from hexapla.lazy import lazy_re

__all__ = ["Fitted", "Limits"]

_STRONG = lazy_re(r"[.!?…。！？؟]['\"”’»)\]]*\Z")
_WEAK = lazy_re(r"[,;:،、，；：–—]['\"”’»)\]]*\Z")
# What a break costs there, against a share that is off by its square.
_PLAIN_COST, _WEAK_COST, _STRONG_COST = 0.12, 0.03, 0.0
_OVERFLOW = 4.0
# A text with more places than this is cut at the nearest ones: the best ones take quadratic time.
_MOST_PLACES = 200
_HIDDEN = "\ue000"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many columns and lines a viewer can see, and how many characters read in a second."""

    columns: int = 42
    lines: int = 2
    speed: int = 17


@dataclass(frozen=True)
class Fitted:
    """A text with its markup, to be cut into parts and lines."""

    text: str
    marks: Sequence[Mark]
    limits: Limits

    def shared(self, shares: Sequence[float]) -> list[str]:
        """The text cut into as many parts as there are shares; tags are closed and opened again.

        A text with fewer words than parts is in all of them.
        """
        count = len(shares)
        if count == 1:
            return [self.text]
        room = self.limits.columns * self.limits.lines
        cuts = self._cuts(shares, room) if len(self._ends) > count else []
        if not cuts:
            return [self.text] * count
        bounds = [0, *cuts, len(self.text)]
        return [
            self._closed(start, end, self.text[start:end].strip())
            for start, end in pairwise(bounds)
        ]

    def lines(self) -> list[str]:
        """The text in as few lines as it needs, of about the same length."""
        columns = self.limits.columns
        least = -(-self.width // columns)
        most = len(self._ends) - 1
        if least < 2 or most < 2:
            return [self.text]
        for count in range(least, min(most, self.limits.lines + 1) + 1):
            cuts = self._cuts([1 / count] * count, columns)
            bounds = [0, *(self._at(cut) for cut in cuts), self.width]
            if all(after - before <= columns for before, after in pairwise(bounds)):
                return self._pieces(cuts)
        return self._pieces(self._greedy(columns))

    @property
    def width(self) -> int:
        """The width of the text without its markup, in columns."""
        return self._widths[-1]

    @cached_property
    def _widths(self) -> list[int]:
        """The width of the text before each offset, and the whole."""
        sizes = [display_width(char) for char in self.text]
        for mark in self.marks:
            if self.text[mark.start] != "&":
                sizes[mark.start : mark.end] = [0] * (mark.end - mark.start)
            else:
                sizes[mark.start : mark.end] = [1, *[0] * (mark.end - mark.start - 1)]
        return [0, *accumulate(sizes)]

    @cached_property
    def _letters(self) -> list[int]:
        """How many letters and digits are before each offset, and in the whole."""
        found = list(map(str.isalnum, self.text))
        for mark in self.marks:
            found[mark.start : mark.end] = [False] * (mark.end - mark.start)
        return [0, *accumulate(found)]

    def _at(self, offset: int) -> int:
        return self._widths[offset]

    @cached_property
    def _ends(self) -> list[int]:
        """The offsets at which the text may be cut (before a space, or between ideographs), with
        both ends.
        """
        blank = list(self.text)
        for mark in self.marks:
            blank[mark.start : mark.end] = _HIDDEN * (mark.end - mark.start)
        shown = "".join(blank)
        found: list[int] = []
        at = 0
        for line in wrap(shown, 1)[:-1]:
            at = shown.index(line, at) + len(line)
            if self._letters[found[-1] if found else 0] < self._letters[at] < self._letters[-1]:
                found.append(at)
        return [0, *found, len(self.text)]

    def _cuts(self, shares: Sequence[float], room: int) -> list[int]:
        """The offsets between the parts: those with the lowest cost, by dynamic programming."""
        ends = self._ends
        if len(ends) > _MOST_PLACES or len(shares) > _MOST_PLACES // 10:
            return self._nearest(shares)
        whole = max(1, self.width)
        widths = [self._at(end) for end in ends]
        costs = [self._cost_of_cut(end) for end in ends[:-1]] + [0.0]
        never = float("inf")
        best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(never, 0)] * (len(ends) - 1)]
        for share in shares:
            row: list[tuple[float, int]] = [(never, 0)]
            for at in range(1, len(ends)):
                found = (never, 0)
                for before in range(at):
                    known = best[-1][before][0]
                    size = widths[at] - widths[before]
                    if known == never:
                        continue
                    off = (size / whole - share) / max(share, 0.05)
                    over = max(0, size - room) / room * _OVERFLOW
                    found = min(found, (known + off * off + over + costs[at], before))
                row.append(found)
            best.append(row)
        cuts: list[int] = []
        at = len(ends) - 1
        for row in reversed(best[1:]):
            at = row[at][1]
            cuts.append(ends[at])
        return cuts[-2::-1]

    def _nearest(self, shares: Sequence[float]) -> list[int]:
        """The offsets nearest to where the parts should end, each a word after the one before."""
        places = self._ends
        cuts: list[int] = []
        at = 0
        for number, wanted in enumerate(list(accumulate(shares))[:-1]):
            last = len(places) - len(shares) + number
            at += 1
            while at < last and self._at(places[at]) < wanted * self.width:
                at += 1
            cuts.append(places[at])
        return cuts

    def _greedy(self, columns: int) -> list[int]:
        """The offsets between lines that are as full as possible."""
        cuts: list[int] = []
        start = 0
        for place, after in pairwise(self._ends[1:]):
            if self._at(after) - self._at(start) > columns:
                cuts.append(place)
                start = place
        return cuts

    def _cost_of_cut(self, at: int) -> float:
        before = self.text[max(0, at - 20) : at].rstrip()
        if _STRONG.search(before):
            return _STRONG_COST
        return _WEAK_COST if _WEAK.search(before) else _PLAIN_COST

    def _pieces(self, cuts: Sequence[int]) -> list[str]:
        bounds = [0, *cuts, len(self.text)]
        return [self.text[start:end].strip() for start, end in pairwise(bounds)]

    def _closed(self, start: int, end: int, part: str) -> str:
        """A part, with the tags that are open at its ends opened before it and closed after it."""
        opened = [mark for mark in self._pairs if mark.start < start < self._end(mark)]
        closed = [mark for mark in self._pairs if mark.start < end < self._end(mark)]
        before = "".join(self.text[mark.start : mark.end] for mark in opened)
        ends = (self.marks[mark.partner] for mark in reversed(closed))
        return before + part + "".join(self.text[mark.start : mark.end] for mark in ends)

    @cached_property
    def _pairs(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.role is Role.OPEN]

    def _end(self, mark: Mark) -> int:
        return self.marks[mark.partner].end
