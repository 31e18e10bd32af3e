"""Plain text as HTML: its blocks, and the lines without words between them."""

from __future__ import annotations

import html
from collections.abc import Sequence

from hexapla.documents.body import Body, blocks_shown
from hexapla.documents.text_document import TextDocument
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["written"]

_LISTED = lazy_re(r"[ \t>]*(?P<mark>[-+*•–—]|\d{1,9}[.)])[ \t]+\Z")
_RULE = lazy_re(r"[\W_]+\Z")


def written(
    document: TextDocument,
    shown: Sequence[str],
    source: Language,
    language: Language,
    arrangement: str,
) -> str:
    """The document as HTML; parameters as for `hexapla.documents.body.written`."""
    body = Body()
    end = 0
    found = blocks_shown(document, shown, source, language, arrangement)
    for block, (_, words) in zip(document.blocks, found, strict=True):
        before = _gap(body, document.source, end, block.start)
        end = block.end
        mark = _LISTED.search(before)
        if words:
            body.block(block, words, numbered=bool(mark and mark["mark"][0].isdigit()))
    _gap(body, document.source, end, len(document.source))
    return body.done()


def _gap(body: Body, source: str, start: int, end: int) -> str:
    """Write the complete lines between two blocks (they may be figures), and return the last line's
    start.
    """
    between = source[start:end]
    lines = between.split("\n")
    if between.count("\n") > 1:
        body.close_verse()
    whole = lines[1:-1] if end < len(source) else lines[1:]
    for line in [*(lines[:1] if start == 0 and len(lines) > 1 else []), *whole]:
        text = line.strip()
        if text:
            rule = _RULE.match(text)
            body.element("<hr>" if rule else f"<p>{html.escape(text, quote=False)}</p>")
    return lines[-1]
