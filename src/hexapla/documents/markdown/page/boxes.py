"""Rewrite what Markdown's dialects add, so that a parser of CommonMark makes HTML of it.

First each piece of markup is replaced by what readers see of it; then admonitions, tabs
and containers become boxes with a title.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from hexapla.documents.body import BOX
from hexapla.documents.markdown.page.blocks import BLOCKS, directive, table
from hexapla.documents.markdown.page.indents import without_indents
from hexapla.documents.markdown.page.sentence import SENTENCE, Show
from hexapla.documents.markdown.syntax import Scan, Settings, Span, scan, scan_inline
from hexapla.documents.wrapping import text_before
from hexapla.lazy import lazy_re

__all__ = ["as_commonmark", "as_sentence"]

_ABBREVIATION = "abbreviation"
_TABLES = frozenset(["column-table", "grid-table", "uneven-table"])
_BOXES = frozenset(["admonition", "container", "tab"])
# What readers don't see, or what a program replaces by something that isn't in the file.
_HIDDEN = frozenset(
    [_ABBREVIATION, "attribute-line", "block-break", "block-id", "bookdown-label", "card-header",
     "code-import", "esm", "esm-export", "esm-import", "markdown-include", "mdx-code-block",
     "mdx-comment", "metadata", "myst-comment", "obsidian-comment", "snippet", "table-of-contents",
     "tabs", "template-comment", "template-tag"]
)  # fmt: skip
# What belongs to something else in the file.
_IN_SENTENCE: Mapping[str, Show] = {
    "attributes": lambda _, __, ___: "",
    "footnote": lambda text, _, __: f"<sup>{text[2:-1]}</sup>",
}
_SHOWN: Mapping[str, Show] = {**SENTENCE, **BLOCKS}
# The text in these is a sentence, with markup of its own.
_WITH_SENTENCES = frozenset(
    ["alert", "field", "jsx-line", "line-block", "note-field", "tilde-definition"]
)
_INDENTED = frozenset(["admonition", "tab"])
_OMITTED = frozenset(["attribute-line", "attributes", "table-of-contents"])
# Lines that belong to the text around them.
_LINES = frozenset(["line-block", "tilde-definition"])
_BLANK = lazy_re(r"[ \t>]*\Z")
_CLOSER = lazy_re(r"[ \t>]*(:{3,})[ \t]*\Z")
_LEAD = lazy_re(r"((?:[ \t]*>[ ]?)*)( *)")
_MARKER = lazy_re(r"[^\s>](?:.*\S)?")
# What is before a part of an address or of a tag of HTML.
_INSIDE = lazy_re(r"(?:\]\([^()\s]*|<[A-Za-z/][^<>]*)\Z")
_ITEM = lazy_re(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])[ ]+")
_NEAR = 1_000
_OPEN = f'<div class="{BOX}">'
_CLOSE = "</div>"


def as_commonmark(text: str, settings: Settings) -> tuple[str, Mapping[str, str]]:
    """A text of any dialect, with the line ends ``\\n``, as CommonMark and HTML; also its
    abbreviations, with what they stand for.
    """
    text = without_indents(text) if settings.mdx else text
    found = scan(text, settings)
    abbreviations = dict(_abbreviations(text, found))
    text = _rewritten(text, found, settings)
    spans = [one for one in scan(text, settings).spans if _is_known(text, one)]
    if spans:
        text = "\n".join(_Lines(text, spans, settings).written())
    return text, abbreviations


def as_sentence(text: str, settings: Settings) -> str:
    """A sentence of any dialect as CommonMark and HTML."""
    return _rewritten(text, Scan(list(scan_inline(text, settings))), settings, _IN_SENTENCE)


def _abbreviations(text: str, found: Scan) -> Iterator[tuple[str, str]]:
    for span in found.spans:
        if span.rule.name == _ABBREVIATION:
            short, _, words = text[span.start : span.end].partition("]:")
            yield short.removeprefix("*["), words.strip()


def _is_known(text: str, span: Span) -> bool:
    name = span.rule.name
    if name == "attributes":  # The parser reads those of headings.
        return not text_before(text, span.start).lstrip().startswith("#")
    return name in _OMITTED or name in _BOXES


def _rewritten(
    text: str, found: Scan, settings: Settings, alone: Mapping[str, Show] = MappingProxyType({})
) -> str:
    """A text with the markup that readers see, or that they don't see.

    ``alone`` says what they see of markup in a sentence without its file.
    """
    out: list[str] = []
    at = 0
    partners = _partners(text, found.spans)
    for start, end, span in _in_order(text, found):
        first = text.rfind("\n", 0, start) + 1
        if start < at:
            continue
        piece, near = text[start:end], text[max(first, start - _NEAR) : start]
        if span and not span.alone and _INSIDE.search(near):
            out += (
                text[at:start],
                "%20".join(piece.split(" ")) if "](" in near else piece,
            )
            at = end
            continue
        if span is None:
            new = directive(piece)
        elif span.rule.name in alone:
            new = alone[span.rule.name](piece, span, "")
        elif span.rule.name in _TABLES:
            new = table(text, span)
        else:
            new = _shown(piece, span, partners.get(start, ""))
        if new is None:
            continue
        if not new and span and span.rule.name == "emoji" and _ITEM.fullmatch(near):
            new = "&#8203;"  # Without anything there, more spaces would follow the marker.
        if span and span.read.texts and span.rule.name in _WITH_SENTENCES:
            new = as_sentence(new, settings)
        out.append(text[at:start])
        block = span is None or (span.alone and span.rule.name not in _LINES)
        out.append(_as_block(new, text[first:start]) if block else new)
        at = end
    return "".join([*out, text[at:]])


def _shown(text: str, span: Span, partner: str) -> str | None:
    name = span.rule.name
    if name in _HIDDEN:
        return ""
    return _SHOWN[name](text, span, partner) if name in _SHOWN else None


def _in_order(text: str, found: Scan) -> list[tuple[int, int, Span | None]]:
    """The pieces of markup, and the blocks of code, which have no `Span`."""
    code = [(start, end, None) for start, end in found.code if text[start] in "`~"]
    spans = [(span.start, span.end, span) for span in found.spans]
    return sorted([*spans, *code], key=lambda one: one[0])


def _partners(text: str, spans: Sequence[Span]) -> dict[int, str]:
    """The other end of each pair of markup, by the offset of one end."""
    found: dict[int, str] = {}
    opened: dict[str, list[Span]] = {}
    for span in spans:
        if span.read.opens:
            opened.setdefault(span.read.opens, []).append(span)
        elif span.read.closes and opened.get(span.read.closes):
            other = opened[span.read.closes].pop()
            found[other.start] = text[span.start : span.end]
            found[span.start] = text[other.start : other.end]
    return found


def _as_block(new: str, lead: str) -> str:
    """A block after what is before it on its line."""
    blank = _MARKER.sub(lambda match: " " * len(match[0]), lead)
    lines = [line and f"{blank}{line}" for line in new.split("\n")]
    if lead.strip(" \t>"):  # After the marker of an item, nothing is before it.
        lines[0] = new.partition("\n")[0]
        return f"{chr(10).join(lines)}\n{blank.rstrip()}"
    quoted = blank.rstrip()
    return "\n".join(["", *(line or quoted for line in lines), quoted]) if new else ""


class _Box(NamedTuple):
    """An open box: the columns of its lines, or -1, and what is before each of them.

    ``depth`` is the greatest indentation of a box so far, and ``extra`` the columns that all of
    them add to a line.
    """

    columns: int
    lead: str
    depth: int
    extra: int


class _Lines:
    """The lines of a text. A box that is open has the indentation of the lines in it."""

    def __init__(self, text: str, spans: list[Span], settings: Settings) -> None:
        self._text = text
        self._settings = settings
        self._spans = spans
        self._boxes: list[_Box] = []

    def written(self) -> list[str]:
        """The lines, with boxes as HTML."""
        out: list[str] = []
        rest = iter(self._spans)
        span = next(rest, None)
        at = 0
        for line in self._text.split("\n"):
            end = at + len(line)
            here: list[Span] = []
            while span and span.start <= end:
                here.append(span)
                span = next(rest, None)
            out += self._line(at, line, here)
            at = end + 1
        while self._boxes:
            out += self._closed()
        return out

    def _line(self, at: int, line: str, spans: list[Span]) -> list[str]:
        out: list[str] = []
        while self._boxes and ">" in self._boxes[-1].lead and ">" not in _LEAD.match(line)[1]:  # type: ignore[index]
            out += self._closed()
        if not _BLANK.match(line):
            while self._boxes and self._boxes[-1].columns >= 0 and _columns(line) < self._depth():
                out += self._closed()
        opener = next((one for one in spans if one.rule.name not in _OMITTED), None)
        if opener is not None:
            return [*out, *self._box(at, line, opener)]
        if spans and spans[0].alone and spans[0].rule.name != "attributes":
            return [*out, ""]
        for one in reversed(spans):
            start, end = one.start - at, one.end - at
            line = line[:start] + line[end:]
        return [*out, self._outdented(line)]

    def _depth(self) -> int:
        return self._boxes[-1].depth if self._boxes else 0

    def _outdented(self, line: str) -> str:
        extra = self._boxes[-1].extra if self._boxes else 0
        quoted, spaces = _LEAD.match(line).groups()  # type: ignore[union-attr]
        return quoted + line[len(quoted) + min(extra, len(spaces)) :] if extra else line

    def _box(self, at: int, line: str, span: Span) -> list[str]:
        lead = self._outdented(line[: span.start - at])
        if span.rule.name == "container" and _CLOSER.match(line):
            return self._ended(lead)
        # After the marker of an item, the box is in that item.
        first, lead = lead, _MARKER.sub(lambda match: " " * len(match[0]), lead)
        within = line[: span.start - at]
        columns = _columns(_MARKER.sub(lambda match: " " * len(match[0]), within) + "x") + 4
        columns = columns if span.rule.name in _INDENTED else -1
        depth = max(columns, self._depth())
        extra = 4 * (columns >= 0) + (self._boxes[-1].extra if self._boxes else 0)
        self._boxes.append(_Box(columns, lead, depth, extra))
        titles = [self._text[text.start : text.end].strip() for text in span.read.texts]
        title = as_sentence(next(filter(None, titles), ""), self._settings).strip()
        blank = lead.rstrip()
        return [
            *([blank] if first == lead else []),
            first + _OPEN,
            blank,
            *([f"{lead}**{title}**", blank] if title else []),
        ]

    def _ended(self, lead: str) -> list[str]:
        """The end of a container, and of what is indented in it."""
        out: list[str] = []
        while self._boxes:
            container = self._boxes[-1].columns < 0
            out += self._closed()
            if container:
                return out
        return [lead]

    def _closed(self) -> list[str]:
        lead = self._boxes.pop().lead
        return [lead.rstrip(), lead + _CLOSE, lead.rstrip()]


def _columns(line: str) -> int:
    expanded = line.replace(">", " ").expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))
