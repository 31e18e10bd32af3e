"""The addresses in an AsciiDoc file: of links, images, includes and other pages."""

from __future__ import annotations

import re
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
_VERBATIM = lazy_re(
    r"^(-{4,}|\.{4,}|\+{4,}|/{4,}|```)[^\r\n]*(?:\r\n|\r|\n).*?^\1[ \t]*$",
    re.MULTILINE | re.DOTALL,
)


def find_addresses(text: str) -> list[tuple[int, int]]:
    """The spans of the addresses in a text, without those in code."""
    return sorted(_spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    seen = text.replace("\r\n", " \n").replace("\r", "\n")
    code = [found.span() for found in _VERBATIM.finditer(seen)]
    in_folder = _FOLDER.search(seen) is not None
    for found in _ADDRESS.finditer(seen):
        if any(a <= found.start() < b for a, b in code) and found["name"] != "include":
            continue
        # The files of images are named from their folder.
        if found["name"] == "image" and in_folder:
            continue
        group = next(one for one in ("target", "page", "folder") if found[one] is not None)
        yield found.span(group)
