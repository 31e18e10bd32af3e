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
        -2.43,
        2.03,
        9.13,
        6.03,
        8.35,
        -9.49,
        5.87,
        -1.73,
        0.27,
        -8.70,
        2.01,
        6.08,
        2.25,
        -2.55,
        3.72,
        0.43,
    ),
    ("near", True): (
        -2.95,
        1.98,
        9.11,
        5.72,
        7.31,
        -8.21,
        6.55,
        -2.54,
        2.70,
        -6.19,
        1.54,
        5.14,
        2.32,
        -0.84,
        3.36,
        0.49,
        -9.05,
        2.62,
        -1.86,
    ),
    ("far", False): (
        -2.64,
        1.71,
        7.45,
        7.99,
        12.16,
        -10.36,
        4.44,
        -2.52,
        -2.44,
        -7.56,
        2.71,
        6.72,
        1.22,
        -0.04,
        1.93,
        0.89,
    ),
    ("far", True): (
        -5.34,
        1.68,
        8.05,
        8.46,
        17.29,
        -10.66,
        4.60,
        -2.70,
        3.78,
        -6.63,
        2.05,
        6.82,
        1.28,
        0.52,
        -0.65,
        2.08,
        -6.63,
        2.25,
        -3.59,
    ),
    ("cyrillic", False): (
        -2.36,
        1.64,
        11.96,
        7.68,
        16.47,
        -10.01,
        4.39,
        -2.14,
        -2.43,
        -10.76,
        2.90,
        4.00,
        1.32,
        2.05,
        3.13,
        0.80,
    ),
    ("cyrillic", True): (
        -2.43,
        1.51,
        14.97,
        4.16,
        16.82,
        -7.46,
        4.57,
        -3.32,
        -4.08,
        -5.59,
        2.91,
        3.71,
        1.76,
        5.58,
        1.71,
        1.11,
        -6.63,
        2.51,
        -2.84,
    ),
    ("other", False): (
        -4.26,
        1.73,
        8.92,
        6.86,
        9.43,
        -7.67,
        2.11,
        -3.73,
        0.60,
        -9.91,
        2.07,
        2.22,
        1.72,
        0.36,
        1.91,
        0.56,
    ),
    ("other", True): (
        -4.55,
        1.66,
        9.19,
        7.72,
        9.29,
        -7.76,
        1.75,
        -3.37,
        -0.40,
        -8.66,
        1.58,
        1.70,
        1.64,
        0.58,
        1.17,
        1.01,
        -3.96,
        1.76,
        -2.71,
    ),
}


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
        features(pair.prose[0], pair.context.source), features(pair.prose[1], pair.context.target)
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
