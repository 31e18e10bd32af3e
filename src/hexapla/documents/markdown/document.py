"""A parsed Markdown file, and how its blocks are written.

The structure and the offsets come from pulldown-cmark; the text comes from the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Anchors, Notice, Segment
from hexapla.documents.html.structure import changes_in as changes_in_html
from hexapla.documents.html.writing import write_block as write_html
from hexapla.documents.inline import assemble
from hexapla.documents.markdown.anchors import Slugs
from hexapla.documents.markdown.blocks import Found
from hexapla.documents.markdown.defined import by_label
from hexapla.documents.markdown.frontmatter import (
    Value,
    end_of_front_matter,
    omitted_value,
    write_value,
)
from hexapla.documents.markdown.guarded_lines import guard_lines
from hexapla.documents.markdown.guards import readable
from hexapla.documents.markdown.headers import Header, with_links_to_headers
from hexapla.documents.markdown.inner import without_escapes, without_signs
from hexapla.documents.markdown.labels import with_labels, with_labels_marked
from hexapla.documents.markdown.layout import Layout
from hexapla.documents.markdown.lines import with_own_lines
from hexapla.documents.markdown.mask import unified
from hexapla.documents.markdown.options import is_markdown
from hexapla.documents.markdown.spans import BREAK, LINE_BREAK
from hexapla.documents.markdown.syntax import Settings
from hexapla.documents.markdown.writing import (
    adapt,
    in_brackets,
    in_quotes,
    in_string,
    plain,
    with_breaks,
)
from hexapla.documents.noncharacters import unmarked
from hexapla.documents.structure import Changes
from hexapla.documents.text_document import Group, TextBlock, TextDocument, replaced
from hexapla.documents.wrapping import one_line, text_before
from hexapla.languages import Language
from hexapla.lazy import lazy_re

if TYPE_CHECKING:
    from hexapla.documents.markdown.tables.cells import Table

__all__ = ["MarkdownDocument"]

_PUNCTUATION = lazy_re(r"[\[\]>*_`|&~$\\]")
_RUN = lazy_re("[<{}%]")
_SETEXT = lazy_re(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*(?:=+|-+)[ \t]*(?=[\r\n]|\Z)")
_REST_OF_LINE = lazy_re(r"[ \t]*+#*+[ \t]*+(?:\r\n|\r|\n|\Z)")
_BLANK_LINES = lazy_re(r"(?:[ \t>]*(?:\r\n|\r|\n))*")
_LAYOUT = lazy_re(
    r"(?:[ \t>]|[-+*][ \t]|\(?(?:\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{2,7}|\#|@[\w-]*)[.)][ \t]"
    r"|#{1,6}\s?|\[[ xX]\][ \t])*\Z"
)


class MarkdownDocument(TextDocument):
    """A parsed Markdown file.

    Parameters in addition to those of `TextDocument`: ``bodies`` and ``values`` are the blocks and
    the front matter values found by the parser, by start offset; ``tables`` are those whose blocks
    are written together, ``headers`` those that links name by their words, ``labels`` those of
    links that are defined in a paragraph; for ``notices`` see `Document`, for the rest
    `MarkdownFormat`.
    """

    def __init__(
        self,
        source: str,
        encoding: Encoding,
        blocks: Sequence[TextBlock],
        bodies: Mapping[int, Found],
        values: Mapping[int, Value],
        rewrap: str = "keep",
        stable_ids: bool = False,
        settings: Settings = Settings(),  # noqa: B008
        notices: Sequence[Notice] = (),
        tables: Sequence[Table] = (),
        headers: Mapping[str, Header] = MappingProxyType({}),
        labels: Sequence[str] = (),
    ) -> None:
        super().__init__(source, encoding, blocks)
        self._bodies, self._values = bodies, values
        self._rewrap, self._stable_ids = rewrap, stable_ids
        self._settings = settings
        self._notices, self._headers, self._defined = notices, headers, labels
        self._tables = {table.bodies[0].start: table for table in tables}

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`: text that is not translated."""
        return self._notices

    @property
    def bodies(self) -> Mapping[int, Found]:
        """The blocks found by the parser, by start offset."""
        return self._bodies

    def groups(self) -> Iterator[Group]:
        """See `TextDocument.groups`: the blocks of a table that is drawn are together."""
        at = 0
        while at < len(self.blocks):
            first = self.blocks[at]
            table = self._tables.get(first.start)
            count = len(table.bodies) if table else 1
            blocks = tuple(self.blocks[at : at + count])
            at += count
            if table:
                yield Group(blocks, table.start, table.end, together=True)
            else:
                yield Group(blocks, first.start, first.end)

    def write_group(
        self, group: Group, texts: Sequence[Sequence[str | None]], language: Language
    ) -> str:
        """See `TextDocument.write_group`: a table, drawn again."""
        table = self._tables[group.blocks[0].start]
        return table.written(texts, language, self.line_end)

    def write_block(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        """A block with its translations, in lines according to the option ``rewrap``."""
        if block.start in self._values:
            return self._write_value(self._values[block.start], block, texts, language)
        body = self._bodies[block.start]
        if body.place == "html":
            plain_texts = [
                None if text is None else without_signs(text, piece, self._settings)
                for text, piece in zip(texts, block.pieces, strict=True)
            ]
            written = write_html(self.source, block, plain_texts, language.joiner)
            return without_escapes(written, block.flow, self.source, body.marks)
        if body.place == "string":
            return self._string(body, block, texts, language)
        if body.place in ("title", "attribute"):
            text = assemble(block.text, block.pieces, texts, language.joiner)
            return in_quotes(text, self.source[block.start - 1], body.place == "attribute")
        adapted = [
            None if new is None else self._adapted(new, block, index)
            for index, new in enumerate(texts)
        ]
        text, labels = with_labels_marked(body, block)
        if body.place == "text":
            text = with_own_lines(text, body, block, self.source)
        text = assemble(text, block.pieces, adapted, language.joiner)
        text = readable(text, body.flow.text, body.marks, self._settings)
        text = with_links_to_headers(with_labels(text, labels), self._headers)
        if body.place == "label":
            text = guard_lines(text, body.place, body.flow.text, self._settings)
            opener = self.source[block.start - 1]
            if opener == ":":  # The name of a field, which ends at the next colon.
                text = text.replace(":", "&#58;")
            return in_brackets(text) if opener == "[" else one_line(text)
        return self._layout.written(body, text)

    def _string(
        self, body: Found, block: TextBlock, texts: Sequence[str | None], language: Language
    ) -> str:
        """A string of a program with its translations, in which backslashes are escaped."""
        new = [
            None if text is None else self._adapted(text, block, index)
            for index, text in enumerate(texts)
        ]
        text = assemble(block.text, block.pieces, new, language.joiner)
        return in_string(text, block.text, self.source[block.start - 1])

    def add_note(self, text: str, note: str) -> str:
        """Add the note as the last paragraph, with all markup escaped.

        A backslash doesn't keep a template or an expression of MDX from being run.
        """
        escaped = _RUN.sub(lambda sign: f"&#{ord(sign[0])};", _PUNCTUATION.sub(r"\\\g<0>", note))
        gap = "" if text.endswith(self.line_end) else self.line_end
        return f"{text}{gap}{self.line_end}{escaped}{self.line_end}"

    def write_both(
        self, block: TextBlock, texts: Sequence[str | None], language: Language, arrangement: str
    ) -> str:
        """The translation as a separate paragraph, in a table cell, or on the same line."""
        from hexapla.documents.markdown.bilingual import fits_both, is_on_one_line, write_both

        body = self._bodies.get(block.start)
        is_label = body is not None and body.place == "label"
        if not is_label and not fits_both(block):
            return super().write_both(block, texts, language, arrangement)
        before, other = (
            text_before(self.source, block.start),
            self.write_block(block, texts, language),
        )
        line = is_label or is_on_one_line(self.source, block, before)
        return write_both(self, block, before, other, language, "" if line else arrangement)

    def inline_html(self, text: str, segment: Segment) -> str:
        """See `Document.inline_html`."""
        from hexapla.documents.markdown.body import inline

        return inline(unmarked(text), segment, self._definitions, self._settings)

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """See `Document.body_html`. Headings have the same anchors as in the source."""
        from hexapla.documents.markdown.body import written

        anchored = copy(self)
        anchored._stable_ids = True
        text = unified(anchored.edition_text(texts, source, language, arrangement))
        return written(text[end_of_front_matter(text) :], self._settings)

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        from hexapla.documents.markdown.judging import added_signs, changes_in

        text = unmarked(text)
        block = self.blocks[segment.block]
        piece, body = block.pieces[segment.index], self._bodies.get(block.start)
        if body is None:
            return added_signs(segment.text, text)
        if body.place == "html":
            added = added_signs(segment.text, text) if piece.kind else Changes()
            return added or changes_in_html(piece, text)
        text = one_line(text)
        return changes_in(
            body,
            segment,
            piece,
            text,
            lambda: self._adapted(text, block, segment.index).split(LINE_BREAK),
            lambda: self._labels,
            self._settings,
        )

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        """The labels of the links that the file defines (`by_label`)."""
        import pyromark

        found = pyromark.reference_definitions(self.source)
        return by_label([*found, *(one.words for one in self._headers.values()), *self._defined])

    def anchors(self, data: bytes, style: Anchors = Anchors.GITHUB) -> Sequence[tuple[str, str]]:
        """See `Document.anchors`."""
        from hexapla.documents.markdown.addresses import titles

        ours = [body.title for body in self._bodies.values() if body.title is not None]
        if not ours:
            return ()
        text, start = self._body(data)
        theirs = titles(text, start, self._settings)
        if len(ours) != len(theirs):
            return ()
        slugs = Slugs(style), Slugs(style)
        return [(slugs[0].of(own), slugs[1].of(new)) for own, new in zip(ours, theirs, strict=True)]

    def targets(self, data: bytes, style: Anchors = Anchors.GITHUB) -> frozenset[str] | None:
        """See `Document.targets`."""
        from hexapla.documents.markdown.addresses import targets

        return targets(*self._body(data), self._settings, style)

    def with_addresses(self, data: bytes, new: Callable[[str], str]) -> bytes:
        """See `Document.with_addresses`."""
        from hexapla.documents.markdown.addresses import find_addresses

        text, start = self._body(data)
        return self.encode(replaced(text, find_addresses(text, start, self._settings), new))

    def _body(self, data: bytes) -> tuple[str, int]:
        """The text of an edition, and where its front matter ends."""
        text = self.encoding.decode(data)
        return text, end_of_front_matter(unified(text))

    @cached_property
    def _definitions(self) -> Mapping[str, str]:
        from hexapla.documents.markdown.body import definitions

        return definitions(self.source)

    @property
    def _layout(self) -> Layout:
        return Layout(self.source, self.line_end, self._settings, self._rewrap, self._stable_ids)

    def _adapted(self, new: str, block: TextBlock, index: int) -> str:
        piece, segment = block.pieces[index], block.segments[index]
        if not piece.kind:
            text = adapt(new, segment.text, segment.marks, self._settings)
            own, marks = segment.text, segment.marks
            broken = any(own[mark.start : mark.end] == BREAK for mark in marks)
            return with_breaks(text, own, marks, (), LINE_BREAK) if broken else text
        before = block.text[: piece.start]
        if before.endswith("[") and piece.kind == "alt text":
            return plain(new, segment.text, self._settings)
        return in_quotes(
            new, before[-1:], before.rstrip("\"'").endswith("=") and "\\" not in segment.text
        )

    def _write_value(
        self, value: Value, block: TextBlock, texts: Sequence[str | None], language: Language
    ) -> str:
        new = [None if text is None else one_line(text) for text in texts]
        if is_markdown(value):
            segments = zip(new, block.segments, strict=True)
            new = [
                None if text is None else adapt(text, one.text, one.marks, self._settings)
                for text, one in segments
            ]
        text = assemble(value.flow.text, block.pieces, new, language.joiner)
        return write_value(text, value).replace("\n", self.line_end)

    def skip_block(self, block: TextBlock, out: list[str]) -> int:
        """Leave out the block's lines, or only its text if other text shares them."""
        if block.start in self._values:
            out.append(omitted_value(self._values[block.start]))
            return block.end
        body = self._bodies[block.start]
        before = text_before(self.source, block.start)
        if body.place == "label" and body.kind == "term":
            out.append("…")  # A field needs a name, and a definition a term.
        if body.place in (
            "cell",
            "title",
            "label",
            "attribute",
            "string",
            "html",
        ) or not _LAYOUT.match(before):
            return block.end
        setext = _SETEXT.match(self.source, block.end) if body.place == "setext" else None
        rest = _REST_OF_LINE.match(self.source, setext.end() if setext else block.end)
        if rest is None or not out[-1].endswith(before):
            return block.end
        out[-1] = out[-1][: len(out[-1]) - len(before)]
        written = out[-1]
        if written.endswith(("\n\n", "\r\n\r\n", "\r\r")) or not any(out):
            return _BLANK_LINES.match(self.source, rest.end()).end()  # type: ignore[union-attr]
        return rest.end()
