"""Quotation marks as a language writes them, including nested ones."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from hexapla.checks.primes import with_primes
from hexapla.lazy import lazy_re

__all__ = ["QuotationMark", "quotation_marks", "with_quotation_marks"]

_DOUBLE = '"“”„‟«»＂「」『』'
_SINGLE = "'‘’‚‹›"
_EVERY = _DOUBLE + _SINGLE
# Some marks open in one language and close in another: their position decides. A character
# between two letters or digits is not a mark (apostrophes, gershayim).
_MARK = lazy_re(rf"[{_EVERY}](?:(?<=[{_DOUBLE}])|(?<!\w.)|(?!\w))")
# The only guillemet of a text, and what it says is no sentence: "Read more »".
_ARROW = lazy_re(
    r"\A\s*(?:«[ \u00a0\u202f][^«»]*[\w)\]*_`](?<!\s)\s*\Z|[^«»]*[\w)\]*_`][ \u00a0\u202f]»\s*\Z)"
)
_ALWAYS = {"「": True, "『": True, "」": False, "』": False}
_UNSPACED = lazy_re(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SPACES = " \u00a0\u202f"
# What may be between a mark and the space beside it.
_BEFORE = "([{¿¡—–-/\\" + _SPACES + "\t\n"
_AFTER = ".,;:!?…)]}—–-/、。，！？；：）" + _SPACES + "\t\n"
# How many marks in a row are looked at.
_LONGEST_RUN = 10


class QuotationMark(NamedTuple):
    """A quotation mark: its position, whether it opens, and whether it is a single one."""

    at: int
    opens: bool
    single: bool


def with_quotation_marks(text: str, marks: str) -> str:
    """Replace the quotation marks of a text.

    Parameters: ``marks`` are four characters, see `Language.quotation_marks`. The outermost
    quotation gets the first two, one inside it the other two, and so on alternately. A single
    unpaired mark is replaced too: its quotation continues in other sentences. If opening and
    closing marks can't be told apart, the text stays as it is. White space just inside the marks is
    removed.
    """
    found = quotation_marks(text, marks)
    if not found:
        return text
    out: list[str] = []
    at = depth = 0
    for mark in found:
        # Remove Markdown's escape, which only the old mark needed.
        before = text[at : mark.at].removesuffix("\\")
        if mark.opens:
            shown = marks[2 * (depth % 2)]
            depth += 1
        else:
            depth = max(0, depth - 1)
            shown = marks[2 * (depth % 2) + 1]
            before = before.rstrip(_SPACES)
        out += (before, shown)
        at = mark.at + 1
        while mark.opens and text[at : at + 1] in tuple(_SPACES):
            at += 1
    return "".join([*out, text[at:]])


def quotation_marks(text: str, marks: str) -> list[QuotationMark]:
    """The quotation marks of a text, in order; none if some of them are ambiguous.

    ``marks`` are four characters, see `Language.quotation_marks`. Apostrophes, gershayim, and signs
    for feet and inches are not quotation marks, and neither is an arrow before or after a label.
    """
    text = with_primes(text)
    arrow = _ARROW.search(text)
    places = [one.start() for one in _MARK.finditer(text) if not arrow or one[0] not in "«»"]
    at_doubles = [at for at in places if text[at] in _DOUBLE and not _is_inside_a_word(text, at)]
    doubles = _roles(text, at_doubles, marks)
    if doubles is None:
        return []
    singles: list[QuotationMark] = []
    for at in places:
        if text[at] in _SINGLE:
            opens = _opens(text, at, marks)
            singles.append(
                QuotationMark(at, len(singles) % 2 == 0 if opens is None else opens, True)
            )
    # Apostrophes at word ends look like marks: single marks count only as clean, complete pairs.
    if not singles or [one.opens for one in singles] != [True, False] * (len(singles) // 2):
        singles = []
    return sorted([*doubles, *singles])


def _roles(text: str, places: list[int], marks: str) -> list[QuotationMark] | None:
    found: list[QuotationMark] = []
    depths: Counter[str] = Counter()
    for at in places:
        opens = _opens(text, at, marks)
        if opens is None:
            # With space on both sides or on neither: the opposite of the last one.
            if len(places) % 2:
                return None
            opens = depths[text[at]] <= 0
        depths[text[at]] += 1 if opens else -1
        found.append(QuotationMark(at, opens, False))
    depth = 0
    for one in found:
        depth += 1 if one.opens else -1
    # More than one unpaired mark is ambiguous.
    return found if abs(depth) <= 1 else None


def _opens(text: str, at: int, marks: str) -> bool | None:
    """Whether a mark opens a quotation, by the characters and marks around it; None if unclear."""
    if text[at] in _ALWAYS:
        return _ALWAYS[text[at]]
    if text[at] in "«»" and text[at] in marks:
        return marks.index(text[at]) % 2 == 0
    start, end = at, at + 1
    while start and text[start - 1] in _EVERY and at - start < _LONGEST_RUN:
        start -= 1
    while end < len(text) and text[end] in _EVERY and end - at <= _LONGEST_RUN:
        end += 1
    before, after = text[start - 1 : start], text[end : end + 1]
    free_before = not before or before in _BEFORE
    free_after = not after or after in _AFTER
    if free_before is not free_after:
        return free_before
    if not before or not after:
        return not before
    # In scripts without spaces the character decides, as used in the language, else in English.
    own = {number % 2 == 0 for number, mark in enumerate(marks) if mark == text[at]}
    own = own or {number % 2 == 0 for number, mark in enumerate("“”‘’") if mark == text[at]}
    return own.pop() if len(own) == 1 else None


def _is_inside_a_word(text: str, at: int) -> bool:
    if text[at] not in '"＂':
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    spaced = not _UNSPACED.match(before) and not _UNSPACED.match(after)
    return before.isalnum() and after.isalnum() and spaced
