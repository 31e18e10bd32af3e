"""Titles of sections: after signs, or above an underline."""

from __future__ import annotations

from hexapla.documents.asciidoc.lines import Line, Reader
from hexapla.documents.asciidoc.tree import Meta, Node, Place
from hexapla.lazy import lazy_re

__all__ = ["UNDERLINES", "heading_at", "read_heading"]

_ATX = lazy_re(r"(={1,6}|#{1,6})[ \t]++(.+?)(?:(?<![ \t])[ \t]++\1)?\Z")
_SETEXT = lazy_re(r"(?!\.).*?[^\W_].*\Z")
UNDERLINES = "=-~^+"
"""The characters of underlines, from the title of the document to the fourth level below it."""

_ANCHOR = lazy_re(r" \[\[([^\W\d][\w\-:.]*)(?:, *(.+))?\]\]\Z")
_ESCAPED = lazy_re(r" \\\[\[")
_DEEPEST = 6


def heading_at(reader: Reader) -> int:
    """The level of the heading that begins at the next line, from 1 on; 0 for none."""
    line, below = reader.peek(), reader.peek(1)
    if line is None:
        return 0
    if line.text.startswith(("=", "#")):
        found = _ATX.match(line.text)
        if found is not None:
            return len(found[1])
    if below is not None and not below.apart and _is_underlined(line.text, below.text):
        return UNDERLINES.index(below.text[0]) + 1
    return 0


def _is_underlined(title: str, underline: str) -> bool:
    return (
        len(underline) > 1
        and underline[0] in UNDERLINES
        and not underline.strip(underline[0])
        and abs(len(title) - len(underline)) <= 1
        and _SETEXT.match(title) is not None
    )


def read_heading(reader: Reader, meta: Meta, *, floating: bool = False) -> Node:
    """Read the heading that begins at the next line."""
    level = heading_at(reader)
    line = reader.next()
    found = _ATX.match(line.text) if line.text.startswith(("=", "#")) else None
    if found is not None:
        inner = Line(found[2], line.start + found.start(2))
        node = Node("heading", place=Place.HEADING, end=0, sign=found[1])
    else:
        below = reader.next()
        inner = line
        node = Node("heading", place=Place.UNDERLINED, end=below.end, sign=below.text[0])
    node.kind, node.level, node.meta = f"heading {min(level, _DEEPEST)}", level, meta
    anchor = _ANCHOR.search(inner.text)
    if anchor is not None and not _ESCAPED.search(inner.text) and not meta.id:
        node.id = anchor[1]
        inner = Line(inner.text[: anchor.start()], inner.start)
    node.id = node.id or meta.id
    node.lines = [inner]
    node.marker = "floating" if floating else ""
    return node
