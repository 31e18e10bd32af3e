"""Which stretches of HTML are translatable, by its element model; and how they are written back.

Used for HTML files, and for the HTML in other formats: `read_blocks` finds the blocks of a
stretch, `write_block` writes one of them with new texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from hexapla.documents.document import Block, Flow
from hexapla.documents.html_elements import (
    APART,
    ATTRIBUTES,
    BLOCKS,
    BUTTONS,
    CLOSES,
    META,
    OPAQUE,
    PARAGRAPH_CLOSERS,
    RAW_TEXT,
    SCOPES,
    SPECIAL,
    SVG_TEXT,
    VOID,
)
from hexapla.documents.html_text import (
    escape_attribute,
    escape_inline,
    has_words,
    read_attribute,
    read_text,
    replace_markup,
    show_markup,
)
from hexapla.documents.html_tokens import (
    FILLER,
    Attribute,
    Attributes,
    Kind,
    Token,
    attributes,
    mask,
    tokens,
)
from hexapla.documents.inline import Mark, Role, Words, put_together
from hexapla.documents.wrapping import one_line

__all__ = ["Add", "Declaration", "Declared", "read_blocks", "write_block"]

Add = Callable[[int, int, str, Flow, Sequence[Mark]], None]
"""Takes a block: start and end in the source, kind, flow, inline markup (`Blocks.add`)."""


class Declared(Enum):
    """What a document says of itself, apart from its text."""

    LANGUAGE = "lang"
    DIRECTION = "dir"
    LOCALE = "og:locale"
    CHARSET = "charset"


class Declaration(NamedTuple):
    """A declaration and where its value stands: ``source[start:end]``.

    ``missing`` is whether it does not stand there yet, but could be put there.
    """

    what: Declared
    start: int
    end: int
    missing: bool = False


def read_blocks(source: str, start: int, end: int, add: Add) -> list[Declaration]:
    """Find the blocks of the HTML ``source[start:end]``, in order, and what it declares.

    Parameters: ``add`` is called with each block; its marks tell inline markup from text.
    Takes any text whatever and time linear in it.
    """
    return _Reader(source[start:end], start, add).read()


def write_block(
    source: str,
    block: Block,
    texts: Sequence[str | None],
    joiner: str,
    edits: Sequence[tuple[int, int, str]] = (),
) -> str:
    """A block with new texts for its segments, as HTML.

    Parameters: ``texts`` as for `inline.put_together`, as is ``joiner``; ``edits`` are (start,
    end, new text), ascending, of declarations in the tags of the block. What is no markup in the
    source and is none that stands in a template language is escaped.
    """
    assert block.flow is not None
    known = _known(source, block, edits)
    new: list[str | None] = []
    for piece, text in zip(block.pieces, texts, strict=True):
        if text is None or text == piece.text:
            new.append(None)
        elif piece.kind:
            new.append(escape_attribute(one_line(text), block.flow.text[piece.start - 1]))
        else:
            new.append(escape_inline(one_line(text), known))
    return replace_markup(put_together(block.flow.text, block.pieces, new, joiner), known)


def splice(source: str, start: int, end: int, edits: Sequence[tuple[int, int, str]]) -> str:
    """``source[start:end]`` with the edits that stand in it, ascending, applied."""
    out: list[str] = []
    for a, b, text in edits:
        if start <= a and b <= end:
            out += (source[start:a], text)
            start = b
    return "".join([*out, source[start:end]])
