"""Find which sentences of a text and of its translation belong together.

The lengths of the sentences (Gale and Church, "A Program for Aligning Sentences in Bilingual
Corpora", 1993) are combined with what both texts share: numbers, names and words that look alike,
code and addresses, a table of word translations, and the places of blocks. A table learnt from the
first result helps a second round, as in Moore, "Fast and Accurate Sentence Alignment of Bilingual
Corpora" (2002). The probability of each pair is that of all alignments that contain it, computed
with the forward-backward algorithm.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from hexapla.drafting import anchors
from hexapla.drafting.lessons import Table, learn

__all__ = ["Bead", "Piece", "pair"]

# How many sentences of each text belong together, with the logarithm of how often that is so. Two
# and two are neighbours that were exchanged.
_PRIORS = {
    (1, 1): math.log(0.9),
    (1, 0): math.log(0.02),
    (0, 1): math.log(0.02),
    (2, 1): math.log(0.02),
    (1, 2): math.log(0.02),
    (2, 2): math.log(0.002),
    (3, 1): math.log(0.001),
    (1, 3): math.log(0.001),
}
# The variance of the length of a translation, per character. Gale and Church have 6.8, for the
# records of a parliament.
_VARIANCE = 4.0
# How many characters of equal length both texts are taken to have besides: the lengths of a few
# sentences don't say how long translations are.
_USUAL = 200
# Costs of a difference in structure or in all numbers, tuned on FLORES.
_BLOCK = 1.0
_KIND = 2.0
_END = 0.7
_CONFLICT = 2.0

# How much a shared token is worth, by its sort, times the logarithm of its rarity; and the most
# that two sentences can be worth.
_NUMBER, _OPAQUE, _SAME, _ALIKE = 1.0, 1.2, 1.0, 0.6
_MOST = 14.0
_LEAST_PROBABILITY = 0.1
# Tokens that more sentences have say nothing.
_COMMON = 0.2
# A token of a short text is as rare as in a text with this many sentences.
_FEW = 100
_MOST_PAIRS = 400

# Up to this many pairs of sentences are all compared; of longer texts only those in a band.
_MOST_CELLS = 20_000
_BAND, _WIDEST = 40, 120
_STRONG = 7.0

# The second round learns from pairs with at least this probability, if there are enough.
_SURE = 0.9
_LEAST_PAIRS = 20
_MOST_LEARNT = 3_000


# The evidence is not independent: its logarithm is divided by this.
_TEMPERATURE = 1.6


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a text. ``kind`` is that of its block; ``first`` and ``last`` say whether it is
    the first or the last of its block.
    """

    text: str
    kind: str = "paragraph"
    first: bool = True
    last: bool = True


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that belong together, as ranges of indexes; one of them may be empty.

    ``confidence`` is the probability that exactly these do, from 0 to 1.
    """

    ours: range
    theirs: range
    confidence: float


def pair(ours: Sequence[Piece], theirs: Sequence[Piece], table: Table | None = None) -> list[Bead]:
    """Align the sentences of a text with those of its translation.

    ``table`` says which words translate each other; see `align.learn`. The beads cover all
    sentences, in the order of the text, apart from two neighbours whose order was exchanged.
    """
    if not ours or not theirs:
        return [
            *(Bead(range(at, at + 1), range(0), 1.0) for at in range(len(ours))),
            *(Bead(range(0), range(at, at + 1), 1.0) for at in range(len(theirs))),
        ]
    beads = _Texts(ours, theirs, [table] if table else []).beads()
    sure = [
        (ours[one.ours[0]].text, theirs[one.theirs[0]].text)
        for one in beads
        if len(one.ours) == len(one.theirs) == 1 and one.confidence >= _SURE
    ][:_MOST_LEARNT]
    if len(sure) < _LEAST_PAIRS:
        return beads
    tables = [*([table] if table else []), _repeated(learn(sure), sure)]
    return _Texts(ours, theirs, tables).beads()


def _repeated(table: Table, pairs: Sequence[tuple[str, str]]) -> Table:
    """A table without the words that occur together only once: those are not learnt but copied."""
    together: Counter[tuple[str, str]] = Counter()
    for source, target in pairs:
        own = anchors.folded(source)
        together.update(
            (word, one)
            for word in anchors.folded(target)
            for one in own
            if one in table.get(word, {})
        )
    return {
        word: {one: p for one, p in entry.items() if together[word, one] > 1}
        for word, entry in table.items()
    }


@dataclass
class _Texts:
    """Two texts, and what is known about pairs of their sentences."""

    ours: Sequence[Piece]
    theirs: Sequence[Piece]
    tables: Sequence[Table]
    _gains: dict[int, dict[int, float]] = field(init=False)

    def __post_init__(self) -> None:
        # Sums up to each sentence, so that any range is a difference.
        self._lengths = tuple(
            [0, *accumulate(_length(one.text) for one in text)] for text in (self.ours, self.theirs)
        )
        self._starts = tuple(
            [0, *accumulate(one.first for one in text)] for text in (self.ours, self.theirs)
        )
        self._digits = tuple(
            [anchors.numbers(one.text) for one in text] for text in (self.ours, self.theirs)
        )
        self._marks = tuple(
            [anchors.mark(one.text) for one in text] for text in (self.ours, self.theirs)
        )
        self._ratio = (self._lengths[1][-1] + _USUAL) / (self._lengths[0][-1] + _USUAL)
        self._gains = defaultdict(dict)
        self._collect()
        self._windows = self._find_windows()

    def beads(self) -> list[Bead]:
        """The best alignment, with the probability of each bead."""
        forward, back = self._forward()
        backward = self._backward(forward)
        whole = forward[-1][len(self.theirs)]
        found: list[Bead] = []
        i, j = len(self.ours), len(self.theirs)
        while i or j:
            a, b = back[i][j]
            score = self._score(i - a, a, j - b, b)
            chance = math.exp(min(0.0, forward[i - a][j - b] + score + backward[i][j] - whole))
            found.append(Bead(range(i - a, i), range(j - b, j), chance))
            i, j = i - a, j - b
        return [one for bead in reversed(found) for one in _exchanged(bead)]

    # ── evidence ─────────────────────────────────────────────────────────────────────────────

    def _collect(self) -> None:
        """Fill in what each pair of sentences shares."""
        for sort, worth in (
            (anchors.numbers, _NUMBER),
            (anchors.opaque, _OPAQUE),
            (anchors.plain, _SAME),
            (anchors.starts, _ALIKE),
        ):
            mine, yours = _index(self.ours, sort), _index(self.theirs, sort)
            for token in mine.keys() & yours.keys():
                self._add(mine[token], yours[token], worth)
        if self.tables:
            mine, yours = _index(self.ours, anchors.folded), _index(self.theirs, anchors.folded)
            for word, places in yours.items():
                for one, chance in self._translations(word):
                    if one in mine:
                        self._add(mine[one], places, chance)

    def _translations(self, word: str) -> Iterator[tuple[str, float]]:
        best: dict[str, float] = {}
        for table in self.tables:
            for one, chance in table.get(word, {}).items():
                if chance >= _LEAST_PROBABILITY and one != word:
                    best[one] = max(chance, best.get(one, 0.0))
        yield from best.items()

    def _add(self, mine: Sequence[int], yours: Sequence[int], worth: float) -> None:
        sizes = len(self.ours), len(self.theirs)
        common = max(len(mine) / sizes[0], len(yours) / sizes[1])
        if (common > _COMMON and max(sizes) > 10) or len(mine) * len(yours) > _MOST_PAIRS:
            return
        gain = worth * math.log(1 + max(_FEW, sum(sizes)) / (len(mine) + len(yours)))
        for i in mine:
            row = self._gains[i]
            for j in yours:
                row[j] = min(_MOST, row.get(j, 0.0) + gain)

    def _score(self, i: int, a: int, j: int, b: int) -> float:
        """The logarithm of the likelihood of a bead."""
        prior = _PRIORS[a, b]
        if not a or not b:
            return prior / _TEMPERATURE
        if a == b == 2:
            crossed = self._score(i, 1, j + 1, 1) + self._score(i + 1, 1, j, 1)
            return prior / _TEMPERATURE + crossed
        mine = self._lengths[0][i + a] - self._lengths[0][i]
        yours = self._lengths[1][j + b] - self._lengths[1][j]
        gain = 0.0
        for x in range(i, i + a):
            if x in self._gains:
                row = self._gains[x]
                for y in range(j, j + b):
                    gain += row.get(y, 0.0)
        cost = _length_cost(mine * self._ratio, yours) + self._structure(i, a, j, b)
        return (prior + gain - cost) / _TEMPERATURE

    def _structure(self, i: int, a: int, j: int, b: int) -> float:
        """The cost of differences in structure."""
        one, other = self.ours[i], self.theirs[j]
        cost = _BLOCK * (one.first != other.first) + _KIND * (one.kind != other.kind)
        cost += _BLOCK * (self.ours[i + a - 1].last != self.theirs[j + b - 1].last)
        inside = self._starts[0][i + a] - self._starts[0][i + 1]
        inside += self._starts[1][j + b] - self._starts[1][j + 1]
        return (
            cost + _KIND * inside + _END * (self._marks[0][i + a - 1] != self._marks[1][j + b - 1])
        )

    # ── search ───────────────────────────────────────────────────────────────────────────────

    def _forward(self) -> tuple[list[dict[int, float]], list[dict[int, tuple[int, int]]]]:
        """The sums of all ways to each place, and the last bead of the best one."""
        sums: list[dict[int, float]] = []
        best: list[dict[int, float]] = []
        back: list[dict[int, tuple[int, int]]] = []
        for i, (start, end) in enumerate(self._windows):
            sums.append({})
            best.append({})
            back.append({})
            for j in range(start, end):
                ways: list[float] = [] if i or j else [0.0]
                top = -math.inf if i or j else 0.0
                for a, b in _PRIORS:
                    before = sums[i - a].get(j - b) if i >= a else None
                    if before is None:
                        continue
                    score = self._score(i - a, a, j - b, b)
                    ways.append(before + score)
                    if best[i - a][j - b] + score > top:
                        top = best[i - a][j - b] + score
                        back[i][j] = a, b
                if ways:
                    sums[i][j], best[i][j] = _log_sum(ways), top
        return sums, back

    def _backward(self, forward: Sequence[Mapping[int, float]]) -> list[dict[int, float]]:
        """The sums of all ways from each place to the end."""
        sums: list[dict[int, float]] = [{} for _ in forward]
        for i in range(len(forward) - 1, -1, -1):
            for j in sorted(forward[i], reverse=True):
                at_end = i == len(self.ours) and j == len(self.theirs)
                ways = [0.0] if at_end else []
                for a, b in _PRIORS:
                    after = sums[i + a].get(j + b) if i + a < len(sums) else None
                    if after is not None:
                        ways.append(after + self._score(i, a, j, b))
                if ways:
                    sums[i][j] = _log_sum(ways)
        return sums

    def _find_windows(self) -> list[tuple[int, int]]:
        """For each place in our text, the places in theirs that are looked at."""
        mine, yours = len(self.ours), len(self.theirs)
        if mine * yours <= _MOST_CELLS:
            return [(0, yours + 1)] * (mine + 1)
        fixed = [(0, 0), *self._chain(), (mine, yours)]
        windows: list[tuple[int, int]] = []
        at = 0
        for i in range(mine + 1):
            while at + 2 < len(fixed) and fixed[at + 1][0] <= i:
                at += 1
            (i1, j1), (i2, j2) = fixed[at], fixed[at + 1]
            share = (i - i1) / max(1, i2 - i1)
            middle = round(j1 + share * (j2 - j1))
            # Far from an anchor the place is less certain.
            reach = _BAND + min(i - i1, max(0, i2 - i)) // 2 + abs((j2 - j1) - (i2 - i1))
            reach = min(reach, _WIDEST)
            # Anchors may be far apart: a way leads on from the last place of the row before.
            start = min(max(0, middle - reach), windows[-1][1] - 1 if windows else 0)
            windows.append((start, min(yours, middle + reach) + 1))
        windows[-1] = windows[-1][0], yours + 1
        return windows

    def _chain(self) -> list[tuple[int, int]]:
        """Pairs that share much, in the same order in both texts: the longest such chain."""
        strong = []
        for i, row in sorted(self._gains.items()):
            j, gain = max(row.items(), key=lambda item: item[1])
            if gain >= _STRONG and sum(one > gain / 2 for one in row.values()) == 1:
                strong.append((i, j))
        tails: list[int] = []
        ends: list[int] = []
        before: list[int] = []
        for number, (_, j) in enumerate(strong):
            place = bisect_left(tails, j)
            before.append(ends[place - 1] if place else -1)
            tails[place : place + 1] = [j]
            ends[place : place + 1] = [number]
        chain = []
        number = ends[-1] if ends else -1
        while number >= 0:
            chain.append(strong[number])
            number = before[number]
        return chain[::-1]


def _exchanged(bead: Bead) -> list[Bead]:
    """A bead of neighbours that were exchanged, as two beads."""
    if (len(bead.ours), len(bead.theirs)) != (2, 2):
        return [bead]
    (i, k), (j, m) = bead.ours, bead.theirs
    return [
        Bead(range(i, i + 1), range(m, m + 1), bead.confidence),
        Bead(range(k, k + 1), range(j, j + 1), bead.confidence),
    ]


def _length(text: str) -> int:
    return max(1, len("".join(text.split())))


def _length_cost(expected: float, found: float) -> float:
    delta = abs(found - expected) / math.sqrt(_VARIANCE * (expected + found) / 2)
    return -math.log(max(1e-12, math.erfc(delta / math.sqrt(2))))


def _log_sum(values: Sequence[float]) -> float:
    most = max(values)
    return most + math.log(sum(math.exp(value - most) for value in values))


def _index(pieces: Sequence[Piece], sort: anchors.Sort) -> dict[str, list[int]]:
    """The sentences in which each token occurs."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(pieces):
        for token in sort(one.text):
            found[token].append(at)
    return found
