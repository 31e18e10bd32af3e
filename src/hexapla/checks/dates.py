"""Checks of dates and times: months, weekdays, the order of day and month, a.m. and p.m."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from hexapla.checks.check import Check, Remark, Span, TextPair, warning
from hexapla.checks.concepts import Found, Hit, shown, swaps
from hexapla.checks.numerals import numerals
from hexapla.checks.vocabulary import MONTH, WEEKDAY, concepts, data, named
from hexapla.language_names import load_babel
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["CHECKS"]

_DATE = lazy_re(r"(?<![\d./-])(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d/-])")
_SHORT_DATE = lazy_re(r"(?<![\d./-])(\d{1,2})([./])(\d{1,2})\.?(?![\d/]|[.,]\d)")
_TIME = lazy_re(r"(?<![\d:.])(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?\s?m\b", re.IGNORECASE)
# The day of a date is next to the month, before or after it.
_DAY_AFTER = lazy_re(r"\s(\d{1,2})(?:st|nd|rd|th)?\b(?!:)")
_DAY_BEFORE = lazy_re(r"\b(\d{1,2})(?:st|nd|rd|th)?\.?\s(?:of\s|de\s)?\Z")

Day = tuple[int, int]
"""A month and a day of it."""


class _Date(NamedTuple):
    """A date in digits: what it may mean, its parts, and its place."""

    days: frozenset[Day]
    parts: tuple[int, int]
    year: str
    span: Span


def dates(pair: TextPair) -> Iterator[Remark]:
    """Months and weekdays are those of the source, and day and month aren't swapped."""
    ours, theirs = concepts(pair)
    digits = pair.has_digits
    if not any(digits) and MONTH not in ours and WEEKDAY not in ours:
        return
    written = [
        _dates(text, language) if digit else []
        for text, language, digit in zip(
            pair.prose, (pair.context.source, pair.context.target), digits, strict=True
        )
    ]
    for family in (MONTH, WEEKDAY):
        for swap in swaps(ours, theirs, family):
            if family == MONTH and _has_month(int(swap.concept), pair, written[1]):
                continue
            yield warning(shown(pair, swap), swap.ours.span, swap.theirs.span)
            return
    if written[0] or written[1]:
        yield from _orders(pair, ours, (written[0], written[1]))


def _has_month(month: int, pair: TextPair, written: list[_Date]) -> bool:
    """Whether a translation has a month in digits."""
    if any(month in (day[0] for day in date.days) for date in written):
        return True
    short = _SHORT_DATE.finditer(pair.prose[1])
    return any(month in (int(match[1]), int(match[3])) for match in short)


def _orders(
    pair: TextPair, ours: Found, written: tuple[list[_Date], list[_Date]]
) -> Iterator[Remark]:
    """Dates in digits that have day and month in the wrong order, or another month."""
    source_days = [day for hit in ours.get(MONTH, {}).items() for day in _day(pair, *hit)]
    alike: dict[tuple[str, int, int], list[_Date]] = {}
    for one in _different(written[0]):
        alike.setdefault(_digits(one), []).append(one)
    for date in _different(written[1]):
        swapped = frozenset((second, first) for first, second in date.days)
        for one in alike.get(_digits(date), ()):
            wrong = not one.days & date.days or (
                len(one.days) > 1 and one.parts == date.parts[::-1] and one.parts != date.parts
            )
            if wrong:
                yield _swapped(pair, one.span, date.span)
                return
        for day, span in source_days:
            if day not in date.days and day in swapped and day[0] != day[1]:
                yield _swapped(pair, span, date.span)
                return
    for one in written[0]:
        months = {str(month) for month, _ in one.days}
        others = named(pair, 1).get(MONTH, {})
        hits = [hit for month, hit in others.items() if hit.certain and month not in months]
        if hits and not months & others.keys() and MONTH not in ours:
            yield _swapped(pair, one.span, hits[0].span)
            return


def _different(dates: Iterable[_Date]) -> list[_Date]:
    """The first of each date that is written in the same way."""
    found: dict[tuple[object, ...], _Date] = {}
    for one in dates:
        found.setdefault((one.days, one.parts, one.year), one)
    return list(found.values())


def _digits(date: _Date) -> tuple[str, int, int]:
    """What two dates have in common if day and month are exchanged."""
    low, high = sorted(date.parts)
    return date.year[-2:], low, high


def _swapped(pair: TextPair, ours: Span, theirs: Span) -> Remark:
    source, target = pair.prose[0][slice(*ours)], pair.prose[1][slice(*theirs)]
    return warning(
        msg("{source} became {target}: day and month may be swapped", source=source, target=target),
        ours,
        theirs,
    )


def _day(pair: TextPair, month: str, hit: Hit) -> Iterator[tuple[Day, Span]]:
    """The day of a month that a source names, and its place."""
    text, (start, end) = pair.prose[0], hit.span
    after = _DAY_AFTER.match(text, end)
    before = _DAY_BEFORE.search(text[max(0, start - 12) : start])
    day = after or before
    if day and 0 < int(day[1]) <= 31:
        yield (int(month), int(day[1])), (start, end)


def _dates(text: str, language: Language) -> list[_Date]:
    found = []
    orders: tuple[str, ...]
    for match in _DATE.finditer(text):
        first, second, last = match[1], int(match[3]), match[4]
        if len(first) == 4:  # ISO 8601
            parts, orders, year = (second, int(last)), ("md",), first
        else:
            parts, orders, year = (int(first), second), _order(language.tag), last
            if len(first) == 3 or len(last) not in (2, 4) or (len(last) == 2 and match[2] != "/"):
                continue
        days = frozenset(
            day for order in orders
            for day in (parts if order == "md" else parts[::-1],)
            if 1 <= day[0] <= 12 and 1 <= day[1] <= 31
        )  # fmt: skip
        found.append(_Date(days, parts, year, match.span()))
    return found


@lru_cache(maxsize=32)
def _order(tag: str) -> tuple[str, ...]:
    """The orders of month and day in a language's dates; both in English without a region."""
    load_babel()
    from babel import Locale, UnknownLocaleError

    if tag == "en":
        return ("md", "dm")
    try:
        pattern = str(Locale.parse(tag, sep="-").date_formats["short"].pattern).lower()
    except (UnknownLocaleError, ValueError):
        return ("md", "dm")
    return ("md",) if pattern.find("m") < pattern.find("d") else ("dm",)


def times(pair: TextPair) -> Iterator[Remark]:
    """A time after noon stays after noon: 3 p.m. is 15:00, not 3:00."""
    if not pair.has_digits[0] or "m" not in pair.prose[0].lower():
        return
    found = [m for m in _TIME.finditer(pair.prose[0]) if 1 <= int(m[1]) <= 11]
    words = _parts_of_day(pair.context.target.base) if found else None
    if not words:
        return
    text = pair.prose[1]
    hours = {value for one in numerals(text) for value in one.plain}
    before, after = (pattern.search(text) for pattern in words)
    for match in found:
        hour, late = int(match[1]), match[3].lower() == "p"
        if late and hour + 12 not in hours and not after and hour in hours:
            became = f"{hour} {before[0]}" if before else str(hour)
            yield warning(
                msg("{match} became {became}", match=match[0], became=became), match.span()
            )
            return
        if not late and not before and (hour + 12 in hours or (hour in hours and after)):
            if any(other[3].lower() == "p" for other in found):
                continue
            became = str(hour + 12) if hour + 12 in hours else f"{hour} {after and after[0]}"
            yield warning(
                msg("{match} became {became}", match=match[0], became=became), match.span()
            )
            return


@lru_cache(maxsize=32)
def _parts_of_day(base: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """Patterns for what makes a time before noon or after it, in a language."""
    words = data("names")["daypart"].get(base)
    if not words:
        return None
    return re.compile(words["am"], re.IGNORECASE), re.compile(words["pm"], re.IGNORECASE)


CHECKS = (Check("dates", dates), Check("times", times))
"""The checks of dates and times."""
