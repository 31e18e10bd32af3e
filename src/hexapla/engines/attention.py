"""Which words of a translation correspond to which words of its source, by a model's attention.

The attention of a neural model shows which source tokens it used for each token that it wrote;
`links` turns it into links. Apertium's links come from `hexapla.engines.apertium.wordbound`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import normalize

from hexapla.engines.engine import Link

__all__ = ["Token", "links", "tokens"]

# A smaller share of the attention means nothing: some is spread over the whole sentence.
_LEAST = 0.02
# The character that SentencePiece writes for a space.
_SPACE = "▁"


class Token(NamedTuple):
    """A sub-word token, and the span of characters that it covers, which may be empty."""

    text: str
    start: int
    end: int


def tokens(pieces: Sequence[str], text: str) -> list[Token]:
    """The SentencePiece tokens of a text, with the spans that they were made from.

    Spans don't include white space. Tokens are made from the text's NFKC form and may therefore
    differ from their spans in length.
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
    """The links of an attention matrix with a row per target token and a column per source token.

    ``source`` are the tokens of the first columns; any further columns (the end of the sentence)
    are left out. The weights of each target token add up to 1.
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
