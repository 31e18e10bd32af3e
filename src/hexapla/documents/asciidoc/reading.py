"""Read an AsciiDoc file: its blocks, and the markup in their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.documents.asciidoc.blocks import Parser
from hexapla.documents.asciidoc.inline import read_spans
from hexapla.documents.asciidoc.lines import read_lines
from hexapla.documents.asciidoc.metadata import Settings
from hexapla.documents.asciidoc.patterns import CUSTOM
from hexapla.documents.asciidoc.spans import Span, marks_of
from hexapla.documents.asciidoc.syntax import MACROS
from hexapla.documents.asciidoc.tree import Node, Place, Text, texts_of
from hexapla.documents.document import Flow, Notice
from hexapla.documents.inline import Mark, Role
from hexapla.documents.wrapping import joint
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["Found", "Reading", "read"]

_LAST_BREAK = lazy_re(r"(?<=\s)\+\Z")
_FRONT_MATTER = lazy_re(
    r"---[ \t]*(?:\r\n|\r|\n).*?^---[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE | re.DOTALL
)


_PHRASE = lazy_re(r"\[[^\W\d_]{2,}[ \t]+[^\W\d_]{2,}[ \t]+[^\W\d_]{2,}[^=]*\]\Z")
_NO_MACROS = frozenset(["http", "https", "ftp", "irc", "file"])
_MACRO_ENDS = ("[", '["', ",", ", ")
_WITH_BREAKS = (Place.PARAGRAPH, Place.ITEM, Place.CELL, Place.LINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A text with its markup. ``breaks`` are the offsets of the signs of hard line breaks.

    ``macros`` are the beginnings of macros with text in their brackets.
    """

    text: Text
    flow: Flow
    marks: Sequence[Mark]
    breaks: Sequence[int]
    macros: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the tree of blocks, the texts in order, and what should be said."""

    root: Node
    texts: Sequence[Found]
    settings: Settings
    compat: bool
    notices: Sequence[Notice]


def read(source: str, patterns: tuple[str, ...]) -> Reading:
    """Read a file. ``patterns`` are the names of the document's attributes that are text."""
    front = _FRONT_MATTER.match(source)
    settings = Settings(source, patterns)
    parser = Parser(source, settings)
    root = parser.document(read_lines(source, front.end() if front else 0))
    compat = "compat-mode" in settings.attributes or _is_compat(root)
    texts = sorted(texts_of(root), key=lambda one: one.start)
    found = [_found(source, one, compat) for one in _without_overlaps(texts)]
    notices = [*_notices(source, parser, front is not None), *_macros(found)]
    return Reading(root, found, settings, compat, notices)


def _is_compat(root: Node) -> bool:
    return any(one.name == "title" and one.place is Place.UNDERLINED for one in root.nodes)


def _without_overlaps(texts: Sequence[Text]) -> list[Text]:
    """The texts without those in others."""
    kept: list[Text] = []
    for one in texts:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _notices(source: str, parser: Parser, has_front_matter: bool) -> list[Notice]:
    notices: list[Notice] = []
    for line in parser.unclosed:
        number = len(read_lines_before(source, line.start)) + 1
        notices.append(
            Notice(
                msg("the block that begins on line {number} has no end", number=number),
                "end it with a line like the one that begins it",
            )
        )
    for name in dict.fromkeys(parser.settings.left):
        notices.append(
            Notice(
                msg("the text of the attribute {name!r} is not translated", name=name),
                "to translate it, add the name to attributes in [asciidoc] of "
                "i18n/publication.toml",
                general=True,
            )
        )
    if has_front_matter:
        notices.append(
            Notice(
                msg("the front matter is not translated"),
                "write its texts as attributes of the document, or translate them in the editions",
                general=True,
            )
        )
    return notices


def _macros(texts: Sequence[Found]) -> Iterator[Notice]:
    """The macros of extensions that have phrases in their brackets."""
    found = (
        match["name"]
        for one in texts
        if "[" in one.flow.text
        for match in CUSTOM.finditer(one.flow.text)
        if match["name"] not in MACROS.keys() | _NO_MACROS and _PHRASE.search(match[0])
    )
    for name in dict.fromkeys(found):
        yield Notice(
            msg("the text in the brackets of the macro {name!r} is not translated", name=name),
            "translate it in the editions",
            general=True,
        )


def read_lines_before(source: str, offset: int) -> list[str]:
    """The lines that end before an offset."""
    return source[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]


def _found(source: str, text: Text, compat: bool) -> Found:
    out = ""
    places: list[tuple[int, int]] = []
    breaks: list[int] = []
    for start, end in text.spans:
        own = source[start:end]
        if out:
            out += joint(out[-1], own[0])
        places.append((len(out), start))
        out += own
        is_break = bool(_LAST_BREAK.search(own)) or (
            own == "+" and source[start - 1 : start] == " "
        )
        if is_break and text.place in _WITH_BREAKS:
            breaks.append(len(out) - 1)
    spans = read_spans(out, compat=compat)
    if breaks:
        spans = [one for one in spans if not any(_crosses(one, at) for at in breaks)]
        spans += [Span(at, at + 1, "line break", apart=True) for at in breaks]
    flow = Flow(out, tuple(_marks(places, text.spans)))
    marks = marks_of(spans)
    opened = [mark for mark in marks if mark.role is Role.OPEN]
    macros = [mark for mark in opened if out[mark.start : mark.end].endswith(_MACRO_ENDS)]
    return Found(text, flow, marks, breaks, macros)


def _crosses(span: Span, at: int) -> bool:
    """Whether a piece of markup takes a character for something else than its text."""
    is_in = span.inner is not None and span.inner[0] <= at < span.inner[1]
    return span.start <= at < span.end and not is_in


def _marks(
    places: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The marks of a flow: a space between two lines is the end of the first."""
    marks: list[tuple[int, int]] = []
    for n, (at, start) in enumerate(places):
        if n and at > places[n - 1][0] + spans[n - 1][1] - spans[n - 1][0]:
            marks.append((at - 1, spans[n - 1][1]))
        marks.append((at, start))
    return marks
