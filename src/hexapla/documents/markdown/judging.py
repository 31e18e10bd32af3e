"""Whether a translation is read as its source is, where it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from hexapla.documents.document import Segment
from hexapla.documents.inline import Mark, Piece
from hexapla.documents.markdown.blocks import Found
from hexapla.documents.markdown.guarded_lines import guard_lines
from hexapla.documents.markdown.guards import with_plain_dollars, with_straight_quotes
from hexapla.documents.markdown.spans import BREAK
from hexapla.documents.markdown.structure import has_markup, signs, structure
from hexapla.documents.markdown.syntax import Settings
from hexapla.documents.markdown.unchanged import has_same_links
from hexapla.documents.structure import Changes, Element, Structure, changes
from hexapla.lazy import lazy_re

__all__ = ["added_signs", "changes_in"]

_FIRST_BREAK = lazy_re(rf"\A\s*(?:{re.escape(BREAK)}|<br\b)", re.IGNORECASE)
# A line break at the end has lost its white space, or will.
_LAST_BREAK = lazy_re(r"(?<!\\)(?:\\\\)*\\\s*\Z")


def changes_in(
    body: Found,
    segment: Segment,
    piece: Piece,
    text: str,
    written: Callable[[], Sequence[str]],
    labels: Callable[[], Mapping[str, str]],
    settings: Settings,
) -> Changes:
    """How a translation of a segment changes its structure; see `Document.changes`.

    Parameters: ``piece`` is the segment's part of the block ``body``; ``written`` makes the lines
    that the translation is written in, without what keeps them from beginning a block; ``labels``
    are those of the links that the file defines.
    """
    if body.place in ("title", "attribute") or piece.kind not in ("", "alt text"):
        return added_signs(segment.text, text)
    if not has_markup(text) and not has_markup(segment.text):
        return Changes()
    place = piece.kind or _place(body, piece)
    if not (place == "cell" and "|" in text) and has_same_links(text, segment.text):
        return Changes()
    for at_edge in (_FIRST_BREAK, _LAST_BREAK):
        if at_edge.search(text) and not at_edge.search(segment.text):
            return Changes((), (Element("line break"),))  # Some parsers see none there.

    def read(lines: Sequence[str]) -> Structure:
        known = labels() if "[" in text + segment.text else {}
        return structure("\\\n".join(lines), settings, place, known)

    text = with_straight_quotes(text, segment.text, segment.marks)
    own = read(_split_at_breaks(segment.text, segment.marks))
    # What the engine has made up. Links may lack their labels yet.
    new = changes(own + signs(segment.text), read([text]) + signs(text))
    if new.extra:
        return Changes((), new.extra)
    return changes(own, read(_guarded(written(), body, piece, settings)))


def added_signs(source: str, text: str) -> Changes:
    """The signs of markup that only the translation has, where there is no markup."""
    return Changes((), changes(signs(source), signs(text)).extra)


def _place(body: Found, piece: Piece) -> str:
    if body.place in ("heading", "setext", "cell"):
        return body.place
    return "text" if body.place == "text" and piece.start == 0 else "inline"


def _guarded(lines: Sequence[str], body: Found, piece: Piece, settings: Settings) -> Sequence[str]:
    """The lines of a piece of a block as they are written, but for their width."""
    whole = body.flow.text
    lines = [with_plain_dollars(line, whole) for line in lines]
    if piece.kind or body.place not in ("text", "heading", "setext", "cell"):
        return lines
    first = piece.start == 0
    return [
        guard_lines(line.strip(" "), body.place, whole, settings, first and at == 0)
        if first or at
        else line
        for at, line in enumerate(lines)
    ]


def _split_at_breaks(text: str, marks: Sequence[Mark]) -> list[str]:
    """The lines of a segment's text."""
    bounds = [mark for mark in marks if text[mark.start : mark.end] == BREAK]
    starts, ends = [0, *(mark.end for mark in bounds)], [*(m.start for m in bounds), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]
