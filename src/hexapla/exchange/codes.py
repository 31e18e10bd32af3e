"""Inline markup as XLIFF and TMX represent it: numbered codes that form pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hexapla.catalogs.masking import MARKUP, mask
from hexapla.lazy import lazy_re

__all__ = ["Code", "codes", "numbered_like"]

_TAG = lazy_re(r"<(/?)([A-Za-z][\w:-]*)[^<>]*?(/?)>")
_VOID = frozenset(["area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"])
_EMPHASIS = lazy_re(r"\*{1,3}|_{1,2}|~~")


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of markup.

    ``number`` starts at 1 and is the same for both ends of a pair; ``role`` is "open", "close" or
    "alone".
    """

    text: str
    number: int
    role: str


def codes(text: str) -> list[str | Code]:
    """Split a text into words and codes. Joined, the pieces are the text; pairs are well nested."""
    masked = mask(text)
    pieces: list[str | Code] = []
    open_at: list[int] = []
    values = iter(zip(masked.values, masked.kinds, strict=True))
    for char in re.split(f"([{re.escape(masked.kinds)}])" if masked.kinds else "(?!)", masked.text):
        if len(char) != 1 or char not in masked.kinds:
            pieces.append(char)
            continue
        value, kind = next(values)
        if kind != MARKUP:
            pieces.append(value)
        elif _closes(value, pieces, open_at):
            first = open_at.pop()
            opened = pieces[first]
            assert isinstance(opened, Code)
            pieces[first] = replace(opened, role="open")
            pieces.append(Code(value, opened.number, "close"))
        else:
            if _opens(value):
                open_at.append(len(pieces))
            number = 1 + sum(isinstance(p, Code) and p.role != "close" for p in pieces)
            pieces.append(Code(value, number, "alone"))
    return _joined(pieces)


def _joined(pieces: Sequence[str | Code]) -> list[str | Code]:
    out: list[str | Code] = []
    for piece in pieces:
        if isinstance(piece, str) and out and isinstance(out[-1], str):
            out[-1] += piece
        elif piece:
            out.append(piece)
    return out


def _opens(value: str) -> bool:
    tag = _TAG.fullmatch(value)
    if tag:
        return not (tag[1] or tag[3] or tag[2].lower() in _VOID)
    return bool(_EMPHASIS.fullmatch(value)) or value in ("[", "![")


def _closes(value: str, pieces: Sequence[str | Code], open_at: list[int]) -> bool:
    """Whether a piece of markup closes an open one; those opened inside it become "alone"."""
    for depth in range(len(open_at) - 1, -1, -1):
        opened = pieces[open_at[depth]]
        if isinstance(opened, Code) and _is_pair(opened.text, value):
            del open_at[depth + 1 :]
            return True
    return False


def _is_pair(opened: str, closed: str) -> bool:
    start, end = _TAG.fullmatch(opened), _TAG.fullmatch(closed)
    if start and end:
        return bool(end[1]) and start[2].lower() == end[2].lower()
    if _EMPHASIS.fullmatch(opened):
        return opened == closed
    return opened in ("[", "![") and closed.startswith("](")


def numbered_like(pieces: Sequence[str | Code], others: Sequence[str | Code]) -> list[str | Code]:
    """Number the codes of a translation like those of its source.

    Equal codes get the same number, and so do tags that differ only in their attributes. Codes that
    the source doesn't have get new numbers.
    """
    own = [piece for piece in pieces if isinstance(piece, Code) and piece.role != "close"]
    free = [piece for piece in others if isinstance(piece, Code) and piece.role != "close"]
    last = max((code.number for code in free), default=0)
    known: dict[int, int] = {}
    for is_same in (_is_equal, _is_alike):
        for code in own:
            same = next((other for other in free if is_same(code, other)), None)
            if same is not None and code.number not in known:
                free.remove(same)
                known[code.number] = same.number
    for code in own:
        if code.number not in known:
            last += 1
            known[code.number] = last
    return [
        replace(piece, number=known[piece.number]) if isinstance(piece, Code) else piece
        for piece in pieces
    ]


def _is_equal(code: Code, other: Code) -> bool:
    return (code.text, code.role) == (other.text, other.role)


def _is_alike(code: Code, other: Code) -> bool:
    one, two = _TAG.fullmatch(code.text), _TAG.fullmatch(other.text)
    names = (one and one.group(1, 2), two and two.group(1, 2))
    return one is not None and names[0] == names[1] and code.role == other.role
