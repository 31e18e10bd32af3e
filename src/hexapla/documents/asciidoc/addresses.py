"""The addresses in an AsciiDoc file: of links, images, includes and other pages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from hexapla.lazy import lazy_re

__all__ = ["find_addresses"]

_ADDRESS = lazy_re(
    r"(?<![\w\\])(?P<name>link|xref|image|include|video|audio)::?(?P<target>[^\s\[\]{}|]+)\["
    r"|<<(?P<page>[^<>\[\]\s,{}]+?\.adoc[^<>\[\]\s,{}]*)(?=,|>>)"
    r"|^:(?:imagesdir|iconsdir):[ \t]+(?P<folder>[^\s{}]+)[ \t]*$",
    re.MULTILINE,
)
_FOLDER = lazy_re(r"^:imagesdir:[ \t]+\S", re.MULTILINE)
_FENCE = lazy_re(r"^(-{4,}+|\.{4,}+|\+{4,}+|/{4,}+|```)([^\n]*)$", re.MULTILINE)


def find_addresses(text: str) -> list[tuple[int, int]]:
    """The spans of the addresses in a text, without those in code."""
    return sorted(_spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    seen = text.replace("\r\n", " \n").replace("\r", "\n")
    code = _code(seen)
    starts = [start for start, _ in code]
    in_folder = _FOLDER.search(seen) is not None
    for found in _ADDRESS.finditer(seen):
        before = bisect_right(starts, found.start()) - 1
        in_code = before >= 0 and found.start() < code[before][1]
        if in_code and found["name"] != "include":
            continue
        # The files of images are named from their folder.
        if found["name"] == "image" and in_folder:
            continue
        group = next(one for one in ("target", "page", "folder") if found[one] is not None)
        yield found.span(group)


def _code(text: str) -> list[tuple[int, int]]:
    """The spans of blocks of code, from fence to fence."""
    fences = list(_FENCE.finditer(text))
    ends: dict[str, list[int]] = {}
    for found in reversed(fences):
        if not found[2].strip(" \t"):
            ends.setdefault(found[1], []).append(found.end())
    code: list[tuple[int, int]] = []
    at = 0
    for found in fences:
        last = ends.get(found[1], [])
        while last and last[-1] <= found.end():
            last.pop()
        if found.start() >= at and last:
            at = last[-1]
            code.append((found.start(), at))
    return code
