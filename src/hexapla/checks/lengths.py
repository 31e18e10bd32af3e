"""Checks of the length: unusual for the pair of languages, or too long to be checked."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, exp, floor, log, sqrt

from hexapla.checks.check import Context, Remark, Severity, TextPair, warning
from hexapla.documents.document import LONGEST_SENTENCE, is_too_long
from hexapla.lazy import lazy_regex
from hexapla.message import msg

__all__ = ["IN_LATIN", "length", "length_deviation", "too_long", "usual_lengths"]

# ln(characters / characters of the English sentence), mean over FLORES-200 devtest 1 to 500
# (benchmarks/checks.py --fit-length). Other languages are assumed to be as long as English, with a
# larger variance.
_LENGTHS = {
    "ar": -0.138, "ca": 0.107, "de": 0.148, "en": 0.0, "eo": -0.002, "es": 0.175, "fr": 0.161,
    "gl": 0.095, "hi": -0.016, "it": 0.169, "ja": -0.83, "ko": -0.689, "nl": 0.116, "pl": 0.056,
    "pt": 0.085, "ru": 0.064, "sr": -0.007, "tr": 0.016, "uk": 0.019, "zh": -1.104,
}  # fmt: skip
# Variance of that logarithm: a constant, and a part that shrinks as the sentence gets longer.
_SPREAD, _SPREAD_SHORT = 0.005, 1.6
# Languages in which a character is a syllable or a word: their variance, as a multiple of that.
_DENSE = {"ja": 1.8, "ko": 1.8, "zh": 3.5}
IN_LATIN = lazy_regex(r"[（(][\p{Latin}\s.,'’·-]{2,80}[）)]")
"""A name in Latin letters after its transcription."""
_UNKNOWN_SPREAD = 0.04
_TOO_FAR, _FAR, _NEAR = 7.0, 3.6, 3.0
_LONG_FOR_ONE = 12


def length_deviation(source: str, target: str, context: Context) -> float:
    """How many standard deviations a translation is longer (+) or shorter (-) than usual."""
    if not source or not target:
        return 0.0
    mean, deviation = _expected(source, context)
    return (log(len(target) / len(source)) - mean) / deviation


def usual_lengths(source: str, context: Context) -> tuple[int, int]:
    """The lengths, in characters, of the shortest and of the longest translation that is usual.

    `length` finds the others unusually short or long.
    """
    mean, deviation = _expected(source, context)
    shortest, longest = (len(source) * exp(mean + far * deviation) for far in (-_FAR, _FAR))
    return ceil(shortest), floor(longest)


def _expected(source: str, context: Context) -> tuple[float, float]:
    """The mean and the standard deviation of ln(target length / source length)."""
    if context.length is not None:
        mean, deviation = context.length
        variance = max(deviation**2, _SPREAD) + _SPREAD_SHORT / len(source)
    else:
        ours, theirs = context.source.base, context.target.base
        mean = _LENGTHS.get(theirs, 0.0) - _LENGTHS.get(ours, 0.0)
        # The number of English characters with as much information as the source.
        size = len(source) / (0.4 if ours in _DENSE else 1.0)
        variance = _SPREAD + _SPREAD_SHORT / size
        variance += _UNKNOWN_SPREAD * ((ours not in _LENGTHS) + (theirs not in _LENGTHS))
        variance *= _DENSE.get(theirs, 1.0)
    return mean, sqrt(variance)


def length(pair: TextPair) -> Iterator[Remark]:
    """The length is usual for this pair of languages."""
    source, target = (" ".join(text.split()) for text in pair.prose)
    if pair.context.target.base in _DENSE:
        target = IN_LATIN.sub("", target)  # a name repeated in Latin letters
    if not pair.words[0] or not pair.words[1] or pair.for_programs:
        return
    if min(len(source), len(target)) == 1 and max(len(source), len(target)) > _LONG_FOR_ONE:
        if len(target) == 1:
            yield warning(msg("the translation is a single character"))
        else:
            yield warning(msg("the source is a single character"))
        return
    far = length_deviation(source, target, pair.context)
    severity = next(
        (
            severity
            for limit, severity in (
                (_TOO_FAR, Severity.ERROR),
                (_FAR, Severity.WARNING),
                (_NEAR, Severity.NOTE),
            )
            if abs(far) >= limit
        ),
        None,
    )
    if severity is not None and not pair.is_copy:
        which = "long" if far > 0 else "short"
        counts = msg("{n} characters, the source has {n2}", n=len(target), n2=len(source))
        yield Remark(severity, f"unusually {which}: {counts}")


def too_long(pair: TextPair) -> Iterator[Remark]:
    """A sentence is short enough to be checked and translated."""
    longest = max(pair.source, pair.target, key=len)
    if is_too_long(longest):
        yield warning(
            msg(
                "not checked: {n:,} characters without the end of a sentence; the limit is "
                "{longest_sentence:,}",
                n=len(longest),
                longest_sentence=LONGEST_SENTENCE,
            )
        )
