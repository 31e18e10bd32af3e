"""The words of a sentence, by which it is recognized with tags, stand-ins or other capitals."""

from __future__ import annotations

from hexapla.lazy import lazy_re

__all__ = ["wording"]

_ADDED = lazy_re(r"</?[a-z]\d*/?>|(?<![A-Z])[A-Z]++\d++")
_NOT_LETTERS = lazy_re(r"[\W\d_]+")


def wording(text: str) -> str:
    """The words of a sentence in small letters, without tags, stand-ins, numbers and signs."""
    return _NOT_LETTERS.sub(" ", _ADDED.sub(" ", text)).strip().casefold()
