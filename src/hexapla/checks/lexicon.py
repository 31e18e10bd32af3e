"""Which words go together in a publication: learnt from its own translations.

A crude cousin of the lexical translation tables of statistical machine translation: words are cut
to their first five letters, and a pair of them counts by how much more often than by chance they
share an entry (pointwise mutual information, discounted for few observations).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from hexapla.checks import tokens
from hexapla.languages import Language

__all__ = ["STEM", "Lexicon", "features", "learn_lexicon"]

STEM = 5
"""How many letters of a word tell it apart."""

_FEWEST_ENTRIES, _MOST_ENTRIES = 100, 5_000
_LEAST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """For each word of the source language the words that come with it, and how much that says."""

    weights: Mapping[str, Mapping[str, float]]
    best: Mapping[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        best = {word: max(partners.values()) for word, partners in self.weights.items()}
        object.__setattr__(self, "best", best)

    def support(self, source: Collection[str], target: Set[str]) -> tuple[float, float]:
        """What a target says for being the source's, and what one would expect it to say.

        Parameters are what `features` makes of the two texts.
        """
        found = expected = 0.0
        for word in source:
            partners = self.weights.get(word)
            if partners:
                expected += self.best[word]
                shared = partners.keys() & target
                if shared:
                    found += max([partners[other] for other in shared])
        return found, expected


def features(text: str, language: Language, words: Sequence[tokens.Word] | None = None) -> set[str]:
    """The beginnings of a text's words; pairs of characters in scripts without spaces.

    ``words`` are the text's, where they are known already.
    """
    if language.joiner:
        return {word.text.casefold()[:STEM] for word in words or tokens.words(text)}
    letters = [character for character in text if character.isalnum()]
    return {first + second for first, second in pairwise(letters)}


def learn_lexicon(
    pairs: Iterable[tuple[str, str]], source: Language, target: Language
) -> Lexicon | None:
    """The lexicon of some sources and translations; None from fewer than a hundred.

    Of more than 5,000 an even sample is read.
    """
    listed = list(pairs)
    if len(listed) < _FEWEST_ENTRIES:
        return None
    listed = listed[:: -(-len(listed) // _MOST_ENTRIES)]
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    together: dict[str, Counter[str]] = defaultdict(Counter)
    for text, translation in listed:
        words, others = features(text, source), features(translation, target)
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
