"""Put the article's markup and spaces back into a translation that comes from another program.

Programs keep the ids of codes, but not always their content: they return an empty `<bpt id="1"/>`
or a `<g id="1">`, or lose the ``dataRef`` of a `<ph>`. Some indent the elements of a unit, and so
add line breaks and spaces to its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from types import MappingProxyType

from hexapla.exchange.codes import TOO_MUCH_MARKUP, Code, is_bomb
from hexapla.exchange.flows import with_flows
from hexapla.exchange.xliff.ids import is_text_of
from hexapla.exchange.xliff.parts import Part
from hexapla.exchange.xliff.reading import Returned
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["restored"]

_BREAK = lazy_re(r"(?:(?<![ \t\r])[ \t\r]++)?\n[ \t\r\n]*+")
_ENDS_SPACED = lazy_re(r"[ \t]\n\s*+\Z")

_Key = tuple[int, str]  # a code's number and role
_Side = tuple[_Key, bool]  # whether it is the side after the code
_Piece = str | Code


def restored(
    unit: Returned, part: Part, flows: Mapping[tuple[int, str], str] = MappingProxyType({})
) -> tuple[str, str]:
    """The translation of a text with its markup, and what is wrong with it, or an empty text.

    A code without content is that of the current translation with the same number, or of the
    source. ``flows`` are new words in codes, by their numbers and names. Line breaks are removed if
    neither text has any, unless the translation is exactly the exported one.
    """
    source, current = part.source, part.target
    known = {_key(piece): piece.text for piece in (*source, *current) if isinstance(piece, Code)}
    pieces = [_with_text(p, known) if isinstance(p, Code) else p for p in unit.pieces if p]
    if is_bomb(pieces):
        return "", TOO_MUCH_MARKUP
    pieces = [_with_flows(p, flows) if isinstance(p, Code) else p for p in pieces]
    if not ("\n" in _joined((*source, *current)) or is_text_of(_joined(pieces), unit.id)):
        pieces = list(_on_one_line(pieces, {**_spaces(source), **_spaces(current)}))
    text = _joined(pieces)
    if not text.strip():
        return "", ""
    is_unknown = any(isinstance(piece, Code) and not piece.text for piece in pieces)
    return text, msg("a code in it is not one of its source") if is_unknown else ""


def _joined(pieces: Iterable[_Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def _key(code: Code) -> _Key:
    return code.number, code.role


def _with_text(code: Code, known: Mapping[_Key, str]) -> Code:
    text = known.get(_key(code), "")
    return code if code.text.strip() not in ("", text.strip()) else replace(code, text=text)


def _with_flows(code: Code, flows: Mapping[tuple[int, str], str]) -> Code:
    own = {name: text for (number, name), text in flows.items() if number == code.number}
    return with_flows(code, own) if own else code


def _spaces(pieces: Sequence[_Piece]) -> dict[_Side, bool]:
    """Whether there is a space before and after each code."""
    texts = [piece if isinstance(piece, str) else piece.text for piece in pieces]
    found: dict[_Side, bool] = {}
    for (first, before), (second, after) in pairwise(zip(pieces, texts, strict=True)):
        is_spaced = " " in (before[-1:], after[:1])  # no-break spaces aren't removed
        if isinstance(first, Code):
            found[_key(first), True] = is_spaced
        if isinstance(second, Code):
            found[_key(second), False] = is_spaced
    return found


def _on_one_line(pieces: Sequence[_Piece], spaces: Mapping[_Side, bool]) -> Iterator[_Piece]:
    """Pieces without line breaks and the spaces around these.

    A line break becomes a space. At the ends it becomes nothing; beside a code, it becomes a space
    only if the code has one there in the original, or if the line ends with one.
    """
    merged = list(_merged(pieces))
    last = len(merged) - 1
    for at, piece in enumerate(merged):
        if isinstance(piece, Code):
            yield piece
            continue
        before, after = merged[at - 1] if at else None, merged[at + 1] if at < last else None
        head = tail = ""
        if isinstance(before, Code):
            head = " " if spaces.get((_key(before), True)) else ""
        if isinstance(after, Code):
            is_spaced = spaces.get((_key(after), False)) or _ENDS_SPACED.search(piece)
            tail = " " if is_spaced else ""
        text = _BREAK.sub("\n", piece)
        if text == "\n":
            yield (head or tail) if before and after else ""
            continue
        text = head + text[1:] if text.startswith("\n") else text
        text = text[:-1] + tail if text.endswith("\n") else text
        yield text.replace("\n", " ")


def _merged(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Pieces with neighbouring words joined."""
    for is_code, group in groupby(pieces, lambda piece: isinstance(piece, Code)):
        if is_code:
            yield from group
        else:
            yield _joined(group)
