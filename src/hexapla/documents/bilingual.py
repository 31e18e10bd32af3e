"""An article in two languages in one file: each paragraph, and its translation below or beside it.

In plain text and Markdown the translation is a paragraph of its own, in HTML a part of the same
element. What has no room for two paragraphs (headings, cells, titles, alternative texts) has both
on one line, with a dot between.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from hexapla.documents.document import Block, Document
from hexapla.documents.html import HtmlDocument
from hexapla.documents.markdown import MarkdownDocument
from hexapla.documents.wrapping import LINE_ENDS, display_width, one_line, wrap
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["ARRANGEMENTS", "render"]

ARRANGEMENTS = ("above", "beside")

_DOT = " · "
_COLUMN = 37  # Two and a gap of 4 are as wide as a terminal.
_PARAGRAPHS = frozenset(["paragraph", "list item", "line", "definition", "footnote", "quotation"])
_LINE_END = lazy_re("\r\n|[\r\n]")
_GAP = lazy_re(r"\s*")
_LAYOUT = lazy_re(r"[^>\s]")

# What is on one line, with markup in it.
_LINES = frozenset(["heading", "table cell", "term", "caption"])

Texts = Sequence[str | None]


def render(
    document: Document,
    texts: Texts,
    source: Language,
    language: Language,
    arrangement: str,
    note: str | None = None,
) -> bytes:
    """The article with both languages.

    Parameters: ``texts`` are those of the document's segments in ``language``: None where there
    is none, "" where the segment is left out; ``arrangement`` is one of `ARRANGEMENTS`; ``note``
    as for `Document.render`.
    """
    writer = _writer(document)(document, source, language, arrangement)
    out: list[str] = []
    at = 0
    rest = iter(texts)
    for block in document.blocks:
        own = [next(rest) for _ in block.segments]
        out.append(document.source[at : block.start])
        at = block.end
        if all(not one or one == s.text for one, s in zip(own, block.segments, strict=True)):
            out.append(document.source[block.start : block.end])
        else:
            out.append(writer.block(block, own))
    text = "".join([*out, document.source[at:]])
    if note is not None:
        text = document.add_note(text, note)
    encoding = document.encoding
    if isinstance(document, HtmlDocument):
        return encoding.bom + text.encode(encoding.name, "xmlcharrefreplace")
    return encoding.encode(text)


class _Writer:
    """Writes the blocks of a document in two languages."""

    def __init__(
        self, document: Document, source: Language, language: Language, arrangement: str
    ) -> None:
        self.document, self.source, self.language = document, source, language
        self.beside = arrangement == "beside"
        found = _LINE_END.search(document.source)
        self.line_end = found[0] if found else "\n"

    def block(self, block: Block, texts: Texts) -> str:
        """A block in both languages."""
        raise NotImplementedError

    def own(self, block: Block) -> str:
        """The block as it is in the source."""
        return self.document.source[block.start : block.end]

    def other(self, block: Block, texts: Texts) -> str:
        """The block in the other language."""
        return self.document.write_block(block, texts, self.language)

    def in_words(self, block: Block, texts: Texts) -> str:
        """Each segment with its translation: for words in markup, which have none themselves."""
        new = [
            f"{segment.text}{_DOT}{text}" if text else None
            for segment, text in zip(block.segments, texts, strict=True)
        ]
        return self.document.write_block(block, new, self.language)

    def runs(self, block: Block) -> bool:
        """Whether the block has running text, and not only words in markup, as an image has."""
        return not block.pieces or any(not piece.kind for piece in block.pieces)

    def before(self, block: Block) -> str:
        """What stands before the block in its line."""
        start = block.start
        while start and self.document.source[start - 1] not in LINE_ENDS:
            start -= 1
        return self.document.source[start : block.start]


class _Text(_Writer):
    def block(self, block: Block, texts: Texts) -> str:
        own, other = self.own(block), self.other(block, texts)
        before = self.before(block)
        hang = _LAYOUT.sub(" ", before)
        if self.beside and not before:
            return self._columns(own, other) + self._after(block)
        several = _LINE_END.search(own) or _LINE_END.search(other)
        between = self.line_end * 2 if several else self.line_end
        return f"{own}{between}{hang}{other}{self._after(block)}"

    def _after(self, block: Block) -> str:
        """A blank line, where none would part this pair from the next."""
        found = _GAP.match(self.document.source, block.end)
        gap = found[0] if found else ""
        last = block.end + len(gap) == len(self.document.source)
        return "" if last or len(_LINE_END.findall(gap)) > 1 else self.line_end

    def _columns(self, own: str, other: str) -> str:
        left, right = (wrap(one_line(text), _COLUMN) for text in (own, other))
        lines = [
            f"{a}{' ' * (_COLUMN + 4 - display_width(a))}{b}".rstrip()
            for a, b in zip_longest(left, right, fillvalue="")
        ]
        return self.line_end.join(lines)


class _Markdown(_Writer):
    def block(self, block: Block, texts: Texts) -> str:
        before = self.before(block)
        kind = block.kind.partition(" ")[0] if block.kind.startswith("heading") else block.kind
        if not self.runs(block) or kind not in _PARAGRAPHS | _LINES:
            return self.in_words(block, texts)
        own, other = self.own(block), self.other(block, texts)
        if kind in _LINES or "<" in before:
            return f"{own}{_DOT}{other}"
        if self.beside and not before.strip():
            return self._table(own, other)
        hang = _LAYOUT.sub(" ", before)
        return f"{own}{self.line_end}{hang.rstrip()}{self.line_end}{hang}{other}"

    def _table(self, own: str, other: str) -> str:
        """A table of HTML around Markdown, which CommonMark reads after a blank line."""
        tag, direction = self.language.tag, self.language.direction
        parts = ("<table><tr><td>", "", own, "", f'</td><td lang="{tag}" dir="{direction}">', "",
                 other, "", "</td></tr></table>")  # fmt: skip
        return self.line_end.join(parts)


class _Html(_Writer):
    def block(self, block: Block, texts: Texts) -> str:
        source = self.document.source
        in_a_tag = source.rfind("<", 0, block.start) > source.rfind(">", 0, block.start)
        if in_a_tag or not self.runs(block) or block.kind in ("title", "option", "text"):
            return self.in_words(block, texts)
        tag, direction = self.language.tag, self.language.direction
        other = self.other(block, texts)
        if not self.beside:
            return f'{self.own(block)}<br><span lang="{tag}" dir="{direction}">{other}</span>'
        half = "flex:1"
        return (
            f'<span style="display:flex;gap:2em"><span style="{half}">{self.own(block)}</span>'
            f'<span style="{half}" lang="{tag}" dir="{direction}">{other}</span></span>'
        )


def _writer(document: Document) -> type[_Writer]:
    if isinstance(document, HtmlDocument):
        return _Html
    return _Markdown if isinstance(document, MarkdownDocument) else _Text
