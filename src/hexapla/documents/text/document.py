"""A parsed plain text, and how its blocks are written."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Notice, Segment
from hexapla.documents.inline import assemble
from hexapla.documents.noncharacters import unmarked
from hexapla.documents.text.bbcode import as_html, marks
from hexapla.documents.text.columns import write_table
from hexapla.documents.text.pages import PageBreak, Pages
from hexapla.documents.text.paragraphs import Paragraph, Part
from hexapla.documents.text.tables import Table
from hexapla.documents.text_document import Group, TextBlock, TextDocument
from hexapla.documents.wrapping import EDGES, LINE_ENDS, display_width, joint, one_line, wrap
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import joined, msg

__all__ = ["CELL", "PlainDocument"]

CELL = "table cell"
"""The kind of a block that is a cell of a table."""

_LINE_END = lazy_re(f"\r\n|[{LINE_ENDS}]")
_BLANK_LINES = lazy_re(r"(?:[ \t]*(?:>[ \t]*)*(?:\r\n|[\r\n]))*")
_REST_OF_LINE = lazy_re(f"[^{LINE_ENDS}]*(?:\r\n|[\r\n])?")
_BLANKS = " \t\r\n>"
_PASTED = "translate import {file} --pasted makes a clean Markdown article of it"
_FEWEST_SIGNS = 3  # Fewer divided words or page numbers are no sign of a PDF.
_LAST_LINES = 1000  # How far to look back in the output for a blank line.


class PlainDocument(TextDocument):
    """A parsed plain text.

    ``layout`` are the paragraphs, tables and rules that it consists of, ``pages`` its page breaks,
    and ``divided`` is the number of words that were divided at the end of a line; for the other
    parameters see `TextDocument`. ``marked`` are the starts of the blocks with BBCode.
    """

    def __init__(
        self,
        source: str,
        encoding: Encoding,
        blocks: Sequence[TextBlock],
        layout: Sequence[Part],
        pages: Pages,
        divided: int,
    ) -> None:
        super().__init__(source, encoding, blocks)
        self.layout = tuple(layout)
        self._pages, self._divided = pages, divided
        self.marked = frozenset(block.start for block in blocks if marks(block.text))
        self._paragraphs = {one.start: one for one in layout if isinstance(one, Paragraph)}
        self._tables = {one.start: one for one in layout if isinstance(one, Table)}

    def groups(self) -> Iterator[Group]:
        """See `TextDocument.groups`. The cells of a table are written together."""
        tables = self._tables.values()
        at = 0
        for table in [*tables, None]:
            while at < len(self.blocks) and (table is None or self.blocks[at].start < table.start):
                yield Group((self.blocks[at],), self.blocks[at].start, self.blocks[at].end)
                at += 1
            first = at
            while table and at < len(self.blocks) and self.blocks[at].start < table.end:
                at += 1
            if table and first < at:
                yield Group(self.blocks[first:at], table.start, table.end, together=True)

    def write_group(
        self, group: Group, texts: Sequence[Sequence[str | None]], language: Language
    ) -> str:
        """The rows of a table, with its columns aligned."""
        written = {
            block.start: self._joined(block, own, language)
            for block, own in zip(group.blocks, texts, strict=True)
        }
        return write_table(self.source, self._tables[group.start], written, self.line_end)

    def write_block(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        """The block's segments on one line, or wrapped to the width of the source block.

        Wrapped lines keep the block's hanging indentation and line ending.
        """
        text = self._joined(block, texts, language)
        spans = self._paragraphs[block.start].spans if block.kind != CELL else ()
        if len(spans) < 2:
            return text
        line_end = _LINE_END.search(self.source, spans[0][1])
        assert line_end is not None
        first, hang = self._before(block.start), self._before(spans[1][0])
        lines = [first + self.source[block.start : spans[0][1]]]
        lines += [self._before(start) + self.source[start:end] for start, end in spans[1:]]
        width = max(display_width(line.rstrip(EDGES).expandtabs()) for line in lines)
        column = display_width(first.expandtabs())
        return line_end[0].join(wrap(text, width, first=column, hang=hang))

    def own(self, block: TextBlock) -> str:
        """See `TextDocument.own`. A page break within a paragraph becomes a line end."""
        out: list[str] = []
        at = block.start
        for page in self._breaks(block.start, block.end):
            out += (self.source[at : page.start], self.line_end)
            at = page.end
        return "".join([*out, self.source[at : block.end]])

    def gap(self, start: int, end: int, *, rewritten: bool) -> str:
        """See `TextDocument.gap`. Before a translation, page numbers and running heads are left
        out.
        """
        out: list[str] = []
        at = start
        for page in self._breaks(start, end) if rewritten else ():
            if page.furniture is not None:
                before = self.source[at : page.furniture]
                apart = page.start == 0 or len(_LINE_END.findall(before)) > 1
                out += (before, "" if apart else self.line_end)
                at = page.end
        return "".join([*out, self.source[at:end]])

    def _breaks(self, start: int, end: int) -> Iterator[PageBreak]:
        """The page breaks between two offsets."""
        breaks = self._pages.breaks
        at = bisect_left(breaks, start, key=lambda page: page.start)
        while at < len(breaks) and breaks[at].end <= end:
            yield breaks[at]
            at += 1

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`: signs that the text was pasted from a PDF."""
        pages = self._pages
        signs = [
            f"{count} {sign}"
            for count, sign in (
                (self._divided, "words divided at line ends"),
                (pages.numbers, "page numbers"),
                (pages.heads, "running heads or feet"),
            )
            if count >= _FEWEST_SIGNS
        ]
        if not signs:
            return ()
        return [Notice(msg("looks pasted from a PDF ({signs})", signs=joined(signs)), _PASTED)]

    def skip_block(self, block: TextBlock, out: list[str]) -> int:
        """Leave out the block's lines and a blank line that would be doubled."""
        written = out.pop()
        written = written[: len(written) - len(self._before(block.start))]
        if written:
            out.append(written)
        at = _REST_OF_LINE.match(self.source, block.end).end()  # type: ignore[union-attr]
        if _ends_blank(out):
            at = _BLANK_LINES.match(self.source, at).end()  # type: ignore[union-attr]
            if at == len(self.source) and out:
                last = out.pop()
                kept = last.rstrip(" \t\r\n")
                line_end = _LINE_END.search(last, len(kept))
                out.append(kept + (line_end[0] if line_end else ""))
        return at

    def add_note(self, text: str, note: str) -> str:
        """Add the note as the last line, after a blank one."""
        line_end = self.line_end
        if text.endswith(line_end):
            return text + line_end + note + line_end
        return text + line_end * 2 + note

    def write_both(
        self, block: TextBlock, texts: Sequence[str | None], language: Language, arrangement: str
    ) -> str:
        """Write the translation as a separate paragraph or in a second column."""
        from hexapla.documents.text.bilingual import write_both

        other = self.write_block(block, texts, language)
        return write_both(self, block, self._before(block.start), other, arrangement)

    def inline_html(self, text: str, segment: Segment) -> str:
        """See `Document.inline_html`."""
        return as_html(unmarked(text))

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """See `Document.body_html`. Lines without words are included."""
        from hexapla.documents.text.body import written

        return written(self, shown, source, language, arrangement)

    def _joined(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        if block.start in self.marked:
            new = [None if text is None else one_line(text) for text in texts]
            return assemble(block.text, block.pieces, new, language.joiner)
        out: list[str] = []
        own, end = False, block.start
        for segment, text, span in zip(block.segments, texts, block.spans, strict=True):
            words = one_line(segment.text if text is None else text)
            if words:
                if out:
                    both_own = own and text is None
                    out.append(self._gap(end, span[0], None if both_own else language.joiner))
                out.append(words)
                own = text is None
            end = span[1]
        return "".join(out)

    def _gap(self, end: int, start: int, joiner: str | None) -> str:
        """The space between two segments: the source's own, if the target language uses spaces."""
        gap = self.source[end:start]
        if joiner == "":
            return ""
        if joiner is None and _LINE_END.search(gap):
            return joint(self.source[end - 1], self.source[start])
        if joiner is None or (gap and not gap.strip(" \t")):
            return gap
        return joiner

    def _before(self, offset: int) -> str:
        """The text before an offset on its line."""
        start = offset
        while start and self.source[start - 1] not in LINE_ENDS:
            start -= 1
        return self.source[start:offset]


def _ends_blank(out: Sequence[str]) -> bool:
    """Whether the output is empty or ends with a blank line."""
    tail = ""
    for piece in reversed(out):
        tail = piece[-_LAST_LINES:] + tail
        if piece.strip(_BLANKS):
            break
    lines = tail.splitlines()
    return not lines or (tail[-1] in LINE_ENDS and not lines[-1].strip(_BLANKS))
