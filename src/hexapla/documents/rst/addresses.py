"""The addresses in a file of reStructuredText: of links, images, and files that it includes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.lazy import lazy_re

__all__ = ["find_addresses"]

_ADDRESS = lazy_re(
    r"^[ \t]*(?:[-*+][ \t]+)*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?"
    r"(?:figure|image|include|literalinclude)::[ \t]+(?P<file>[^\s<>{}|]+)[ \t]*$"
    r"|^[ \t]*\.\.[ \t]+_(?:`[^`\n]+`|[^`:\n\\]+):[ \t]+(?P<target>[^\s<>{}|_]+)[ \t]*$"
    r"|:download:`[^`<>\n]{0,200}<(?P<named>[^`<>\n]+)>`"
    r"|:download:`(?P<own>[^`<>\n]+)`"
    r"|`[^`<>\n]{1,200}[ \t\n]<(?P<link>[^\s<>{}|]+[^\s<>{}|_])>`__?"
    r"|^[ \t]+:file:[ \t]+(?P<value>[^\s<>{}|]+)[ \t]*$",
    re.MULTILINE,
)


def find_addresses(text: str) -> list[tuple[int, int]]:
    """The spans of the addresses in a text."""
    return list(_spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for found in _ADDRESS.finditer(text):
        group = next(name for name, value in found.groupdict().items() if value is not None)
        yield found.span(group)
