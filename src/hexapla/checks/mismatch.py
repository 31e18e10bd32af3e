"""Translations that belong to another sentence, or to a part of theirs only.

No single trait tells, so several are weighed together: length, numbers, names, words that both
languages share, marks, and the words that go together in the publication. The weights are
logistic regressions (`benchmarks/checks.py --fit`) on FLORES-200 devtest, 1 to 500.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, sqrt

from rapidfuzz import fuzz, process

from hexapla.checks.check import Check, Pair, Remark, warning
from hexapla.checks.content import unmatched
from hexapla.checks.form import length_deviation
from hexapla.checks.lexicon import features
from hexapla.checks.names import is_near, missing_names
from hexapla.checks.numerals import numerals
from hexapla.checks.transliteration import romanized
from hexapla.languages import Language

__all__ = ["CHECKS", "evidence", "group", "probability"]

_FEWEST_WORDS = 5
_LONG_WORD, _CHANCE = 5, 60.0
_MARKS = ('"“”„«»「」『』', "(（", ",，、،", "?？؟;", ":：;；؛", "—–-")

# For the traits of `evidence`, by `group`, without and with a lexicon. The first one,
# for the constant, is set so that 1.2 % (with a lexicon 0.8 %) of the pairs fitted on are called
# wrong.
_WEIGHTS = {
    ("near", False): (
        -2.43, 2.00, 9.30, 6.21, 6.41, -9.14, 8.14, -1.61, 0.91, -8.96, 1.97, 6.41, 2.34, -2.48,
        3.55, 0.34,
    ),
    ("near", True): (
        -3.50, 1.93, 8.78, 5.93, 4.75, -7.68, 8.96, -2.25, 4.05, -6.57, 1.66, 4.98, 2.28, -0.80,
        3.24, 0.52, -9.68, 2.55, -1.55,
    ),
    ("far", False): (
        -2.52, 1.66, 7.76, 7.70, 11.04, -10.46, 6.52, -2.42, -2.56, -7.33, 2.93, 7.23, 1.07,
        -0.37, 1.91, 0.71,
    ),
    ("far", True): (
        -5.16, 1.67, 8.13, 7.92, 15.93, -10.71, 6.37, -2.09, 3.49, -6.67, 2.08, 7.25, 1.13,
        0.49, -0.65, 1.93, -6.74, 2.21, -3.51,
    ),
    ("cyrillic", False): (
        -2.73, 1.64, 11.76, 7.70, 15.55, -10.16, 6.04, -2.55, -1.91, -10.53, 2.97, 4.33, 1.39,
        2.85, 3.14, 0.79,
    ),
    ("cyrillic", True): (
        -2.54, 1.48, 14.43, 4.09, 15.37, -7.10, 5.91, -3.47, -3.41, -5.39, 3.06, 3.97, 1.81,
        6.21, 1.53, 1.19, -7.03, 2.44, -2.77,
    ),
    ("other", False): (
        -4.38, 1.72, 8.76, 6.86, 9.50, -7.75, 2.52, -4.29, 0.84, -8.68, 2.12, 2.60, 1.74, 0.28,
        1.95, 0.43,
    ),
    ("other", True): (
        -4.55, 1.65, 9.21, 7.88, 9.64, -7.83, 2.08, -4.02, -0.20, -7.61, 1.67, 1.97, 1.66, 0.56,
        1.13, 0.92, -4.10, 1.75, -2.66,
    ),
}  # fmt: skip


def evidence(pair: Pair) -> list[float]:
    """The traits of a pair that speak for or against its being one, each about 0 to 2."""
    source, target = pair.prose
    far = length_deviation(source, target, pair.context)
    missing, extra = unmatched(pair)
    kept = max(0, len(numerals(source)) - len(missing))
    ours, lost = missing_names(pair)
    mean, above = _likeness(pair)
    marks = [
        abs(sum(map(source.count, of_kind)) - sum(map(target.count, of_kind))) for of_kind in _MARKS
    ]
    large = len([one for one in missing if not one.small])
    return [
        1.0,
        min(far * far / 4, 3.0),
        _some(large),
        _some(len(missing) - large),
        _some(len([one for one in extra if not one.small])),
        _some(kept),
        _some(len(lost)),
        _some(len(ours) - len(lost)),
        mean,
        above,
        *map(_some, marks),
        *_support(pair),
    ]


def _some(count: int) -> float:
    """A count whose first unit says the most."""
    return count / (count + 1.0)


def _likeness(pair: Pair) -> tuple[float, float]:
    """How alike the long words of both texts are at best: the mean, and what exceeds chance."""
    if not pair.context.target.joiner:
        return 0.0, 0.0
    ours, theirs = (
        list({romanized(word.text) for word in words if len(word.text) >= least})
        for words, least in zip(pair.words, (_LONG_WORD, _LONG_WORD - 1), strict=True)
    )
    if not ours or not theirs:
        return 0.0, 0.0
    best = process.cdist(ours, theirs, scorer=fuzz.ratio).max(axis=1)
    above = sum(max(0.0, float(value) - _CHANCE) for value in best)
    return float(best.mean()) / 100, above / sqrt(len(ours)) / 40


def _support(pair: Pair) -> tuple[float, float, float]:
    lexicon = pair.context.lexicon
    if lexicon is None:
        return 0.0, 0.0, 0.0
    found, expected = lexicon.support(
        features(pair.prose[0], pair.context.source, pair.words[0]),
        features(pair.prose[1], pair.context.target, pair.words[1]),
    )
    lacking = expected - found
    return found / (expected + 3), min(lacking, 30) / 10, min(found, 30) / 10


def probability(pair: Pair) -> float:
    """How likely it is, 0 to 1, that the translation is another sentence's."""
    which = group(pair.context.target)
    known = pair.context.lexicon is not None
    weights = _WEIGHTS[which, known]
    traits = evidence(pair)
    total = sum(w * trait for w, trait in zip(weights, traits, strict=False))
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


def group(language: Language) -> str:
    """The languages that the weights tell apart, with English in mind as the source."""
    if is_near(language):
        return "near"
    return {"Latn": "far", "Cyrl": "cyrillic"}.get(language.script, "other")


def mismatch(pair: Pair) -> Iterator[Remark]:
    """The translation is this sentence's, as far as numbers, names, length and words tell."""
    if min(map(len, pair.words)) < (_FEWEST_WORDS if pair.context.target.joiner else 1):
        return
    if len(pair.words[0]) < _FEWEST_WORDS or pair.context.source.base == pair.context.target.base:
        return
    if probability(pair) > 0.5:
        yield warning("seems to translate another sentence, or a part of this one")


CHECKS = (Check("mismatch", mismatch),)
"""The check that weighs everything together."""
