"""How much each word of a translation corresponds to each word of its source."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import overload

__all__ = ["Alignment", "Groups", "Row"]


class Row:
    """A word's weights on source words; none is negative.

    ``words`` are those that it has any on, in order, and ``sums`` running sums of the weights.
    """

    __slots__ = ("_first", "sums", "weights", "words")

    def __init__(self, words: Sequence[int], weights: Sequence[float]) -> None:
        self.words, self.weights = words, weights
        self.sums = list(accumulate(weights, initial=0.0))
        # The first of them if none is left out between them, else -1.
        whole = words and words[-1] - words[0] + 1 == len(words)
        self._first = words[0] if whole else -1

    @classmethod
    def of(cls, weights: Mapping[int, float]) -> Row:
        """The row with the weights of a mapping."""
        own = sorted(weights)
        return cls(own, [weights[one] for one in own])

    @classmethod
    def sure(cls, word: int) -> Row:
        """The row of a word that is known to correspond to one of the source."""
        return cls((word,), (1.0,))

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return self.sums[-1]

    def pairs(self) -> Iterator[tuple[int, float]]:
        """The source words and the weights on them."""
        return zip(self.words, self.weights, strict=True)

    def on(self, word: int) -> float:
        """The weight on a source word."""
        at = bisect_left(self.words, word)
        return self.weights[at] if at < len(self.words) and self.words[at] == word else 0.0

    def without(self, some: Collection[int]) -> Row:
        """The row without the weights on some source words."""
        kept = [at for at, one in enumerate(self.words) if one not in some]
        if len(kept) == len(self.words):
            return self
        return Row([self.words[at] for at in kept], [self.weights[at] for at in kept])

    def until(self, word: int) -> float:
        """The weight on all source words before one."""
        if self._first < 0:
            return self.sums[bisect_left(self.words, word)]
        at = word - self._first
        return self.sums[at] if 0 <= at < len(self.sums) else self.sums[0 if at < 0 else -1]


class Groups:
    """Ranges of source words, in order, which may be empty: how much weight rows have on them."""

    def __init__(self, ranges: Sequence[range]) -> None:
        self._starts = [one.start for one in ranges]
        self._stops = [max(one.start, one.stop) for one in ranges]
        # Where each group is in the sums of rows on the same words.
        self._known: dict[tuple[int, int], list[tuple[int, int, int]]] = {}

    def weights(self, row: Row) -> list[tuple[int, float]]:
        """The numbers of the groups that a row has weight on, and the weights."""
        if len(row.words) == 1:
            return self._of_word(row.words[0], row.total)
        sums = row.sums
        return [(at, sums[b] - sums[a]) for at, a, b in self._places(row) if sums[b] > sums[a]]

    def _of_word(self, word: int, weight: float) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        at = bisect_right(self._stops, word)
        while at < len(self._starts) and self._starts[at] <= word:
            found.append((at, weight))
            at += 1
        return found

    def _places(self, row: Row) -> list[tuple[int, int, int]]:
        key = row.words[0], len(row.words)
        whole = row.words[-1] - row.words[0] + 1 == len(row.words)
        if whole and key in self._known:
            return self._known[key]
        found: list[tuple[int, int, int]] = []
        at = bisect_right(self._stops, row.words[0])
        while at < len(self._starts) and self._starts[at] <= row.words[-1]:
            found.append(
                (
                    at,
                    bisect_left(row.words, self._starts[at]),
                    bisect_left(row.words, self._stops[at]),
                )
            )
            at += 1
        if whole:
            self._known[key] = found
        return found


class _InOrder(Sequence[Row]):
    """The rows of words of which each corresponds to the one in the same place."""

    def __init__(self, words: range) -> None:
        self.words = words

    def __len__(self) -> int:
        return len(self.words)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            return [Row.sure(word) for word in self.words[at]]
        return Row.sure(self.words[at])


class Alignment:
    """For each word of a translation, its weights on the words of the source.

    Questions about ranges of source words are answered in logarithmic time or better.
    """

    __slots__ = ("_firsts", "_lasts", "in_order", "rows")

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        # Whether each word corresponds to the one in the same place.
        self.in_order = False
        self._lasts: Sequence[int]
        self._firsts: Sequence[int]
        if isinstance(rows, _InOrder):
            self.in_order, self._lasts, self._firsts = True, rows.words, rows.words
            return
        # The last source word that any word so far has weight on, and the first one that any from
        # here on has: both grow, so that they can be searched.
        self._lasts = list(accumulate((row.words[-1] if row.words else -1 for row in rows), max))
        most = 1 + (self._lasts[-1] if self._lasts else 0)
        starts = (row.words[0] if row.words else most for row in reversed(rows))
        self._firsts = list(accumulate(starts, min))[::-1]

    @classmethod
    def word_by_word(cls, size: int) -> Alignment:
        """The alignment of two texts with the same words."""
        return cls(_InOrder(range(size)))

    def on(self, word: int, inside: range) -> float:
        """The weight of a word on a range of source words."""
        row = self.rows[word]
        return row.until(inside.stop) - row.until(inside.start) if inside else 0.0

    def share(self, word: int, inside: range, of: range) -> float | None:
        """Of a word's weight on the source words ``of``, the share on those ``inside`` (0 to 1).

        None if the word has no weight on any of them.
        """
        total = self.on(word, of)
        return self.on(word, inside) / total if total > 0 else None

    def reach(self, inside: range, region: tuple[int, int]) -> range:
        """The words of a region outside of which none has weight on the source words ``inside``.

        Those before them have weight only on earlier ones, and those after them only on later ones.
        """
        first = bisect_left(self._lasts, inside.start, *region)
        return range(first, max(first, bisect_left(self._firsts, inside.stop, first, region[1])))
