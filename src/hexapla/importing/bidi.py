"""Lines with letters that are written from right to left, in the order in which they are read.

A PDF has places of characters. Readers of PDFs guess the order of reading and turn brackets; here
it follows from the places, as the order of display follows from that of reading in Unicode's
bidirectional algorithm (UAX #9), whose names of classes are used.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from hexapla.importing.lines import SAME_LINE, WIDE, Char, with_marks
from hexapla.lazy import lazy_re

__all__ = ["balanced", "has_rtl", "read_lines"]

_RTL = lazy_re("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BRACKET = lazy_re(r"[()\[\]{}«»]")
_PAIRS = {"(": "()", "[": "[]", "{": "{}", "«": "«»"}
_PAIRS |= {pair[1]: pair for pair in list(_PAIRS.values())}
# In sizes of the font: the narrowest gap that is a space where spaces are characters of the file,
# and where they aren't.
_GAP, _SPACE = 0.45, 0.16

_KINDS = {"R": "R", "AL": "R", "L": "L", "EN": "N", "AN": "N"}

_Cluster = list[Char]  # A letter with its marks, or a ligature.


def has_rtl(chars: Sequence[Char]) -> bool:
    """Whether some characters are written from right to left."""
    return any(_RTL.match(one.text) for one in chars)


def read_lines(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """The pieces of lines that consist of these characters, in the order of reading."""
    kinds = Counter(_KINDS.get(unicodedata.bidirectional(one.text[:1] or " ")) for one in chars)
    rtl = kinds["R"] > kinds["L"]
    spaced = sum(one.left != one.right and one.text.isspace() for one in chars) * 20 > len(chars)
    for line in _lines(with_marks(list(chars))):
        for piece in _pieces(sorted(line, key=_middle)):
            yield _in_order(_with_spaces(piece, _GAP if spaced else _SPACE), rtl=rtl)


def _lines(chars: Sequence[Char]) -> Iterator[list[_Cluster]]:
    """The characters on each line, as clusters."""
    line: list[_Cluster] = []
    for char in chars:
        if (
            char.left is None
            or char.right is None
            or (char.left == char.right and char.text == " ")
        ):
            continue
        last = line[-1] if line else None
        if last and (_is_mark(char) or _is_same_glyph(last[-1], char)):
            last.append(char)
            continue
        if line and _is_elsewhere(line[0][0], char):
            yield line
            line = []
        line.append([char])
    if line:
        yield line


def _is_elsewhere(a: Char, b: Char) -> bool:
    """Whether two characters are on different lines, or one of them is a superscript.

    Signs may be in another font, whose size is another one.
    """
    return abs(a.base - b.base) > SAME_LINE * min(a.size, b.size)


def _is_mark(char: Char) -> bool:
    return unicodedata.category(char.text[:1] or " ") == "Mn"


def _is_same_glyph(a: Char, b: Char) -> bool:
    return a.left == b.left and a.right == b.right and a.base == b.base


def _middle(cluster: _Cluster) -> float:
    return ((cluster[0].left or 0.0) + (cluster[0].right or 0.0)) / 2


def _pieces(line: Sequence[_Cluster]) -> Iterator[list[_Cluster]]:
    """A line, from the left to the right, without wide gaps."""
    own: list[_Cluster] = []
    right = 0.0
    for cluster in line:
        left = cluster[0].left or 0.0
        if own and left - right > WIDE * cluster[0].size:
            yield own
            own = []
        right = max(right, cluster[0].right or 0.0) if own else cluster[0].right or 0.0
        own.append(cluster)
    if own:
        yield own


def _with_spaces(piece: Sequence[_Cluster], least: float) -> list[_Cluster]:
    """The clusters with one space wherever there is a gap or a space."""
    out: list[_Cluster] = []
    spaced = False
    for cluster in piece:
        char = cluster[0]
        if char.text.isspace():
            spaced = True
            continue
        if out:
            last = out[-1][0]
            gap = (char.left or 0.0) - (last.right or 0.0)
            if spaced or gap > least * char.size:
                out.append([last._replace(text=" ", left=last.right)])
        out.append(cluster)
        spaced = False
    return out


def _in_order(piece: Sequence[_Cluster], *, rtl: bool) -> list[Char]:
    """Clusters from the left to the right in the order of reading; ``rtl`` is that of the page."""
    kinds = _kinds(piece)
    if rtl and "R" in kinds:
        order = list(_from_right(range(len(piece)), kinds))
    else:
        order = list(_from_left(kinds))
    return [char for at in order for char in _normal(piece[at])]


def _normal(cluster: _Cluster) -> _Cluster:
    """A letter with its marks in Unicode's order."""
    first, *marks = cluster
    return [first, *sorted(marks, key=lambda one: unicodedata.combining(one.text[:1] or " "))]


def _from_right(places: range, kinds: Sequence[str]) -> Iterator[int]:
    """Places in the order of reading, from the right; words and numbers from the left."""
    run: list[int] = []
    for at in reversed(places):
        if kinds[at] in ("L", "N"):
            run.append(at)
            continue
        yield from reversed(run)
        run = []
        yield at
    yield from reversed(run)


def _from_left(kinds: Sequence[str]) -> Iterator[int]:
    """Places in the order of reading, from the left, with quotations from the right."""
    at = 0
    while at < len(kinds):
        if kinds[at] != "R":
            yield at
            at += 1
            continue
        end = next((n for n in range(at, len(kinds)) if kinds[n] == "L"), len(kinds))
        end = next(n + 1 for n in range(end - 1, at - 1, -1) if kinds[n] == "R")
        yield from _from_right(range(at, end), kinds)
        at = end


def _kinds(piece: Sequence[_Cluster]) -> list[str]:
    """The direction of each cluster: "L", "R", "N" for a number, "" for what has none."""
    classes = [unicodedata.bidirectional(cluster[0].text[:1] or " ") for cluster in piece]
    if "AL" in classes:  # Numbers in Arabic; only a comma, a point or a colon joins two of them.
        classes = ["AN" if one == "EN" else "ON" if one == "ES" else one for one in classes]
    kinds = [_KINDS.get(one, "") for one in classes]
    at = 0
    while at < len(kinds):
        if kinds[at]:
            at += 1
            continue
        end = next((n for n in range(at, len(kinds)) if kinds[n]), len(kinds))
        before, after = kinds[at - 1] if at else "", kinds[end] if end < len(kinds) else ""
        if {before, after} in ({"L"}, {"L", "N"}):
            kinds[at:end] = ["L"] * (end - at)
        elif before == after == "N" and end == at + 1 and classes[at] in ("CS", "ES"):
            kinds[at] = "N"
        else:  # A sign of per cent or of a currency is part of a number.
            if before == "N" and classes[at] == "ET" and classes[at - 1] == "EN":
                kinds[at] = "N"
            if after == "N" and classes[end - 1] == "ET" and classes[end] == "EN":
                kinds[end - 1] = "N"
        at = end
    return kinds


def balanced(text: str) -> str:
    """A line with its brackets as they are read: readers turn some of them and not others."""
    out: list[str] = []
    open_: list[str] = []
    at = 0
    for found in _BRACKET.finditer(text):
        pair = _PAIRS[found[0]]
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        opens = (not before or before.isspace() or before in "([{«") and bool(after.strip())
        closes = bool(before.strip()) and (not after or not after.isalnum())
        if opens == closes:
            opens = pair not in open_
        if opens:
            open_.append(pair)
        elif pair in open_:
            open_.remove(pair)
        out += (text[at : found.start()], pair[0] if opens else pair[1])
        at = found.end()
    return "".join([*out, text[at:]])
