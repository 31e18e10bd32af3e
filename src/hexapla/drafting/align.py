"""How much each word of a translation stands for each word of its source.

Four witnesses are heard: the engine's own links where it gives any, words that look alike, a table
of words learnt from other translations, and the place in the sentence. A few rounds of Sinkhorn's
scaling weigh them so that every source word gets its share: attention alone gives the article to
the noun.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hexapla.drafting.placement import Range, words
from hexapla.engines.engine import Link

__all__ = ["Masses", "Table", "align", "carried", "learn"]

Table = Mapping[str, Mapping[str, float]]
"""How likely a source word is translated by a target word: ``table[target][source]``, folded."""

# Found on `tests/fixtures/markup`, where they lie on a plateau: what a witness says of words it
# does not know, and how much the others count beside it.
_NO_LINK = 0.01
_NO_ENTRY = 0.03
_PLACE = 6.0
_LIKENESS = 0.3
_SCALINGS = 3
_ALIKE = 0.6
_ROUNDS = 5
# Words times words that are looked at, and words of a sentence that is learnt from. What is longer
# is no sentence: there only the place counts.
_MOST_CELLS = 100_000
_LONGEST_EXAMPLE = 80


@dataclass(frozen=True, slots=True)
class Masses:
    """For each word of a translation, how much of it stands for each word of the source."""

    rows: tuple[Mapping[int, float], ...]

    def share(self, word: int, inside: Collection[int], of: Collection[int]) -> float | None:
        """How much of what a word shares with the source words ``of`` is with those ``inside``.

        None where it has nothing to do with any of them.
        """
        row = self.rows[word]
        total = sum(weight for one, weight in row.items() if one in of)
        if total <= 0:
            return None
        return sum(weight for one, weight in row.items() if one in inside) / total


def align(source: str, target: str, links: Sequence[Link], table: Table | None = None) -> Masses:
    """Weigh what is known of two sentences.

    Parameters: ``links`` are the engine's, none where it gives none; ``table`` is from `learn`.
    """
    ours, theirs = words(source), words(target)
    if not ours or not theirs:
        return Masses(({},) * len(theirs))
    if len(ours) * len(theirs) > _MOST_CELLS:
        size = len(theirs)
        return Masses(tuple({at * len(ours) // size: 1.0} for at in range(size)))
    own = [source[a:b].casefold() for a, b in ours]
    linked = _linked(ours, theirs, links) if links else None
    matrix: list[list[float]] = []
    places = [(start + end) / 2 / len(source) for start, end in ours]
    for at, (start, end) in enumerate(theirs):
        word = target[start:end].casefold()
        entry = table.get(word, {}) if table else {}
        place = (start + end) / 2 / len(target)
        matrix.append(
            [
                (_NO_LINK + _witnessed(linked[at].get(index, 0.0) if linked else None, one, word))
                * (_NO_ENTRY + entry.get(one, 0.0))
                * math.exp(-_PLACE * abs(places[index] - place))
                for index, one in enumerate(own)
            ]
        )
    for _ in range(_SCALINGS):
        matrix = _scaled(matrix)
    return Masses(tuple(dict(enumerate(row)) for row in matrix))


def carried(known: Masses, old: str, new: str) -> Masses:
    """What was known of the words of a text, after some of them have changed."""
    before, after = _folded(old), _folded(new)
    if before == after:
        return known
    rows: list[Mapping[int, float]] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            rows += known.rows[a:b]
        else:
            together: defaultdict[int, float] = defaultdict(float)
            for row in known.rows[a:b]:
                for one, weight in row.items():
                    together[one] += weight
            rows += [together] * (d - c)
    return Masses(tuple(rows))


def learn(pairs: Iterable[tuple[str, str]]) -> Table:
    """A word table from sentences and their translations: IBM Model 1, a few rounds.

    Brown et al., "The Mathematics of Statistical Machine Translation" (1993), without the empty
    word.
    """
    folded = [(_folded(source), _folded(target)) for source, target in pairs]
    corpus = [pair for pair in folded if max(map(len, pair)) <= _LONGEST_EXAMPLE]
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


def _witnessed(link: float | None, one: str, other: str) -> float:
    """What the engine's link (None: it gives none) and the looks of two words say."""
    likeness = _likeness(one, other)
    return likeness if link is None else link + _LIKENESS * likeness


def _likeness(one: str, other: str) -> float:
    """1 for the same word, less for one that looks alike."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < 4 or one[0] != other[0]:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio / 2 if ratio >= _ALIKE else 0.0


def _scaled(matrix: list[list[float]]) -> list[list[float]]:
    """The matrix with each column, and then each row, made to add up to 1."""
    columns = [sum(column) or 1.0 for column in zip(*matrix, strict=True)]
    by_column = [[x / total for x, total in zip(row, columns, strict=True)] for row in matrix]
    return [[x / (sum(row) or 1.0) for x in row] for row in by_column]
