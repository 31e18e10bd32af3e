"""The parts of a flow: text and markup, and which tags belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from hexapla.documents.elements import FORMATTING, OPAQUE
from hexapla.documents.html.office import has_no_effect, is_format, same_run
from hexapla.documents.html.tags import Tag
from hexapla.documents.inline import Role
from hexapla.numerals import unescape

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
    alone: list[int] = []
    for index, part in enumerate(parts):
        role, name = part.role, part.name
        if role is Role.OPEN:
            opened.append(index)
            names[name] += 1
        elif role is Role.CLOSE:
            if not names[name]:
                alone.append(index)
                continue
            while parts[other := opened.pop()].name != name:
                names[parts[other].name] -= 1
                alone.append(other)
            names[name] -= 1
            partners[index], partners[other] = other, index
    found = list(parts)
    for index in [*alone, *opened]:
        found[index] = parts[index]._replace(role=Role.APART)
    return found, partners


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
        if other > index and tag:
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


def row_of_elements(text: str, parts: Sequence[Part], partners: Sequence[int]) -> list[int]:
    """Where the elements and texts of a row begin that follow each other without a space.

    ``partners`` as in `paired`.

    CSS lays such elements out apart: labels and values, cells, chips. Letters in two formats within
    a word are not apart.
    """
    low, high = 0, len(parts)
    while low < high and _is_blank(text, parts[low]):
        low += 1
    while low < high and _is_blank(text, parts[high - 1]):
        high -= 1
    while low < high and partners[low] == high - 1:
        low, high = low + 1, high - 1
    bounds: list[int] = []
    last: tuple[str, Part] | None = None  # The group before, and its first part.
    mixed = together = False
    while low < high:
        first, end = parts[low], max(partners[low], low) + 1
        shown = _shown(text, parts[low:end])
        spaced = last is not None and (last[0][-1:].isspace() or shown[:1].isspace())
        if spaced or not _is_group(first):
            return []
        if last is not None and _are_apart(text, last, (shown, first)):
            bounds.append(low)
        elif last is not None:
            together = True
        mixed = mixed or first.role is None
        low, last = end, (shown, first)
    return [] if mixed and together else bounds


def _is_group(part: Part) -> bool:
    """Whether a part can be one of a row: text, the beginning of an element, code."""
    code = part.role is Role.ALONE and part.name in OPAQUE
    return part.role is None or code or (part.role is Role.OPEN and part.tag is not None)


def _is_blank(text: str, part: Part) -> bool:
    return part.role is None and text[part.start : part.end].isspace()


def _shown(text: str, parts: Sequence[Part]) -> str:
    return unescape("".join(text[part.start : part.end] for part in parts if part.role is None))


def _are_apart(text: str, one: tuple[str, Part], other: tuple[str, Part]) -> bool:
    """Whether two groups, each with its text and its first part, have words of their own."""
    (before, first), (shown, second) = one, other
    if Role.ALONE in (first.role, second.role):
        return None not in (first.role, second.role)
    if {"sub", "sup"} & {first.name, second.name} or not any(map(str.isalnum, shown)):
        return False
    if len(before) == 1 and before.isalpha():  # An initial
        return False
    # Part of a word can be in such an element.
    running = second.tag is None or second.name in FORMATTING or is_format(text, second.tag)
    if None in (first.role, second.role):  # `Java<b>Script</b>` is a word.
        begins = shown[0].isupper() and before[-1:].islower()
        cell = not running and second.name != "a" and " " in shown
        return (begins or cell) and " " in before + shown
    return not (shown[0].islower() and running)
