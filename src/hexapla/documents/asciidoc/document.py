"""A parsed AsciiDoc file, and how its blocks are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hexapla.documents.asciidoc.adapting import (
    BREAK,
    adapted,
    is_kept,
    value,
    with_breaks,
    within,
    without_strays,
)
from hexapla.documents.asciidoc.ids import (
    given_ids,
    has_title,
    headings,
    ids_of,
    referred_to,
    with_ids,
)
from hexapla.documents.asciidoc.inline import read_spans
from hexapla.documents.asciidoc.layout import Layout, own_line
from hexapla.documents.asciidoc.reading import Found, Reading, read
from hexapla.documents.asciidoc.structure import BREAK as LINE_BREAK
from hexapla.documents.asciidoc.structure import signs, structure
from hexapla.documents.asciidoc.tree import Node, Place
from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Anchors, Notice, Segment
from hexapla.documents.inline import Piece, assemble
from hexapla.documents.noncharacters import unmarked
from hexapla.documents.structure import Changes, changes
from hexapla.documents.text_document import TextBlock, TextDocument, replaced
from hexapla.documents.wrapping import one_line, text_before
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["AsciidocDocument"]

_BLANK_LINES = lazy_re(r"(?:[ \t]*(?:\r\n|\r|\n))*")
_LINE_END = lazy_re(r"[ \t]*(?:\r\n|\r|\n|\Z)")
_BLANK_BEFORE = lazy_re(r"(?:\A|(?:\r\n|\r|\n))[ \t]*(?:\r\n|\r|\n)?\Z")
_MARKUP = lazy_re(r"[*_`#^~+{}\[\]<>&\\:|%]")
_ONE_LINE = (Place.HEADING, Place.UNDERLINED, Place.TITLE, Place.TERM, Place.VALUE, Place.ENTRY)


class AsciidocDocument(TextDocument):
    """A parsed AsciiDoc file.

    Parameters in addition to those of `TextDocument`: ``reading`` is what was read, ``options`` for
    the width of lines and the ids of headings see `AsciidocFormat`.
    """

    def __init__(
        self,
        source: str,
        encoding: Encoding,
        blocks: Sequence[TextBlock],
        reading: Reading,
        patterns: tuple[str, ...],
        rewrap: str = "keep",
        stable_ids: bool = False,
    ) -> None:
        super().__init__(source, encoding, blocks)
        self._reading, self._patterns = reading, patterns
        self._found: Mapping[int, Found] = {one.text.start: one for one in reading.texts}
        self._rewrap = rewrap
        self._ids, self._titles = self._named(stable_ids)

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`: blocks without an end, text that is not translated."""
        return self._reading.notices

    def gap(self, start: int, end: int, *, rewritten: bool) -> str:
        """See `TextDocument.gap`. A heading that is referred to gets the id of its source."""
        own = self.source[start:end]
        name = self._ids.get(end)
        if not (name and rewritten):
            return own
        line = max(start, end - len(text_before(self.source, end)))
        return f"{self.source[start:line]}[#{name}]{self.line_end}{self.source[line:end]}"

    def write_block(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        """A block with its translations, in lines according to the option ``rewrap``."""
        found = self._found[block.start]
        shown = self._layout.shown(found, block)
        new = [
            self._adapted(text, block, n)
            if text is not None or self._has_breaks(block, n)
            else None
            for n, text in enumerate(texts)
        ]
        text = assemble(shown, block.pieces, new, language.joiner)
        if found.text.place is not Place.ENTRY and not self._is_kept(text, block, new):
            new = [one and without_strays(one, compat=self._reading.compat) for one in new]
            text = assemble(shown, block.pieces, new, language.joiner)
        return self._layout.written(found, block, with_ids(text, self._titles), language)

    def _is_kept(self, text: str, block: TextBlock, new: Sequence[str | None]) -> bool:
        """Whether the sentences of a block, one after the other, have the markup of each."""
        pairs = zip(block.pieces, new, strict=True)
        parts = [piece.text if one is None else one for piece, one in pairs if not piece.kind]
        return len(parts) < 2 or is_kept(text, parts, compat=self._reading.compat)

    def _has_breaks(self, block: TextBlock, index: int) -> bool:
        return any(mark.line for mark in block.pieces[index].marks)

    def _adapted(self, text: str | None, block: TextBlock, index: int) -> str:
        """A translation of a segment such that its markup is read as that of its source."""
        found, piece, segment = self._found[block.start], block.pieces[index], block.segments[index]
        new = one_line(segment.text if text is None else text)
        if piece.kind:
            quote = block.text[piece.start - 1 : piece.start]
            quote = quote if quote in ('"', "'") else ""
            return value(new, quote).replace("]", "\\]") if new != segment.text else new
        if found.text.place is Place.ENTRY:
            return new
        breaks = [mark.start for mark in segment.marks if mark.line]
        new = with_breaks(new, segment.text, breaks)
        new = adapted(new, segment.text, compat=self._reading.compat)
        return within(new, segment.text, _around(found, piece))

    @property
    def _layout(self) -> Layout:
        return Layout(self.source, self.line_end, self._rewrap)

    def _named(self, stable: bool) -> tuple[dict[int, str], dict[str, str]]:
        """The ids to write, by the offsets of headings, and those of titles in references."""
        found = [one for one in headings(self._reading.root) if one.kind]
        attributes = self._reading.settings.attributes
        named = referred_to(self.source)
        ids: dict[int, str] = {}
        titles: dict[str, str] = {}
        made = ids_of(found, attributes)
        others = ids_of(found, attributes, "", "-")  # As Antora makes them.
        for node, own, other in zip(found, made, others, strict=True):
            title = " ".join(" ".join(line.text for line in node.lines).split())
            by_title = title in named and title not in titles
            if node.id:
                if by_title:
                    titles[title] = node.id
                continue
            name = other if other in named and own not in named else own
            if name and (stable or by_title or name in named):
                ids[node.lines[0].start] = name
                if by_title:
                    titles[title] = name
        return ids, titles

    def encode(self, text: str) -> bytes:
        """See `TextDocument.encode`. Sentences that are as in the source name renamed headings by
        their ids, too.
        """
        if text != self.source:
            gone = {
                title: name for title, name in self._titles.items() if not has_title(text, title)
            }
            text = with_ids(text, gone)
        return super().encode(text)

    def skip_block(self, block: TextBlock, out: list[str]) -> int:
        """See `TextDocument.skip_block`: leave out a paragraph's lines; other texts are empty."""
        found = self._found[block.start]
        text = found.text
        before = text_before(self.source, block.start)
        end = _LINE_END.match(self.source, block.end)
        alone = text.bare and not before.strip() and not text.in_list and end is not None
        if alone and end is not None:
            written = "".join(out[-3:])
            written = written[: len(written) - len(before)]
            after = _BLANK_LINES.match(self.source, end.end())
            assert after is not None  # It matches nothing, too.
            follows = after.end() > end.end() or after.end() == len(self.source)
            if follows and (not written or _BLANK_BEFORE.search(written[-4:])):
                out[-1] = out[-1][: len(out[-1]) - len(before)]
                return after.end()
        out.append(self._layout.empty(found))
        return block.end

    def add_note(self, text: str, note: str) -> str:
        """Add the note as the last paragraph, with all markup as references to characters."""
        shown = _MARKUP.sub(lambda found: f"&#{ord(found[0])};", note)
        gap = "" if text.endswith(self.line_end) else self.line_end
        return f"{text}{gap}{self.line_end}{shown}{self.line_end}"

    def write_both(
        self, block: TextBlock, texts: Sequence[str | None], language: Language, arrangement: str
    ) -> str:
        """The translation as a separate paragraph, in a table, or on the same line."""
        found = self._found[block.start]
        text = found.text
        before = text_before(self.source, block.start)
        apart = own_line(self.source, block.end)
        if text.place is not Place.PARAGRAPH or text.in_list or before.strip() or not apart:
            return super().write_both(block, texts, language, arrangement)
        return self._layout.both(
            found, self.own(block), self.write_block(block, texts, language), arrangement
        )

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        block = self.blocks[segment.block]
        found, piece = self._found[block.start], block.pieces[segment.index]
        compat = self._reading.compat
        text = one_line(unmarked(text))
        own = structure(segment.text, read_spans(segment.text, compat=compat))
        breaks = [mark.start for mark in segment.marks if mark.line]
        text = with_breaks(text, segment.text, breaks)
        own[LINE_BREAK] += len(breaks)
        new = structure(text, read_spans(text, compat=compat))
        new[LINE_BREAK] += text.strip(f"{BREAK} ").count(BREAK)
        # What an engine has made up.
        added = changes(own + signs(segment.text), new + signs(text)).extra
        if added or piece.kind or found.text.place is Place.ENTRY:
            return Changes(changes(own, new).missing, added)
        written = adapted(text, segment.text, compat=compat)
        again = structure(written, read_spans(written, compat=compat))
        again[LINE_BREAK] += written.count(BREAK)
        return changes(own, again)

    def anchors(self, data: bytes, style: Anchors = Anchors.GITHUB) -> Sequence[tuple[str, str]]:
        """See `Document.anchors`. They are Asciidoctor's, and Antora's."""
        edition = self._read(data)
        found: list[tuple[str, str]] = []
        for antora in (True, False):
            ours, theirs = (self._ids_in(one, antora) for one in (self._reading, edition))
            if len(ours) == len(theirs):
                found += zip(ours, theirs, strict=True)
        return found

    def targets(self, data: bytes, style: Anchors = Anchors.GITHUB) -> frozenset[str] | None:
        """See `Document.targets`."""
        edition = self._read(data)
        made = [name for antora in (True, False) for name in self._ids_in(edition, antora)]
        return frozenset([*made, *given_ids(self.encoding.decode(data))])

    def _ids_in(self, reading: Reading, antora: bool = False) -> list[str]:
        found, attributes = list(headings(reading.root)), reading.settings.attributes
        return ids_of(found, attributes, "", "-") if antora else ids_of(found, attributes)

    def _read(self, data: bytes) -> Reading:
        return read(self.encoding.decode(data), self._patterns)

    def with_addresses(self, data: bytes, new: Callable[[str], str]) -> bytes:
        """See `Document.with_addresses`."""
        from hexapla.documents.asciidoc.addresses import find_addresses

        text = self.encoding.decode(data)
        return self.encode(replaced(text, find_addresses(text), new))

    def inline_html(self, text: str, segment: Segment) -> str:
        """See `Document.inline_html`."""
        from hexapla.documents.asciidoc.page import inline

        return inline(unmarked(text), self._reading.settings.attributes)

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """See `Document.body_html`. Headings have the same ids as in the source."""
        from hexapla.documents.asciidoc.page import page

        text = self.edition_text(texts, source, language, arrangement)
        reading = read(text, self._patterns)
        return page(text, reading, self._same_ids(reading.root))

    def _same_ids(self, root: Node) -> Mapping[int, str]:
        """The ids of the headings of an edition, by their offsets: those of the source."""
        ours, theirs = self._ids_in(self._reading), list(headings(root))
        if len(ours) != len(theirs):
            ours = ids_of(theirs, self._reading.settings.attributes)
        return {node.lines[0].start: name for node, name in zip(theirs, ours, strict=True)}


def _around(found: Found, piece: Piece) -> str:
    """The beginnings of the macros in whose brackets a whole sentence is."""
    return " ".join(
        found.flow.text[mark.start : mark.end]
        for mark in found.macros
        if mark.end <= piece.start and piece.end <= found.marks[mark.partner].start
    )
