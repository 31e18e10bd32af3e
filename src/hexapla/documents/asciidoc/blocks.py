"""Read the blocks of an AsciiDoc file, by the rules of Asciidoctor's parser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hexapla.documents.asciidoc.header import read_header
from hexapla.documents.asciidoc.lines import Line, Reader
from hexapla.documents.asciidoc.lists import ANY_LIST, read_list
from hexapla.documents.asciidoc.metadata import (
    ATTRIBUTE_LINE,
    Settings,
    labels_of,
    read_metadata,
)
from hexapla.documents.asciidoc.syntax import ADMONITIONS, DELIMITERS, STYLES, Content
from hexapla.documents.asciidoc.tables import read_table
from hexapla.documents.asciidoc.titles import heading_at, read_heading
from hexapla.documents.asciidoc.tree import Meta, Node, Place, Text
from hexapla.lazy import lazy_re

__all__ = ["Parser", "delimiter_of"]

_BREAK = lazy_re(r"(?:'{3,}|<{3,}|([-*_])( *)\1\2\1)\Z")
_INDENTED_BREAK = lazy_re(r" {0,3}([-*_])( *)\1\2\1\Z")
_MEDIA = lazy_re(r"(image|video|audio)::(\S|\S.*?\S)\[(.+)?\]\Z")
_MACRO = lazy_re(r"\w[\w-]*::(?:|\S|\S.*?\S)\[.*\]\Z")
_ADMONITION = lazy_re(rf"({'|'.join(ADMONITIONS)}):[ \t]+")
# What begins a block where a condition hides the lines before it.
_FIRST = lazy_re(
    rf"[ \t]*(?:-|\*+|\.+|\d+\.)[ \t]|(?:{'|'.join(ADMONITIONS)}):[ \t]|={{1,6}}[ \t]|\.[^\s.]"
)
_FENCE = lazy_re(r"```(?!`)")
_CREDIT = "-- "
_DEEPEST = 40
_CONTINUATION = "+"
_VERBATIM = ("listing", "literal", "source", "verse")
_FLOATING = ("discrete", "float")
# The styles that may change what a delimited block is, by the block.
_MASKS = {
    "open": frozenset(STYLES),
    "listing": frozenset(["literal", "source"]),
    "literal": frozenset(["listing", "source"]),
    "example": frozenset(ADMONITIONS),
    "quote": frozenset(["verse"]),
    "pass": frozenset(["stem", "latexmath", "asciimath"]),
}


def delimiter_of(text: str) -> str:
    """What begins a delimited block in `DELIMITERS`, if a line does; else ""."""
    if len(text) < 2:
        return ""
    if text == "--":
        return text
    if text.startswith("```"):
        return "```" if _FENCE.match(text) else ""
    tip = text[:4]
    uniform = tip in DELIMITERS and len(tip) == 4 and not text[4:].strip(tip[-1])
    return tip if uniform else ""


class Parser:
    """Reads blocks. ``unclosed`` are the lines that begin blocks without an end."""

    def __init__(self, source: str, settings: Settings) -> None:
        self.source = source
        self.settings = settings
        self.unclosed: list[Line] = []
        self._depth = 0

    def document(self, lines: Sequence[Line]) -> Node:
        """Read a whole document."""
        root = Node("document")
        reader = Reader(lines)
        meta = read_header(reader, root, self.settings)
        self.blocks(reader, root, meta, sections=True)
        return root

    def blocks(
        self, reader: Reader, parent: Node, meta: Meta | None = None, *, sections: bool = False
    ) -> None:
        """Read all blocks, and headings with ``sections``."""
        while reader.skip_blank() is not None:
            meta = read_metadata(reader, parent, self.settings, meta)
            if reader.peek() is None:
                break
            if sections and meta.style not in _FLOATING and heading_at(reader):
                parent.nodes.append(read_heading(reader, meta))
                meta = Meta(title=meta.title)
                continue
            node = self.block(reader, meta)
            if node is not None:
                node.in_list = node.in_list or parent.in_list
                parent.nodes.append(node)
            meta = None

    def block(
        self, reader: Reader, meta: Meta, *, list_type: str = "", text_only: bool = False
    ) -> Node | None:
        """Read one block, whose metadata have been read.

        ``list_type`` is that of the list whose item's text could continue here; with ``text_only``
        nothing but that text or a list is looked for. Deeper blocks are left as they are.
        """
        if self._depth == _DEEPEST:
            lines = reader.until(lambda line: False, first=True)
            return Node("literal", lines=lines, meta=meta)
        self._depth += 1
        node = self._block(reader, meta, list_type=list_type, text_only=text_only)
        self._depth -= 1
        return node

    def _block(self, reader: Reader, meta: Meta, *, list_type: str, text_only: bool) -> Node | None:
        line = reader.next()
        style = meta.style
        delimiter = delimiter_of(line.text)
        if delimiter:
            return self._delimited(reader, line, delimiter, meta)
        if style in _VERBATIM:
            reader.back()
            return self._styled(reader, meta)
        indented = line.text.startswith((" ", "\t"))
        if not text_only and (found := self._line(line, meta)):
            return found
        reader.back()
        if found := read_list(self, reader, meta):
            return found
        if style in _FLOATING and heading_at(reader):
            return read_heading(reader, meta, floating=True)
        if style in STYLES:
            return self._styled(reader, meta)
        if indented and style != "normal":
            lines = self._paragraph(reader, at_list=bool(list_type), comments=not text_only)
            folded = text_only or list_type == "dlist"
            return self._text(lines, meta) if folded else Node("literal", lines=lines, meta=meta)
        lines = self._paragraph(reader, at_list=bool(list_type))
        if not lines:
            return None
        return self._text(lines, meta) if text_only else self._kinds(lines, meta)

    def _line(self, line: Line, meta: Meta) -> Node | None:
        """A block of one line: a break or a macro."""
        text = line.text
        breaks = _INDENTED_BREAK if text.startswith(" ") else _BREAK
        if breaks.match(text):
            return Node("break", meta=meta, marker=text)
        if not text.endswith("]") or "::" not in text:
            return None
        media = _MEDIA.match(text)
        if media is not None:
            node = Node(media[1], meta=meta, marker=media[2])
            if media[3]:
                labels_of(self.source, line.start + media.start(3), line.end - 1, meta, ("alt",))
            return node
        return Node("macro", meta=meta, lines=[line]) if _MACRO.match(text) else None

    def _paragraph(
        self, reader: Reader, *, at_list: bool = False, comments: bool = False
    ) -> list[Line]:
        """The lines of a paragraph, without comments unless they are to be kept."""

        def stops(line: Line) -> bool:
            text = line.text
            return (
                not text
                or text == _CONTINUATION
                or (text.startswith("[") and ATTRIBUTE_LINE.match(text) is not None)
                or delimiter_of(text) != ""
                or (at_list and ANY_LIST.match(text) is not None)
                or (line.apart and _FIRST.match(text) is not None)
            )

        lines = reader.until(stops, first=True)
        return lines if comments else without_comments(lines)

    def _text(self, lines: list[Line], meta: Meta) -> Node:
        """A paragraph. A continuation of no list begins it, and stays on its line."""
        while len(lines) > 1 and lines[0].text == _CONTINUATION:
            lines = lines[1:]
        if "hardbreaks" in meta.attributes.options or self.settings.hard_breaks:
            return Node("paragraph", "paragraph", Place.LINE, lines, meta=meta)
        return Node("paragraph", "paragraph", lines=lines, meta=meta)

    def _kinds(self, lines: list[Line], meta: Meta) -> Node:
        """A paragraph, an admonition or a quotation, by what its lines begin with."""
        first = lines[0].text
        label = _ADMONITION.match(first)
        if label is not None:
            lines[0] = _cut(lines[0], label.end())
            return Node("admonition", "paragraph", lines=lines, meta=meta, marker=label[1])
        if first.startswith("> "):
            return self._markdown_quote(lines, meta)
        last = lines[-1].text
        if first.startswith('"') and len(lines) > 1 and last.startswith(_CREDIT):
            if not lines[-2].text.endswith('"'):
                return self._text(lines, meta)
            quote = Node("quote", "quotation", lines=lines[:-1], meta=meta)
            lines[0] = _cut(lines[0], 1)
            lines[-2] = replace(lines[-2], text=lines[-2].text[:-1])
            quote.lines = lines[:-1]
            meta.texts.append(_credit(lines[-1]))
            return quote
        return self._text(lines, meta)

    def _markdown_quote(self, lines: list[Line], meta: Meta) -> Node:
        inner = [
            _cut(line, 2) if line.text.startswith("> ") else _cut(line, int(line.text == ">"))
            for line in lines
        ]
        if inner[-1].text.startswith(_CREDIT):
            meta.texts.append(_credit(inner.pop()))
        node = Node("quote", meta=meta)
        self.blocks(Reader(inner), node)
        return node

    def _styled(self, reader: Reader, meta: Meta) -> Node | None:
        """A paragraph of a style."""
        name, content = STYLES[meta.style]
        if content is Content.NONE:
            lines = reader.until(lambda line: line.text in ("", _CONTINUATION), first=True)
            return None if name == "comment" else Node(name, lines=lines, meta=meta)
        if content is Content.LINES:
            lines = reader.until(lambda line: line.text in ("", _CONTINUATION), first=True)
            self._credits(meta)
            return Node(name, "line", Place.LINE, lines, meta=meta)
        lines = self._paragraph(reader)
        if not lines:
            return None
        if name == "quote":
            self._credits(meta)
        kind = "quotation" if name == "quote" else "paragraph"
        marker = meta.style if name == "admonition" else ""
        node = self._text(lines, meta)
        return Node(name, kind, node.place, lines, meta=meta, marker=marker)

    def _credits(self, meta: Meta) -> None:
        """The author and the work of a quotation, in the second and the third position."""
        for position in (2, 3):
            value = meta.attributes.positional.get(position)
            if value is not None and value.text:
                text = Text([(value.start, value.end)], "attribution", Place.VALUE, value.end)
                text.sign = value.quote
                meta.texts.append(text)

    def _delimited(self, reader: Reader, line: Line, tip: str, meta: Meta) -> Node | None:
        name, content = DELIMITERS[tip]
        style = meta.style
        if style in STYLES and style in _MASKS.get(name, ()):
            name, content = STYLES[style]
            content = Content.BLOCKS if content is Content.TEXT else content
        elif style in STYLES and STYLES[style] == ("listing", Content.NONE):
            name, content = STYLES[style]  # A diagram.
        terminator = "```" if tip == "```" else line.text
        lines, closed = reader.block(terminator)
        if not closed:
            self.unclosed.append(line)
        if name == "comment":
            return None
        node = Node(name, lines=lines, meta=meta)
        if style in ADMONITIONS:
            node.marker = style
        if name in ("quote", "verse"):
            self._credits(meta)
        if content is Content.BLOCKS:
            node.lines = []
            self.blocks(Reader(lines), node)
        elif content is Content.LINES:
            node.kind, node.place = "line", Place.LINE
        elif content is Content.TABLE:
            read_table(self, node, line.text)
        return node


def without_comments(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that are comments; the next line after one is apart."""
    found: list[Line] = []
    apart = False
    for line in lines:
        if line.text.startswith("//") and not line.text.startswith("///"):
            apart = True
            continue
        found.append(replace(line, apart=True) if apart and not line.apart else line)
        apart = False
    return found


def _cut(line: Line, count: int) -> Line:
    """The line without its first characters."""
    return replace(line, text=line.text[count:], start=line.start + count)


def _credit(line: Line) -> Text:
    start = line.start + len(_CREDIT)
    return Text([(start, line.end)], "attribution", Place.TITLE, line.end)
