"""The blocks of a Markdown file: from pulldown-cmark's events to translatable text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from hexapla.documents.document import Flow
from hexapla.documents.emphasis import unread_pairs
from hexapla.documents.html.blocks import read_blocks as read_html
from hexapla.documents.inline import Mark, Words
from hexapla.documents.markdown.anchors import Slugs
from hexapla.documents.markdown.defined import by_label, normal, used_in
from hexapla.documents.markdown.headers import Header, with_definitions, without_attributes
from hexapla.documents.markdown.inlines import INLINE, parser_options, read_event, read_inline
from hexapla.documents.markdown.inner import with_markdown
from hexapla.documents.markdown.mask import WIDEST, Masked
from hexapla.documents.markdown.mixed import OpenElements, broken, parts, pieces, without_quotes
from hexapla.documents.markdown.offsets import Dedented, Offsets
from hexapla.documents.markdown.raws import Placed, Raw, with_pairs
from hexapla.documents.markdown.spans import Inline, flow
from hexapla.lazy import lazy_re
from hexapla.spans import Spans

__all__ = ["Found", "read_blocks"]

_LEAVES = {"Heading": "heading", "TableCell": "table cell", "DefinitionListTitle": "term"}
_PARAGRAPHS = {
    "Item": "list item",
    "BlockQuote": "quotation",
    "FootnoteDefinition": "footnote",
    "DefinitionListDefinition": "definition",
}
_DEFINITION = lazy_re(r":[ \t]+")
# A definition of nothing, whose title is a comment.
_COMMENT = lazy_re(r"\[[^\]\n]+\]:\s*(?:<>|#)\s")
_REFERENCE_TITLE = lazy_re(
    r"\s(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|\(((?:[^()\\]|\\.)*)\))\s*\Z"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A block: its span, kind, text with marks, and context.

    ``place`` is "text", "heading", "setext" (an underlined heading), "cell", "html", or one of
    `Text`; ``depth`` is the number of block quotes around the block;
    ``title`` are the words of a heading that gets its anchor from them, and ``anchor`` is the one
    that GitHub gives it. A ``named`` heading is referred to by its words, and ``anchor`` is the one
    that Pandoc gives it.
    """

    start: int
    end: int
    kind: str
    place: str
    flow: Flow
    marks: Sequence[Mark] = ()
    depth: int = 0
    anchor: str = ""
    title: str | None = None
    named: bool = False


def read_blocks(
    source: str,
    masked: Masked,
    start: int,
    language: str = "",
    headers: Mapping[str, Header] = MappingProxyType({}),
) -> list[Found]:
    """The blocks of ``source[start:]``, in order. ``masked`` is that part, masked.

    ``language`` is the tag of the article's language, "" if it isn't known. ``headers`` are those
    that it refers to by their words (`headers_referred_to`).
    """
    reader = _Reader(source, masked, start, language, headers)
    reader.read()
    return sorted(reader.found, key=lambda block: block.start)


class _Reader:
    """Walks over the events of a file."""

    def __init__(
        self,
        source: str,
        masked: Masked,
        start: int,
        language: str,
        headers: Mapping[str, Header],
    ) -> None:
        self.source, self.masked, self.base = source, masked, start
        self.language, self.headers = language, headers
        self.found: list[Found] = []
        self.spans: list[Placed] = [
            (one.start + start, one.end + start, one)
            for one in sorted([*masked.spans, *masked.lines], key=lambda one: one.start)
        ]
        self.stack: list[str] = []
        self.depth = 0
        self.inline: Inline | None = None
        self.kind, self.place, self.first = "", "", -1
        self.words: list[str] = []
        self.own_id = self.heading = False
        self.slugs = Slugs()
        self.named: set[str] = set()
        self.labels: Mapping[str, str] = {}
        self.elements = OpenElements()

    def read(self) -> None:
        """Collect the blocks."""
        import pyromark

        text, base = self.masked.text, self.base
        offsets = Offsets(text)
        definitions = pyromark.reference_definitions(text, options=parser_options())
        more = [*(one.words for one in self.headers.values()), *self.masked.labels]
        self.labels = by_label([*definitions, *more])
        if more:
            end = len(text)
            text += with_definitions(more)
            places = Offsets(text)
            self._events(text, lambda at: min(places(at), end))
        else:
            self._events(text, offsets)
        for definition in definitions.values():
            span = definition["span"]
            self._definition(offsets(span["start"]) + base, offsets(span["end"]) + base)

    def _events(self, text: str, offsets: Callable[[int], int]) -> None:
        """Read a text; ``offsets`` converts its offsets in UTF-8 to those of the masked text."""
        import pyromark

        base, stack, mdx = self.base, self.stack, self.masked.settings.mdx
        same = isinstance(offsets, Offsets) and offsets.same
        for event, span in pyromark.events_with_range(text, options=parser_options()):
            name, starts, data = read_event(event)
            if name == "Html" or (name == "Text" and stack and stack[-1] == "CodeBlock"):
                continue
            start, end = span["start"] + base, span["end"] + base
            if not same:
                start, end = offsets(start - base) + base, offsets(end - base) + base
            if name in INLINE:
                self._take(name, starts, start, end, data)
                continue
            if data == "Indented" and (mdx or self.elements) and not self.depth:
                self._indented(start - base, end - base)
            self._block(name, starts, start, end, data)

    def _indented(self, start: int, end: int) -> None:
        """Read indented text that is no code."""
        self._close()
        text = self.masked.text
        while start and text[start - 1] in " \t":
            start -= 1
        dedented = Dedented(text, start, end)
        if dedented.indent:
            self._events(dedented.text, dedented)

    def _take(self, name: str, starts: bool, start: int, end: int, data: Any) -> None:
        inline = self.inline
        if inline is None:
            inline = self._open(self._paragraph_kind(), "text", -1)
        if name == "TaskListMarker":
            self.first = end
            return
        if name == "Text" and data == "\\" and end - start > 1:
            # A trailing backslash that the parser reported as text: it is at the end of a link.
            name = "HardBreak"
        if self.first < 0:
            escaped = self.source[start - 1 : start] == "\\" and name == "Text"
            self.first = start - escaped
        if self.heading and name in ("Text", "Code", "InlineMath"):
            if name == "InlineMath":
                data = self.source[start + 1 : end - 1]
            same = end - start == len(data)  # Otherwise it has an escape or a reference.
            self.words.append(self.source[start:end] if same else data)
        inline.event(name, starts, start, end, data)

    def _block(self, name: str, starts: bool, start: int, end: int, data: Any) -> None:
        if name == "Rule":
            self._close()
            self._texts(start)
        elif starts:
            self._close()
            self.stack.append(self._container(name, start))
            self.depth += name == "BlockQuote"
            if name == "Paragraph":
                self._open(self._paragraph_kind(), "text", start)
            elif name in _LEAVES:
                self._start_leaf(name, start, data)
            elif name == "HtmlBlock":
                self._html(start, end)
        else:
            self._close()
            if self.stack:
                self.depth -= self.stack.pop() == "BlockQuote"

    def _html(self, start: int, end: int) -> None:
        """Add the blocks of HTML, and those of Markdown in it."""
        base, known = self.base, len(self.found)
        for part in parts(self.masked, start - base, end - base):
            if part.markdown and not self.depth:
                self._inner(part.start, part.end)
            else:
                self.elements.read(self.masked.text, part.start, part.end)
                self._plain_html(part.start + base, part.end + base)
        read = Spans((block.start - base, block.end - base) for block in self.found[known:])
        layout = self.masked.layout
        for a, b in layout[bisect_left(layout, (start - base, 0)) :]:
            if a >= end - base:
                break
            if read.meet(a, b):
                continue  # A paragraph has it.
            for at in range(a, min(a + WIDEST, b) + 1):
                self._texts(at + base)

    def _plain_html(self, start: int, end: int) -> None:
        """Add the blocks of HTML; inside a block quote, each line is read separately."""

        def add(start: int, end: int, kind: str, flow: Flow, marks: Sequence[Mark]) -> None:
            marks = with_markdown(flow.text, marks, self.masked.settings)
            self.found.append(Found(start, end, kind, "html", flow, marks))

        if not self.depth:
            for a, b in broken(self.source, start, end):
                read_html(self.source, a, b, add, self.language, plain=self._plain(a, b))
            return
        for a, b in pieces(self._unquoted, start, end):
            read_html(self._unquoted, a, b, add, self.language)

    def _plain(self, start: int, end: int) -> list[tuple[int, int]]:
        """The formulas and the like between two offsets that have a sign in which a tag begins."""
        first = bisect_left(self.spans, start, key=lambda one: one[0])
        found: list[tuple[int, int]] = []
        for a, b, span in self.spans[first:]:
            if a >= end:
                break
            if span.read.shown.startswith("$") and b <= end and "<" in self.source[a:b]:
                found.append((a, b))
        return found

    def _inner(self, start: int, end: int) -> None:
        """Read a part of the masked text on its own."""
        self._close()
        dedented = Dedented(self.masked.text, start, end)
        text = dedented.text
        self._events(text + with_definitions(used_in(text, self.labels)), dedented)

    @cached_property
    def _unquoted(self) -> str:
        return without_quotes(self.source)

    def _container(self, name: str, start: int) -> str:
        """The name of a container; a list item that replaces an admonition is not an "Item"."""
        if name != "Item" or start - self.base not in self.masked.items:
            return name
        self._texts(start)
        return "Admonition"

    def _start_leaf(self, name: str, start: int, data: Any) -> None:
        if name == "Heading":
            self.elements.clear()
            place = "heading" if self.source.startswith("#", start) else "setext"
            self._open(f"heading {data['level'][1:]}", place, -1)
            self.own_id = data["id"] is not None
        else:
            self._open(_LEAVES[name], "cell" if name == "TableCell" else "text", -1)

    def _paragraph_kind(self) -> str:
        parent = self.stack[-1] if self.stack else ""
        if parent == "Paragraph":
            parent = self.stack[-2] if len(self.stack) > 1 else ""
        return _PARAGRAPHS.get(parent, "paragraph")

    def _open(self, kind: str, place: str, first: int) -> Inline:
        self.inline = Inline(self.source)
        self.kind, self.place, self.first = kind, place, first
        self.heading = kind.startswith("heading")
        self.words = []
        self.own_id = False
        return self.inline

    def _close(self) -> None:
        """Finish the current block, if any."""
        inline, self.inline = self.inline, None
        if inline is None:
            return
        raws = inline.finish()
        lead = _DEFINITION.match(self.source, max(self.first, 0))
        if lead and self.kind == "paragraph":
            # A definition to other parsers, after something that is no term to this one.
            self.first = lead.end()
        if self.first < 0 or inline.last <= self.first:
            return
        raws = self._with_loose(raws, self.first, inline.last)
        title = self._title(self.first, inline.last) if self.heading else None
        anchor = self.slugs.of(title) if title else ""
        own = self.source[self.first : inline.last] if title is not None else ""
        header = self.headers.get(normal(without_attributes(own)))
        named = header is not None and title is not None and header.id not in self.named
        if header and named:  # A reference goes to the first of several headings.
            anchor = header.id
            self.named.add(anchor)
        leaf = flow(self.source, self.first, inline.last, raws, self.depth, self.spans)
        if leaf is not None:
            self.found.append(
                Found(
                    leaf.start,
                    leaf.end,
                    self.kind,
                    self.place,
                    leaf.flow,
                    leaf.marks,
                    self.depth,
                    anchor,
                    None if named else title,
                    named,
                )
            )
        if self.heading:
            self._after_heading(inline.last)

    def _after_heading(self, start: int) -> None:
        """Add the texts in the attributes of a heading, which its parser has read."""
        first = bisect_left(self.spans, start, key=lambda one: one[0])
        for a, _, span in self.spans[first : first + 1]:
            if span.rule.attached and not self.source[start:a].strip():
                for text in span.read.texts:
                    by = a - span.start
                    self._add_text(text.start + by, text.end + by, text.kind, text.place)

    def _with_loose(self, raws: list[Raw], start: int, end: int) -> list[Raw]:
        """The marks, with those of strong emphasis that kramdown reads and CommonMark doesn't."""
        if self.masked.settings.mdx or "**" not in self.source[start:end]:
            return raws
        pairs = unread_pairs(self.source[start:end], "**")
        return with_pairs(raws, [(a + start, b + start) for a, b in pairs], 2)

    def _title(self, start: int, end: int) -> str | None:
        """The words of a heading; None if it has an id, or a value put in later."""
        words = "".join(self.words)
        first = bisect_left(self.spans, start, key=lambda one: one[0])
        for a, b, span in self.spans[first:]:
            if a >= end:
                break
            if not span.rule.attached or "#" in self.source[a:b]:
                return None
            words = words.replace(self.source[a:b], "")
        return None if self.own_id else words.strip()

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        """The labels of the links that the file defines."""
        import pyromark

        found = pyromark.reference_definitions(self.masked.text, options=parser_options())
        words = (one.words for one in self.headers.values())
        return by_label([*found, *words, *self.masked.labels])

    def _texts(self, start: int) -> None:
        """Add the texts in a piece of layout."""
        for text in self.masked.texts.pop(start - self.base, ()):
            self._add_text(text.start + self.base, text.end + self.base, text.kind, text.place)

    def _definition(self, start: int, end: int) -> None:
        match = _REFERENCE_TITLE.search(self.source, start, end)
        if match is not None and not _COMMENT.match(self.source, start, end):
            group = match.lastindex or 0
            self._add_text(match.start(group), match.end(group), "title", "title")

    def _add_text(self, start: int, end: int, kind: str, place: str) -> None:
        raws: list[Raw] = []
        spans = self.spans
        if place in ("label", "string", "title", "cell"):
            spans = []
            shown = self.source[start:end]
            labels = used_in(shown, self._labels) if "[" in shown else ()
            marks = read_inline(shown, labels, settings=self.masked.settings)
            raws = [
                Raw(
                    m.start + start,
                    m.end + start,
                    m.role,
                    m.partner,
                    tuple(Words(w.start + start, w.end + start, w.kind) for w in m.words),
                    silent=bool(m.silent),
                    ends=m.ends,
                )
                for m in marks
            ]
        leaf = flow(self.source, start, end, raws, self.depth, spans)
        if leaf is not None:
            self.found.append(Found(leaf.start, leaf.end, kind, place, leaf.flow, leaf.marks))
