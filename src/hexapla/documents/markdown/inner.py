"""Inline Markdown in blocks of HTML, which Pandoc, kramdown and others read there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hexapla.documents.document import Flow
from hexapla.documents.emphasis import emphasis_marks
from hexapla.documents.html.text import escape_inline
from hexapla.documents.inline import Mark, Piece, Role, Words
from hexapla.documents.markdown.guards import (
    readable,
    with_plain_templates,
    without_extensions,
)
from hexapla.documents.markdown.inlines import read_inline
from hexapla.documents.markdown.raws import end_of_alt
from hexapla.documents.markdown.syntax import Settings, begins_line
from hexapla.lazy import lazy_re

__all__ = ["with_markdown", "without_escapes", "without_signs"]

_MARKDOWN = lazy_re(
    r"[*_](?=\S)|~~(?=\S)|\^\[|`[^`]|\]\(|\][{\[]|\{[.#]|\[@|\[\^|\[-@|\$\S|(?<!\w)@[\w{]|\\[A-Za-z(\[]"
)
# Signs that begin Markdown in a line, apart from those that are in many texts.
_SIGNS = (*"`[@$*_~^|\\", "==", "](")
# Text that begins a block; its last sign is escaped.
_BLOCK = lazy_re(
    r"(?:[-+*:~](?=\s|\Z)|>|#{1,6}(?=\s)|\(?(?:\d{1,9}|[A-Za-z]|@[\w-]*)[.)](?=\s|\Z))"
)
# A run of signs that may be a line of its own.
_LINE = lazy_re(r"(?P<sign>[-*_=~`:])[ ]?(?:(?P=sign)[ ]?){2}")
_NO_MARKDOWN = ("<", "&", "\\ ")


def with_markdown(text: str, marks: Sequence[Mark], settings: Settings) -> Sequence[Mark]:
    """The marks of a block of HTML and those of the Markdown in it, apart from emphasis.

    Tags in code are code.
    """
    if not _MARKDOWN.search(text):
        return marks
    found = _wanted(text, read_inline(text, settings=settings))
    tags = [mark for mark in marks if mark.role is not Role.CLOSE or mark.partner >= 0]
    covering = [one for one in found if any(_is_in(tag, one) for tag in tags)]
    dropped = {n for n, tag in enumerate(marks) if any(_is_in(tag, one) for one in covering)}
    if any(marks[n].partner >= 0 and marks[n].partner not in dropped for n in dropped):
        return marks
    kept = [n for n in range(len(marks)) if n not in dropped]
    free = [n for n, one in enumerate(found) if not any(_touches(marks[k], one) for k in kept)]
    free = [n for n in free if found[n].partner < 0 or found[n].partner in free]
    both = [(marks[n].start, "tag", n) for n in kept] + [(found[n].start, "own", n) for n in free]
    both.sort()
    places = {(kind, n): place for place, (_, kind, n) in enumerate(both)}
    out: list[Mark] = []
    for _, kind, n in both:
        mark = marks[n] if kind == "tag" else found[n]
        out.append(mark._replace(partner=places.get((kind, mark.partner), -1)))
    return out


def without_escapes(written: str, flow: Flow, source: str, marks: Sequence[Mark]) -> str:
    """A block of HTML in which the code of Markdown is as in the source.

    ``flow`` is the block's text, ``source`` the file's.
    """
    for mark in marks:
        own = flow.text[mark.start : mark.end]
        if own[0] in "`$[!]" and not {"<", ">", "&"}.isdisjoint(own):
            for escaped in (escape_inline(own, set()), own.replace("&", "&amp;")):
                written = written.replace(escaped, own)
        if own[0] == "$":  # It may be on several lines.
            literal = source[flow.source(mark.start) : flow.source(mark.end - 1) + 1]
            written = written.replace(own, literal) if literal.split() == own.split() else written
    return written


def without_signs(new: str, piece: Piece, settings: Settings) -> str:
    """A translation of a piece of a block of HTML in which nothing else begins Markdown.

    Signs that it has more often than its source are written as character references. In attributes
    there is no Markdown.
    """
    own, marks = piece.text, piece.marks
    new = with_plain_templates(new, own, marks)
    if piece.kind:
        return new
    new = readable(new, own, marks, settings)
    start = _BLOCK.match(new)
    if start is not None and not _BLOCK.match(own):
        new = f"&#{ord(new[start.end() - 1])};".join((new[: start.end() - 1], new[start.end() :]))
    line = _LINE.match(new) or begins_line(new, settings)
    if line and not (_LINE.match(own) or begins_line(own, settings)):
        new = f"&#{ord(new[0])};{new[1:]}"
    new = _with_own_emphasis(new, own, marks, settings)
    new = without_extensions(new, own, marks, settings)
    more = [sign for sign in _SIGNS if new.count(sign) > own.count(sign)]
    if not more:
        return new
    known = sorted({own[mark.start : mark.end] for mark in marks}, key=len, reverse=True)
    pattern = "|".join(map(re.escape, filter(None, known)))
    parts = re.split(f"({pattern})", new) if pattern else [new]
    for sign in more:
        spelt = "".join(f"&#{ord(char)};" for char in sign)
        parts[::2] = [part.replace(sign, spelt) for part in parts[::2]]
    return "".join(parts)


def _with_own_emphasis(new: str, own: str, marks: Sequence[Mark], settings: Settings) -> str:
    """A translation in which the signs of emphasis that its source lacks are text."""
    if all(new.count(sign) <= own.count(sign) for sign in "*_"):
        return new
    rest = emphasis_marks(own, marks)
    kept: set[int] = set()
    found = read_inline(new, settings=settings)
    for mark in found:
        literal = new[mark.start : mark.end]
        emphasis = literal.strip("*_") == ""
        if emphasis and mark.role is Role.OPEN and rest[literal]:
            rest[literal] -= 1
            other = found[mark.partner]
            kept |= {*range(mark.start, mark.end), *range(other.start, other.end)}
        elif not emphasis:
            kept.update(range(mark.start, mark.end))
    for literal in {own[mark.start : mark.end] for mark in marks}:
        if literal.strip("*_"):
            for known in re.finditer(re.escape(literal), new):
                kept.update(range(*known.span()))
    return "".join(
        f"&#{ord(char)};" if char in "*_" and at not in kept else char
        for at, char in enumerate(new)
    )


def _wanted(text: str, found: Sequence[Mark]) -> list[Mark]:
    """The marks without those of emphasis and of HTML; those of images with their words."""
    kept = [n for n, one in enumerate(found) if not text.startswith(_NO_MARKDOWN, one.start)]
    kept = [n for n in kept if found[n].partner < 0 or found[n].partner in kept]
    places = {n: place for place, n in enumerate(kept)}
    out: list[Mark] = []
    for n in kept:
        one = found[n]._replace(partner=places.get(found[n].partner, -1))
        close = text.find("](", one.start, one.end) if text.startswith("![", one.start) else -1
        close = end_of_alt(text, one.start + 2, close)
        if close > one.start + 2:
            one = one._replace(words=(Words(one.start + 2, close, "alt text"),))
        out.append(one)
    return out


def _is_in(inner: Mark, outer: Mark) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _touches(a: Mark, b: Mark) -> bool:
    return a.start < b.end and b.start < a.end
