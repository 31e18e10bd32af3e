"""What is text in AsciiDoc: one table each of its blocks, styles, macros and attributes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase

__all__ = [
    "ADMONITIONS",
    "ATTRIBUTES",
    "DELIMITERS",
    "MACROS",
    "STYLES",
    "TEXT_ATTRIBUTES",
    "Content",
    "Macro",
    "is_text_attribute",
]


class Content(Enum):
    """What a block contains: other blocks, one text, lines of verse, a table, or no text."""

    BLOCKS = "blocks"
    TEXT = "text"
    LINES = "lines"
    TABLE = "table"
    NONE = "none"


ADMONITIONS = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")
"""Styles of admonitions, which are also labels of paragraphs."""

DELIMITERS: dict[str, tuple[str, Content]] = {
    "--": ("open", Content.BLOCKS),
    "----": ("listing", Content.NONE),
    "....": ("literal", Content.NONE),
    "====": ("example", Content.BLOCKS),
    "****": ("sidebar", Content.BLOCKS),
    "____": ("quote", Content.BLOCKS),
    "++++": ("pass", Content.NONE),
    "////": ("comment", Content.NONE),
    "```": ("listing", Content.NONE),
    "|===": ("table", Content.TABLE),
    ",===": ("table", Content.TABLE),
    ":===": ("table", Content.TABLE),
    "!===": ("table", Content.TABLE),
}
"""The blocks between lines of delimiters, by the first characters of these lines."""

STYLES: dict[str, tuple[str, Content]] = {
    "abstract": ("quote", Content.TEXT),
    "asciimath": ("stem", Content.NONE),
    "comment": ("comment", Content.NONE),
    "example": ("example", Content.TEXT),
    "latexmath": ("stem", Content.NONE),
    "listing": ("listing", Content.NONE),
    "literal": ("literal", Content.NONE),
    "open": ("open", Content.TEXT),
    "partintro": ("open", Content.TEXT),
    "pass": ("pass", Content.NONE),
    "quote": ("quote", Content.TEXT),
    "sidebar": ("sidebar", Content.TEXT),
    "source": ("listing", Content.NONE),
    "stem": ("stem", Content.NONE),
    "verse": ("verse", Content.LINES),
    # Diagrams, of Asciidoctor Diagram and Kroki.
    **dict.fromkeys(
        ["a2s", "actdiag", "barcode", "blockdiag", "bpmn", "bytefield", "d2", "ditaa", "dpic",
         "erd", "gnuplot", "graphviz", "lilypond", "mermaid", "msc", "nomnoml", "nwdiag",
         "pikchr", "plantuml", "salt", "seqdiag", "shaape", "svgbob", "symbolator", "tikz",
         "umlet", "vega", "vegalite", "wavedrom"],
        ("listing", Content.NONE),
    ),
    **dict.fromkeys(ADMONITIONS, ("admonition", Content.TEXT)),
}  # fmt: skip
"""The styles that say what a paragraph or a block is. In a block, text means blocks."""


@dataclass(frozen=True, slots=True)
class Macro:
    """An inline macro ``name:target[text]``.

    ``text`` is the kind of the text in its brackets: "" if it is part of the sentence, None if it
    is no text. ``silent`` is whether readers see nothing in its place. With ``whole`` the target is
    text, too. ``positional`` is whether the text is the first of a list of attributes.
    """

    text: str | None = None
    silent: bool = False
    whole: bool = False
    positional: bool = False


MACROS: dict[str, Macro] = {
    "anchor": Macro(silent=True),
    "asciimath": Macro(),
    "btn": Macro(""),
    "footnote": Macro("", silent=True),
    "footnoteref": Macro("", silent=True),
    "icon": Macro(),
    "image": Macro("alt text", positional=True),
    "indexterm": Macro("index term", silent=True),
    "indexterm2": Macro(""),
    "kbd": Macro(),
    "latexmath": Macro(),
    "link": Macro("", positional=True),
    "mailto": Macro("", positional=True),
    "menu": Macro("menu", whole=True),
    "pass": Macro(),
    "stem": Macro(),
    "xref": Macro("", positional=True),
}
"""The inline macros. Others are extensions, whose brackets may contain anything: they are code."""

TEXT_ATTRIBUTES: dict[str, str] = {
    "alt": "alt text",
    "attribution": "attribution",
    "caption": "label",
    "citetitle": "attribution",
    "reftext": "reference text",
    "title": "title",
    "xreflabel": "reference text",
}
"""The attributes of blocks and macros that are text, with the kind of their text."""

ATTRIBUTES = (
    "*-caption",
    "*-label",
    "*-refsig",
    "*-signifier",
    "*-title",
    "description",
    "docdescription",
    "doctitle",
    "keywords",
    "lead",
    "manpurpose",
    "navtitle",
    "orgname",
    "page-description",
    "reftext",
    "revremark",
    "seo-description",
    "seo-title",
    "subject",
    "summary",
    "title",
)
"""The attributes of documents that are text by default; ``*`` stands for any characters."""


def is_text_attribute(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether the value of an attribute of a document is text."""
    lower = name.lower()
    return any(fnmatchcase(lower, pattern.lower()) for pattern in patterns)
