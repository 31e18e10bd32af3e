"""The sentences of a run, and the words learned from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import mul
from typing import NamedTuple

from hexapla.drafting.placement import folded, words

__all__ = ["LONGEST_EXAMPLE", "MOST_EXAMPLES", "Lessons", "Table", "learn"]

Table = Mapping[str, Mapping[str, float]]
"""The probability that a target word translates a source word: ``table[target][source]``, both
casefolded.
"""

MOST_EXAMPLES = 1_000
"""The most sentences to learn words from; more take time and add little."""
LONGEST_EXAMPLE = 80
"""The most words in a sentence to learn from."""

_ROUNDS = 5


@dataclass(slots=True)
class Lessons:
    """Sentences with their translations, and the table of words learned from them.

    `add` does nothing unless ``grows`` is set.
    """

    examples: list[tuple[str, str]]
    grows: bool = True
    _table: Table = field(default_factory=dict)
    _learned: int = 0

    def add(self, examples: Iterable[tuple[str, str]]) -> None:
        """Add plain sentences with their translations, up to a limit."""
        if self.grows:
            self.examples += islice(examples, max(0, MOST_EXAMPLES - len(self.examples)))

    def table(self) -> Table:
        """The table, learned again whenever the number of examples has grown by half."""
        if len(self.examples) > self._learned * 3 // 2:
            self._table, self._learned = learn(self.examples), len(self.examples)
        return self._table


class _Example(NamedTuple):
    """The different words of a sentence and of its translation, and how often each occurs."""

    ours: Sequence[str]
    counts: Sequence[int]
    theirs: Sequence[tuple[str, int]]


def learn(pairs: Iterable[tuple[str, str]]) -> Table:
    """Learn a word table from sentences and their translations with a few rounds of IBM Model 1.

    Brown et al., "The Mathematics of Statistical Machine Translation" (1993), without the empty
    word. All occurrences of a word in a sentence are counted together.
    """
    corpus = [
        _example(source, target)
        for source, target in pairs
        if max(len(words(source)), len(words(target))) <= LONGEST_EXAMPLE
    ]
    table: dict[str, dict[str, float]] = {}
    # One sentence says no more in the second round than in the first.
    for _ in range(_ROUNDS if len(corpus) > 1 else 1):
        counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for ours, times, theirs in corpus:
            for word, count in theirs:
                shares: Iterable[float] = times
                if table:
                    shares = map(mul, map(table[word].__getitem__, ours), times)
                shares = list(shares)
                factor = count / (sum(shares) or 1.0)
                own = counts[word]
                for one, share in zip(ours, shares, strict=True):
                    own[one] += share * factor
        totals: defaultdict[str, float] = defaultdict(float)
        for own in counts.values():
            for one, share in own.items():
                totals[one] += share
        table = {
            word: {one: share / (totals[one] or 1.0) for one, share in own.items()}
            for word, own in counts.items()
        }
    return table


def _example(source: str, target: str) -> _Example:
    own = Counter(folded(source))
    return _Example([*own], [*own.values()], [*Counter(folded(target)).items()])
