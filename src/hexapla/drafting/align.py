"""Estimate how much each word of a translation corresponds to each word of its source.

Four kinds of evidence are combined: the engine's own links if it has any, words that look alike, a
table of word translations learnt from other sentences, and the position in the sentence. A few
rounds of Sinkhorn scaling balance them so that every source word gets its share; attention alone
assigns the article to the noun. Which of several equal words is meant is told by their neighbours.
"""

from __future__ import annotations

import math
import operator
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import repeat

from hexapla.drafting.placement import Range, words
from hexapla.engines.engine import Link
from hexapla.matching import differences

__all__ = ["Alignment", "Table", "align", "carry_over", "learn"]

Table = Mapping[str, Mapping[str, float]]
"""The probability that a target word translates a source word: ``table[target][source]``, both
casefolded.
"""

# Tuned on `tests/fixtures/markup`, where nearby values give the same results: the score of words
# without evidence, and the weight of each kind of evidence.
_NO_LINK = 0.01
_NO_ENTRY = 0.03
_PLACE = 6.0
_LIKENESS = 0.3
_SCALINGS = 3
_ALIKE = 0.6
# How often the weights of equal words are shifted, from which sum on, what a place without aligned
# neighbours counts, and what neighbours in the other order count.
_SHIFTS = 2
_LITTLE = 0.02
_ALONE = 0.03
_CROSSED = 0.5
_ROUNDS = 5
# The most pairs of words that are compared, and the most words in a sentence to learn from.
# Anything longer isn't a sentence: only positions count there.
_MOST_CELLS = 100_000
_LONGEST_EXAMPLE = 80
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each word of a translation, its weights on the words of the source."""

    rows: tuple[Mapping[int, float], ...]

    def share(self, word: int, inside: Collection[int], of: Collection[int]) -> float | None:
        """Of a word's weight on the source words ``of``, the share on those ``inside`` (0 to 1).

        None if the word has no weight on any of them.
        """
        total = self._weight(word, of)
        return self._weight(word, inside) / total if total > 0 else None

    def shares(
        self, word: int, owners: Mapping[int, Sequence[int]], of: Collection[int], count: int
    ) -> list[float] | None:
        """The same for ``count`` groups of source words at once.

        ``owners`` are the numbers of the groups that a source word is in.
        """
        total = self._weight(word, of)
        if total <= 0:
            return None
        found = [0.0] * count
        for one, weight in self.rows[word].items():
            for number in owners.get(one, ()):
                found[number] += weight
        return [weight / total for weight in found]

    def _weight(self, word: int, on: Collection[int]) -> float:
        """The weight of a word on some source words."""
        row = self.rows[word]
        if isinstance(on, range) and len(on) < len(row):
            return sum(map(row.get, on, repeat(0.0)))
        return sum(weight for one, weight in row.items() if one in on)


def align(source: str, target: str, links: Sequence[Link], table: Table | None = None) -> Alignment:
    """Align the words of a sentence and its translation.

    Parameters: ``links`` are the engine's, empty if it has none; ``table`` comes from `learn`.
    """
    ours, theirs = words(source), words(target)
    if not ours or not theirs:
        return Alignment(({},) * len(theirs))
    if len(ours) * len(theirs) > _MOST_CELLS:
        size = len(theirs)
        return Alignment(tuple({at * len(ours) // size: 1.0} for at in range(size)))
    own = [source[a:b].casefold() for a, b in ours]
    linked = _linked(ours, theirs, links) if links else None
    scores = _Scores(own, table)
    places = [(start + end) / 2 / len(source) for start, end in ours]
    matrix: list[list[float]] = []
    for at, (start, end) in enumerate(theirs):
        word = target[start:end].casefold()
        row = scores.linked(word, linked[at]) if linked else scores.of(word)
        place = (start + end) / 2 / len(target)
        near = [math.exp(-_PLACE * abs(own_place - place)) for own_place in places]
        matrix.append(list(map(operator.mul, row, near)))
    for _ in range(_SCALINGS):
        matrix = _scaled(matrix)
    repeated = _repeated(own)
    for _ in range(_SHIFTS if repeated else 0):
        matrix = _by_neighbours(matrix, repeated)
    return Alignment(tuple(dict(enumerate(row)) for row in matrix))


def carry_over(known: Alignment, old: str, new: str) -> Alignment:
    """Update the weights of a text's words after some of the words have changed."""
    if old == new or (before := _folded(old)) == (after := _folded(new)):
        return known
    rows: list[Mapping[int, float]] = []
    for what, a, b, c, d in differences(before, after):
        if what == "equal":
            rows += known.rows[a:b]
        else:
            together: defaultdict[int, float] = defaultdict(float)
            for row in known.rows[a:b]:
                for one, weight in row.items():
                    together[one] += weight
            rows += [together] * (d - c)
    return Alignment(tuple(rows))


def learn(pairs: Iterable[tuple[str, str]]) -> Table:
    """Learn a word table from sentences and their translations with a few rounds of IBM Model 1.

    Brown et al., "The Mathematics of Statistical Machine Translation" (1993), without the empty
    word.
    """
    corpus = [
        (_folded(source), _folded(target))
        for source, target in pairs
        if max(len(words(source)), len(words(target))) <= _LONGEST_EXAMPLE
    ]
    table: dict[str, dict[str, float]] = {}
    for _ in range(_ROUNDS):
        counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for ours, theirs in corpus:
            for word in theirs:
                known = table.get(word)
                shares = [known.get(one, 0.0) if known else 1.0 for one in ours]
                total = sum(shares) or 1.0
                for one, share in zip(ours, shares, strict=True):
                    counts[one][word] += share / total
        table = {}
        for one, by_word in counts.items():
            total = sum(by_word.values()) or 1.0
            for word, count in by_word.items():
                table.setdefault(word, {})[one] = count / total
    return table


def _folded(text: str) -> list[str]:
    return [text[start:end].casefold() for start, end in words(text)]


def _linked(
    ours: Sequence[Range], theirs: Sequence[Range], links: Sequence[Link]
) -> list[dict[int, float]]:
    """The links summed over words; the weights of each target word add up to 1."""
    rows: list[dict[int, float]] = [{} for _ in theirs]
    of_source, of_target = _by_character(ours), _by_character(theirs)
    for link in links:
        for t in _touched(of_target, link.target):
            for s in _touched(of_source, link.source):
                rows[t][s] = rows[t].get(s, 0.0) + link.weight
    return [{s: weight / sum(row.values()) for s, weight in row.items()} for row in rows]


def _by_character(spans: Sequence[Range]) -> dict[int, int]:
    return {at: number for number, (start, end) in enumerate(spans) for at in range(start, end)}


def _touched(numbers: Mapping[int, int], span: Range) -> Iterator[int]:
    yield from dict.fromkeys(numbers[at] for at in range(*span) if at in numbers)


class _Scores:
    """How well words fit those of a source, apart from their places. The same word may be in a
    sentence many times.
    """

    def __init__(self, own: Sequence[str], table: Table | None) -> None:
        self._own, self._table = own, table or {}
        self._likeness: dict[str, list[float]] = {}
        self._known: dict[str, list[float]] = {}

    def of(self, word: str) -> list[float]:
        """The scores of a word for each word of the source, without links."""
        if word not in self._known:
            entry = self._table.get(word, {})
            self._known[word] = [
                (_NO_LINK + alike) * (_NO_ENTRY + entry.get(one, 0.0))
                for one, alike in zip(self._own, self._likenesses(word), strict=True)
            ]
        return self._known[word]

    def linked(self, word: str, links: Mapping[int, float]) -> list[float]:
        """The same for a word with the engine's links."""
        entry = self._table.get(word, {})
        return [
            (_NO_LINK + (links.get(index, 0.0) + _LIKENESS * alike))
            * (_NO_ENTRY + entry.get(one, 0.0))
            for index, (one, alike) in enumerate(
                zip(self._own, self._likenesses(word), strict=True)
            )
        ]

    def _likenesses(self, word: str) -> list[float]:
        if word not in self._likeness:
            known = {one: _likeness(one, word) for one in dict.fromkeys(self._own)}
            self._likeness[word] = [known[one] for one in self._own]
        return self._likeness[word]


def _likeness(one: str, other: str) -> float:
    """1 for equal words, less for similar ones, 0 for others."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < 4 or one[0] != other[0]:
        return 0.0
    if max(len(one), len(other)) > _LONGEST_WORD:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio / 2 if ratio >= _ALIKE else 0.0


def _scaled(matrix: list[list[float]]) -> list[list[float]]:
    """Scale each column and then each row of the matrix to a sum of 1."""
    columns = [sum(column) or 1.0 for column in zip(*matrix, strict=True)]
    scaled: list[list[float]] = []
    for row in matrix:
        shares = list(map(operator.truediv, row, columns))
        total = sum(shares) or 1.0
        scaled.append([share / total for share in shares])
    return scaled


def _repeated(own: Sequence[str]) -> list[list[int]]:
    """The numbers of equal words, for each word that is there more than once."""
    places: dict[str, list[int]] = {}
    for number, word in enumerate(own):
        places.setdefault(word, []).append(number)
    return [numbers for numbers in places.values() if len(numbers) > 1]


def _by_neighbours(matrix: list[list[float]], repeated: Sequence[list[int]]) -> list[list[float]]:
    """Shift each row's weight among equal words to those whose neighbours are its neighbours'."""
    nothing = [0.0] * len(matrix[0])
    before, after = [nothing, *matrix[:-1]], [*matrix[1:], nothing]
    return [
        _shifted(row, above, below, repeated)
        for row, above, below in zip(matrix, before, after, strict=True)
    ]


def _shifted(
    row: list[float], above: list[float], below: list[float], repeated: Sequence[list[int]]
) -> list[float]:
    last = len(row) - 1
    new = list(row)
    for numbers in repeated:
        weight = sum(map(row.__getitem__, numbers))
        if weight < _LITTLE:
            continue
        supported: list[float] = []
        for at in numbers:
            left, right = max(at - 1, 0), min(at + 1, last)
            straight = max(above[left] if at else 0.0, below[right] if at < last else 0.0)
            crossed = max(below[left] if at else 0.0, above[right] if at < last else 0.0)
            supported.append(row[at] * (_ALONE + max(straight, _CROSSED * crossed)))
        total = sum(supported) or 1.0
        for at, share in zip(numbers, supported, strict=True):
            new[at] = weight * share / total
    return new
