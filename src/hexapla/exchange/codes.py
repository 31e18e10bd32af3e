"""Inline markup as XLIFF and TMX represent it: numbered codes that form pairs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hexapla.catalogs.masking import pieces_of
from hexapla.documents.document import is_too_long
from hexapla.documents.elements import VOID
from hexapla.literals import EMPHASIS, TAG
from hexapla.message import msg

__all__ = ["TOO_MUCH_MARKUP", "Code", "codes", "is_bomb", "numbered_like"]

TOO_MUCH_MARKUP = msg("its codes repeat more than 100,000 characters of markup")
_MOST_REPEATED = 100_000


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
    """Split a text into words and codes. Joined, the pieces are the text; pairs are well nested.

    A text that is too long for a sentence is one piece.
    """
    if is_too_long(text):
        return [text]
    pieces: list[str | Code] = []
    opened = _Opened()
    number = at = 0
    for markup in pieces_of(text):
        if markup.is_number:
            continue
        if at < markup.start:
            pieces.append(text[at : markup.start])
        at = markup.end
        first = opened.close(markup.value)
        if first is not None:
            own = pieces[first]
            assert isinstance(own, Code)
            pieces[first] = replace(own, role="open")
            pieces.append(Code(markup.value, own.number, "close"))
        else:
            opened.open(markup.value, len(pieces))
            number += 1
            pieces.append(Code(markup.value, number, "alone"))
    return [*pieces, text[at:]] if at < len(text) else pieces


def is_bomb(pieces: Sequence[str | Code]) -> bool:
    """Whether codes repeat so much markup that a small file would become a huge translation."""
    texts = [piece.text for piece in pieces if isinstance(piece, Code)]
    return sum(map(len, texts)) - sum(map(len, set(texts))) > _MOST_REPEATED


class _Opened:
    """The markup that is open, by what closes it, in time that doesn't depend on how much it is."""

    def __init__(self) -> None:
        self._stack: list[tuple[str, int]] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)

    def open(self, value: str, piece: int) -> None:
        """Note that a piece opens something, if it does."""
        key = _opened(value)
        if key:
            self._places[key].append(piece)
            self._stack.append((key, piece))

    def close(self, value: str) -> int | None:
        """The piece that some markup closes, if any; those opened inside it are closed, too."""
        key = _closed(value)
        if not key or not self._places[key]:
            return None
        piece = self._places[key][-1]
        while self._stack and self._stack[-1][1] >= piece:
            self._places[self._stack.pop()[0]].pop()
        return piece


def _opened(value: str) -> str:
    """What markup opens: the name of an element, emphasis, a link; or ""."""
    tag = TAG.fullmatch(value)
    if tag and tag["name"]:
        name = tag["name"].lower()
        return "" if tag["close"] or tag["empty"] or name in VOID else f"<{name}"
    if EMPHASIS.fullmatch(value):
        return value
    return "[" if value in ("[", "![") else ""


def _closed(value: str) -> str:
    """What markup closes, as `_opened` calls it; or ""."""
    tag = TAG.fullmatch(value)
    if tag and tag["name"]:
        return f"<{tag['name'].lower()}" if tag["close"] else ""
    if EMPHASIS.fullmatch(value):
        return value
    return "[" if value.startswith("](") else ""


def numbered_like(pieces: Sequence[str | Code], others: Sequence[str | Code]) -> list[str | Code]:
    """Number the codes of a translation like those of its source.

    Equal codes get the same number, and so do tags that differ only in their attributes. Codes that
    the source doesn't have get new numbers.
    """
    own = [piece for piece in pieces if isinstance(piece, Code) and piece.role != "close"]
    theirs = [piece for piece in others if isinstance(piece, Code) and piece.role != "close"]
    last = max((code.number for code in theirs), default=0)
    known: dict[int, int] = {}
    for key in (_exactly, _roughly):
        taken = set(known.values())
        free: defaultdict[object, deque[int]] = defaultdict(deque)
        for code in theirs:
            if code.number not in taken:
                free[key(code)].append(code.number)
        for code in own:
            if code.number not in known and (same := key(code)) and free[same]:
                known[code.number] = free[same].popleft()
    for code in own:
        if code.number not in known:
            last += 1
            known[code.number] = last
    return [
        replace(piece, number=known[piece.number]) if isinstance(piece, Code) else piece
        for piece in pieces
    ]


def _exactly(code: Code) -> tuple[str, ...]:
    return code.text, code.role


def _roughly(code: Code) -> tuple[str, ...]:
    """A tag without its attributes; nothing for other markup."""
    tag = TAG.fullmatch(code.text)
    return (*tag.group("close", "name"), code.role) if tag and tag["name"] else ()
