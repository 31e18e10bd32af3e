"""Inch and foot marks, minutes and seconds: signs after a figure that look like quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hexapla.lazy import lazy_re

__all__ = ["with_primes"]

_FIGURE = r"[\d½⅓⅔¼¾⅛⅜⅝⅞]"
_AFTER_FIGURE = lazy_re(rf"{_FIGURE}\Z")
# Feet and inches, angles, dimensions and adjectives with a hyphen are certain.
_MINUTES = rf"(?<={_FIGURE})['’](?=[ \u00a0]?\d)|(?<=[°º]\d)['’]|(?<=[°º]\d\d)['’]"
_DIMENSION = rf"(?<={_FIGURE})['’\"”](?=[ \u00a0]?[x×][ \u00a0]?{_FIGURE}|-\w)"
_CERTAIN = lazy_re(rf"{_MINUTES}|{_DIMENSION}")
_SECOND = lazy_re(
    rf"{_FIGURE}(?:['’′]|[\"”″][ \u00a0]?[x×])[ \u00a0]?{_FIGURE}"
    rf"(?:[\d.,/ ]{{0,8}}{_FIGURE})?([\"”])"
)
# Marks of quotations, and those of them that may follow a figure.
_DOUBLE, _INCHES = lazy_re('["＂“”„‟«»]'), '"＂”'
# Between letters an apostrophe; before two digits a decade ('90s).
_SINGLE = lazy_re(r"(?:(?<!\w)['‘’]|['‘’](?!\w))(?!(?<=['’])\d\d(?:s|er)?\b(?!['’]))")
_FEET = "'’"
_YEAR = lazy_re(r"(?<!\d)[12]\d{3}\Z")
_STOP = lazy_re(r"[.,;:!?…)\]]|\s+[—–]|\s*\Z")
_NOT_BEFORE_OPENING = lazy_re(r"[^\W_]|[.,;:!?…)\]}”’»%°″′]")


def with_primes(text: str) -> str:
    """The text with ″ and ′ in place of signs after figures that are not quotation marks.

    No other character changes. A sign after a figure is a quotation mark if a quotation is open and
    no other mark closes it: `a "12" screen"` has a 12-inch screen, `the "12" screen` a screen
    called 12. After a year it is always one.
    """
    if not any(sign in text for sign in _INCHES + _FEET):
        return text
    chars = list(text)
    for match in _CERTAIN.finditer(text):
        chars[match.start()] = "′" if match[0] in _FEET else "″"
    for match in _SECOND.finditer(text):
        chars[match.start(1)] = "″"
    for pattern, signs, prime in ((_DOUBLE, _INCHES, "″"), (_SINGLE, _FEET, "′")):
        for at in _after_figures("".join(chars), pattern, signs):
            chars[at] = prime
    return "".join(chars)


def _after_figures(text: str, marks: re.Pattern[str], signs: str) -> list[int]:
    """The offsets of signs after figures that are not quotation marks."""
    found: list[int] = []
    waiting: list[int] = []  # since the last mark that certainly opens or closes a quotation
    is_open = False
    for match in marks.finditer(text):
        at = match.start()
        if match[0] in signs and _AFTER_FIGURE.search(text[max(at - 1, 0) : at]):
            waiting.append(at)
            continue
        free_before = not _NOT_BEFORE_OPENING.match(text[max(at - 1, 0) : at])
        free_after = not text[at + 1 : at + 2].strip()
        opens = free_before and not (free_after and is_open)
        found += waiting if is_open and not opens else _unquoting(text, waiting, is_open)
        waiting, is_open = [], opens
    return found + _unquoting(text, waiting, is_open)


def _unquoting(text: str, places: Sequence[int], is_open: bool) -> list[int]:
    """The signs at some places, except years and the one that closes the quotation."""
    years = [at for at in places if _YEAR.search(text[max(at - 5, 0) : at])]
    rest = [at for at in places if at not in years]
    if is_open and not years and rest:
        final = [at for at in rest if _STOP.match(text, at + 1)]
        rest.remove((final or rest)[0])
    return rest
