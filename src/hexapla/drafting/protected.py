"""Protect text that engines must not change: addresses, file names, versions, placeholders.

It is replaced by stand-ins: a letter and a number, ``X1``. Measured on 37 places in 30 sentences:
Apertium keeps all of them; the small Argos package keeps 32 with ``X`` or ``§``, 29 of ``%s``, 17
of ``%1``, 14 of ``{1}`` and none of ``<x1>``. Without stand-ins, code and URLs came back unchanged
in 183 of 370 places with Apertium, in 32 with Argos.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from hexapla import literals
from hexapla.checks.phrases import Phrases
from hexapla.lazy import lazy_re

__all__ = [
    "LETTERS",
    "letter_for",
    "names_index",
    "protected_spans",
    "repair_stand_ins",
    "stand_in",
]

LETTERS = "XKQZWY"
"""The letters of stand-ins, the best first; the next one is used if a text contains the first."""

_PROTECTED = lazy_re(
    rf"{literals.ANY_ADDRESS}"
    rf"|{literals.MAIL}(?:/[\w-]+)?"
    rf"|{literals.PLACEHOLDER}|{literals.POSITION}(?![\d%.,])(?=\W|$)"
    rf"|{literals.SHORTCODE}|{literals.REFERENCE}"
    rf"|{literals.PATH}(?<![.])|{literals.DRIVE}(?<=\w)|{literals.FILE}"
    rf"|{literals.OPTION}|{literals.CALL}|{literals.IDENTIFIER}|{literals.KEYS}"
    rf"|(?<![\w:]){literals.ROLE}(?=[`\n])|{literals.VERSION}"
)

# A quick test: every match has one of these, and most sentences have none. The set of characters
# comes first because the search would otherwise try every position.
_SIGN = lazy_re(
    r"[@%{$\[&/\\_:.(v+-](?:(?<=[@%{$\[&/\\_])|(?<=\+)\+[a-z\d\"]|(?<=:)[a-z][\w:-]*:"
    r"|(?<=mailto:)|(?<=tel:)|(?<=\.)[\w-]|(?<=-)(?<![\w-]-)|(?<=\()\)|(?<=v)\d)"
)

_DIGIT = lazy_re(r"\d")
_NUMBER = lazy_re(
    r"\d{1,2}\.\d{1,2}\.(?:19|20)?\d\d|\d{1,3}(?:\.\d{3}){2,4}|(?:19|20)\d\d\.\d\d\.\d\d"
)


def protected_spans(text: str, names: Phrases | None = None) -> list[tuple[int, int]]:
    """The spans of a text, in order, that a translation must keep unchanged.

    Parameters: ``names`` are the publication's names to leave untranslated (`names_index`). An
    option needs two letters, which excludes "-5" and dashes. What looks like a date or a number
    with thousands separators is a number and not protected.
    """
    found = [
        match.span()
        for match in (_PROTECTED.finditer(text) if _SIGN.search(text) else ())
        if match.end() > match.start() and not _is_number(match[0])
    ]
    if names is None:
        return found
    free: list[tuple[int, int]] = []
    named = (span for _, spans in names.find(text) for span in spans)
    for start, end in sorted(named, key=lambda span: (span[0], -span[1])):
        after = bisect_left(found, end, key=lambda span: span[0])
        if (not after or found[after - 1][1] <= start) and (not free or free[-1][1] <= start):
            free.append((start, end))
    return sorted([*found, *free])


def names_index(names: Iterable[str]) -> Phrases | None:
    """An index of names; None if there are no names.

    They are found as they are spelled or in capitals; names in small letters, in any case. The
    longest one counts.
    """
    known = [name for name in names if name.strip()]
    return Phrases(known) if known else None


def _is_number(found: str) -> bool:
    """Whether a match is a date (13.10.2015) or a number with grouping dots (1.000.000)."""
    return bool(_NUMBER.fullmatch(found))


def letter_for(text: str, letters: str = LETTERS) -> str:
    """The first letter without a digit after it in the text, or after a sign; else the last."""
    if not _DIGIT.search(text):
        return letters[0]
    return next(
        (one for one in letters if not re.search(rf"{one}[\W_]?\d", text, re.I)), letters[-1]
    )


def stand_in(letter: str, number: int) -> str:
    """The stand-in for a protected span; numbers start at 1."""
    return f"{letter}{number}"


def repair_stand_ins(text: str, letter: str, count: int) -> tuple[str, list[int]]:
    """Repair the stand-ins in a translation; return it with the numbers of those that were lost.

    Engines double letters (``XX1``), insert a space or a sign, or change the case. A second copy is
    removed. Remains of a lost stand-in (``X12``, ``1X``, ``Xn1``) become that stand-in, or are
    removed if none is lost. Each stand-in is in the result once at most.
    """
    if not count:
        return text.strip(), []
    seen: set[int] = set()

    def once(match: re.Match[str]) -> str:
        figures = match["number"]
        # Surplus digits come from the engine; after a space they may be a real number.
        least = len(figures) if match["gap"] else 1
        numbers = [int(figures[:size]) for size in range(len(figures), least - 1, -1)]
        valid = [number for number in numbers if 1 <= number <= count]
        if not valid:
            return match[0]
        number = next((number for number in valid if number not in seen), None)
        if number is None:
            return ""
        seen.add(number)
        return f"{match['space']}{stand_in(letter, number)}"

    # Letters and digits in any order, or with something between them: remains of a stand-in.
    scrap = (
        rf"(?P<space>\s?)(?<!\w)(?:(?=\d*{letter})(?={letter}*\d)[{letter}\d]+"
        rf"|{letter}+[^\s\d]{{1,3}}\d{{1,4}})(?!\w)"
    )
    pattern = (
        rf"(?P<space>\s?)(?:(?<![^\W\d_])(?i:{letter})+|(?<=[^\W\d_A-Z]){letter})"
        r"(?P<gap>[\W_]?)(?P<number>\d+)"
    )
    settled = re.sub(pattern, once, text).strip()
    lost = [number for number in range(1, count + 1) if number not in seen]

    def found(match: re.Match[str]) -> str:
        if match[0].strip() in known:
            return match[0]
        return f"{match['space']}{stand_in(letter, lost.pop(0))}" if lost else ""

    if lost:
        known = {stand_in(letter, number) for number in seen}
        settled = re.sub(scrap, found, settled).strip()
    return settled, lost
