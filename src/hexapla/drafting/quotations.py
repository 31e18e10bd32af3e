"""Quotation marks as a language writes them, nested."""

from __future__ import annotations

from typing import NamedTuple

from hexapla.lazy import lazy_re

__all__ = ["requoted"]

_DOUBLE = '"“”„‟«»＂「」『』'
_SINGLE = "'‘’‚‹›"
_EVERY = _DOUBLE + _SINGLE
# Marks that open in one language close in another: only their place tells. Nothing that stands
# between two letters or figures is a mark (apostrophes, gershayim).
_MARK = lazy_re(rf"[{_EVERY}](?:(?<=[{_DOUBLE}])|(?<!\w.)|(?!\w))")
_ALWAYS = {"「": True, "『": True, "」": False, "』": False}
_UNSPACED = lazy_re(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SPACES = " \u00a0\u202f"
# What may stand between a mark and the space beside it.
_BEFORE = "([{¿¡—–-/\\" + _SPACES + "\t\n"
_AFTER = ".,;:!?…)]}—–-/、。，！？；：）" + _SPACES + "\t\n"


class _Mark(NamedTuple):
    """A mark: its place, whether it opens, and whether it is a single one."""

    at: int
    opens: bool
    single: bool


def requoted(text: str, marks: str) -> str:
    """A text with its quotation marks exchanged.

    Parameters: ``marks`` are four characters, `Language.quotation_marks`. The outermost quotation
    gets the first two, one inside of it the others, and so on in turn. A mark alone, of a quotation
    that other sentences go on with, is exchanged, too; where it can't be told what opens and what
    closes the text stays as it is. White space inside of a quotation's ends goes.
    """
    found = _told(text, marks)
    if not found:
        return text
    out: list[str] = []
    at = depth = 0
    for mark in found:
        # Markdown's escape, which only the mark that goes had need of.
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


def _told(text: str, marks: str) -> list[_Mark]:
    """The marks of a text, in order; none where some of them can't be told."""
    places = [match.start() for match in _MARK.finditer(text)]
    at_doubles = [at for at in places if text[at] in _DOUBLE and not _within(text, at)]
    doubles = _roles(text, at_doubles, marks)
    if doubles is None:
        return []
    singles: list[_Mark] = []
    for at in places:
        if text[at] in _SINGLE:
            opens = _opens(text, at, marks)
            singles.append(_Mark(at, len(singles) % 2 == 0 if opens is None else opens, True))
    # Apostrophes at the ends of words look like marks: only a clean row of pairs is none of those.
    if not singles or [one.opens for one in singles] != [True, False] * (len(singles) // 2):
        singles = []
    return sorted([*doubles, *singles])


def _roles(text: str, places: list[int], marks: str) -> list[_Mark] | None:
    found: list[_Mark] = []
    for at in places:
        opens = _opens(text, at, marks)
        if opens is None:
            # With space on both sides, or on none: the other than the last.
            depth = sum(1 if one.opens else -1 for one in found if text[one.at] == text[at])
            if len(places) % 2:
                return None
            opens = depth <= 0
        found.append(_Mark(at, opens, False))
    depth = 0
    for one in found:
        depth += 1 if one.opens else -1
    # More than one end alone is no nesting that could be told.
    return found if abs(depth) <= 1 else None


def _opens(text: str, at: int, marks: str) -> bool | None:
    """Whether a mark opens a quotation, by what stands around it and other marks beside it; None
    where that doesn't tell.
    """
    if text[at] in _ALWAYS:
        return _ALWAYS[text[at]]
    if text[at] in "«»" and text[at] in marks:
        return marks.index(text[at]) % 2 == 0
    start, end = at, at + 1
    while start and text[start - 1] in _EVERY:
        start -= 1
    while end < len(text) and text[end] in _EVERY:
        end += 1
    before, after = text[start - 1 : start], text[end : end + 1]
    free_before = not before or before in _BEFORE
    free_after = not after or after in _AFTER
    if free_before is not free_after:
        return free_before
    if not before or not after:
        return not before
    # In scripts without spaces the sign itself tells, as the language uses it or else English.
    own = {number % 2 == 0 for number, mark in enumerate(marks) if mark == text[at]}
    own = own or {number % 2 == 0 for number, mark in enumerate("“”‘’") if mark == text[at]}
    return own.pop() if len(own) == 1 else None


def _within(text: str, at: int) -> bool:
    """Whether it is no mark: between letters of a word, or inches after a figure."""
    if text[at] not in '"＂':
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    inches = before.isdigit() and text.count(text[at], 0, at) % 2 == 0
    spaced = not _UNSPACED.match(before) and not _UNSPACED.match(after)
    return (before.isalnum() and after.isalnum() and spaced) or inches
