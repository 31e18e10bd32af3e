"""Check for translations that belong to a different sentence, or are incomplete.

No single trait is conclusive, so several are combined: length, numbers, names, words that both
languages share, punctuation, and words that occur together elsewhere in the publication. The
weights are logistic regressions (`benchmarks/checks.py --fit`) on FLORES-200 devtest, sentences 1
to 500.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, sqrt

from rapidfuzz import fuzz, process

from hexapla.checks.check import Check, Remark, TextPair, note, warning
from hexapla.checks.content import unmatched
from hexapla.checks.lengths import length_deviation
from hexapla.checks.lexicon import features
from hexapla.checks.names import is_near, missing_names
from hexapla.checks.numerals import numerals
from hexapla.checks.transliteration import romanized
from hexapla.documents.format import Kind
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["CHECKS", "evidence", "group", "probability"]

_FEWEST_WORDS = 5
_SURE = 0.95
_LONG_WORD, _CHANCE = 5, 60.0
_MEAN = 8
"""The index of the mean similarity of words among the traits; what exceeds chance comes next."""
_MARKS = ('"“”„«»「」『』', "(（", ",，、،", "?？؟;", ":：;；؛", "—–-")

# For the traits of `evidence`, by `group`, without and with a lexicon. The first weight, of the
# constant, is set so that 1.2% (with a lexicon 0.8%) of the correct pairs in the fitted sample are
# reported.
_WEIGHTS = {
    ("near", False): (
        -2.50, 1.99, 9.30, 6.23, 6.32, -9.25, 8.46, -1.53, 1.07, -8.98, 0.00, 1.95, 6.64, 2.33,
        -2.44, 3.52, 0.36,
    ),
    ("near", True): (
        -3.50, 1.93, 8.79, 5.98, 4.55, -7.83, 9.40, -2.09, 4.18, -6.60, 0.00, 1.60, 5.34, 2.28,
        -0.79, 3.22, 0.50, -9.96, 2.53, -1.45,
    ),
    ("far", False): (
        -2.61, 1.67, 7.69, 7.50, 10.78, -10.15, 6.72, -2.45, -2.48, -7.36, 0.00, 2.92, 7.22, 1.05,
        -0.22, 1.92, 0.70,
    ),
    ("far", True): (
        -5.16, 1.67, 8.05, 7.66, 15.59, -10.41, 6.42, -2.07, 3.45, -6.64, 0.00, 2.07, 7.24, 1.13,
        0.60, -0.63, 1.92, -6.85, 2.21, -3.43,
    ),
    ("cyrillic", False): (
        -2.55, 1.67, 11.79, 7.62, 16.39, -10.36, 6.42, -2.21, -2.00, -10.53, -2.62, 2.92, 4.47,
        1.35, 2.87, 2.97, 0.89,
    ),
    ("cyrillic", True): (
        -2.08, 1.51, 14.58, 3.99, 14.84, -7.17, 6.64, -3.03, -3.75, -5.63, -4.06, 2.95, 4.27,
        1.80, 6.23, 1.34, 1.36, -7.36, 2.45, -2.75,
    ),
    ("other", False): (
        -4.27, 1.84, 8.40, 6.51, 9.67, -7.64, 2.53, -3.70, 0.54, -7.05, -6.40, 2.18, 4.22, 1.73,
        -0.15, 2.03, 0.36,
    ),
    ("other", True): (
        -4.43, 1.78, 8.81, 7.64, 9.71, -7.73, 2.06, -3.41, -0.54, -5.85, -6.51, 1.64, 3.82, 1.66,
        0.07, 1.24, 0.82, -4.52, 1.66, -2.58,
    ),
}  # fmt: skip


def evidence(pair: TextPair) -> list[float]:
    """The traits of a pair that indicate whether its texts belong together, each about 0 to 2."""
    return _evidence(pair, *_likeness(pair))


def _evidence(pair: TextPair, mean: float, above: float) -> list[float]:
    source, target = pair.prose
    far = length_deviation(source, target, pair.context)
    missing, extra = unmatched(pair)
    kept = max(0, len(numerals(source)) - len(missing))
    ours, lost = missing_names(pair)
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
        _some(_verbatim(pair)),
        *map(_some, marks),
        *_support(pair),
    ]


def _some(count: int) -> float:
    """A count mapped to the range from 0 to 1, in which the first unit matters most."""
    return count / (count + 1.0)


def _verbatim(pair: TextPair) -> int:
    """How many words of the source appear unchanged in a translation into another script."""
    if pair.context.source.script == pair.context.target.script:
        return 0
    ours, theirs = (
        {word.text for word in words if len(word.text) > 2 and word.text.isascii()}
        for words in pair.words
    )
    return len(ours & theirs)


def _likeness(pair: TextPair) -> tuple[float, float]:
    """The best similarity of the long words of both texts: its mean, and what exceeds chance."""
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


def _support(pair: TextPair) -> tuple[float, float, float]:
    lexicon = pair.context.lexicon
    if lexicon is None:
        return 0.0, 0.0, 0.0
    found, expected = lexicon.support(
        features(pair.prose[0], pair.context.source, pair.words[0]),
        features(pair.prose[1], pair.context.target, pair.words[1]),
    )
    lacking = expected - found
    return found / (expected + 3), min(lacking, 30) / 10, min(found, 30) / 10


def probability(pair: TextPair) -> float:
    """The probability that the translation belongs to another sentence, or 0 if it is below 0.5."""
    which = group(pair.context.target)
    known = pair.context.lexicon is not None
    weights = _WEIGHTS[which, known]
    total = _total(weights, _evidence(pair, 0.0, 0.0))
    if total + max(0.0, weights[_MEAN]) <= 0:
        return 0.0  # the similarity of words, which is slow to compute, can't change the result
    total += sum(w * trait for w, trait in zip(weights[_MEAN:], _likeness(pair), strict=False))
    return 1 / (1 + exp(-min(50.0, total))) if total > 0 else 0.0


def _total(weights: Sequence[float], traits: Sequence[float]) -> float:
    return sum([w * trait for w, trait in zip(weights, traits, strict=False)])


def group(language: Language) -> str:
    """The group of languages that shares weights, for English as the source."""
    if is_near(language):
        return "near"
    return {"Latn": "far", "Cyrl": "cyrillic"}.get(language.script, "other")


def mismatch(pair: TextPair) -> Iterator[Remark]:
    """Length, numbers, names and words suggest that the translation belongs to the source."""
    if min(map(len, pair.words)) < (_FEWEST_WORDS if pair.context.target.joiner else 1):
        return
    if len(pair.words[0]) < _FEWEST_WORDS or pair.context.source.base == pair.context.target.base:
        return
    likely = probability(pair)
    if likely > 0.5:
        technical = pair.context.lexicon is None and _is_technical(pair)
        say = note if technical and likely < _SURE else warning
        yield say(msg("seems to translate a different sentence, or only a part of this one"))


def _is_technical(pair: TextPair) -> bool:
    """Whether a text has markup, code or placeholders, or comes from a program.

    Without a lexicon, the weights, which are fitted on news, say too often that such texts differ.
    """
    return pair.kind is Kind.MESSAGE or pair.prose[0] != pair.source


CHECKS = (Check("mismatch", mismatch),)
"""The check that combines several kinds of evidence."""
