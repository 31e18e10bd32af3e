"""Write a block of HTML with new words and the source's own markup."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from hexapla.documents.html.tags import Tag, may_have_values, outside, read_tag, show_tag
from hexapla.documents.html.text import (
    escape_attribute,
    escape_inline,
    read_attribute,
    show_markup,
)
from hexapla.documents.html.tokens import Kind, Token, is_tag, markup, mask, split_at_tags
from hexapla.documents.inline import Piece, assemble
from hexapla.documents.text_document import TextBlock
from hexapla.documents.wrapping import EDGES, one_line

__all__ = ["Edit", "show", "splice", "write_block", "written"]

Edit = tuple[int, int, str]
"""Start and end offset in the source, and the new text for that span."""

_TAGS = (Kind.START, Kind.RAW)


def write_block(
    source: str,
    block: TextBlock,
    texts: Sequence[str | None],
    joiner: str,
    edits: Sequence[Edit] = (),
) -> str:
    """A block with new texts for its segments, as HTML.

    Parameters: ``texts`` and ``joiner`` as for `inline.assemble`; ``edits`` are edits of the source
    in ascending order, some of which may be inside the block's tags. Text that looks like markup
    and isn't markup in the source is escaped.
    """
    known = _Known(source, block, edits)
    new: list[str | None] = []
    for piece, text in zip(block.pieces, texts, strict=True):
        if piece.kind:
            words = one_line(piece.text if text is None else text)
            new.append(escape_attribute(words, _quote(block.text, piece.start)))
        elif text is None or text == piece.text:
            new.append(None)
        else:
            new.append(written(piece, text))
    return known.restored(assemble(block.text, block.pieces, new, joiner))


def written(piece: Piece, text: str) -> str:
    """A translation of a piece of a block as HTML: markup that isn't the piece's is escaped."""
    return escape_inline(one_line(text), _own_markup(piece))


def _own_markup(piece: Piece) -> set[str]:
    text, masked = piece.text, mask(piece.text)
    own = {text[mark.start : mark.end] for mark in piece.marks}
    if masked == text and all(map(is_tag, own)):
        return own
    own.clear()
    for mark in piece.marks:
        if is_tag(masked[mark.start : mark.end]):
            own.add(text[mark.start : mark.end])
        else:
            spans = markup(masked, mark.start, mark.end)
            own.update(text[token.start : token.end] for token in spans)
    return own


def splice(source: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    """``source[start:end]`` with the edits inside it applied; ``edits`` are in ascending order."""
    out: list[str] = []
    for a, b, text in edits[bisect_left(edits, (start,)) :]:
        if b > end:
            break
        out += (source[start:a], text)
        start = b
    return "".join([*out, source[start:end]])


def show(text: str, masked: str, start: int, end: int) -> str:
    """Markup, ``text[start:end]``, as shown in a msgid: on one line."""
    out: list[str] = []
    at = start
    for token in markup(masked, start, end):
        tag = read_tag(text, masked, token) if token.kind in _TAGS else None
        out += (show_markup(text[at : token.start]), _shown(text, token, tag))
        at = token.end
    return "".join([*out, show_markup(text[at:end])])


class _Original(NamedTuple):
    """A tag of the source: the text around the values that readers see, and the quoted values."""

    around: tuple[str, ...]
    values: tuple[tuple[str, str], ...]


class _Known:
    """The markup of a block: as shown in a msgid, and as it has to be written."""

    def __init__(self, source: str, block: TextBlock, edits: Sequence[Edit]) -> None:
        self._shown: dict[str, str] = {}
        self._tags: dict[str, _Original] = {}
        text = source[block.start : block.end]
        masked = mask(text)
        first, last = (bisect_left(edits, (at,)) for at in (block.start, block.end + 1))
        edits = edits[first:last]
        one_line = show_markup(text) == text
        parts = split_at_tags(text) if one_line and masked == text and not edits else None
        self._plain = parts is not None and not any(map(may_have_values, parts[1::2]))
        if parts is not None and self._plain:
            self._shown = dict(zip(parts[1::2], parts[1::2], strict=True))
            return

        def edited(start: int, end: int) -> str:
            if not edits:
                return text[start:end]
            # An edit right before a tag is not part of the tag.
            a, b = block.start + start, block.start + end
            return source[a] + splice(source, a + 1, b, edits)

        for token in markup(masked, 0, len(text)):
            tag = read_tag(text, masked, token) if token.kind in _TAGS else None
            same = one_line and not (tag and tag.values)
            shown = text[token.start : token.end] if same else _shown(text, token, tag)
            self._shown.setdefault(shown, edited(token.start, token.end))
            if tag and tag.values:
                spans = outside(tag)
                around = tuple(edited(*span) for span in spans)
                values = tuple((text[v.start : v.end], v.quote) for v in tag.values)
                self._tags.setdefault(_skeleton(text, spans), _Original(around, values))

    def restored(self, text: str) -> str:
        """HTML with its markup as in the source, except for the words inside markup."""
        masked = mask(text)
        parts = split_at_tags(text) if self._plain and masked == text else None
        if parts is not None and all(tag in self._shown for tag in parts[1::2]):
            return text
        out: list[str] = []
        at = 0
        for token in markup(masked, 0, len(text)):
            new = self._shown.get(text[token.start : token.end])
            if new is None and token.kind in _TAGS:
                new = self._with_new_words(text, masked, token)
            if new is not None:
                out += (text[at : token.start], new)
                at = token.end
        return "".join([*out, text[at:]])

    def _with_new_words(self, text: str, masked: str, token: Token) -> str | None:
        """The source's tag with the words of a translated tag, or None if there is none like it."""
        tag = read_tag(text, masked, token)
        original = self._tags.get(_skeleton(text, outside(tag)))
        if original is None:
            return None
        out = [original.around[0]]
        for value, (raw, quote), after in zip(
            tag.values, original.values, original.around[1:], strict=True
        ):
            new = text[value.start : value.end]
            if new == read_attribute(raw, quote or '"'):
                out += (quote, raw, quote, after)
            else:
                out += (value.quote, new, value.quote, after)
        return "".join([*out, text[tag.end : token.end]])


def _skeleton(text: str, spans: Sequence[tuple[int, int]]) -> str:
    return "\0".join(show_markup(text[a:b]) for a, b in spans)


def _shown(text: str, token: Token, tag: Tag | None) -> str:
    """A token as shown in a msgid; ``tag`` is the one that it begins with."""
    if tag is None:
        return show_markup(text[token.start : token.end])
    return show_tag(text, tag)[0] + show_markup(text[tag.end : token.end])


def _quote(text: str, at: int) -> str:
    """The quotation mark before the words at an offset."""
    while text[at - 1] in EDGES:
        at -= 1
    return text[at - 1]
