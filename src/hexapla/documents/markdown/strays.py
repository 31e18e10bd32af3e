"""Signs in a translation that could be part of markup with something in another sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from hexapla.documents.inline import Mark, Role
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = ["without_strays"]

# Signs that may open or close markup: not alone between spaces, and no underscore in a word.
_STRAY = lazy_re(
    r"(?<!\\)(?:`+|(?<![\s*])\*+|(?:(?<!\*)|(?<=\\\*))\*++(?!\s)|(?<![\w\s])_+|(?:(?<!_)|(?<=\\_))_++(?![\w\s])|(?<!\w)_++(?!\s)|~~+|\$+"
    r"|<(?=[A-Za-z/!?])|(?:(?<!=)|(?<=\\=))==++(?=\S)|(?<=[^\s=])==+)"
)
# The first signs of them.
_SIGNS = lazy_re(r"[`*_~$<=]")
_BRACKET = lazy_re(r"[\[\]](?<!\\.)")
_CURLED = lazy_re("[“”]")
_OPENING, _CLOSING = "[“", "]”"
# With smart typography, markup doesn't go on into or out of what is between quotation marks.
_QUOTE = lazy_re(r"\"(?<!\\\")|'(?<![\w\\]')(?=\S)")

# Pandoc reads an address with spaces.
_LINK = lazy_re(r"\](?<!\\\])(?=\()")


class _Stray(NamedTuple):
    start: int
    end: int
    sign: str


def without_strays(new: str, found: Sequence[Mark], own: str, marks: Sequence[Mark]) -> str:
    """A translation that can't begin markup that ends in another sentence, or end one's.

    If it has more signs that could do so than its source, they are escaped. ``found`` are the marks
    in the translation, ``own`` and ``marks`` are the source's text and marks.
    """
    theirs = _strays(new, found)
    if not theirs:
        return new
    ours = Counter(stray.sign for stray in _strays(own, marks))
    counts = Counter(stray.sign for stray in theirs)
    prices = tuple({own[mark.start : mark.end] for mark in marks if own[mark.start] == "$"})
    theirs = [one for one in theirs if not new.startswith(prices, one.start)]
    out: list[str] = []
    at = 0
    for start, end, sign in theirs:
        if counts[sign] > ours[sign] and start >= at:
            out += (new[at:start], *map(_escaped, new[start:end]))
            at = end
    return "".join([*out, new[at:]])


def _escaped(char: str) -> str:
    """A sign as text; not all programs know an escape of an equals sign."""
    return f"\\{char}" if char.isascii() and char != "=" else f"&#{ord(char)};"


def _strays(text: str, marks: Sequence[Mark]) -> list[_Stray]:
    """Signs outside of markup that could be part of some, in order."""
    around = Spans((mark.start, mark.end) for mark in marks)
    found = [_Stray(*one.span(), _sign(one)) for one in _outside(around, _stray_signs(text))]
    found += _unmatched(_outside(around, _BRACKET.finditer(text)), marks)
    found += [_Stray(*one.span(), "](") for one in _outside(around, _LINK.finditer(text))]
    if any(mark.partner >= 0 for mark in marks):
        found += [_Stray(*one.span(), one[0]) for one in _outside(around, _QUOTE.finditer(text))]
        if "“" in text and "„" not in text:  # In „this“ way it closes.
            found += _unmatched(_outside(around, _CURLED.finditer(text)), marks)
    return sorted(found)


def _stray_signs(text: str) -> Iterator[re.Match[str]]:
    """All matches of `_STRAY`, without trying every character, which takes many times as long."""
    first = _SIGNS.search(text)
    while first is not None:
        found = _STRAY.match(text, first.start())
        if found is not None:
            yield found
        first = _SIGNS.search(text, (found or first).end())


def _sign(stray: re.Match[str]) -> str:
    """A stray's sign, and for emphasis whether it could open it (`<`), close it (`>`) or both; for
    a dollar sign, whether it could close a formula.
    """
    sign = stray[0][0]
    before, after = stray.string[stray.start() - 1 : stray.start()], stray.string[stray.end() :][:1]
    if sign == "$":  # None before a digit ends a formula.
        return sign if after.isdigit() or not (before + after).strip() else f"{sign}>"
    if sign not in "*_":
        return sign
    return f"{sign}{'<' * (not after.isspace())}{'>' * (before.strip() != '')}"


def _outside(marks: Spans, found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The matches outside of some marks."""
    return (match for match in found if not marks.meet(*match.span()))


def _unmatched(found: Iterable[re.Match[str]], marks: Sequence[Mark]) -> Iterator[_Stray]:
    """The brackets or quotation marks without a counterpart in the same pair of marks."""
    brackets = [(one.start(), one[0]) for one in found]
    if not brackets:
        return
    pairs = [(mark.start, mark.role.value) for mark in marks if mark.partner >= 0]
    waiting: list[list[_Stray]] = [[]]
    for at, sign in sorted(chain(brackets, pairs)):
        if sign == Role.OPEN.value:
            waiting.append([])
        elif sign == Role.CLOSE.value and len(waiting) > 1:
            yield from waiting.pop()
        elif sign in _OPENING:
            waiting[-1].append(_Stray(at, at + 1, sign))
        elif sign in _CLOSING and waiting[-1]:
            waiting[-1].pop()
        elif sign in _CLOSING:
            yield _Stray(at, at + 1, sign)
    yield from chain(*waiting)
