"""Dates that are a line of their own, in any language that CLDR has names of months for."""

from __future__ import annotations

from functools import cache
from importlib import resources

from hexapla.lazy import lazy_re

__all__ = ["is_date"]

_LONGEST = 80  # characters
_WORDS = lazy_re(r"[^\W\d_]+|\d+")
_PLACE = lazy_re(r"[^\W\d][^\d,]{1,40}, ")
_TIME = lazy_re(
    r",? (?:at |um |à |a las )?\d{1,2}[:.h]\d\d(?: ?(?:[ap]\.?m\.?|Uhr|h|[A-Z]{2,4}(?![A-Z])))*\Z"
)
_CJK_DATE = lazy_re(
    r"(?:\d{4}[年년][ ]?)?\d{1,2}[月월][ ]?\d{1,2}[日일](?:[ ]?[（(]?\S{1,3}[)）]?)?\Z"
)
# Words between the names and figures of a date.
_LINKS = lazy_re(
    r"(?:a[lmnu]?|and|das?|de[lnrs]?|di[e]?|do|du|e[ln]?|eko|[eè]?re?|era|i[ln]?|ke|l[ae]|nd|o[fgmn]|och|rd?|"
    r"st|th|the|und|y|г|года)\Z"
)


def is_date(text: str) -> bool:
    """Whether a line is a date, perhaps after a place or before a time."""
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return False
    if _CJK_DATE.match(text):
        return True
    text = _TIME.sub("", text)
    place = _PLACE.match(text)
    return _is_plain_date(text) or (place is not None and _is_plain_date(text[place.end() :]))


def _is_plain_date(text: str) -> bool:
    words = [word.casefold() for word in _WORDS.findall(text)]
    names = [word for word in words if not word.isdigit() and not _LINKS.match(word)]
    figures = [word for word in words if word.isdigit()]
    others = sum(name not in _calendar() for name in names)
    # One or two other words before a day, a month and a year: "Updated 3 May 2024".
    whole = any(len(figure) == 4 for figure in figures) and len(figures) > 1
    before = all(name not in _calendar() for name in names[:others])
    return (
        bool(figures and names)
        and len(figures) <= 4
        and len(names) <= 3
        and (not others or (others < min(3, len(names)) and whole and before and text[-1] != "."))
    )


@cache
def _calendar() -> frozenset[str]:
    """The names of months and weekdays."""
    data = resources.files("hexapla.documents.text").joinpath("calendar.txt").read_text("utf-8")
    return frozenset(word for line in data.splitlines()[1:] for word in line.split())
