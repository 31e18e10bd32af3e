"""Explicit markup: what begins with two dots. Directives are read by their table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hexapla.documents.rst.blocks import Reader
from hexapla.documents.rst.cells import read_cells
from hexapla.documents.rst.directives import Argument, Body, Directive, known_directive
from hexapla.documents.rst.inlines import NAME
from hexapla.documents.rst.items import Verbatim
from hexapla.documents.rst.lines import Line, indent_of, joined, take, trimmed
from hexapla.documents.rst.starts import BLOCKS
from hexapla.lazy import lazy_re

__all__ = ["read_explicit"]

_FOOTNOTE = lazy_re(rf"\.\. +\[(?:[0-9]+|\#(?:{NAME})?|\*|{NAME})\](?: +|\Z)")
_TARGET = lazy_re(r"\.\. +_(?! |\Z)")
_SUBSTITUTION = lazy_re(r"\.\. +\|(?! |\Z)(?:.*?\S)\| +")
_DIRECTIVE = lazy_re(rf"(?:\.\. +)?({NAME}) ?::(?: +|\Z)")
_ENTRY = lazy_re(r"(.+?)(?<!\s)\s*+(?<!\\)<[^<]*>\Z")
_VERSIONS = lazy_re(r"\S+(?: +|\Z)(?:v?\d[\w.]*(?: +|\Z))?")
_CARD = lazy_re(r"(\^{3,}|\+{3,}) *\Z")
_KEY = lazy_re(r" +: +")
_SENTENCE = lazy_re(r"(?:^|\n\n)[\w\"'(*`:|][^\n]*(?:\n[^\n]+)*?[.!?:][\"')*`]*(?=\n\n|\Z)")
_WORD = lazy_re(r"[^\W\d_]{2,}")
_CODE = lazy_re(r"[{};=]|->|\(\)|^[^\S\n]*+[#$>%@]", re.MULTILINE)
# Fields of a page's metadata whose values are text.
_META = lazy_re(r"(?:\S*[:=])?(?:description|keywords|title|og:site_name|og:image:alt)\b")
_FEWEST_WORDS = 5


def read_explicit(reader: Reader, lines: Sequence[Line], at: int) -> int:
    """Read what begins with two dots in a line; returns the number of the line after it."""
    text = lines[at].text
    if match := _FOOTNOTE.match(text):
        body, _, end = take(lines, at, first=match.end())
        reader.tag("aside")
        reader.items.append(Verbatim([lines[at].upto(match.end()).after(text.index("["))]))
        reader.read(body, "footnote")
        reader.tag("/aside")
        return end
    if match := _TARGET.match(text):
        return take(lines, at, first=match.end(), until_blank=True)[2]
    if match := _SUBSTITUTION.match(text):
        block, _, end = take(lines, at, first=match.end(), trims=False)
        inner = _DIRECTIVE.match(block[0].text)
        if inner:
            reader.tag("template")
            _read_directive(reader, inner[1], [block[0].after(inner.end()), *block[1:]])
            reader.tag("/template")
        return end
    if match := _DIRECTIVE.match(text):
        block, _, end = take(lines, at, first=match.end(), trims=False)
        _read_directive(reader, match[1], block)
        return end
    if text == ".." and (at + 1 == len(lines) or not lines[at + 1].text):
        return at + 1
    return take(lines, at, first=len(text) - len(text[2:].lstrip()))[2]


class _Parts(NamedTuple):
    """The parts of a directive: the lines of its argument, its options and its content."""

    argument: list[Line]
    options: list[Line]
    content: list[Line]


def _parts(block: list[Line], one: Directive) -> _Parts:
    """The parts of a directive, as docutils finds them."""
    if block and not block[0].text:
        block = block[1:]
    while block and not block[-1].text:
        block = block[:-1]
    takes_argument = one.argument is not Argument.NONE
    if not (takes_argument or one.takes_options):
        return _Parts([], [], trimmed(block))
    end = next((n for n, line in enumerate(block) if not line.text), len(block))
    head, content = block[:end], block[end + 1 :]
    first = next((n for n, line in enumerate(head) if BLOCKS["field"].match(line.text)), end)
    argument, options = head[:first], head[first:]
    if argument and not takes_argument:
        return _Parts([], options, trimmed([*argument, *block[end:]]))
    return _Parts(argument, options, trimmed(content))


def _read_directive(reader: Reader, name: str, block: list[Line]) -> None:
    one = known_directive(name, reader.more)
    if one is None:
        _read_unknown(reader, name, block)
        return
    parts = _parts(block, one)
    path = parts.argument[0].text if parts.argument else ""
    wrapper = _wrapper(name, one)
    reader.tag(wrapper, path if wrapper in ("figure", "img") else name)
    _read_argument(reader, one, parts.argument)
    delimiter = _delimiter(parts.options)
    if one.body is Body.CELLS and not delimiter:
        reader.items.append(Verbatim(parts.content))
    else:
        _read_options(reader, name, one, parts.options, delimiter)
        _read_content(reader, name, one, parts.content, delimiter)
    reader.tag(f"/{wrapper}")


def _wrapper(name: str, one: Directive) -> str:
    """The element of a page that a directive is."""
    if name in ("figure", "image"):
        return "figure" if name == "figure" else "img"
    if name in ("list-table", "flat-table", "csv-table", "table"):
        return "table" if name != "table" else "figure-table"
    return "box" if one.box else "part"


def _read_argument(reader: Reader, one: Directive, lines: list[Line]) -> None:
    if not lines or one.argument not in (Argument.TEXT, Argument.VERSION):
        return
    if one.argument is Argument.VERSION:
        match = _VERSIONS.match(lines[0].text)
        assert match is not None
        lines = [lines[0].after(match.end()), *lines[1:]]
    reader.add(lines, one.kind, "argument", 3)


def _delimiter(options: list[Line]) -> str:
    """What is between values; "" if they can't be read, because quotation marks are others."""
    known = {name: joined(body) for name, body in _fields(options)}
    if "quote" in known or "escape" in known:
        return ""
    sign = known.get("delim", ",")
    return {"space": " ", "tab": "\t"}.get(sign, sign if len(sign) == 1 else "")


def _read_options(
    reader: Reader, name: str, one: Directive, lines: list[Line], delimiter: str
) -> None:
    for key, body in _fields(lines):
        if key not in one.options or not body:
            continue
        if key == "header":
            read_cells(reader, body, delimiter, heading=True)
        elif key == "caption" and name != "toctree":
            reader.add(body, "caption", "option", 6)
        else:
            kind = "alt text" if key == "alt" else "caption"
            reader.add(body, kind, "plain", 6)


def _fields(lines: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    """The names of fields, and the lines of their values."""
    at = 0
    while at < len(lines):
        match = BLOCKS["field"].match(lines[at].text)
        if match is None:
            at += 1
            continue
        name = match[0].strip()[1:-1]
        body, _, at = take(lines, at, first=match.end())
        yield name, body


def _read_content(
    reader: Reader, name: str, one: Directive, lines: list[Line], delimiter: str
) -> None:
    readers = {
        Body.BLOCKS: lambda: reader.read(lines, "caption" if name == "figure" else "paragraph"),
        Body.CARD: lambda: _read_card(reader, lines),
        Body.ENTRIES: lambda: _read_entries(reader, lines),
        Body.TERMS: lambda: _read_glossary(reader, lines),
        Body.FIELDS: lambda: _read_meta(reader, lines),
        Body.CELLS: lambda: read_cells(reader, lines, delimiter),
    }
    if one.body is not Body.VERBATIM:
        readers[one.body]()
    elif lines and name not in ("raw", "include", "math", "autosummary"):
        reader.items.append(Verbatim(lines))


def _read_card(reader: Reader, lines: list[Line]) -> None:
    """The parts of a card: its header, its body and its footer."""
    start = 0
    for number, line in enumerate(lines):
        if _CARD.match(line.text):
            reader.read(trimmed(lines[start:number]), "paragraph")
            start = number + 1
    reader.read(trimmed(lines[start:]), "paragraph")


def _read_entries(reader: Reader, lines: list[Line]) -> None:
    for line in lines:
        if match := _ENTRY.match(line.text):
            reader.add([line.upto(match.end(1))], "title", "entry")


def _read_meta(reader: Reader, lines: list[Line]) -> None:
    for key, body in _fields(lines):
        if _META.match(key):
            reader.add(body, "description", "plain", 3)


def _read_glossary(reader: Reader, lines: list[Line]) -> None:
    reader.tag("dl")
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.text:
            at += 1
        elif line.text.startswith(".. "):
            at = take(lines, at, first=3)[2]
        elif indent_of(line):
            body, _, at = take(lines, at)
            reader.inside("dd", body, "definition")
        else:
            key = _KEY.search(line.text)
            reader.tag("dt")
            reader.add([line.upto(key.start()) if key else line], "term", "glossary")
            reader.tag("/dt")
            at += 1
    reader.tag("/dl")


def _read_unknown(reader: Reader, name: str, block: list[Line]) -> None:
    """A directive that nothing is known of: its content is read if it is prose."""
    parts = _parts(block, Directive(Argument.NAME))
    text = joined(parts.content)
    if not _WORD.search(joined(parts.argument) + text):
        return
    sentences = [one[0] for one in _SENTENCE.finditer(text)]
    prose = any(len(_WORD.findall(one)) >= _FEWEST_WORDS for one in sentences) and not _CODE.search(
        text
    )
    reader.unknown.setdefault(name, prose)
    reader.tag("part", name)
    if prose:
        reader.read(parts.content, "paragraph")
    else:
        reader.items.append(Verbatim(parts.content))
    reader.tag("/part")
