"""Translations whose markup can be seen to be their source's without reading them as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from hexapla.documents.inline import Mark
from hexapla.documents.markdown.structure import has_markup, signs
from hexapla.lazy import lazy_re

__all__ = ["has_own_links", "has_same_links"]

# The ends of a link with an address, and code.
_TOKEN = lazy_re(r"\[|\]\([^()\s<>\"'\\`]+\)|(?<![`\\])(`+)(?!`)[^`]+(?<!`)\1(?!`)")
# What may be markup, or may matter to the parser of markup elsewhere.
_SIGN = lazy_re(r"[*_~`\[\]<>&$\\{}^\"“”„‟]|(?<!\w)'")
# What stands for the ends of links and code in the rest of a text.
_OTHER = "\0"


class _Links(NamedTuple):
    """The ends of links and the code in a text without other signs of markup, and the rest."""

    found: Counter[str]
    rest: str


def has_own_links(new: str, own: str, marks: Sequence[Mark]) -> bool:
    """Whether a translation has its source's links and code, and no other sign of markup.

    Links and code may be in another order. False means nothing: the translation must be read.
    """
    links = _links(new)
    if links is None:
        return False
    literals = Counter([own[mark.start : mark.end] for mark in marks])
    if links.found == literals:
        return True
    return links.found == {one: count for one, count in literals.items() if _SIGN.search(one)}


def has_same_links(new: str, own: str) -> bool:
    """Whether two texts have the same links and code, in any order, and certainly nothing else.

    Unlike `has_own_links`, this is about markup of all dialects, and markup that begins a line.
    """
    links, others = _links(new), _links(own)
    if links is None or others is None or links.found != others.found or "```" in new:
        return False
    return not any(map(_may_be_markup, (links.rest, others.rest)))


def _may_be_markup(rest: str) -> bool:
    return rest.startswith("%") or has_markup(rest) or bool(signs(rest))


@lru_cache(maxsize=64)  # A draft is judged, and then written; its source is judged with each.
def _links(text: str) -> _Links | None:
    """The links and the code in a text; None if it may have other markup."""
    if "![" in text:
        return None
    at, opened = 0, False
    found: list[str] = []
    between: list[str] = []
    for token in _TOKEN.finditer(text):
        literal = token[0]
        between.append(text[at : token.start()])
        if literal[0] != "`":
            if opened is (literal == "["):
                return None
            opened = not opened
        at = token.end()
        found.append(literal)
    between.append(text[at:])
    rest = _OTHER.join(between)
    return None if opened or _SIGN.search(rest) else _Links(Counter(found), rest)
