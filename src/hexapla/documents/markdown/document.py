"""A Markdown file, parsed, and how its blocks are written.

The structure and the offsets come from pulldown-cmark; the text comes from the source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property

from hexapla.documents.decoding import Encoding, decode
from hexapla.documents.document import Segmenter
from hexapla.documents.html.writing import write_block as write_html
from hexapla.documents.inline import Mark, Role, put_together
from hexapla.documents.markdown.blocks import Found, read_blocks
from hexapla.documents.markdown.frontmatter import (
    Value,
    end_of_front_matter,
    left_out,
    read_front_matter,
    write_value,
)
from hexapla.documents.markdown.mask import LINE_END, mask, unified
from hexapla.documents.markdown.spans import BREAK
from hexapla.documents.markdown.writing import adapt, guard_lines, in_quotes, plain, reflow
from hexapla.documents.text_document import Blocks, TextBlock, TextDocument
from hexapla.documents.wrapping import display_width, one_line
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["MarkdownDocument", "parse"]

# Noncharacters of Unicode: where a line breaks, and where a link's label goes.
_BREAK, _LABEL = "\ufdd2", "\ufdd3"
_LABEL_END = lazy_re(f"{_LABEL}{{3}}|{_LABEL}")
_PUNCTUATION = lazy_re(r"[\[\]<>*_`|&~$\\]")
_SETEXT = lazy_re(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*(?:=+|-+)[ \t]*(?=[\r\n]|\Z)")
_REST_OF_LINE = lazy_re(r"[ \t]*#*[ \t]*(?:\r\n|\r|\n|\Z)")
_BLANK_LINES = lazy_re(r"(?:[ \t>]*(?:\r\n|\r|\n))*")
_LAYOUT = lazy_re(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\[[ xX]\][ \t])*\Z")


def parse(
    data: bytes,
    segmenter: Segmenter,
    where: str,
    encoding: str | None,
    rewrap: str,
    keys: Sequence[str],
    stable_ids: bool,
) -> MarkdownDocument:
    """Parse a Markdown file.

    `MarkdownFormat` explains its options ``rewrap``, ``keys`` (``front-matter``) and
    ``stable_ids``; for the rest see `Format.parse`.
    """
    source, found = decode(data, where=where, encoding=encoding)
    lines = unified(source)
    begin = end_of_front_matter(lines)
    values = list(read_front_matter(lines, begin, keys, where)) if begin else []
    blocks = Blocks(source, segmenter)
    for value in values:
        blocks.add(value.start, value.end, value.key, value.flow, ())
    bodies = read_blocks(source, mask(source[begin:]), begin)
    for body in bodies:
        blocks.add(body.start, body.end, body.kind, body.flow, body.marks)
    return MarkdownDocument(
        source,
        found,
        tuple(blocks),
        {body.start: body for body in bodies},
        {value.start: value for value in values},
        rewrap,
        stable_ids,
    )


class MarkdownDocument(TextDocument):
    """A Markdown file, parsed.

    Parameters besides those of `TextDocument`: ``bodies`` and ``values`` are its blocks and the
    values of its front matter as they were found, by their starts; for the rest see
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
    ) -> None:
        super().__init__(source, encoding, blocks)
        self._bodies, self._values = bodies, values
        self._rewrap, self._stable_ids = rewrap, stable_ids

    def write_block(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        """A block with its translations, on lines as the option ``rewrap`` has it."""
        if block.start in self._values:
            return self._write_value(self._values[block.start], block, texts, language)
        body = self._bodies[block.start]
        if body.place == "html":
            return write_html(self.source, block, texts, language.joiner)
        if body.place in ("title", "label"):
            text = put_together(block.text, block.pieces, texts, language.joiner)
            return in_quotes(text, self.source[block.start - 1], body.place == "label")
        adapted = [
            None if new is None else self._adapted(new, block, index)
            for index, new in enumerate(texts)
        ]
        text, labels = _with_labels_marked(body, block)
        text = put_together(text, block.pieces, adapted, language.joiner)
        return self._laid_out(body, _with_labels(text, labels))

    def add_note(self, text: str, note: str) -> str:
        """The note as a last paragraph, in which nothing is markup."""
        escaped = _PUNCTUATION.sub(r"\\\g<0>", note)
        gap = "" if text.endswith(self.line_end) else self.line_end
        return f"{text}{gap}{self.line_end}{escaped}{self.line_end}"

    def write_both(
        self, block: TextBlock, texts: Sequence[str | None], language: Language, arrangement: str
    ) -> str:
        """The translation as a paragraph of its own, in a cell, or on the same line."""
        from hexapla.documents.markdown.bilingual import has_room, write_both

        if not has_room(block):
            return super().write_both(block, texts, language, arrangement)
        before, other = self._before(block.start), self.write_block(block, texts, language)
        return write_both(self, block, before, other, language, arrangement)

    def inline_html(self, text: str, kind: str) -> str:
        """See `Document.inline_html`."""
        from hexapla.documents.markdown.body import inline

        return inline(text, kind, self._definitions)

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """See `Document.body_html`. Headings have the anchors of the source's."""
        from hexapla.documents.markdown.body import written

        anchored = copy(self)
        anchored._stable_ids = True
        text = unified(anchored.edition_text(texts, source, language, arrangement))
        return written(text[end_of_front_matter(text) :])

    @cached_property
    def _definitions(self) -> str:
        from hexapla.documents.markdown.body import definitions

        return definitions(self.source)

    def _adapted(self, new: str, block: TextBlock, index: int) -> str:
        piece, segment = block.pieces[index], block.segments[index]
        if not piece.kind:
            text = adapt(new, segment.text, segment.marks)
            broken = any(segment.text[mark.start : mark.end] == BREAK for mark in segment.marks)
            return text.replace(BREAK, _BREAK * 2) if broken else text
        before = block.text[: piece.start]
        if before.endswith("[") and piece.kind == "alt text":
            return plain(new, segment.text)
        return in_quotes(new, before[-1:], before.rstrip("\"'").endswith("="))

    def _laid_out(self, body: Found, text: str) -> str:
        """A block's text on its lines."""
        lines = [line.strip(" ") for line in text.split(_BREAK * 2)]
        own = body.flow.text
        if body.place in ("heading", "cell"):
            joined = " ".join(lines)
            written = guard_lines(joined, body.place, own)
            return written + self._id(body)
        before = self._before(body.start)
        hang = self._hang(body, before)
        width = self._width(body, before)
        out: list[str] = []
        for index, line in enumerate(lines):
            line = guard_lines(line, body.place, "" if index else own)
            column = display_width((hang if index else before).expandtabs(4))
            wrapped = reflow(line, width, column, hang) if width else [line]
            out.append(self.line_end.join(wrapped))
        breaks = ["\\"] * len(lines) if "" in lines else self._breaks(body, len(lines))
        text = out[0]
        for mark, line in zip(breaks, out[1:], strict=False):
            text += mark + self.line_end + hang + line
        return text + self._id(body)

    def _id(self, body: Found) -> str:
        """The anchor of a heading, where links into the edition are to hold."""
        return f" {{#{body.anchor}}}" if self._stable_ids and body.anchor else ""

    def _width(self, body: Found, before: str) -> int:
        """The columns to wrap to, 0 for none."""
        if self._rewrap == "none" or body.place == "setext":
            return 0
        if self._rewrap != "keep":
            return int(self._rewrap)
        lines = LINE_END.split(before + self.source[body.start : body.end])
        if len(lines) == 1 or len(lines) == sum(_is_break(body, m) for m in body.marks) + 1:
            return 0
        return max(display_width(line.rstrip().expandtabs(4)) for line in lines)

    def _breaks(self, body: Found, count: int) -> list[str]:
        """What the hard line breaks of a block of so many lines are written with."""
        own = [
            "\\" if self.source[body.flow.source(mark.start)] == "\\" else "  "
            for mark in body.marks
            if _is_break(body, mark)
        ]
        return [*own, *own[-1:] * count]

    def _hang(self, body: Found, before: str) -> str:
        """What further lines begin with: as the block's second line, else as its first."""
        second = re.compile(rf"(?:\r\n|\r|\n)((?:[ \t]*>){{0,{body.depth}}}[ \t]*)").search(
            self.source, body.start, body.end
        )
        if second is not None:
            return second[1]
        return re.sub(r"[^>\s]", " ", before)

    def _before(self, offset: int) -> str:
        """What stands before an offset in its line."""
        start = max(self.source.rfind("\n", 0, offset), self.source.rfind("\r", 0, offset)) + 1
        return self.source[start:offset]

    def _write_value(
        self, value: Value, block: TextBlock, texts: Sequence[str | None], language: Language
    ) -> str:
        new = [None if text is None else one_line(text) for text in texts]
        text = put_together(value.flow.text, block.pieces, new, language.joiner)
        return write_value(text, value).replace("\n", self.line_end)

    def skip_block(self, block: TextBlock, out: list[str]) -> int:
        """Leave out the block's lines where it has them for itself, else its text."""
        if block.start in self._values:
            out.append(left_out(self._values[block.start]))
            return block.end
        body = self._bodies[block.start]
        before = self._before(block.start)
        if body.place in ("cell", "title", "label", "html") or not _LAYOUT.match(before):
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


def _is_break(body: Found, mark: Mark) -> bool:
    text = body.flow.text
    return mark.role is Role.APART and text[mark.start : mark.end] == BREAK


def _with_labels_marked(body: Found, block: TextBlock) -> tuple[str, list[str]]:
    """The text with signs where lines break and where links by reference end, and their labels.

    Only of the markup that is in no segment; what is in one, its own text keeps.
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
        if _is_break(body, mark):
            chars += (text[at : mark.start], _BREAK * 2)
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


def _with_labels(text: str, labels: Sequence[str]) -> str:
    """The text with the ends of links by reference, that name their label where it is needed."""
    waiting = list(labels)

    def end(match: re.Match[str]) -> str:
        label = waiting.pop(0)
        shown = text[max(0, match.start() - len(label) - 1) : match.start()]
        if shown.casefold() == f"[{label}".casefold():
            return "]" if len(match[0]) == 1 else "][]"
        return f"][{label}]"

    return _LABEL_END.sub(end, text)


def _label(body: Found, mark: Mark) -> tuple[int, str] | None:
    """Where the end of a shortcut or collapsed reference begins, and its label."""
    text = body.flow.text
    if mark.role is Role.CLOSE:
        start, inner = mark.start, body.marks[mark.partner].end
    elif mark.words and text.startswith("![", mark.start):
        start, inner = mark.words[0].end, mark.words[0].start
    else:
        return None
    return (start, text[inner:start]) if text[start : mark.end] in ("]", "][]") else None
