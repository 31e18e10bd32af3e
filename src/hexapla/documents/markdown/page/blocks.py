"""What readers see of lines that are markup: directives, tables, fields, lines of verse."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Mapping

from hexapla.documents.markdown.page.sentence import Show
from hexapla.documents.markdown.page.text import block_of_code, plain, texts_of
from hexapla.documents.markdown.syntax import Span
from hexapla.documents.markdown.tables.reading import read_layout
from hexapla.lazy import lazy_re

__all__ = ["BLOCKS", "CELL", "directive", "table"]

CELL = " data-cell"
"""Marks the cells of tables that were drawn with characters."""

_VIDEO = lazy_re(r"\[!VIDEO[ \t]+(?P<address>[^\s\]]+)")
_OF_LEARN = lazy_re(r":{3,}[ \t]*(?P<type>[\w-]+)(?P<rest>.*?)(?::{3,})?[ \t]*\Z")
_VALUE = lazy_re(r"\b([\w-]+)[ \t]*=[ \t]*[\"']([^\"']*)[\"']")
_LAYOUT_OF_LEARN = frozenset(["code", "column", "column-end", "image-end", "moniker", "moniker-end",
                              "row", "row-end", "zone", "zone-end"])  # fmt: skip
_FIELD = lazy_re(r":([^:]+):[ \t]*(.*)", re.DOTALL)
_DIRECTIVE = lazy_re(r"[`~:]{3,}[ \t]*\{(?P<name>[^{} \n]++)[^{}\n]*+\}[ \t]*(?P<rest>[^\n]*)")
_OPTION = lazy_re(r"\n[ \t>]*:[\w-]+:[^\n]*")
# Directives that a program replaces, and those with code.
_REPLACED = lazy_re(
    r"toctree|include|literalinclude|raw|contents|tableofcontents|bibliography|index\Z|embed|iframe"
    r"|video|youtube|auto|execute|nb-|postlist|tags"
)
_OF_CODE = lazy_re(r"code|sourcecode|highlight|mermaid|graphviz|plantuml|doctest|testcode|prompt")


def table(source: str, span: Span) -> str | None:
    """A table that is drawn with characters, in HTML with Markdown in its cells."""
    found = read_layout(source, span.start, span.end, span.read.texts[0].kind)
    if found is None:
        return None
    out = ["<table>"]
    for row in found.layout.rows:
        name = "th" if row.header else "td"
        out.append("<tr>")
        for cell in row.cells:
            out += [f"<{name}{CELL}>", "", cell, "", f"</{name}>"]
        out.append("</tr>")
    return "\n".join([*out, "</table>"])


def directive(text: str) -> str | None:
    """What readers see of a directive whose content is not Markdown; None if it is code."""
    found = _DIRECTIVE.match(text)
    if found is None:
        return None
    name, argument = found["name"].strip(), found["rest"].strip()
    body = _body(text[found.end() :])
    if name.startswith("=") or _REPLACED.match(name):
        return ""
    if name == "image":
        return f"![]({argument})"
    if name == "math":
        return block_of_code(body)
    return block_of_code(body) if _OF_CODE.match(name) or _OPTION.match(text, found.end()) else None


def _body(text: str) -> str:
    """The content of a directive, without its options and its last line."""
    at = 0
    while option := _OPTION.match(text, at):
        at = option.end()
    lines = text[at:].strip("\n").split("\n")
    return textwrap.dedent("\n".join(lines[:-1]))


def _directive(text: str, span: Span, partner: str) -> str | None:
    """A directive in back-quotes as a container, or what it shows."""
    found = _DIRECTIVE.match(text)
    if found is None:
        return ":::"
    words = texts_of(text, span)
    if found["name"].endswith("figure"):
        return f"![{words}]({found['rest'].strip()})\n\n:::figure"
    if "\n" in text and text.rstrip().endswith(("```", "~~~", ":::")):
        shown = directive(text)
        content = block_of_code(_body(text[found.end() :])) if shown is None else shown
        return "\n\n".join(filter(None, [f"**{words}**" if words else "", content]))
    return f":::{_type(found['name'])} {words}".rstrip()


def _chunk(text: str, span: Span, partner: str) -> str | None:
    """A chunk of bookdown with Markdown in it as a container. Other programs have code there."""
    if "\n" in text:
        captions = [one for one in span.read.texts if one.place == "string"]
        shown = directive(text) if not captions else text
        words = (text[one.start - span.start : one.end - span.start] for one in captions)
        return "\n\n".join([shown, *words]) if shown is not None else None
    return f":::chunk {texts_of(text, span)}".rstrip() if "{" in text else ":::"


def _type(name: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in name)


def _block(text: str, span: Span, partner: str) -> str:
    """A block of pymdownx, or a box in fences, as a container."""
    opened = text.strip("/`~ \t\n")
    return f":::block {texts_of(text, span)}".rstrip() if opened else ":::"


def _container(text: str, span: Span, partner: str) -> str | None:
    """An image or the layout of Microsoft Learn; the options of a directive are left out."""
    first, _, options = text.partition("\n")
    if _DIRECTIVE.match(text) and options:
        return _directive(text, span, partner)
    found = _OF_LEARN.match(first.strip())
    if found and found["type"] == "image":
        values = dict(_VALUE.findall(found["rest"]))
        return f"![{values.get('alt-text', '')}]({values.get('source', '')})"
    if found and found["type"] in _LAYOUT_OF_LEARN:
        return ""
    return first if options else None


def _alert(text: str, span: Span, partner: str) -> str:
    words = texts_of(text, span)
    return f"**{words}**\n\n" if words else "\n"


def _docs_include(text: str, span: Span, partner: str) -> str:
    found = _VIDEO.match(text)
    return f"<{found['address']}>" if found else ""


def _target(text: str, span: Span, partner: str) -> str:
    return f'<a id="{html.escape(text.strip().strip("()="))}"></a>'


def _field(text: str, span: Span, partner: str) -> str:
    found = _FIELD.match(text)
    return f"**{plain(found[1])}:** {found[2]}" if found else text


def _note_field(text: str, span: Span, partner: str) -> str:
    name, _, words = text.partition("::")
    return f"**{plain(name)}:** {words.strip()}".rstrip()


def _line_block(text: str, span: Span, partner: str) -> str:
    line = text.removeprefix("|").removeprefix(" ")
    indent = len(line) - len(line.lstrip())
    return f"{'&#160;' * indent}{line.strip()}<br>"


_ELEMENT = lazy_re(r"<(caption|d[dt]|figcaption|h[1-6]|li|p|summary|t[dh])\b")


def _jsx_line(text: str, span: Span, partner: str) -> str:
    """An element on one line: its title and its words."""
    titles = [one for one in span.read.texts if one.place == "attribute"]
    words = [one for one in span.read.texts if one.place != "attribute"]
    title, rest = (
        " ".join(text[one.start - span.start : one.end - span.start].strip() for one in found)
        for found in (titles, words)
    )
    name = _ELEMENT.match(text)
    if name and rest:
        return f"<{name[1]}{CELL}>\n\n{rest}\n\n</{name[1]}>"
    return "\n\n".join(filter(None, [f"**{title}**" if title else "", rest]))


BLOCKS: Mapping[str, Show] = {
    "alert": _alert,
    "block": _block,
    "chunk": _chunk,
    "container": _container,
    "docs-include": _docs_include,
    "fenced-box": _block,
    "fenced-directive": _directive,
    "fenced-note": _block,
    "field": _field,
    "jsx-line": _jsx_line,
    "line-block": _line_block,
    "list-marker": lambda _, span, __: span.read.shown,
    "markdown-element": lambda text, span, _: text if span.alone else None,
    "note-field": _note_field,
    "table-caption": lambda _, __, ___: "",
    "target": _target,
    "text-reference": lambda text, span, _: texts_of(text, span),
    "tilde-definition": lambda text, _, __: f":{text[1:]}",
}
"""By the names of rules."""
