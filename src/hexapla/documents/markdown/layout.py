"""The lines of a block of Markdown, as a translation is written into them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hexapla.documents.emphasis import with_unread_emphasis
from hexapla.documents.inline import Mark, Role
from hexapla.documents.markdown.blocks import Found
from hexapla.documents.markdown.guarded_lines import guard_lines, reflow
from hexapla.documents.markdown.guards import with_plain_dollars
from hexapla.documents.markdown.mask import LINE_END
from hexapla.documents.markdown.spans import BREAK, LINE, LINE_BREAK
from hexapla.documents.markdown.syntax import Settings
from hexapla.documents.wrapping import display_width, text_before
from hexapla.lazy import lazy_re

__all__ = ["Layout", "is_break"]

# A break in HTML, or of kramdown.
_BREAK = lazy_re(r"(<br[ ]?/?>|(?<!\\)\\\\) ", re.IGNORECASE)
_FIRST_BREAKS = lazy_re(r"(?:<br[ ]?/?> )+", re.IGNORECASE)
_BREAK_AT_END = lazy_re(r"(?:<br[ ]?/?>|\\\\(?<!\\\\\\))[ \t]*[\r\n]", re.IGNORECASE)
# The ends of code, links, spans and emphasis, which attributes right after them belong to.
_WITH_ATTRIBUTES = ("`", ")", "]", "*", "_")
_ATTRIBUTES = lazy_re(r"\{[^{}\n]*\}\Z")
_LINES = lazy_re(f"({LINE_BREAK}|{LINE})")


@lru_cache(maxsize=1)
def _has_macros(source: str) -> bool:
    """Whether a file has templates; it is asked for each of its headings."""
    return "{{" in source or "{%" in source


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a file's blocks are written: its line ends and options.

    ``rewrap`` and ``stable_ids`` are options of `MarkdownFormat`.
    """

    source: str
    line_end: str
    settings: Settings
    rewrap: str
    stable_ids: bool

    def written(self, body: Found, text: str) -> str:
        """A block's text, divided into lines."""
        own = body.flow.text
        text = with_plain_dollars(text, own)
        if not self.settings.mdx and "**" in own:
            text = with_unread_emphasis(text, own, body.marks, "**")
        if body.place in ("heading", "cell"):
            lines = [line.strip(" ") for line in _LINES.split(text)[::2]]
            joined = " ".join(lines)
            written = guard_lines(joined, body.place, own, self.settings)
            first = body.place == "cell" and not text_before(self.source, body.start).strip(" \t>")
            if first:  # The row begins with its text, and may not begin another block.
                written = guard_lines(written, "text", own, self.settings)
            return self._with_id(body, _with_gap(written, own))
        before = text_before(self.source, body.start)
        hang = self._hang(body, before)
        width = self._width(body, before)
        code = self._code(body)
        if _BREAK_AT_END.search(self.source, body.start, body.end):
            text = _with_lines_after_breaks(text, code)
        lines, ends = _lines(text)
        out: list[str] = []
        for index, line in enumerate(lines):
            line = guard_lines(line, body.place, own, self.settings, index == 0)
            column = display_width((hang if index else before).expandtabs(4))
            wrapped = [line]
            if width:
                wrapped = reflow(line, width, column, hang, self.settings, list(code))
            out.append(self.line_end.join(wrapped))
        for markup, source in code.items():
            out = [line.replace(markup, source) for line in out]
        out, breaks = self._broken(body, lines, out)
        text = out[0]
        for end, line in zip(ends, out[1:], strict=True):
            text += (breaks.pop(0) if end != LINE else "") + self.line_end + hang + line
        if body.place == "setext":
            text = _with_gap(text, own)
        return self._with_id(body, text)

    def _code(self, body: Found) -> dict[str, str]:
        """The code, formulas, tags, addresses and expressions in a block that are on several lines
        in the source: on one line, and as they are there.
        """
        mdx = self.settings.mdx
        if not mdx and (self.rewrap == "none" or body.depth):
            return {}
        if not mdx and not LINE_END.search(self.source, body.start, body.end):
            return {}
        text, where = body.flow.text, body.flow.source
        found = {
            text[start:end]: self.source[where(start) : where(end - 1) + 1]
            for mark in body.marks
            if text[mark.start] in ("{<" if mdx else "$`<{\\]!")
            for start, end in _opaque(text, mark)
        }
        return found if mdx else {one: own for one, own in found.items() if one != own}

    def _with_id(self, body: Found, text: str) -> str:
        """The text of a block with an id if it is a heading that is referred to, or all have one.

        One with attributes has it among them.
        """
        if not ((self.stable_ids or body.named) and body.anchor):
            return text
        attributes = _ATTRIBUTES.search(text)
        if attributes and _ATTRIBUTES.search(body.flow.text):
            words = text[:-1].rstrip()
            return f"{words} #{body.anchor}{' ' * (len(text) - 1 > len(words))}}}"
        # In Jinja, `{#` begins a comment.
        macros = _has_macros(self.source)
        return f"{text} {{ #{body.anchor} }}" if macros else f"{text} {{#{body.anchor}}}"

    def _width(self, body: Found, before: str) -> int:
        """The number of columns to wrap to, or 0 not to wrap."""
        several = LINE_END.search(self.source, body.start, body.end) is not None
        if self.rewrap == "none" or (body.place == "setext" and not several):
            return 0
        if self.rewrap != "keep":
            return int(self.rewrap)
        lines = LINE_END.split(before + self.source[body.start : body.end])
        if len(lines) == 1 or len(lines) == sum(is_break(body, m) for m in body.marks) + 1:
            return 0
        return max(display_width(line.rstrip().expandtabs(4)) for line in lines)

    def _broken(
        self, body: Found, lines: Sequence[str], written: list[str]
    ) -> tuple[list[str], list[str]]:
        """The lines as they are written, and each hard line break between them.

        No program has a break with spaces after a line without text, and not all have one with a
        backslash.
        """
        breaks = self._breaks(body, len(lines))
        if "" not in lines:
            return written, breaks
        if "  " in breaks and "\\" not in breaks:
            return [line or "&nbsp;" for line in written], breaks
        return written, ["\\"] * len(lines)

    def _breaks(self, body: Found, count: int) -> list[str]:
        """How to write each hard line break of a block with ``count`` lines."""
        own = [
            "\\" if self.source[body.flow.source(mark.start)] == "\\" else "  "
            for mark in body.marks
            if is_break(body, mark)
        ]
        return [*own, *own[-1:] * count]

    def _hang(self, body: Found, before: str) -> str:
        """The prefix of lines after the first: as on the block's second line, else like the
        first's.
        """
        second = re.compile(rf"(?:\r\n|\r|\n)((?:[ \t]*>){{0,{body.depth}}}[ \t]*)").search(
            self.source, body.start, body.end
        )
        if second is not None:
            return second[1]
        return re.sub(r"[^>\s]", " ", before)


def _with_lines_after_breaks(text: str, code: Collection[str]) -> str:
    """A block's text with a line end after each break of HTML or kramdown that isn't in code.

    Breaks that begin it stay on its line: a first line with only a tag would be a block of HTML.
    """
    around = (one for one in code if _BREAK.search(one) and not _BREAK.match(f"{one} "))
    known = "|".join(map(re.escape, around)) or r"(?!)"
    pattern = re.compile(f"({known})|{_BREAK.pattern}", re.IGNORECASE)
    first = _FIRST_BREAKS.match(text)
    start = first.end() if first else 0
    return text[:start] + pattern.sub(lambda one: one[1] or f"{one[2]}{LINE}", text[start:])


def _with_gap(text: str, own: str) -> str:
    """A heading with a space before its attributes, if they would belong to the code before them.

    In the source they are right after a word.
    """
    attributes = _ATTRIBUTES.search(own)
    if attributes is None or not text.endswith(attributes[0]):
        return text
    words = text[: -len(attributes[0])]
    own_words = own[: attributes.start()]
    if words.endswith(_WITH_ATTRIBUTES) and not own_words.endswith((" ", *_WITH_ATTRIBUTES)):
        return f"{words} {attributes[0]}"
    return text


def _opaque(text: str, mark: Mark) -> Iterator[tuple[int, int]]:
    """The spans of a mark without the words in it; a quotation mark alone is none.

    ``text`` is its block's. Spaces before and after a span are no part of it.
    """
    bounds = [mark.start, *(at for one in mark.words for at in (one.start, one.end)), mark.end]
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        own = text[start:end]
        start += len(own) - len(own.lstrip(" "))
        end -= len(own) - len(own.rstrip(" "))
        if end - start > 1:
            yield start, end


def _lines(text: str) -> tuple[list[str], list[str]]:
    """The lines of a block's text, and what ends each of them but the last.

    A line that its markup has to itself may be empty without its image, and is left out.
    """
    found = _LINES.split(text)
    lines, ends = [found[0].strip(" ")], []
    for end, line in zip(found[1::2], found[2::2], strict=True):
        shown = line.strip(" ")
        if end == LINE and not (lines[-1] and shown):
            lines[-1] += shown
        else:
            lines.append(shown)
            ends.append(end)
    return lines, ends


def is_break(body: Found, mark: Mark) -> bool:
    """Whether a mark is a hard line break."""
    text = body.flow.text
    return mark.role is Role.APART and text[mark.start : mark.end] == BREAK
