"""Checks of quantities: powers of ten, numbers in words, the notation of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from math import log10

from hexapla.checks.amounts import Amount, amounts
from hexapla.checks.check import Check, Remark, TextPair, warning
from hexapla.checks.content import conversion_factors, unmatched
from hexapla.checks.number_words import number_words
from hexapla.checks.numerals import Numeral, numerals, roman
from hexapla.checks.separators import with_local_numbers
from hexapla.checks.vocabulary import MONTH, concepts
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["CHECKS"]

_LARGE = 1000
_MOST_IN_WORDS = 999
_EAST_ASIAN = frozenset(["zh", "yue", "ja"])
_ROUNDING = 0.02
_SHARED = 5
_DUAL = frozenset(["ar", "he", "sl"])  # where "two hours" may be a single word
_ORDINAL_ENDINGS = frozenset(["st", "nd", "rd", "th"])
_CONVERTED = 0.12
_PAIR = lazy_re(
    r"(?<![\d.,:/–-])(?P<first>\d{1,4})\s?[:/–-]\s?(?P<second>\d{1,4})(?![\d:–]|[.,-]\d)"
)


def magnitudes(pair: TextPair) -> Iterator[Remark]:
    """Large numbers keep their power of ten: a billion is no billón, 34,000 are not 34万."""
    ours = _scaled_alone(amounts(pair, 0))
    theirs = _scaled_alone(amounts(pair, 1)) if ours else []
    if not any(one.scaled or one.value >= _LARGE for one in (*ours, *theirs)):
        return
    known = number_words(pair.context.target.tag).known or pair.context.target.base in _EAST_ASIAN
    for one in ours:
        if not one.value or any(_are_near(one, other) for other in theirs):
            continue
        for other in theirs:
            if any(_are_near(a, other) for a in ours) or not _is_shifted(one, other):
                continue
            if known or min(one.value, other.value) >= _LARGE:
                yield warning(_became(pair, one, other), one.span, other.span)
                return


def _scaled_alone(found: Sequence[Amount]) -> list[Amount]:
    """The amounts without those that share a power of ten with the next: 3 to 4 million."""
    shared = {
        one for one, after in pairwise(found)
        if after.scaled and not one.scaled and after.span[0] - one.span[1] <= _SHARED
    }  # fmt: skip
    return [one for one in found if one not in shared]


def _are_near(one: Amount, other: Amount) -> bool:
    ratio = float(other.value / one.value) if one.value else 0.0
    # An Arabic dual, "two billions", is a single word.
    return abs(ratio - 1) < _ROUNDING or (other.bare and ratio == 0.5)


def _is_shifted(one: Amount, other: Amount) -> bool:
    """Whether two numbers differ by a power of ten, because a word for one is wrong or missing."""
    if not other.value or max(one.value, other.value) < _LARGE or not (one.scaled or other.scaled):
        return False
    power = log10(float(other.value / one.value))
    whole = round(power)
    if abs(power - whole) > 0.001 or whole == 0:
        return False
    if min(one.value, other.value) < _LARGE:  # "5 million" and "5"
        return whole % 3 == 0 and not (one.bare or other.bare) and min(one.value, other.value) > 1
    # "Tens of millions" may be a single word.
    return not (one.bare or other.bare) or (whole % 3 == 0 and one.value >= 10**6)


def numbers_in_words(pair: TextPair) -> Iterator[Remark]:
    """A number in words is that of the source, which may have it in digits, and the reverse."""
    swapped = next(_swapped_numbers(pair), None) or next(_lost_numbers(pair), None)
    if swapped:
        yield swapped


def _lost_numbers(pair: TextPair) -> Iterator[Remark]:
    """A small number of the source in digits, if no word of the translation can stand for it."""
    target = pair.context.target
    if not (number_words(target.tag).known or target.base in _EAST_ASIAN):
        return
    missing = [one for one in unmatched(pair)[0] if _may_be_spelt(one, pair.prose[0])]
    if not missing:
        return
    there = _values(pair, 1) | _present(pair, 1)
    if target.base in _DUAL:
        there.add(Decimal(2))
    for one in missing:
        if not one.readings & there:
            yield warning(
                msg("number missing, also in words: {text}", text=one.text), (one.start, one.end)
            )


def _may_be_spelt(one: Numeral, text: str) -> bool:
    """Whether a number is small, and not a decade, a thousand, or part of a name."""
    before, after = text[: one.start][-1:], text[one.end :][:2]
    glued = before.isalpha() or before in ("'", "’") or after[1:] == "s"
    glued = glued or (after[:1] in ("-", "–") and after[1:].isdigit())
    glued = glued or (after[:1].isalpha() and after not in _ORDINAL_ENDINGS)
    return one.small and not one.decade and not glued and 1 < max(one.plain) < _MOST_IN_WORDS


def _swapped_numbers(pair: TextPair) -> Iterator[Remark]:
    """A number in words that has another one in its place, or the reverse."""
    ours, theirs = _counted(pair, 0), _counted(pair, 1)
    if not ours or not theirs or not any(one.spelt for one in (*ours, *theirs)):
        return
    there, here = (_values(pair, side) for side in (1, 0))
    missing = [one for one in ours if one.value not in there]
    added = [one for one in theirs if one.value not in here] if missing else []
    if not added:
        return
    there, here = there | _present(pair, 1), here | _present(pair, 0)
    missing = [one for one in missing if one.value not in there]
    added = [one for one in added if one.value not in here]
    factors = conversion_factors(" ".join(pair.prose))
    for one in missing:
        for other in added:
            if (one.spelt or other.spelt) and not _is_converted(one, other, factors):
                yield warning(_became(pair, one, other), one.span, other.span)
                return


def _counted(pair: TextPair, side: int) -> list[Amount]:
    """The numbers of a text that are certain, and that people may write in words."""
    return [
        one for one in amounts(pair, side)
        if one.certain and 1 < one.value <= _MOST_IN_WORDS and not one.bare
    ]  # fmt: skip


def _values(pair: TextPair, side: int) -> set[Decimal]:
    """All values that the numbers in a text may have."""
    text = pair.prose[side]
    found = {one.value for one in amounts(pair, side)}
    for one in numerals(text):
        found |= one.readings
    return found


def _present(pair: TextPair, side: int) -> set[Decimal]:
    """The numbers that other words of a text may stand for."""
    language = (pair.context.source, pair.context.target)[side]
    found = set(map(Decimal, number_words(language.tag).present(pair.words[side])))
    found |= {Decimal(month) for month in concepts(pair)[side].get(MONTH, ())}
    return found | roman(pair.prose[side])


def _is_converted(one: Amount, other: Amount, factors: list[float]) -> bool:
    """Whether two numbers may be the same measure in different units."""
    ratio = float(other.value / one.value)
    return any(abs(ratio / factor - 1) < _CONVERTED for factor in factors)


def _became(pair: TextPair, one: Amount, other: Amount) -> str:
    return f"{pair.source[slice(*one.span)]} became {pair.target[slice(*other.span)]}"


def number_format(pair: TextPair) -> Iterator[Remark]:
    """Numbers have the separators of the target language: 1.234,5 in German, not 1,234.5."""
    if not all(pair.has_digits):
        return
    languages = pair.context.source, pair.context.target
    source, target = pair.prose
    local = with_local_numbers(source, target, languages)
    if local == target:
        return
    end = min(len(local), len(target))
    at = next((i for i in range(end) if local[i] != target[i]), end)
    if target[at : at + 1] not in (".", ","):
        return  # the spaces of ISO 80000 are right anywhere
    start = at
    while start and not target[start - 1].isspace():
        start -= 1
    written, meant = (text[start:].split(maxsplit=1)[0] for text in (target, local))
    yield warning(
        msg("{written} would be {meant}", written=written, meant=meant),
        None,
        (start, start + len(written)),
    )


def number_order(pair: TextPair) -> Iterator[Remark]:
    """A range, a score or a ratio keeps its order: 6–11, 2:5."""
    source, target = pair.prose
    if not all(pair.has_digits):
        return
    if pair.context.target.direction == "rtl" or pair.context.source.direction == "rtl":
        return  # where the numbers of a range may be stored in either order
    for match in _PAIR.finditer(source):
        first, second = match["first"], match["second"]
        swapped = rf"(?<![\d.,:/–-]){second}\s?[:/–~-]\s?{first}(?![\d:/–]|[.,-]\d)"
        if first == second or not (found := re.search(swapped, target)):
            continue
        if not re.search(rf"(?<!\d){first}\D{{1,12}}{second}(?!\d)", target):
            yield warning(
                msg("{match} became {found}", match=match[0], found=found[0]),
                match.span(),
                found.span(),
            )
            return


CHECKS = (
    Check("magnitudes", magnitudes),
    Check("numbers-in-words", numbers_in_words),
    Check("number-format", number_format),
    Check("number-order", number_order),
)
"""The checks of quantities."""
