"""Reference links that are named by their own text: a translation needs the label."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hexapla.documents.inline import Mark, Role
from hexapla.documents.markdown.blocks import Found
from hexapla.documents.markdown.layout import is_break
from hexapla.documents.markdown.spans import LINE_BREAK
from hexapla.documents.text_document import TextBlock
from hexapla.lazy import lazy_re

__all__ = ["with_labels", "with_labels_marked"]

# A Unicode noncharacter in the place of a link's label.
_LABEL = "\ufdd3"
_LABEL_END = lazy_re(f"{_LABEL}{{3}}|{_LABEL}")


def with_labels_marked(body: Found, block: TextBlock) -> tuple[str, list[str]]:
    """The text with placeholders for line breaks and for the ends of reference links; the labels.

    Only markup outside segments is replaced; markup in a segment is part of the segment's text.
    """
    text = body.flow.text
    labels: list[str] = []
    chars: list[str] = []
    at = piece = 0
    for mark in body.marks:
        while piece < len(block.pieces) and block.pieces[piece].end <= mark.start:
            piece += 1
        inside = (
            piece < len(block.pieces)
            and block.pieces[piece].start <= mark.start
            and not block.pieces[piece].kind
        )
        if is_break(body, mark):
            chars += (text[at : mark.start], LINE_BREAK)
            at = mark.end
            continue
        if inside:
            continue
        end = _label(body, mark)
        if end is not None:
            start, label = end
            labels.append(label)
            chars += (text[at:start], _LABEL * (mark.end - start))
            at = mark.end
    return "".join([*chars, text[at:]]), labels


def with_labels(text: str, labels: Sequence[str]) -> str:
    """The text with reference links restored; a link names its label if its text has changed."""
    waiting = list(labels)

    def end(match: re.Match[str]) -> str:
        label = waiting.pop(0)
        shown = text[max(0, match.start() - len(label) - 1) : match.start()]
        if shown.casefold() == f"[{label}".casefold():
            return "]" if len(match[0]) == 1 else "][]"
        return f"][{label}]"

    return _LABEL_END.sub(end, text)


def _label(body: Found, mark: Mark) -> tuple[int, str] | None:
    """The start of the end of a shortcut or collapsed reference, and its label."""
    text = body.flow.text
    if mark.role is Role.CLOSE:
        start, inner = mark.start, body.marks[mark.partner].end
    elif mark.words and text.startswith("![", mark.start):
        start, inner = mark.words[0].end, mark.words[0].start
    else:
        return None
    return (start, text[inner:start]) if text[start : mark.end] in ("]", "][]") else None
