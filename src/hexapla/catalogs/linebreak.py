"""Where a string of a catalog is folded, following GNU msgcat.

msgcat breaks lines by the Unicode line breaking algorithm (UAX #14) and counts columns by East
Asian width. A catalog folded differently would be refolded, line by line, by the first gettext tool
that opens it. The rules below are UAX #14's LB4 to LB31 as pairs of classes, without its regular
expression for numbers and with Thai, Lao, Khmer and Burmese treated as letters, as in gettext.
Python's textwrap, which polib uses, doesn't handle Chinese or the break after a slash in a URL. The
classes come from the Unicode database in the ``regex`` package.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import cache, lru_cache
from typing import Any

from hexapla.lazy import lazy_re

__all__ = ["fold"]

_CLASSES = (
    "AI AL B2 BA BB BK CB CJ CL CM CP EB EM EX GL H2 H3 HL HY ID IN IS JL JT JV "
    "NL NS NU OP PO PR QU RI SA SP SY WJ ZW ZWJ"
)
# LB1: classes that resolve to another one; unknown characters are letters.
_RESOLVED = {"AI": "AL", "SA": "AL", "CJ": "NS", "CB": "ID", "NL": "BK", "ZWJ": "CM"}
# Characters whose class changed in the Unicode database after gettext's tables were made: the
# middle dot of Catalan "l·l", and the hyphens that Unicode 17 gives a class of their own.
_EARLIER = {
    **dict.fromkeys("\u00b7\u0387", "AL"),
    **dict.fromkeys("\u00ad\u058a\u05be\u1400\u2010\u2012\u2013\u2e17\u2e40", "BA"),
    **dict.fromkeys("\u1b44\ua9c0\u1bf2\u1bf3", "CM"),
}

_HANGUL = "JL JV JT H2 H3"
_LETTERS = "AL HL"
_IDEOGRAPHS = "ID EB EM"

# No break between these two, even with spaces between them: LB11, LB13 to LB17.
_NEVER = (
    ("*", "WJ CL CP EX IS SY"),
    ("OP OW", "*"),
    ("QU", "OP OW"),
    ("CL CP", "NS"),
    ("B2", "B2"),
)
# No break between neighbours: LB11 to LB12, LB19, LB21 to LB30b.
_ADJACENT = (
    ("WJ GL QU BB", "*"),
    ("*", "QU BA HY NS IN"),
    ("SY", "HL"),
    (_LETTERS, "NU PR PO"),
    ("NU PR PO", _LETTERS),
    ("PR", _IDEOGRAPHS),
    (_IDEOGRAPHS, "PO"),
    ("CL CP NU", "PO PR"),
    ("PO PR", "OP OW NU"),
    ("HY IS NU SY", "NU"),
    ("JL", "JL JV H2 H3"),
    ("JV H2", "JV JT"),
    ("JT H3", "JT"),
    (_HANGUL, "PO"),
    ("PR", _HANGUL),
    (_LETTERS, _LETTERS),
    (f"{_LETTERS} NU", "OP"),
    ("CP", f"{_LETTERS} NU"),
    ("EB", "EM"),
)

# Letters of class AL or digits of class NU, all one column wide; or any other character.
_RUN = lazy_re("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0400-\u0481]+|[0-9]+|.", re.DOTALL)
# One-column characters that affect their neighbours only through their class: no combining marks,
# joiners, flags, Hebrew or line feeds.
_SIMPLE = lazy_re("[ -~\u00a0-\u00ac\u00ae-\u02af\u0400-\u0481\u2010-\u2027\u2030-\u203a]*")


def fold(text: str, width: int, column: int, unbroken: Container[int] = ()) -> list[str]:
    """Split a text into lines of at most ``width`` columns; ``"".join(fold(…))`` is the text.

    ``column`` is where the first line starts; no line break is made before the characters at the
    offsets ``unbroken``. A part without a break opportunity stays whole, however long.
    """
    if _SIMPLE.fullmatch(text):
        return _folded_backwards(text, width, column, unbroken)
    if column + sum(map(columns, text)) <= width:
        return [text]
    return _folded_forwards(text, width, column, unbroken)


def _folded_backwards(text: str, width: int, column: int, unbroken: Container[int]) -> list[str]:
    """`fold` for a text of simple characters: each line ends at the last possible place."""
    lines: list[str] = []
    start = 0
    while column + len(text) - start > width:
        at = max(start + width - column, start)
        while at > start and (at in unbroken or not _breaks_before(text, at)):
            at -= 1
        if at == start:  # no place found: the line continues to the first place after
            at += 1
            while at < len(text) and (at in unbroken or not _breaks_before(text, at)):
                at += 1
            if at >= len(text):
                break
        lines.append(text[start:at])
        start, column = at, 0
    return [*lines, text[start:]]


def _breaks_before(text: str, at: int) -> bool:
    """Whether a line may start with the character at an offset, in a text of simple characters."""
    if text[at] == " ":
        return False
    last = at - 1
    while last >= 0 and text[last] == " ":
        last -= 1
    return last >= 0 and _may_break_between(text[last], text[at], last < at - 1)


@cache
def _may_break_between(last: str, this: str, spaced: bool) -> bool:
    return _may_break(_class(last), _class(this), spaced)


def _folded_forwards(text: str, width: int, column: int, unbroken: Container[int]) -> list[str]:
    """`fold` for a text that is too long for one line, piece by piece."""
    lines: list[str] = []
    start = piece = 0  # where the line starts, and its last unbreakable piece
    piece_width = 0
    for at, length, kind in _breaks(text):
        possible = kind == "possible" and at not in unbroken
        if possible or kind == "mandatory":
            if piece > start and column + piece_width > width:
                lines.append(text[start:piece])
                start, column = piece, 0
            column, piece, piece_width = column + piece_width, at, 0
        if kind == "mandatory":
            column = 0
        else:
            piece_width += length if length > 1 else columns(text[at])
    if piece > start and column + piece_width > width:
        lines.append(text[start:piece])
        start = piece
    return [*lines, text[start:]]


def _breaks(text: str) -> Iterator[tuple[int, int, str]]:
    """Whether a line may start with a character: "", "possible" or "mandatory".

    Consecutive letters and digits are grouped, because no line starts inside them: yields where
    they start, how many there are, and the answer for the first.
    """
    last, spaced, hebrew, flags, joined = "BK", False, False, 0, False
    for run in _RUN.finditer(text):
        char = text[run.start()]
        this = _class(char)
        kind = ""
        if this == "BK":
            kind, last, spaced = "mandatory", "BK", False
        elif this == "SP":
            spaced = True
        elif this == "ZW":
            last, spaced = "ZW", False
        elif this != "CM" or spaced or last in ("BK", "ZW"):  # LB9: else a part of the last one
            # LB8a, LB21a and LB30a look further back than the previous character.
            odd_flag = last == this == "RI" and flags % 2 == 1
            glued = joined or (not spaced and (hebrew or odd_flag))
            if last == "ZW" or (last != "BK" and not glued and _may_break(last, this, spaced)):
                kind = "possible"
            hebrew = last == "HL" and this in ("HY", "BA") and not spaced
            last, spaced = "AL" if this == "CM" else this, False
        flags = flags + 1 if this == "RI" else 0
        joined = char == "\u200d"
        yield run.start(), run.end() - run.start(), kind


@cache
def _may_break(before: str, after: str, spaced: bool) -> bool:
    if after == "CM":  # not after a space, which turns it into a letter: LB10
        return True
    if _listed(_NEVER, before, after):
        return False
    if spaced:
        return True
    if after == "GL":
        return before in ("BA", "HY")
    return not _listed(_ADJACENT, before, after)


def _listed(rules: tuple[tuple[str, str], ...], before: str, after: str) -> bool:
    return any(
        (left == "*" or before in left.split()) and (right == "*" or after in right.split())
        for left, right in rules
    )


@cache
def _class_pattern() -> Any:
    import regex

    return regex.compile("|".join(rf"(?P<{name}>\p{{lb={name}}})" for name in _CLASSES.split()))


@lru_cache(maxsize=4096)
def _class(char: str) -> str:
    """The character's line breaking class, resolved."""
    if char in _EARLIER:
        return _EARLIER[char]
    match = _class_pattern().match(char)
    name = match.lastgroup if match else "AL"
    if name == "OP" and unicodedata.east_asian_width(char) in "FWH":
        return "OW"  # LB30 excludes the brackets of Chinese and Japanese
    return str(_RESOLVED.get(name, name))


@lru_cache(maxsize=4096)
def columns(char: str) -> int:
    """How many terminal columns the character occupies: 0, 1 or 2."""
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Cc"):
        return 0
    if category == "Cn":  # for which Python 3.11 and 3.12 give different widths
        return 1
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
