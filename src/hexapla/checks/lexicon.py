"""A lexicon of words that occur together, learned from a publication's own translations.

A crude relative of the lexical translation tables of statistical machine translation. Words are cut
to their first five letters. A pair of words is weighted by how much more often than by chance both
occur in the same entry (pointwise mutual information, discounted for few observations).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from operator import itemgetter

from hexapla.checks import tokens
from hexapla.languages import Language

__all__ = ["STEM", "Lexicon", "features", "learn_lexicon"]

STEM = 5
"""How many letters of a word are compared."""

_FEWEST_ENTRIES, _MOST_ENTRIES = 100, 5_000
_LEAST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words that occur together with each word of the source language, and their weights."""

    weights: Mapping[str, Mapping[str, float]]
    best: Mapping[str, tuple[str, float]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        best = {
            word: max(partners.items(), key=itemgetter(1))
            for word, partners in self.weights.items()
        }
        object.__setattr__(self, "best", best)

    def support(self, source: Collection[str], target: Set[str]) -> tuple[float, float]:
        """How strongly a target supports being the translation of a source, and the usual strength.

        ``source`` and ``target`` are the `features` of the two texts.
        """
        found = expected = 0.0
        for word in source:
            partners = self.weights.get(word)
            if partners:
                other, most = self.best[word]
                expected += most
                if other in target:
                    found += most
                elif shared := partners.keys() & target:
                    found += max([partners[other] for other in shared])
        return found, expected


def features(text: str, language: Language, words: Sequence[tokens.Word] | None = None) -> set[str]:
    """The beginnings of a text's words; in scripts without spaces, pairs of characters.

    Pass ``words`` if the words of the text are already known.
    """
    if language.joiner:
        return {word.text.casefold()[:STEM] for word in words or tokens.words(text)}
    letters = [character for character in text if character.isalnum()]
    return {first + second for first, second in pairwise(letters)}


def learn_lexicon(
    pairs: Iterable[tuple[str, str]],
    source: Language,
    target: Language,
    words_of: Mapping[str, Sequence[tokens.Word]] | None = None,
) -> Lexicon | None:
    """Learn a lexicon from sources and their translations; None if there are fewer than 100.

    Of more than 5,000 pairs, an even sample is used. Pass the words of the sources in ``words_of``
    if they are already known.
    """
    listed = list(pairs)
    if len(listed) < _FEWEST_ENTRIES:
        return None
    listed = listed[:: -(-len(listed) // _MOST_ENTRIES)]
    known = words_of or {}
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    together: dict[str, Counter[str]] = defaultdict(Counter)
    for text, translation in listed:
        words, others = features(text, source, known.get(text)), features(translation, target)
        ours.update(words)
        theirs.update(others)
        for word in words:
            together[word].update(others)
    total = len(listed)
    weights = {}
    for word, counts in together.items():
        often = ours[word]
        partners = {
            other: log((count - 0.5) / often * total / theirs[other]) * count / (count + 2)
            for other, count in counts.items()
            if count > 1 and count > _LEAST_SHARE * often
            and count * total > 2 * often * theirs[other]
        }  # fmt: skip
        if partners:
            weights[word] = partners
    return Lexicon(weights)
