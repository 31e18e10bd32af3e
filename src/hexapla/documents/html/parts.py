"""The parts of a flow: text and markup, and which tags belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

from hexapla.documents.html.elements import FORMATTING
from hexapla.documents.html.office import has_no_effect, is_format, same_run
from hexapla.documents.html.tags import Tag
from hexapla.documents.inline import Role

__all__ = ["Part", "paired", "row_of_elements", "simplified"]


class Part(NamedTuple):
    """A part of a flow: text (no role) or markup.

    ``tag`` is the tag that it begins with; ``words`` is True if that tag has translatable text.
    """

    start: int
    end: int
    role: Role | None = None
    name: str = ""
    tag: Tag | None = None
    words: bool = False


def paired(parts: Sequence[Part]) -> tuple[list[Part], list[int]]:
    """The parts and the index of each one's partner, or -1. Tags without a partner become APART."""
    partners = [-1] * len(parts)
    opened: list[int] = []
    names: Counter[str] = Counter()
    for index, part in enumerate(parts):
        if part.role is Role.OPEN:
            opened.append(index)
            names[part.name] += 1
        elif part.role is Role.CLOSE and names[part.name]:
            other = -1
            while other < 0 or parts[other].name != part.name:
                other = opened.pop()
                names[parts[other].name] -= 1
            partners[index], partners[other] = other, index
    alone = [
        part._replace(role=Role.APART)
        if part.role in (Role.OPEN, Role.CLOSE) and partner < 0
        else part
        for part, partner in zip(parts, partners, strict=True)
    ]
    return alone, partners


def simplified(
    text: str, parts: Sequence[Part], partners: Sequence[int]
) -> tuple[Sequence[int], set[int]]:
    """The partners of the parts, and the indexes of the tags that a sentence doesn't need.

    These are elements without an effect, and the tags between two that are the same.
    """
    partners, left_out = list(partners), set[int]()
    before = -1  # The last part that is not left out.
    for index, part in enumerate(parts):
        if index in left_out:
            continue
        tag, other = part.tag, partners[index]
        if part.role is Role.OPEN and tag and other >= 0:
            if has_no_effect(text, tag):
                left_out |= {index, other}
                continue
            first = partners[before] if before >= 0 else -1
            same = parts[first].tag if parts[before].role is Role.CLOSE else None
            if same and same_run(text, same, tag):
                left_out |= {before, index}
                partners[first], partners[other] = other, first
                continue
        before = index
    return partners, left_out


def row_of_elements(text: str, parts: Sequence[Part]) -> list[int]:
    """Where the elements begin that follow each other without a space, if there is nothing else.

    CSS lays such elements out apart: labels and values, cells, chips. Letters in two formats within
    a word are not apart.
    """
    _, partners = paired(parts)
    low, high = 0, len(parts)
    while low < high and _is_blank(text, parts[low]):
        low += 1
    while low < high and _is_blank(text, parts[high - 1]):
        high -= 1
    while low < high and partners[low] == high - 1:
        low, high = low + 1, high - 1
    bounds: list[int] = []
    before = ""
    start = low
    while start < high:
        part, end = parts[start], partners[start]
        if part.role is not Role.OPEN or end < start or part.tag is None:
            return []
        shown = _shown(text, parts[start:end])
        if start > low and _are_apart(text, before, part.tag, shown):
            bounds.append(start)
        elif start > low and (before[-1:].isspace() or shown[:1].isspace()):
            return []
        before, start = shown, end + 1
    return bounds


def _is_blank(text: str, part: Part) -> bool:
    return part.role is None and text[part.start : part.end].isspace()


def _shown(text: str, parts: Sequence[Part]) -> str:
    return unescape("".join(text[part.start : part.end] for part in parts if part.role is None))


def _are_apart(text: str, before: str, tag: Tag, shown: str) -> bool:
    """Whether an element that directly follows another one has words of its own."""
    name = tag.token.name
    initial = len(before) == 1 and before.isalpha()
    spaced = before[-1:].isspace() or shown[:1].isspace()
    if name in ("sub", "sup") or initial or spaced or not any(map(str.isalnum, shown)):
        return False
    return not (shown[0].islower() and (name in FORMATTING or is_format(text, tag)))
