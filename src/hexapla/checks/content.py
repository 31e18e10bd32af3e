"""Checks of content: numbers and acronyms; and the list of these checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from hexapla.checks.check import Check, Remark, TextPair, note, warning
from hexapla.checks.likeness import alike
from hexapla.checks.numerals import Numeral, numerals, roman
from hexapla.checks.places import names_place
from hexapla.checks.separators import value_of
from hexapla.checks.terms import glossary_terms
from hexapla.checks.typography import CASED
from hexapla.documents.format import Kind
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["CHECKS", "conversion_factors", "unmatched"]

# English words that a translation may write as a number.
_NUMBER_WORD = lazy_re(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen(?:th)?|"
    r"twent\w+|thirt\w+|fort(?:y|ieth)|fift\w+|sixt\w+|sevent\w+|eight\w+|ninet\w+|hundreds?|"
    r"thousands?|millions?|billions?|dozens?|half|halves|quarters?|thirds?|first|second|third|"
    r"fourth|sixth|ninth|tenth|twelfth|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"once|twice|doubled?|triple[ds]?|both|single|pair|decades?|"
    r"century|centuries|noon|midnight|midday|double|century-old)\b",
    re.IGNORECASE,
)
# Factors from English measures to metric ones; translations convert in both directions.
_ROUNDING = 0.12
_CONVERSIONS = tuple(
    (lazy_re(words, re.IGNORECASE), factor)
    for words, size in (
        (r"\bf(?:ee|oo)?t\b", 0.3048), (r"\bmiles?\b|\bmph\b", 1.609), (r"\binch(?:es)?\b", 2.54),
        (r"\bpounds?\b|\blbs?\b", 0.4536), (r"\byards?\b", 0.9144), (r"\bacres?\b", 0.4047),
    )
    for factor in (size, 1 / size)
)  # fmt: skip
_ALONE = lazy_re(r"(?<![A-Za-z_])\d")
_ACRONYM = lazy_re(r"(?<![\w.])(?:[A-Z]{2,6}[0-9]{0,3}|[A-Z]{1,3}-?[0-9]{1,4})(?![\w])")


def numbers(pair: TextPair) -> Iterator[Remark]:
    """Every number of the source is kept, in any notation, and none is added."""
    source, target = pair.prose
    ours, theirs = numerals(source), numerals(target)
    if not ours and not theirs:
        return
    missing, extra = unmatched(pair)
    if not missing and not extra:
        return
    spelt = pair.context.source.base != "en" or _NUMBER_WORD.search(source)
    if not missing and spelt:
        extra = [one for one in extra if not one.small and not _round(one)]
    if missing and extra:
        missing, extra = _whole(missing, ours), _whole(extra, theirs)
        yield warning(
            msg("{missing} became {extra}", missing=_listed(missing), extra=_listed(extra)),
            _span(missing[0]),
            _span(extra[0]),
        )
    elif missing and not all(one.small for one in missing):
        yield warning(msg("number missing: {missing}", missing=_listed(missing)), _span(missing[0]))
    elif missing:
        # A message keeps its numbers, except 1 and 2, which an article or a dual form may replace.
        kept = pair.kind is Kind.MESSAGE and any(max(one.plain) > 2 for one in missing)
        say = warning if kept else note
        yield say(
            msg("number missing or written as a word: {missing}", missing=_listed(missing)),
            _span(missing[0]),
        )
    elif extra and (not spelt or not all(one.small for one in extra)):
        yield warning(
            msg("number not in the source: {extra}", extra=_listed(extra)), None, _span(extra[0])
        )
    elif extra:
        message = msg("number not in the source, or a word there: {extra}", extra=_listed(extra))
        yield note(message, None, _span(extra[0]))


@lru_cache(maxsize=2)
def unmatched(pair: TextPair) -> tuple[list[Numeral], list[Numeral]]:
    """The numerals of the source without a counterpart in the translation, and the reverse."""
    source, target = pair.prose
    ours, theirs = _grouped(numerals(source), pair.context.source), numerals(target)
    if not ours and not theirs:
        return [], []
    missing, extra = _unpaired(ours, theirs)
    for part in (list, _split_up) if missing and extra else ():
        missing, extra = _unpaired(part(missing), part(extra))
        missing, extra = _unconverted(missing, extra, ours, source + target)
    written, spelt = roman(target), roman(source)
    missing = [one for one in missing if not one.readings & written]
    extra = [one for one in extra if not one.readings & spelt]
    lost = [one for one in missing if not _is_repeated(one, theirs)]
    added = [one for one in extra if not _is_repeated(one, ours)]
    # A number that occurs once more or once less is a matter of style, unless another number takes
    # its place.
    return (
        [one for one in missing if not _full_hour(one)] if added else lost,
        [one for one in extra if not _full_hour(one)] if lost else added,
    )


def _grouped(found: Sequence[Numeral], language: Language) -> Sequence[Numeral]:
    """The numerals of a text, without the readings that a comma in English excludes: 12,500."""
    if language.base != "en":
        return found
    return [_with_groups(one, language) if "," in one.text else one for one in found]


def _with_groups(one: Numeral, language: Language) -> Numeral:
    value = value_of(one.text, language.tag)
    if value is None or value not in one.plain:
        return one
    readings = frozenset(reading for reading in one.readings if reading >= value)
    return replace(one, readings=readings, plain=frozenset([value]))


def _unpaired(
    ours: Sequence[Numeral], theirs: Sequence[Numeral]
) -> tuple[list[Numeral], list[Numeral]]:
    left = list(theirs)
    missing = []
    for one in ours:
        found = next((other for other in left if one.plain & other.plain), None) or next(
            (other for other in left if one.readings & other.readings), None
        )
        if found:
            left.remove(found)
        else:
            missing.append(one)
    return missing, left


def _split_up(found: Sequence[Numeral]) -> list[Numeral]:
    return [part for one in found for part in (one.parts() if "." in one.text else [one])]


def _whole(found: Sequence[Numeral], written: Sequence[Numeral]) -> list[Numeral]:
    """Numerals as they are written: those of which all parts were found are whole again."""
    known = set(found)
    whole = {part: one for one in written if known.issuperset(one.parts()) for part in one.parts()}
    return list(dict.fromkeys(whole.get(one, one) for one in found))


def _unconverted(
    missing: Sequence[Numeral], extra: Sequence[Numeral], ours: Sequence[Numeral], text: str
) -> tuple[list[Numeral], list[Numeral]]:
    """The numerals without those that are converted measures, such as feet to metres.

    Conversions may be rounded. If the source has both numbers, they don't count as a conversion.
    """
    factors = conversion_factors(text)
    gone: list[Numeral] = []
    for one in missing if factors else ():
        if any(_is_conversion(one, other, factors) for other in ours):
            continue
        other = next((o for o in extra if o not in gone and _is_conversion(one, o, factors)), None)
        gone += [one, other] if other else []
    return [one for one in missing if one not in gone], [one for one in extra if one not in gone]


def conversion_factors(text: str) -> list[float]:
    """The factors between English measures that a text names and metric ones, both ways."""
    return [factor for words, factor in _CONVERSIONS if words.search(text)]


def _is_conversion(one: Numeral, other: Numeral, factors: Sequence[float]) -> bool:
    return any(
        abs(float(b) / float(a) / factor - 1) < _ROUNDING
        for a in one.readings for b in other.readings if a and b
        for factor in factors
    )  # fmt: skip


def _is_repeated(one: Numeral, others: Sequence[Numeral]) -> bool:
    """Whether another numeral has the same value, or this one is the "00" of a full hour."""
    return _full_hour(one) or any(one.readings & other.readings for other in others)


def _full_hour(one: Numeral) -> bool:
    return len(one.text) > 1 and not one.text.strip("0")


def _round(one: Numeral) -> bool:
    return len(re.sub(r"\D", "", one.text).strip("0")) <= 2


def _span(one: Numeral) -> tuple[int, int]:
    return one.start, one.end


def _listed(found: Sequence[Numeral]) -> str:
    return ", ".join(one.text for one in found[:4])


def acronyms(pair: TextPair) -> Iterator[Remark]:
    """Acronyms are kept, unless the language has its own; those that contain digits always are."""
    source, target = pair.prose
    for match in _ACRONYM.finditer(source):
        if not any(map(str.isdigit, match[0])):
            if match[0] not in target:
                yield from _plain_acronym(pair, match)
            continue
        # DB2 doesn't count as found in DB2_9.
        whole = rf"(?<![A-Za-z0-9_]){re.escape(match[0])}(?![A-Za-z0-9_])"
        if re.search(whole, target) or (match[0] in target and not re.search(whole, source)):
            continue
        digits = re.sub(r"\D", "", match[0])
        alone = {one.text for one in numerals(target) if _ALONE.match(target, one.start)}
        if digits not in alone:
            yield warning(msg("acronym missing: {match}", match=match[0]), match.span())


def _plain_acronym(pair: TextPair, match: re.Match[str]) -> Iterator[Remark]:
    """The remark about a missing acronym that consists of letters only, if any."""
    acronym, source = match[0], pair.prose[0]
    words = [part for word in pair.words[1] for part in re.split("['’]", word.text)]
    if source.isupper() or names_place(acronym, pair):
        return
    if len(acronym) > 3 and any(alike(acronym, word) for word in words):
        return  # a word that is in capitals for another reason: MOSCOW
    # The language's own acronym may replace it: UE, OTAN.
    replaced = any(word.isupper() and len(word) > 1 and word not in source for word in words)
    if replaced and len(acronym) <= 3:
        return
    if pair.kind is Kind.MESSAGE and len(acronym) > 2:
        say = note if replaced or pair.context.target.script not in CASED else warning
        yield say(msg("acronym missing: {acronym}", acronym=acronym), match.span())
    elif pair.context.target.script == "Latn":
        yield note(msg("acronym missing: {acronym}", acronym=acronym), match.span())


CHECKS = (
    Check("numbers", numbers),
    Check("acronyms", acronyms),
    Check("glossary", glossary_terms, ("check-glossary",)),
)
"""The checks of content."""
