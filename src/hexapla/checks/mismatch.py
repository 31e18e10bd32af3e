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
        -2.74, 2.01, 9.27, 6.17, 6.29, -9.29, 8.59, -1.10, 1.66, -9.34, 1.93, 6.69, 2.29, -2.49,
        3.55, 0.35,
    ),
    ("near", True): (
        -3.83, 1.95, 8.71, 5.84, 4.47, -7.54, 9.55, -1.69, 4.57, -6.93, 1.60, 5.43, 2.23, -0.75,
        3.18, 0.52, -9.53, 2.69, -1.62,
    ),
    ("far", False): (
        -2.81, 1.66, 7.71, 7.71, 10.99, -10.58, 6.99, -2.09, -1.69, -8.03, 2.88, 7.34, 0.98,
        -0.32, 1.91, 0.65,
    ),
    ("far", True): (
        -5.28, 1.67, 8.04, 7.87, 15.80, -10.63, 6.38, -1.77, 3.64, -6.93, 2.04, 7.25, 1.15,
        0.50, -0.66, 1.86, -6.65, 2.23, -3.54,
    ),
    ("cyrillic", False): (
        -2.77, 1.64, 11.63, 7.67, 15.45, -10.10, 6.01, -2.03, -1.76, -10.88, 2.90, 4.34, 1.35,
        2.81, 2.98, 0.76,
    ),
    ("cyrillic", True): (
        -2.77, 1.50, 14.25, 4.13, 15.17, -7.08, 5.93, -2.92, -3.12, -5.84, 2.92, 4.06, 1.74,
        6.06, 1.43, 1.09, -6.43, 2.52, -2.97,
    ),
    ("other", False): (
        -4.30, 1.71, 8.61, 6.75, 9.27, -7.72, 2.42, -3.68, 0.83, -9.23, 2.10, 2.52, 1.70, 0.20,
        1.94, 0.46,
    ),
    ("other", True): (
        -4.57, 1.63, 9.06, 7.67, 9.40, -7.79, 1.95, -3.38, -0.20, -8.20, 1.64, 1.95, 1.60, 0.49,
        1.13, 0.94, -3.95, 1.78, -2.67,
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
