"""Which words of a translation stand for which of its source: alignment, by those who made it.

A neural model's attention says where it looked while it wrote a word; `links` reads that. Apertium
carries the mark-up around a word to its translation; `engines.wordbound` reads that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import normalize

from hexapla.engines.engine import Link

__all__ = ["Token", "links", "tokens"]

# Attention below this share says nothing: it is spread over the whole sentence.
_LEAST = 0.02
# How SentencePiece writes a space.
_SPACE = "▁"


class Token(NamedTuple):
    """A sub-word token, and the span of characters that it stands for (empty for none)."""

    text: str
    start: int
    end: int


def tokens(pieces: Sequence[str], text: str) -> list[Token]:
    """A text's SentencePiece tokens with the spans that they were made of, white space in none.

    Tokens are made of the text's NFKC form, so that their length may be another.
    """
    found: list[Token] = []
    at = 0
    for piece in pieces:
        wanted = piece.replace(_SPACE, "")
        while at < len(text) and text[at].isspace():
            at += 1
        end = at + len(wanted)
        if text[at:end] != wanted:
            end = at
            while end < len(text) and len(normalize("NFKC", text[at:end])) < len(wanted):
                end += 1
        found.append(Token(piece, min(at, len(text)), min(end, len(text))))
        at = end
    return found


def links(
    source: Sequence[Token], target: Sequence[Token], attention: Sequence[Sequence[float]]
) -> tuple[Link, ...]:
    """The links that a matrix of attention (a row a target token) makes.

    Parameters: ``source`` are the tokens of the columns that the matrix begins with; further
    columns (the end of the sentence) are left out. Each target token's weights add up to 1.
    """
    found: list[Link] = []
    for token, row in zip(target, attention, strict=False):
        if token.start == token.end:
            continue
        columns = [
            (weight, one) for weight, one in zip(row, source, strict=False) if one.start < one.end
        ]
        total = sum(weight for weight, _ in columns)
        if total <= 0:
            continue
        found += (
            Link((one.start, one.end), (token.start, token.end), weight / total)
            for weight, one in columns
            if weight >= _LEAST * total
        )
    return tuple(found)
