"""Translations whose markup can be seen to be their source's without reading them as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hexapla.documents.inline import Mark
from hexapla.lazy import lazy_re

__all__ = ["has_own_links"]

# The ends of a link with an address, and code.
_TOKEN = lazy_re(r"\[|\]\([^()\s<>\"'\\`]+\)|(?<![`\\])(`+)(?!`)[^`]+(?<!`)\1(?!`)")
# What may be markup, or may matter to the parser of markup elsewhere.
_SIGN = lazy_re(r"[*_~`\[\]<>&$\\{}^\"“”„‟]|(?<!\w)'")


def has_own_links(new: str, own: str, marks: Sequence[Mark]) -> bool:
    """Whether a translation has its source's links and code, and no other sign of markup.

    Links and code may be in another order. False means nothing: the translation must be read.
    """
    literals = Counter(own[mark.start : mark.end] for mark in marks)
    wanted = {one: count for one, count in literals.items() if _SIGN.search(one)}
    if "![" in new:
        return False
    at, found, opened = 0, [], False
    between: list[str] = []
    for token in _TOKEN.finditer(new):
        between.append(new[at : token.start()])
        if token[0][0] != "`":
            if opened is (token[0] == "["):
                return False
            opened = not opened
        at = token.end()
        found.append(token[0])
    between.append(new[at:])
    return not opened and not _SIGN.search(" ".join(between)) and Counter(found) == wanted
