"""Give the numbers in a draft the separators of its language, if their value is certain.

A number in the source is read with the separators of its language (CLDR). A number in the draft
with the same digits but another value in the draft's language is reformatted. Numbers with the same
value stay as they are, and so do those that could be a version, a time or a section in the source.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from hexapla.language_names import load_babel
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["value_of", "with_local_numbers"]

_DIGIT = lazy_re(r"\d")
_SPACES = "\u00a0\u202f "
_NUMBER = lazy_re(
    rf"(?<![\w.,/:-])\d+(?:[.,'’][0-9]+|[{_SPACES}][0-9]{{3}}(?![0-9]))*(?![\w/:-]|[.,][0-9])"
)
# A decimal is a quantity, not a version, if a unit or a currency sign is next to it.
_QUANTITY_AFTER = lazy_re(
    rf"[{_SPACES}]?(?:%|‰|°|per ?cent\b|million|billion|trillion|thousand|percentage|"
    r"(?:k|c|m)?m\b|k?g\b|mg\b|miles?\b|met(?:er|re)s?\b|kilo\w+|feet\b|inch\w*|degrees?\b|points?\b|"
    r"times?\b|tons?\b|tonnes?\b|lit(?:er|re)s?\b|hours?\b|[kKMGT]B\b|mill[oó]n\w*|por ciento\b)"
)
_QUANTITY_BEFORE = lazy_re(r"(?:[$€£¥₹]|\b(?:USD|EUR|GBP|US\$))[ \u00a0]?\Z")
# CLDR, minimumGroupingDigits 2: numbers of four digits are not grouped.
_FROM_FIVE = frozenset(
    "es pt-PT it pl ca gl bg hu lt lv et sl hr sr eu ast".split()  # noqa: SIM905
)


class _Separators(NamedTuple):
    """The grouping separator and the decimal separator."""

    group: str
    decimal: str


class _Value(NamedTuple):
    """A number's digits before and after the decimal separator."""

    whole: str
    fraction: str


def with_local_numbers(source: str, text: str, languages: tuple[Language, Language]) -> str:
    """Format the numbers of a draft for its language, as described above.

    Parameters: ``source`` and ``text`` are plain sentences in the two ``languages``.
    """
    if not _DIGIT.search(source):
        return text
    source_signs, target_signs = (_separators(language.tag) for language in languages)
    if source_signs is None or target_signs is None or source_signs == target_signs:
        return text
    values_by_digits: dict[str, set[_Value]] = {}
    for match in _NUMBER.finditer(source):
        value = _certain_value(source, match, source_signs)
        values_by_digits.setdefault(_digits(match[0]), set()).update(
            {value} if value else {_Value("", "")}
        )

    def written(match: re.Match[str]) -> str:
        values = values_by_digits.get(_digits(match[0]), set())
        value = next(iter(values)) if len(values) == 1 else None
        if value is None or not value.whole or _read(match[0], target_signs) == value:
            return match[0]
        return _formatted(value, target_signs, languages[1])

    return _NUMBER.sub(written, text)


@lru_cache(maxsize=4096)
def value_of(number: str, tag: str) -> Decimal | None:
    """The value of a number as a language writes it; None if that isn't how it writes numbers."""
    if number.isdigit():
        return Decimal(number)
    signs = _separators(tag)
    value = _read(number, signs) if signs else None
    return Decimal(f"{value.whole}.{value.fraction or 0}") if value else None


def _certain_value(source: str, match: re.Match[str], signs: _Separators) -> _Value | None:
    """The value of a number in the source; None for plain digits and if the value is uncertain."""
    value = None if match[0].isdigit() else _read(match[0], signs)
    if value is None:
        return None
    counted = _QUANTITY_AFTER.match(source, match.end()) or _QUANTITY_BEFORE.search(
        source[: match.start()]
    )
    grouped = len(value.whole) > 3 and not match[0].startswith(value.whole)
    return value if counted or grouped or not value.fraction else None


def _read(number: str, signs: _Separators) -> _Value | None:
    """Parse a number in a language's notation; None if it isn't a valid one."""
    group = rf"[{re.escape(signs.group)}]" if signs.group.strip() else rf"[{_SPACES}]"
    pattern = rf"(\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{re.escape(signs.decimal)}(\d+))?"
    match = re.fullmatch(pattern, number)
    if match is None or (match[1].startswith("0") and len(match[1]) > 1):
        return None
    return _Value(_digits(match[1]), match[2] or "")


def _formatted(value: _Value, signs: _Separators, language: Language) -> str:
    whole = value.whole
    tags = (language.tag, language.base if language.tag != "pt-BR" else "")
    if len(whole) > (4 if any(tag in _FROM_FIVE for tag in tags) else 3):
        head = len(whole) % 3
        parts = [whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))]
        whole = signs.group.join(filter(None, parts))
    return f"{whole}{signs.decimal}{value.fraction}" if value.fraction else whole


def _digits(number: str) -> str:
    return number if number.isdecimal() else re.sub(r"\D", "", number)


@lru_cache(maxsize=64)
def _separators(tag: str) -> _Separators | None:
    """A language's separators (CLDR); None unless it uses Western digits and groups of three."""
    load_babel()
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    symbols = locale.number_symbols.get("latn", {})
    pattern = str(locale.decimal_formats[None].pattern)
    if locale.default_numbering_system != "latn" or not pattern.startswith("#,##0"):
        return None
    group, decimal = symbols.get("group"), symbols.get("decimal")
    return _Separators(group, decimal) if group and decimal else None
