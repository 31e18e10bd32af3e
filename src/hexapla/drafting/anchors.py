"""What a sentence may share with its translation: numbers, code, names, similar words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from hexapla.catalogs.masking import pieces_of
from hexapla.catalogs.similarity import words as similar_words
from hexapla.drafting.placement import words

__all__ = ["Sort", "folded", "mark", "numbers", "opaque", "plain", "starts"]

Sort = Callable[[str], set[str]]
"""Finds the tokens of one sort in a sentence."""

_START = 4
_END_MARKS = {"？": "?", "؟": "?", ";": "?", "！": "!", "：": ":"}


def folded(text: str) -> set[str]:
    """The words, in lower case, as a table of word translations has them."""
    return {text[start:end].casefold() for start, end in words(text)}


def mark(text: str) -> str:
    """The kind of mark at the end: "?", "!", ":" or nothing."""
    end = text.rstrip("\"'”’»)]*_ ")[-1:]
    end = _END_MARKS.get(end, end)
    return end if end in "?!:" else ""


def numbers(text: str) -> set[str]:
    """The numbers, as ASCII digits without separators."""
    found = ("".join(filter(str.isdigit, one.value)) for one in pieces_of(text) if one.is_number)
    return {"".join(str(unicodedata.digit(c, 0)) for c in number) for number in found}


def opaque(text: str) -> set[str]:
    """Code, placeholders and addresses."""
    return {one.value for one in pieces_of(text) if one.opaque}


def plain(text: str) -> set[str]:
    """The words without case and accents; pairs of characters in scripts without spaces."""
    bare = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return {word for word in similar_words(bare) if len(word) > 2 or word >= "\u0e00"}


def starts(text: str) -> set[str]:
    """The first letters of long words: related languages share many."""
    return {word[:_START] for word in plain(text) if len(word) > _START}
