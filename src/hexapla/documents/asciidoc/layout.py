"""The lines of a block of AsciiDoc, as a translation is written into them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from hexapla.documents.asciidoc.adapting import BREAK, value
from hexapla.documents.asciidoc.guards import (
    EMPTY,
    continues_badly,
    guarded,
    guarded_term,
    guarded_underline,
)
from hexapla.documents.asciidoc.reading import Found
from hexapla.documents.asciidoc.tables import SPEC_AT_END
from hexapla.documents.asciidoc.tree import Place, Text
from hexapla.documents.text_document import TextBlock
from hexapla.documents.wrapping import EDGES, display_width, text_before, wrap
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["Layout", "own_line"]

_LINE_END = lazy_re(r"\r\n|\r|\n")
_REST = lazy_re(r"[^\r\n]*")
_TAIL = lazy_re(r"[ \t]*(?:\r\n|\r|\n|\Z)")
_LAST_PLUS = lazy_re(r"(?<=\s)\+\Z|\A\+\Z")
_LAST_SIGNS = lazy_re(r"(?<=[ \t])(={1,6}|#{1,6})\Z")
_WIDE_CELL = 'cols="1a,1a",frame=none,grid=none'


def own_line(source: str, end: int) -> bool:
    """Whether a line ends at an offset, and a blank line or nothing follows."""
    tail = _TAIL.match(source, end)
    return tail is not None and _TAIL.match(source, tail.end()) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a file's blocks are written. ``rewrap`` is an option of the format."""

    source: str
    line_end: str
    rewrap: str

    def shown(self, found: Found, block: TextBlock) -> str:
        """The text of a block with `BREAK` for hard line breaks, and with the line ends between
        sentences if each sentence has its own lines.
        """
        chars = list(block.text)
        for at in found.breaks:
            chars[at] = BREAK
        spans = found.text.spans
        if len(spans) > 1 and self.rewrap == "keep":
            running = [piece for piece in block.pieces if not piece.kind]
            where = found.flow.source
            gaps = [
                (a.end, b.start)
                for a, b in pairwise(running)
                if not block.text[a.end : b.start].strip(EDGES)
                and _LINE_END.search(self.source, where(a.end - 1), where(b.start))
            ]
            if len(gaps) == len(spans) - 1 - len(found.breaks):
                for start, end in gaps:
                    chars[start:end] = ["\n"] + [" "] * (end - start - 1)
        return "".join(chars)

    def written(self, found: Found, block: TextBlock, text: str, language: Language) -> str:
        """The text of a block with its translations, in lines."""
        place = found.text.place
        if place in (Place.PARAGRAPH, Place.ITEM):
            return self._lines(found, block, text, language)
        if place is Place.CELL:
            return self._cell(found, block, text, language)
        line = " ".join(text.replace(BREAK, "+").split("\n")).strip(" ")
        return self._one_line(found.text, block, line)

    def _one_line(self, text: Text, block: TextBlock, line: str) -> str:
        place, own = text.place, block.text
        if place is Place.UNDERLINED:
            return self._underlined(text, line)
        if place is Place.HEADING:
            return (
                line + EMPTY if _LAST_SIGNS.search(line) and not _LAST_SIGNS.search(own) else line
            )
        if place is Place.TITLE:
            return EMPTY + line if line.startswith((".", " ")) and not own.startswith(".") else line
        if place is Place.TERM:
            line = guarded(guarded_term(line), own)
            return line + EMPTY if line.endswith((":", ";")) and not own.endswith(":") else line
        if place is Place.VALUE:
            return value(line, text.sign)
        if place is Place.ENTRY:
            return line + EMPTY if line.endswith((" \\", " +")) else line
        first = guarded(line, own)
        return (
            first
            if text.inset or not _LAST_PLUS.search(first) or own.endswith("+")
            else f"{first}{EMPTY}"
        )

    def _underlined(self, text: Text, title: str) -> str:
        """A title with its underline."""
        rest = _REST.match(self.source, text.spans[-1][1])
        assert rest is not None  # It matches nothing, too.
        line = guarded(title, "") + rest[0].rstrip()
        end = _LINE_END.search(self.source, text.spans[-1][1])
        size = max(len(line), 3) if len(line) > 1 else 2
        return line + (end[0] if end else self.line_end) + text.sign * size

    def _lines(self, found: Found, block: TextBlock, text: str, language: Language) -> str:
        item = found.text.place is Place.ITEM
        before = text_before(self.source, block.start)
        hang, width = self._hang(found.text), self._width(found, text, language)
        out = _divided(text, width, display_width(before), hang, block.text.endswith("+"))
        if not out:
            return EMPTY
        first = slice(*found.text.spans[0])
        # The description of a term may begin on a line of its own.
        out[0] = guarded(out[0], self.source[first], item=item and bool(before.strip()))
        for n, line in enumerate(out[1:], 1):
            if continues_badly(line):
                out[n] = EMPTY + guarded_term(line)
        if len(out) == 1 and not item:
            below = _LINE_END.search(self.source, block.end)
            rest = _REST.match(self.source, below.end()) if below else None
            out[0] = guarded_underline(out[0], rest[0].rstrip() if rest else "")
        return f"{self.line_end}{hang}".join(out)

    def _cell(self, found: Found, block: TextBlock, text: str, language: Language) -> str:
        text = _in_cell(text, found.text.sign)
        hang, width = self._hang(found.text), self._width(found, text, language)
        lines = _divided(text, width, 0, hang, block.text.endswith("+"))
        lines = [f"{EMPTY}{one}" if one.startswith("//") else one for one in lines]
        written = f"{self.line_end}{hang}".join(lines)
        follows = self.source[block.end : block.end + 1]
        if follows and follows == found.text.sign and SPEC_AT_END.search(written):
            return f"{written} "
        return written

    def _hang(self, text: Text) -> str:
        """What begins the lines after the first: what begins the second."""
        return text_before(self.source, text.spans[1][0]) if len(text.spans) > 1 else ""

    def _width(self, found: Found, text: str, language: Language) -> int:
        """The number of columns to wrap to, or 0 not to wrap."""
        several = len(found.text.spans) > 1 + len(found.breaks)
        # A line end is a space to Asciidoctor.
        if self.rewrap == "none" or not language.joiner or "\n" in text or found.text.inset:
            return 0
        if self.rewrap != "keep":
            return int(self.rewrap)
        if not several:
            return 0
        return max(
            display_width(text_before(self.source, start) + self.source[start:end])
            for start, end in found.text.spans
        )

    def empty(self, found: Found) -> str:
        """What is written instead of a text that is left out."""
        text = found.text
        if text.place is Place.UNDERLINED:
            return self._underlined(text, EMPTY)
        return "" if text.place in (Place.CELL, Place.VALUE, Place.ENTRY) else EMPTY

    def both(self, found: Found, own: str, other: str, arrangement: str) -> str:
        """A paragraph and its translation."""
        end = self.line_end
        if arrangement != "beside":
            return f"{own}{end}{end}{other}"
        cells = [re.sub(r"(?<!\\)\|", r"\\|", one) for one in (own, other)]
        parts = [f"[{_WIDE_CELL}]", "|===", *(f"|{one}" for one in cells), "|==="]
        return end.join(parts)


def _in_cell(text: str, sign: str) -> str:
    """A text that doesn't end its cell. ``sign`` is the separator, or a quotation mark."""
    if sign == '"':
        return text.replace('""', '"').replace('"', '""')
    if sign in (",", "\t"):
        return '"' + text.replace('"', '""') + '"' if sign in text or '"' in text else text
    return re.sub(rf"(?<!\\){re.escape(sign)}", lambda found: f"\\{found[0]}", text)


def _divided(text: str, width: int, first: int, hang: str, plus: bool) -> list[str]:
    """The lines of a text: after hard breaks, and as wide as they may be.

    ``width`` is 0 for any width; ``first`` is the column in which the first line begins. With
    ``plus`` the text may end with the sign of a hard break.
    """
    out: list[str] = []
    parts = re.split(f" ?{BREAK} ?", text)
    for n, part in enumerate(parts):
        lines = [one.strip(" ") for one in part.split("\n")]
        if width:
            lines = _wrapped(" ".join(lines), width, 0 if out else first, hang)
        lines = [one for one in lines if one]
        breaks = n < len(parts) - 1
        if breaks and n == len(parts) - 2 and not parts[-1].strip():
            breaks = plus
        for at, line in enumerate(lines):
            last = at == len(lines) - 1 and n == len(parts) - 1
            if _LAST_PLUS.search(line) and not (last and plus):
                lines[at] = f"{line[:-1]}{{plus}}"
        if breaks:
            lines = lines or [EMPTY]
            lines[-1] += " +"
        out += lines
    return out


def _wrapped(text: str, width: int, first: int, hang: str) -> list[str]:
    """The lines of a text, without ``hang`` before them, none of which begins a block."""
    lines = wrap(text, width, first=first, hang=hang)
    out: list[str] = []
    for n, line in enumerate(lines):
        line = (line[len(hang) :] if n else line).strip(" ")
        if not line:
            continue
        if out and (continues_badly(line) or _LAST_PLUS.search(out[-1])):
            word, _, line = line.partition(" ")
            out[-1] += f" {word}"
            while line and continues_badly(line):
                word, _, line = line.partition(" ")
                out[-1] += f" {word}"
        if line:
            out.append(line)
    return out
