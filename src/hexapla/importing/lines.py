"""Characters put together as pieces of lines: without gaps, with superscripts and accents."""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import product
from math import isfinite
from statistics import median_high
from typing import NamedTuple

from hexapla.documents.wrapping import first_word
from hexapla.importing.ideographs import PERHAPS, meet
from hexapla.importing.pages import Piece, Span, Style, plain_text

__all__ = [
    "SAME_LINE",
    "WIDE",
    "Char",
    "is_rtl",
    "join_pieces",
    "joined",
    "piece_of",
    "pieces_of",
    "with_marks",
]

# In sizes of the font.
WIDE = 1.2  # a gap between columns or cells
_SPACE = 0.16  # the narrowest space
SAME_LINE = 0.2  # how far letters of one line may be apart vertically
_RAISED = (0.15, 0.75)
_FEW, _BACK = 6, 12  # How many signs may belong into one of how many lines before.
_ABOVE = 0.9  # how far a vowel sign may be from its letter
_MOST_CELLS = 20  # that a letter fills in a direction
_MOST_NEAR = 100  # letters before and after a mark
_LONGEST_LINE = 1_000  # characters
_SMALLER = 0.87  # A superscript's font is smaller than that.
_ACCENTS = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327",
    "ˇ": "\u030c", "˚": "\u030a", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307", "˝": "\u030b",
    "˛": "\u0328",
}  # fmt: skip


class Char(NamedTuple):
    """A character; one that the reader has made up, a space or a line end, has no place."""

    text: str
    left: float | None
    right: float | None
    base: float
    size: float
    style: Style


def pieces_of(chars: Iterable[Char]) -> Iterator[Piece]:
    """The pieces of lines that consist of these characters, in the order of reading."""
    lines: list[list[Char]] = []
    for own in _cut(chars):
        host = _host(lines, own)
        if host is None:
            lines.append(own)
        else:
            host[:] = sorted([*host, *own], key=lambda one: one.left or 0)
    return map(piece_of, lines)


def _cut(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """The characters of each piece of a line."""
    own: list[Char] = []
    space = made_up = False
    for char in with_marks(list(chars)):
        if char.left is None or char.right is None or char.text.isspace():
            space = True
            made_up = char.left == char.right  # PDFium makes spaces up, with or without a place.
            if char.text in "\n\r" and own:
                yield own
                own, space = [], False
            continue
        last = own[-1] if own else None
        if last and _parted(last, char):
            yield own
            own = []
        elif last and (text := _between(last, char, space=space, made_up=made_up)):
            own.append(Char(text, last.right, last.right, last.base, last.size, last.style))
        own.append(char)
        space = False
    if own:
        yield own


def _between(a: Char, b: Char, *, space: bool, made_up: bool) -> str:
    """What is between two neighbours: a space, nothing, or perhaps a space."""
    if space and made_up and _is_wide(a.text, b.text):
        space = False
        if meet(a.text, b.text) and _gap(a, b) > _SPACE * b.size:
            return PERHAPS
    wide = [one.text for one in (a, b) if _is_wide(one.text, "")]
    if len(wide) == 2 or not all(map(str.isalnum, wide)):  # Signs have room of their own.
        return " " if space else ""
    return " " if space or _gap(a, b) > 3 * _SPACE * b.size else ""


def _host(lines: Sequence[list[Char]], own: Sequence[Char]) -> list[Char] | None:
    """The line that a few signs in another font belong into, such as quotation marks."""
    signs = [one for one in own if one.text != " "]
    if len(signs) > _FEW or any(one.text.isalnum() for one in signs):
        return None
    for line in lines[: -_BACK - 1 : -1]:
        first, last = line[0], line[-1]
        near = abs(first.base - own[0].base) <= SAME_LINE * first.size
        if not near or first.left is None or last.right is None or is_rtl(first.text):
            continue
        if all(first.left < (one.left or 0) < last.right for one in own):
            return line
    return None


def _is_wide(a: str, b: str) -> bool:
    """Whether one of two characters is an ideograph, which typesetters set apart from others."""
    return any("\u2e80" <= char < "\uac00" or "\uff01" <= char <= "\uff60" for char in (a, b))


def with_marks(chars: list[Char]) -> list[Char]:
    """The characters, with vowel signs that are placed on their own after their letters.

    Of the two letters of an Arabic ligature, lam is the first one.
    """
    found = list(chars)
    for at in range(len(found) - 1):
        a, b = found[at], found[at + 1]
        if b.text == "ل" and a.text in "اأإآ" and a.left == b.left is not None and a.text:
            found[at], found[at + 1] = b._replace(left=a.left), a
    if not any(_is_mark(one) for one in found):
        return found
    letters = _Letters(found)
    moved: dict[int, list[Char]] = {}
    out: list[Char] = []
    for at, one in enumerate(found):
        if _is_mark(one) and at and found[at - 1].text.isalpha() and _carries(found[at - 1], one):
            base = found[at - 1]
            found[at] = one._replace(base=base.base, size=base.size, style=base.style)
        elif _is_mark(one):
            carriers = (n for n in letters.near(at) if _carries(found[n], one))
            best = min(carriers, key=partial(_distance, found, at), default=None)
            if best is not None:
                letter = found[best]
                moved.setdefault(best, []).append(
                    one._replace(base=letter.base, size=letter.size, style=letter.style)
                )
                found[at] = one._replace(text="")
    for at, one in enumerate(found):
        out += [one] if one.text else []
        out += moved.get(at, [])
    return out


class _Letters:
    """The letters of a page by their places: most have hundreds for each mark."""

    def __init__(self, chars: Sequence[Char]) -> None:
        self._chars = chars
        placed = [at for at, one in enumerate(chars) if one.left is not None and one.text.isalpha()]
        self._cell = max(1.0, 2 * median_high([chars[at].size for at in placed] or [1.0]))
        self._cells: dict[tuple[int, int], list[int]] = {}
        for at in placed:
            for cell in self._around(chars[at]):
                self._cells.setdefault(cell, []).append(at)

    def _around(self, letter: Char) -> Iterable[tuple[int, int]]:
        """The cells in which marks of a letter may be."""
        reach = _ABOVE * letter.size
        rows = self._range(letter.base - reach, letter.base + reach)
        columns = self._range((letter.left or 0) - 1, (letter.right or 0) + 1)
        return product(rows, columns)

    def _range(self, start: float, end: float) -> range:
        if not (isfinite(start) and isfinite(end)):  # A damaged file may say anything.
            return range(0)
        first = int(start // self._cell)
        return range(first, min(int(end // self._cell), first + _MOST_CELLS) + 1)

    def near(self, at: int) -> Sequence[int]:
        """The letters that may carry a mark: of too many, those that the file has next to it."""
        mark = self._chars[at]
        if not (isfinite(mark.base) and isfinite(_middle(mark))):
            return ()
        cell = int(mark.base // self._cell), int(_middle(mark) // self._cell)
        found = self._cells.get(cell, [])
        middle = bisect(found, at)
        return found[max(0, middle - _MOST_NEAR) : middle + _MOST_NEAR]


def _distance(chars: Sequence[Char], at: int, letter: int) -> tuple[float, int]:
    """How far a mark is from a letter. From right to left the file's order tells little."""
    steps = abs(letter - at)
    if unicodedata.bidirectional(chars[letter].text[:1]) not in ("R", "AL"):
        return 0.0, steps
    return abs(_middle(chars[letter]) - _middle(chars[at])), steps


def _middle(char: Char) -> float:
    return ((char.left or 0.0) + (char.right or 0.0)) / 2


def _is_mark(char: Char) -> bool:
    return char.left is not None and unicodedata.category(char.text[:1] or " ") == "Mn"


def _carries(letter: Char, mark: Char) -> bool:
    """Whether a mark is above or below a letter."""
    if None in (letter.left, letter.right, mark.left, mark.right):
        return False
    middle = (mark.left + mark.right) / 2  # type: ignore[operator]
    near = abs(letter.base - mark.base) < _ABOVE * letter.size
    return near and letter.left - 1 <= middle <= letter.right + 1  # type: ignore[operator]


def _gap(a: Char | Piece, b: Char | Piece) -> float:
    """The distance between two things on a line; negative if they overlap."""
    assert a.left is not None
    assert a.right is not None
    assert b.left is not None
    assert b.right is not None
    return max(b.left - a.right, a.left - b.right)


def _parted(a: Char, b: Char) -> bool:
    size = max(a.size, b.size)
    if abs(a.base - b.base) > SAME_LINE * size or _gap(a, b) > WIDE * size:
        return True
    return abs(a.size - b.size) > (1 - _SMALLER) * size


def piece_of(chars: list[Char]) -> Piece:
    """Some characters, in the order of reading, as a piece of a line."""
    placed = [one for one in chars if one.text != " "] or chars
    spans: list[Span] = []
    for char in _composed(chars):
        text = plain_text(char.text)
        if char.style.mono and not text.isascii() and char.text >= "\u0590":
            char = char._replace(style=char.style._replace(mono=False))
        if spans and (spans[-1].style == char.style or text in (" ", PERHAPS)):
            spans[-1] = Span(spans[-1].text + text, spans[-1].style)
        elif text:
            spans.append(Span(text, char.style))
    return Piece(
        min(one.left for one in placed if one.left is not None),
        max(one.right for one in placed if one.right is not None),
        placed[0].base,
        median_high(one.size for one in placed),
        tuple(spans),
        _width(placed[: len(first_word("".join(one.text for one in chars).strip()))]),
    )


def _width(chars: Sequence[Char]) -> float:
    lefts = [one.left for one in chars if one.left is not None]
    rights = [one.right for one in chars if one.right is not None]
    return max(rights, default=0.0) - min(lefts, default=0.0)


def _composed(chars: list[Char]) -> Iterator[Char]:
    """The characters, with accents that are printed over a letter as part of it."""
    at = 0
    while at < len(chars):
        char = chars[at]
        after = chars[at + 1] if at + 1 < len(chars) else None
        if after and after.text in _ACCENTS and char.text.isalpha() and _over(after, char):
            char, after = after, char
        if after and char.text in _ACCENTS and after.text.isalpha() and _over(char, after):
            letter = {"ı": "i", "ȷ": "j"}.get(after.text, after.text)
            text = unicodedata.normalize("NFC", letter + _ACCENTS[char.text])
            yield after._replace(text=text)
            at += 2
            continue
        yield chars[at]
        at += 1


def _over(accent: Char, letter: Char) -> bool:
    if None in (accent.left, accent.right, letter.left, letter.right):
        return False
    middle = (accent.left + accent.right) / 2  # type: ignore[operator]
    return letter.left < middle < letter.right  # type: ignore[operator]


def is_rtl(text: str) -> bool:
    """Whether most letters of a text are written from right to left."""
    if text.isascii():
        return False
    kinds = [unicodedata.bidirectional(char) for char in text]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")


def join_pieces(pieces: list[Piece]) -> list[Piece]:
    """The pieces, with those joined that follow each other on a line without a wide gap."""
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text.strip():
            continue
        for back in range(1, min(len(found), 3) + 1):
            both = _both(found[-back], piece)
            if both is not None:
                found[-back] = both
                break
        else:
            found.append(piece)
    return found


def _both(a: Piece, b: Piece) -> Piece | None:
    """Two pieces as one, if they are neighbours on a line; a superscript is raised."""
    size = max(a.size, b.size)
    gap, drop = _gap(a, b), b.base - a.base
    if not -0.6 * size < gap < WIDE * size or len(a.text) > _LONGEST_LINE:
        return None
    if abs(drop) <= SAME_LINE * size:
        if gap < -0.3 * size and a.text.strip() == b.text.strip():  # printed twice, to look bold
            return a
        return joined(_ordered(a, b))
    small, large = (b, a) if b.size < a.size else (a, b)
    rise = (large.base - small.base) / large.size
    if small.size > _SMALLER * large.size or gap > 0.5 * size or not -0.5 < rise < _RAISED[1]:
        return None
    if rise > _RAISED[0]:
        raised = small.styled(raised=True)
        a, b = (a, raised) if small is b else (raised, b)
    return joined(_ordered(a, b), base=large.base, size=large.size)


def joined(
    pieces: Sequence[Piece], *, base: float | None = None, size: float | None = None
) -> Piece:
    """Pieces of one line as one piece. They are in the order of reading."""
    spans: list[Span] = []
    for index, piece in enumerate(pieces):
        if index and spans:
            before = pieces[index - 1]
            touching = before.text[-1:].isspace() or piece.text[:1].isspace()
            touching = touching or _is_wide(before.text[-1:], piece.text[:1])
            if _gap(before, piece) > _SPACE * piece.size and not touching:
                last = spans.pop()
                spans.append(Span(last.text + " ", last.style))
        for span in piece.spans:
            if spans and spans[-1].style == span.style:
                spans[-1] = Span(spans[-1].text + span.text, span.style)
            else:
                spans.append(span)
    return Piece(
        min(one.left for one in pieces),
        max(one.right for one in pieces),
        pieces[0].base if base is None else base,
        max(one.size for one in pieces) if size is None else size,
        tuple(spans),
        pieces[0].head,
    )


def _ordered(a: Piece, b: Piece) -> list[Piece]:
    """Two pieces of a line in the order in which their script is read."""
    rtl = is_rtl(a.text + b.text)
    return sorted([a, b], key=lambda one: -one.right if rtl else one.left)
