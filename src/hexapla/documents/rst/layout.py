"""The lines of a block of reStructuredText, as a translation is written into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hexapla.documents.rst.adornments import ADORNMENT, adorned
from hexapla.documents.rst.cells import as_value
from hexapla.documents.rst.enumerators import enumerator_of
from hexapla.documents.rst.inlines import is_escaped
from hexapla.documents.rst.items import Found
from hexapla.documents.rst.quotations import ATTRIBUTION
from hexapla.documents.rst.starts import BLOCKS, begins_block
from hexapla.documents.rst.writing import GLUE
from hexapla.documents.wrapping import display_width, text_before
from hexapla.lazy import lazy_re

__all__ = ["Layout"]

_LINE_END = lazy_re(r"\r\n|\r|\n")
_PLAIN_LINES = ("text", "argument", "plain", "option")
_LITERAL = lazy_re(r"(?<!\\)(?:\\\\)*::\Z")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a file's blocks are written, by its line ends and the option ``rewrap``."""

    source: str
    line_end: str
    rewrap: str

    def written(self, found: Found, text: str) -> str:
        """A block's text, divided into lines; ``text`` has `GLUE` where none may end."""
        text = text.strip(" ")
        if found.place == "title":
            return self._title(found, text.replace(GLUE, " "))
        if found.place == "term":
            text = re.sub(r"(?<= ):(?= )", r"\\:", text)
        elif found.place == "name":
            return re.sub(r"(?<!\\)((?:\\\\)*):", r"\1\\:", text).replace(GLUE, " ")
        elif found.place == "value":
            return self._value(found, text)
        if found.place not in _PLAIN_LINES:
            return self._guarded(text, found, first=True).replace(GLUE, " ")
        return self._lines(found, text)

    def on_one_line(self, found: Found, text: str) -> str:
        """A block's text as a paragraph of its own, of one line, as in a catalog for Sphinx."""
        text = text.strip(" ")
        if found.literal and found.place == "text":
            text = _with_colons(text, found.literal)
        elif _LITERAL.search(text):
            text = f"{text[:-2]}\\::"
        return self._guarded(text, replace(found, place="text"), first=True).replace(GLUE, " ")

    def both(self, found: Found, own: str, new: str, arrangement: str) -> str:
        """A paragraph and its translation: one after the other, or the cells of a table."""
        hang = self._hang(found, text_before(self.source, found.start))
        gap = f"{self.line_end}{self.line_end}{hang}"
        if arrangement != "beside":
            return f"{own}{gap}{new}"
        cells = (_LINE_END.sub(f"{self.line_end}     ", one) for one in (own, new))
        first, second = (f"- {one}" for one in cells)
        return f".. list-table::{gap}   * {first}{self.line_end}{hang}     {second}"

    def _value(self, found: Found, text: str) -> str:
        """A comma separated value."""
        own = found.shown.flow.text
        if not begins_block(own):
            text = self._guarded(text, found, first=True)
        return as_value(text.replace(GLUE, " "), found.literal)

    def _lines(self, found: Found, text: str) -> str:
        before = text_before(self.source, found.start)
        several = _LINE_END.search(self.source, found.start, found.end)
        hang = self._hang(found, before)
        width = self._width(found, before) if several or self.rewrap.isdecimal() else 0
        if found.literal:
            text = _with_colons(text, found.literal)
        elif found.place in ("text", "definition") and _LITERAL.search(text):
            text = f"{text[:-2]}\\::"
        if found.literal and text.endswith(" ::"):  # The colons are never alone on a line.
            text = f"{text[:-3]}{GLUE}::"
        column = display_width(before.expandtabs(8))
        lines = _wrapped(text, width, column, hang) if width else [text]
        if found.place != "plain":
            lines = [self._guarded(line, found, first=not n) for n, line in enumerate(lines)]
        return f"{self.line_end}{hang}".join(lines).replace(GLUE, " ")

    def _width(self, found: Found, before: str) -> int:
        """The number of columns to wrap to, 0 for one line."""
        if self.rewrap == "none":
            return 0
        if self.rewrap != "keep":
            return int(self.rewrap)
        lines = _LINE_END.split(before + self.source[found.start : found.end])
        return max(display_width(line.rstrip().expandtabs(8)) for line in lines)

    def _hang(self, found: Found, before: str) -> str:
        """What is before the second line of a block and those after it."""
        second = re.compile(r"(?:\r\n|\r|\n)([ \t]*)").search(self.source, found.start, found.end)
        if second is not None:
            return second[1]
        indent = before[: len(before) - len(before.lstrip())]
        if found.hang:
            return indent + " " * found.hang
        return re.sub(r"\S", " ", before)

    def _title(self, found: Found, text: str) -> str:
        title = found.title
        assert title is not None
        assert title.text is not None
        own = found.shown.flow.text
        line = adorned(title.text.text.strip(), title.under.text, text)
        gap = self.source[title.text.end : title.under.start]
        if title.over is not None:
            lead = self.source[title.over.end : title.text.place(0)]
            inner = title.text.text[: len(title.text.text) - len(title.text.text.lstrip())]
            extra = len(title.under.text) - len(inner + title.text.text.strip())
            line = adorned(
                "", title.under.text, inner + text + " " * min(max(extra, 0), len(inner))
            )
            return f"{line}{lead}{inner}{text}{gap}{line}"
        if begins_block(text) or ADORNMENT.match(text):
            text = f"\\{text}"
            line = adorned(own, title.under.text, text)
        return f"{text}{gap}{line}"

    def _guarded(self, line: str, found: Found, *, first: bool) -> str:
        """A line that doesn't begin another block."""
        seen = line.replace(GLUE, " ")
        if ADORNMENT.match(seen):
            return f"\\{line}"
        if not first and found.place != "argument":
            return line
        if found.place == "argument":
            return f"\\{line}" if BLOCKS["field"].match(seen) else line
        if (
            found.quoted
            and ATTRIBUTION.match(seen)
            and not ATTRIBUTION.match(found.shown.flow.text)
        ):
            return f"\\{line}"
        if begins_block(seen):
            return f"\\{line}"
        if item := enumerator_of(seen):
            end = item.match.start("end")
            return f"{line[:end]}\\{line[end:]}"
        return line


def _with_colons(text: str, literal: str) -> str:
    """A text before a literal block, with the colons that announce it."""
    if literal == ":":
        return f"{text}:" if text.endswith(":") and not is_escaped(text[:-1]) else f"{text} ::"
    return text + literal


def _wrapped(text: str, width: int, column: int, hang: str) -> list[str]:
    """A text in lines of at most so many columns, the first of which begins in a column."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        size = display_width(word)
        if line and column + 1 + size > width:
            lines.append(line)
            line, column = word, display_width(hang.expandtabs(8)) + size
        else:
            column += size + bool(line)
            line = f"{line} {word}" if line else word
    return [*lines, line]
