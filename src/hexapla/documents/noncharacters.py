"""The noncharacters U+FDD0 to U+FDEF, with which formats mark places in the texts they work on.

No text has them: Unicode keeps them for the inner use of programs. A file that has one is refused,
and in a translation it becomes U+FFFD, because it would be read as one of the marks.
"""

from __future__ import annotations

from typing import overload

from hexapla.lazy import lazy_re

__all__ = ["first_of", "unmarked"]

_MARKS = lazy_re("[\ufdd0-\ufdef]")


def first_of(text: str) -> int | None:
    """Where the first of these noncharacters is in a text; None if there is none."""
    found = None if text.isascii() else _MARKS.search(text)
    return found.start() if found else None


@overload
def unmarked(text: str) -> str: ...
@overload
def unmarked(text: str | None) -> str | None: ...
def unmarked(text: str | None) -> str | None:
    """A translation with U+FFFD in the place of each of these noncharacters."""
    if text is None or text.isascii():
        return text
    return _MARKS.sub("\N{REPLACEMENT CHARACTER}", text)
