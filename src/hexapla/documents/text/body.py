"""Plain text as HTML: paragraphs, numbered items, verse, tables and rules."""

from __future__ import annotations

import html
import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hexapla.documents.body import Body, blocks_shown
from hexapla.documents.inline import assemble
from hexapla.documents.text.bbcode import as_html, has_tags
from hexapla.documents.text.markers import BULLETS
from hexapla.documents.text.paragraphs import Paragraph
from hexapla.documents.text.tables import Cell, Table, is_number
from hexapla.languages import Language
from hexapla.lazy import lazy_re

if TYPE_CHECKING:
    from hexapla.documents.text.document import PlainDocument

__all__ = ["written"]

# The number of sentences of each block and its text as HTML, by the block's start.
_Words = Mapping[int, tuple[int, str]]

# The place of a segment: its number between two noncharacters of Unicode.
_PLACE = "\ufdd0{}\ufdd1"
_PLACED = lazy_re(f"({_PLACE.format(r'[0-9]+')})")
_QUOTE = lazy_re(r"\s*\[(/?)quote(?:=([^\[\]]*))?\]\s*", re.IGNORECASE)
_MOST_CONTACTS = 5  # rows
_MOST_EMPTY = 100  # cells at the end of a row
_CONTACT = lazy_re(
    r"\S@\S|www\.|://|\b(?:tel|fax|phone|mobile?|móvil|telefon|telefono|teléfono|tél|тел|e-?mail)\b",
    re.IGNORECASE,
)
_RIGHT = ' style="text-align:right"'


def written(
    document: PlainDocument,
    shown: Sequence[str],
    source: Language,
    language: Language,
    arrangement: str,
) -> str:
    """The document as HTML; parameters as for `hexapla.documents.body.written`."""
    body = Body()
    words = _words(document, shown, source, language, arrangement)
    for one in document.layout:
        if isinstance(one, Table):
            write = _contact if _is_contact(document.source, one) else _table
            body.element(write(document.source, one, words))
        elif isinstance(one, Paragraph):
            _paragraph(body, document.source, one, words)
        else:
            _rule(body, document.source[one.start : one.end])
    return body.done()


def _rule(body: Body, text: str) -> None:
    """A line without words: a rule, or the tag of a quotation."""
    tag = _QUOTE.fullmatch(text)
    if tag is None:
        body.element("" if has_tags(text) else "<hr>")
    elif tag[1]:
        body.element("</blockquote>")
    else:
        name = html.escape((tag[2] or "").strip("\"'"), quote=False)
        body.element("<blockquote>" + (f"<p><cite>{name}:</cite></p>" if name else ""))


def _words(
    document: PlainDocument,
    shown: Sequence[str],
    source: Language,
    language: Language,
    arrangement: str,
) -> _Words:
    labels = {one.start for one in document.layout if isinstance(one, Paragraph) and one.label}
    bold = {block.segments[0].block for block in document.blocks if block.start in labels}
    segments = document.segments
    marked = [
        f"<b>{text}</b>" if text and one.block in bold and not one.index else text
        for one, text in zip(segments, shown, strict=True)
    ]
    if document.marked:
        marked = _with_tags(document, marked, language)
    found = blocks_shown(document, marked, source, language, arrangement)
    pairs = zip(document.blocks, found, strict=True)
    return {block.start: (len(block.segments), text) for block, (_, text) in pairs}


def _with_tags(document: PlainDocument, shown: Sequence[str], language: Language) -> list[str]:
    """The segments as HTML with the markup around them, all of a block's in its first segment."""
    out: list[str] = []
    rest = iter(shown)
    for block in document.blocks:
        own = [next(rest) for _ in block.segments]
        if block.start in document.marked and any(own):
            places = [_PLACE.format(n) if text else "" for n, text in enumerate(own)]
            whole = as_html(assemble(block.text, block.pieces, places, language.joiner))
            texts = dict(zip(places, own, strict=True))
            parts = _PLACED.split(whole)
            whole = "".join(texts.get(part, part) or "" for part in parts)
            own = [whole, *[""] * (len(own) - 1)]
        out += own
    return out


def _paragraph(body: Body, source: str, one: Paragraph, words: _Words) -> None:
    own = as_html(" ".join(source[start:end] for start, end in one.spans))
    sentences, text = words.get(one.start, (0, own))
    if not text:
        return
    if one.opens:
        body.end_stanza()
    marker = "" if one.style in BULLETS else html.escape(one.marker, quote=False)
    if one.kind == "list item":
        body.item(text, marker, one.indent)
        return
    if one.style == "label":
        marker = f"<b>{marker}</b>"
    gap = " " if marker and source[one.start - 1].isspace() else ""
    body.block(one.kind, f"{marker}{gap}{text}", sentences=sentences)


def _is_contact(source: str, table: Table) -> bool:
    """Whether a few rows are a signature or a letterhead, with addresses side by side."""
    full = [row for row in table.rows if row.cells]
    texts = [source[cell.start : cell.end] for row in full for cell in row.cells]
    return not table.header and len(full) <= _MOST_CONTACTS and any(map(_CONTACT.search, texts))


def _contact(source: str, table: Table, words: _Words) -> str:
    rows = [
        " &emsp; ".join(_cell(source, cell, words) for cell in row.cells)
        for row in table.rows
        if row.cells
    ]
    return f"<p>{'<br>'.join(rows)}</p>"


def _table(source: str, table: Table, words: _Words) -> str:
    """A table: its header and body, with figures on the right."""
    full = [row for row in table.rows if row.cells]
    columns = table.columns
    figures = _columns_of_figures(source, table)
    out = ["<table>"]
    for number, row in enumerate(full):
        head = number < table.header
        if number in (0, table.header):
            out += ([] if not number else ["</thead>"]) + (["<thead>"] if head else ["<tbody>"])
        cells = {cell.column: cell for cell in row.cells}
        marker = source[row.line.start : row.line.body].strip()
        out.append("<tr>")
        # A table with many columns in one row and few in others would have more cells than text.
        until = bisect(columns, row.cells[-1].column) + _MOST_EMPTY
        for column in columns[:until]:
            cell = cells.get(column)
            text = _cell(source, cell, words) if cell else ""
            if marker and marker not in BULLETS and cell is row.cells[0]:
                text = f"{html.escape(marker, quote=False)} {text}"
            style = _RIGHT if column in figures else ""
            name = "th" if head else "td"
            out.append(f"<{name}{style}>{text}</{name}>")
        out.append("</tr>")
    return "".join([*out, "</tbody>" if len(full) > table.header else "</thead>", "</table>"])


def _cell(source: str, cell: Cell, words: _Words) -> str:
    own = html.escape(source[cell.start : cell.end], quote=False)
    return words.get(cell.start, (1, own))[1]


def _columns_of_figures(source: str, table: Table) -> frozenset[int]:
    """The columns of whose cells, except the header, half are figures."""
    votes: dict[int, int] = {}
    for row in [row for row in table.rows if row.cells][table.header :]:
        for cell in row.cells:
            vote = 1 if is_number(source[cell.start : cell.end]) else -1
            votes[cell.column] = votes.get(cell.column, 0) + vote
    return frozenset(column for column, vote in votes.items() if vote >= 0)
