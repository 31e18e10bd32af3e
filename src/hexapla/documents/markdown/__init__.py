"""Markdown: CommonMark and GFM, with what publishers put on top of it.

The structure and the offsets come from pulldown-cmark; the text comes from the source. Code, URLs,
ids, comments, math and template tags are in no segment, or stand in one as they are. Titles, alt
texts and front matter are segments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from hexapla.documents.decoding import decode
from hexapla.documents.document import Block, Blocks, Document, Encoding, Segmenter
from hexapla.documents.html import write_block as write_html
from hexapla.documents.inline import Mark, Role, put_together
from hexapla.documents.markdown.blocks import Found, read_blocks
from hexapla.documents.markdown.frontmatter import (
    Value,
    end_of_front_matter,
    read_front_matter,
    write_value,
)
from hexapla.documents.markdown.mask import LINE_END, mask, unified
from hexapla.documents.markdown.spans import BREAK
from hexapla.documents.markdown.writing import adapt, guard_lines, in_quotes, plain, reflow
from hexapla.documents.wrapping import display_width, one_line
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["FORMAT", "MarkdownDocument", "MarkdownFormat"]

KEYS = "title description summary subtitle caption"

# Noncharacters of Unicode: where a line breaks, and where a link's label goes.
_BREAK, _LABEL = "\ufdd2", "\ufdd3"
_LABEL_END = lazy_re(f"{_LABEL}{{3}}|{_LABEL}")
_PUNCTUATION = lazy_re(r"[\[\]<>*_`|&~$\\]")
_SETEXT = lazy_re(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*(?:=+|-+)[ \t]*(?=[\r\n]|\Z)")
_REST_OF_LINE = lazy_re(r"[ \t]*#*[ \t]*(?:\r\n|\r|\n|\Z)")
_BLANK_LINES = lazy_re(r"(?:[ \t>]*(?:\r\n|\r|\n))*")
_LAYOUT = lazy_re(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\[[ xX]\][ \t])*\Z")


class MarkdownFormat:
    """The format of Markdown.

    Its options: ``rewrap`` says how a translated paragraph is written: "keep" wraps it to the
    columns that the source's fills if that has several lines, "none" never wraps, a number of
    columns always does. ``front-matter`` are the keys whose values are translated, in one string.
    ``stable-ids`` gives translated headings the source's anchors: "yes" or "no".
    """

    name = "markdown"
    suffixes = (".markdown", ".md", ".mdown", ".mdx", ".mkd", ".qmd", ".rmd")
    options: Mapping[str, tuple[str, ...]] = MappingProxyType(
        {"rewrap": ("keep", "none", "*"), "front-matter": (KEYS, "*"), "stable-ids": ("no", "yes")}
    )

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        options: Mapping[str, str] = MappingProxyType({}),
    ) -> MarkdownDocument:
        """Parse a Markdown file.

        Raises InputError naming ``where`` when the bytes are no text, UsageError for an option
        that makes no sense.
        """
        source, found = decode(data, where=where, encoding=encoding)
        rewrap = options.get("rewrap", "keep")
        if rewrap not in ("keep", "none") and not rewrap.isdecimal():
            raise UsageError(
                f"rewrap = {rewrap!r} makes no sense", hint="use keep, none or a number of columns"
            )
        lines = unified(source)
        begin = end_of_front_matter(lines)
        keys = options.get("front-matter", KEYS).replace(",", " ").split()
        values = list(read_front_matter(lines, begin, keys)) if begin else []
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
            options.get("stable-ids") == "yes",
        )


class MarkdownDocument(Document):
    """A Markdown file, parsed.

    Parameters beside those of `Document`: ``bodies`` and ``values`` are its blocks and the values
    of its front matter as they were found, by their starts; for the rest see `MarkdownFormat`.
    """

    def __init__(
        self,
        source: str,
        encoding: Encoding,
        blocks: Sequence[Block],
        bodies: Mapping[int, Found],
        values: Mapping[int, Value],
        rewrap: str = "keep",
        stable_ids: bool = False,
    ) -> None:
        super().__init__(source, encoding, blocks)
        self._bodies, self._values = bodies, values
        self._rewrap, self._stable_ids = rewrap, stable_ids
        line_end = LINE_END.search(source)
        self._line_end = line_end[0] if line_end else "\n"

    def write_block(self, block: Block, texts: Sequence[str | None], language: Language) -> str:
        """A block with its translations, on lines as the option ``rewrap`` has it."""
        if block.start in self._values:
            return self._write_value(self._values[block.start], block, texts, language)
        body = self._bodies[block.start]
        if body.place == "html":
            return write_html(self.source, block, texts, language.joiner)
        assert block.flow is not None
        if body.place in ("title", "label"):
            text = put_together(block.flow.text, block.pieces, texts, language.joiner)
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
        gap = "" if text.endswith(self._line_end) else self._line_end
        return f"{text}{gap}{self._line_end}{escaped}{self._line_end}"

    def _adapted(self, new: str, block: Block, index: int) -> str:
        piece, segment = block.pieces[index], block.segments[index]
        assert block.flow is not None
        if not piece.kind:
            text = adapt(new, segment.text, segment.marks)
            broken = any(segment.text[mark.start : mark.end] == BREAK for mark in segment.marks)
            return text.replace(BREAK, _BREAK * 2) if broken else text
        before = block.flow.text[: piece.start]
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
            out.append(self._line_end.join(wrapped))
        breaks = ["\\"] * len(lines) if "" in lines else self._breaks(body, len(lines))
        text = out[0]
        for mark, line in zip(breaks, out[1:], strict=False):
            text += mark + self._line_end + hang + line
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
        self, value: Value, block: Block, texts: Sequence[str | None], language: Language
    ) -> str:
        new = [None if text is None else one_line(text) for text in texts]
        text = put_together(value.flow.text, block.pieces, new, language.joiner)
        return write_value(text, value.style, "[" in self._before(value.start))

    def skip_block(self, block: Block, out: list[str]) -> int:
        """Leave out the block's lines where it has them for itself, else its text."""
        body = self._bodies.get(block.start)
        before = self._before(block.start)
        if (
            body is None
            or body.place in ("cell", "title", "label", "html")
            or not _LAYOUT.match(before)
        ):
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


def _with_labels_marked(body: Found, block: Block) -> tuple[str, list[str]]:
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


FORMAT = MarkdownFormat()
