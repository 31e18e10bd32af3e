"""Estimate how much each word of a translation corresponds to each word of its source.

Four kinds of evidence are combined: the engine's own links if it has any, words that look alike, a
table of word translations learnt from other sentences, and the position in the sentence. A few
rounds of Sinkhorn scaling balance them so that every source word gets its share; attention alone
assigns the article to the noun. Which of several equal words is meant is told by their neighbours.

Every word of a sentence is compared with every word of its translation. Of a long sentence without
links, parts are compared (`parts`), and in what is longer than any sentence only positions count.
"""

from __future__ import annotations

import math
import operator
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from hexapla.drafting.alignment import Alignment, Row
from hexapla.drafting.lessons import Table
from hexapla.drafting.parts import Part, parts_of
from hexapla.drafting.placement import Range, folded, words
from hexapla.engines.engine import Link
from hexapla.matching import differences

__all__ = ["align", "carry_over"]

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
# The most pairs of words that are compared if the engine has links.
_MOST_CELLS = 100_000
_LONGEST_WORD = 60
# Words that are replaced by others share their weights if they are no more than this.
_MOST_REPLACED = 100
# Longer sentences are compared between their anchors.
_LONG = 100


def align(source: str, target: str, links: Sequence[Link], table: Table | None = None) -> Alignment:
    """Align the words of a sentence and its translation.

    Parameters: ``links`` are the engine's, empty if it has none; ``table`` comes from
    `lessons.learn`.
    """
    ours, theirs = words(source), words(target)
    if not ours or not theirs:
        return Alignment([Row((), ())] * len(theirs))
    own = [source[a:b].casefold() for a, b in ours]
    new = [target[a:b].casefold() for a, b in theirs]
    if own == new:
        return Alignment.word_by_word(len(own))
    if links and len(ours) * len(theirs) <= _MOST_CELLS:
        parts = [Part(range(len(own)), range(len(new)), range(len(new)))]
        linked = _linked(ours, theirs, links)
    else:
        parts, linked = parts_of(own, new), None
    sizes = len(source), len(target)
    likeness: dict[tuple[str, str], float] = {}
    rows: list[Row] = []
    for part in parts:
        if not part.compared:
            rows += _by_position(part)
            continue
        scores = _Scores([own[at] for at in part.ours], table, likeness)
        matrix = _matrix(part, scores, ours, theirs, new, linked, sizes)
        first = part.theirs.start
        kept = matrix[part.kept.start - first : part.kept.stop - first]
        rows += (Row(part.ours, weights) for weights in kept)
    return Alignment(rows)


def carry_over(known: Alignment, old: str, new: str) -> Alignment:
    """Update the weights of a text's words after some of the words have changed."""
    if old == new or (before := folded(old)) == (after := folded(new)):
        return known
    rows: list[Row] = []
    most = {} if min(len(before), len(after)) < _LONG else {"most": 0}
    for what, a, b, c, d in differences(before, after, **most):
        if what == "equal":
            rows += known.rows[a:b]
        elif b - a > _MOST_REPLACED:
            rows += (known.rows[a + at * (b - a) // (d - c)] for at in range(d - c))
        else:
            together: defaultdict[int, float] = defaultdict(float)
            for row in known.rows[a:b]:
                for one, weight in row.pairs():
                    together[one] += weight
            rows += [Row.of(together)] * (d - c)
    return Alignment(rows)


def _by_position(part: Part) -> Iterator[Row]:
    """Weights by nothing but the place in a part."""
    size = len(part.theirs)
    for at in range(size):
        own = part.ours[at * len(part.ours) // size :][:1]
        yield Row(own, (1.0,) * len(own))


def _matrix(
    part: Part,
    scores: _Scores,
    ours: Sequence[Range],
    theirs: Sequence[Range],
    new: Sequence[str],
    linked: Sequence[Mapping[int, float]] | None,
    sizes: tuple[int, int],
) -> list[list[float]]:
    """The weights of the words of a part's translation on those of its source.

    ``sizes`` are those of both texts.
    """
    own, places = _places(ours, part.ours, sizes[0]), _places(theirs, part.theirs, sizes[1])
    rises = [math.exp(_PLACE * place) for place in own]
    falls = [1 / rise for rise in rises]
    matrix: list[list[float]] = []
    split = 0
    for at, place in zip(part.theirs, places, strict=True):
        row = scores.linked(new[at], linked[at]) if linked else scores.of(new[at])
        # Both places grow, and so does the number of words before this place.
        while split < len(own) and own[split] <= place:
            split += 1
        rise = math.exp(_PLACE * place)
        near = [one / rise for one in rises[:split]]
        near += [one * rise for one in falls[split:]]
        matrix.append(list(map(operator.mul, row, near)))
    for _ in range(_SCALINGS):
        matrix = _scaled(matrix)
    repeated = scores.repeated
    for _ in range(_SHIFTS if repeated else 0):
        matrix = _by_neighbours(matrix, repeated)
    return matrix


def _places(spans: Sequence[Range], some: range, size: int) -> list[float]:
    """How far into their part some words are, 0 to 1; ``size`` is that of the whole text."""
    first = spans[some.start - 1][1] if some.start else 0
    last = spans[some.stop][0] if some.stop < len(spans) else size
    return [((a + b) / 2 - first) / (last - first) for a, b in spans[some.start : some.stop]]


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

    def __init__(
        self, own: Sequence[str], table: Table | None, likeness: dict[tuple[str, str], float]
    ) -> None:
        self._own, self._table, self._likeness = own, table or {}, likeness
        # The places of each word, and those of the words with each first letter.
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._by_letter: defaultdict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(own):
            self._places[one].append(at)
            self._by_letter[one[0]].append(at)
        self._known: dict[str, list[float]] = {}

    @property
    def repeated(self) -> list[list[int]]:
        """The numbers of equal words, for each word that is there more than once."""
        return [numbers for numbers in self._places.values() if len(numbers) > 1]

    def of(self, word: str) -> list[float]:
        """The scores of a word for each word of the source, without links."""
        if word not in self._known:
            alike = self._likenesses(word)
            entry = self._table.get(word, {})
            row = [_NO_LINK * _NO_ENTRY] * len(self._own)
            for at, likeness in alike.items():
                row[at] = (_NO_LINK + likeness) * _NO_ENTRY
            for one, places in self._places.items() if entry else ():
                if one in entry:
                    for at in places:
                        row[at] = (_NO_LINK + alike.get(at, 0.0)) * (_NO_ENTRY + entry[one])
            self._known[word] = row
        return self._known[word]

    def linked(self, word: str, links: Mapping[int, float]) -> list[float]:
        """The same for a word with the engine's links."""
        alike = self._likenesses(word)
        entry = self._table.get(word, {})
        return [
            (_NO_LINK + (links.get(index, 0.0) + _LIKENESS * alike.get(index, 0.0)))
            * (_NO_ENTRY + entry.get(one, 0.0))
            for index, one in enumerate(self._own)
        ]

    def _likenesses(self, word: str) -> dict[int, float]:
        """The places of words that look like another one, and how much they do."""
        found: dict[int, float] = {}
        for at in self._by_letter.get(word[0], ()):
            pair = self._own[at], word
            if pair not in self._likeness:
                self._likeness[pair] = _likeness(*pair)
            if self._likeness[pair]:
                found[at] = self._likeness[pair]
        return found


def _likeness(one: str, other: str) -> float:
    """1 for equal words, less for similar ones, 0 for others."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < 4 or one[0] != other[0]:
        return 0.0
    if max(len(one), len(other)) > _LONGEST_WORD:
        return 0.0
    # No more letters than these can be in the same order.
    common = min(sum(map(other.__contains__, one)), sum(map(one.__contains__, other)))
    if 2 * common < _ALIKE * (len(one) + len(other)):
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
            if 0 < at < last:
                left, right = above[at - 1], below[at + 1]
                other, another = below[at - 1], above[at + 1]
            else:
                left, other = (above[at - 1], below[at - 1]) if at else (0.0, 0.0)
                right, another = (below[at + 1], above[at + 1]) if at < last else (0.0, 0.0)
            straight = left if left > right else right
            crossed = _CROSSED * (other if other > another else another)
            supported.append(row[at] * (_ALONE + (straight if straight > crossed else crossed)))
        total = sum(supported) or 1.0
        for at, share in zip(numbers, supported, strict=True):
            new[at] = weight * share / total
    return new
