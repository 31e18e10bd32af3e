"""Punctuation marks at the ends of lines."""

from __future__ import annotations

import re

from hexapla.lazy import lazy_re

__all__ = ["ends_sentence", "ends_with_mark", "has_mark", "stops_inside"]

_SENTENCE_ENDS = tuple(".!?…:‽⁇⁈⁉。．｡！？：।॥۔؟։፧።។။།")
_ENDS = (*_SENTENCE_ENDS, *",;،؛、，；")
_CLOSERS = "\"'”’»›)]}」』】〉》）］*_"
_PUNCTUATION = lazy_re(rf"[{re.escape(''.join(_ENDS))}](?:[ \t]|$)")
_STOP_INSIDE = lazy_re(rf"[{re.escape(''.join(_SENTENCE_ENDS))}][\"'”’»)]*[ \t]+[^\W\d_]")


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a mark that ends sentences."""
    return text.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)


def ends_with_mark(text: str) -> bool:
    """Whether a text ends with a punctuation mark."""
    return text.rstrip(_CLOSERS).endswith(_ENDS)


def has_mark(text: str) -> bool:
    """Whether a word of a text ends with a punctuation mark."""
    return bool(_PUNCTUATION.search(text))


def stops_inside(text: str) -> bool:
    """Whether a sentence ends within a text."""
    return bool(_STOP_INSIDE.search(text))
