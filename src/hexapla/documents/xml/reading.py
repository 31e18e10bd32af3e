"""Read XML with the offset of each tag, safely.

expat checks that a text is well-formed and declares no document type, and with it no entities. One
scan then finds its tags: whatever expat accepts has only tags of this shape.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from hexapla.charsets import codec_name
from hexapla.documents.decoding import Encoding
from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.xmlparser import xml_parser

__all__ = [
    "Kind",
    "Tag",
    "XmlText",
    "attribute_spans",
    "attributes",
    "characters",
    "check_xml",
    "is_true",
    "raw_attributes",
    "read_xml",
    "spans",
    "tags",
]

# The deepest nesting that is read; no program writes more than a few dozen levels.
_DEEPEST = 1_000

_TAG = lazy_re(
    r"<(?:(/?)([^\s/>!?][^\s/>]*+)((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>"
    r"|!\[CDATA\[(?s:.*?)\]\]>|!--(?s:.*?)-->|\?(?s:.*?)\?>)"
)
_ATTRIBUTE = lazy_re(r"([^\s=/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_DECLARED = lazy_re(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_REFERENCE = lazy_re(r"&(?:#([0-9]{1,8})|#x([0-9A-Fa-f]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AGAIN = msg("open it in the program that made it, and save it again")


class XmlText(NamedTuple):
    """A decoded XML file, without its byte order mark."""

    text: str
    encoding: Encoding

    def encode(self, text: str) -> bytes:
        """A text in the file's encoding; characters that it lacks become references."""
        data = text.encode(self.encoding.name, "xmlcharrefreplace")
        return self.encoding.bom + data


class Kind(Enum):
    """The kind of a `Tag`; characters are between two tags, or in a section of CDATA."""

    START = "start"
    END = "end"
    EMPTY = "empty"
    TEXT = "text"
    CDATA = "CDATA"
    OTHER = "other"


class Tag(NamedTuple):
    """A tag, or the characters between two: ``text[start:end]``.

    ``name`` is that of the element, with the prefix that the caller of `tags` knows its namespace
    by; ``depth`` counts the elements around it. ``own`` is the text of its attributes.
    """

    kind: Kind
    start: int
    end: int
    name: str
    depth: int
    own: str = ""


def read_xml(data: bytes, where: str, *, doctype: bool = False) -> XmlText:
    """Decode and check an XML file.

    Raises InputError, with line, for XML that is not well-formed, declares a document type, or is
    nested too deeply, and for an encoding that can't be read and written without changes. With
    ``doctype``, only a document type that declares entities is refused.
    """
    check_xml(data, where, doctype=doctype)
    name, bom = "utf-8", b""
    for mark, marked in _MARKS:
        if data.startswith(mark):
            name, bom = marked, mark
            break
    else:
        if declared := _DECLARED.match(data):
            name = declared[1].decode().lower()
    try:
        encoding = Encoding(codec_name(name), bom)
        found = XmlText(data[len(bom) :].decode(encoding.name), encoding)
        same = found.encode(found.text) == data
    except (LookupError, UnicodeError):
        same = False
    if not same:
        raise InputError(
            msg("can't be read as {name}", name=name), where=where or None, hint=_SAVE_AGAIN
        )
    return found


def check_xml(
    data: bytes,
    where: str,
    *,
    doctype: bool = False,
    encoding: str | None = None,
    entities: bool = False,
    namespaces: bool = False,
) -> None:
    """Check that a file is well-formed; ``doctype`` and errors as for `read_xml`.

    ``encoding`` overrides the encoding that it declares. With ``entities``, references may be to
    entities that are declared elsewhere, which are not read. With ``namespaces``, each prefix must
    have one.
    """
    parser = xml_parser(encoding=encoding, namespaces=namespaces)
    parser.UseForeignDTD(entities)
    hint = msg("correct the markup") if entities else _SAVE_AGAIN
    _limit_depth(parser, where)
    _refuse_types(parser, where, doctype=doctype)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InputError(
            msg("is not well-formed XML: {errorstring}", errorstring=expat.ErrorString(error.code)),
            where=f"{where}:{error.lineno}" if where else None,
            hint=hint,
        ) from None
    except (LookupError, ValueError) as error:
        raise InputError(
            msg("can't be decoded: {error}", error=error), where=where or None, hint=hint
        ) from None


def _limit_depth(parser: expat.XMLParserType, where: str) -> None:
    """Refuse elements that are nested too deeply."""
    depth = 0

    def start(name: str, _: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise InputError(
                msg("is nested too deeply"), where=_place(parser, where), hint=_SAVE_AGAIN
            )

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end


def _refuse_types(parser: expat.XMLParserType, where: str, *, doctype: bool) -> None:
    """Refuse a document type or, with ``doctype``, the entities in it."""

    def refuse(name: str, *_: object) -> None:
        raise InputError(
            msg(
                "has a document type declaration (<!DOCTYPE {name}>), which could declare entities",
                name=name,
            ),
            where=_place(parser, where),
            hint=msg("remove the declaration"),
        )

    def refuse_entity(name: str, *_: object) -> None:
        raise InputError(
            msg("declares the entity {name}", name=name),
            where=_place(parser, where),
            hint=msg("remove it"),
        )

    if doctype:
        parser.EntityDeclHandler = refuse_entity
    else:
        parser.StartDoctypeDeclHandler = refuse


def _place(parser: expat.XMLParserType, where: str) -> str | None:
    return f"{where}:{parser.CurrentLineNumber}" if where else None


def tags(
    text: str, prefixes: Mapping[str, str], whole: Collection[str] = frozenset()
) -> Iterator[Tag]:
    """The tags of well-formed XML, and the characters between them, in order.

    ``prefixes`` maps the namespaces that the caller knows to prefixes; elements of others have
    names that begin with "?:". Elements without a namespace have names without a prefix. Elements
    whose names are in ``whole`` are EMPTY, and end where their content ends.
    """
    names = _Names(prefixes)
    open_: list[str] = []
    at = 0
    search = _TAG.search
    while match := search(text, at):
        start, end = match.span()
        depth = len(open_)
        if at < start:
            yield Tag(Kind.TEXT, at, start, "", depth)
        at = end
        closing, raw, own = match.groups()
        if raw is None:
            yield Tag(Kind.CDATA if text[start + 2] == "[" else Kind.OTHER, start, end, "", depth)
            continue
        if closing:
            yield Tag(Kind.END, start, end, open_.pop(), depth - 1)
            names.leave(depth - 1)
            continue
        found = names.name(raw, own, depth)
        if own.endswith("/"):
            yield Tag(Kind.EMPTY, start, end, found, depth, own)
            names.leave(depth)
        elif found in whole:
            at = _end_of(text, raw, end)
            yield Tag(Kind.EMPTY, start, at, found, depth, own)
            names.leave(depth)
        else:
            yield Tag(Kind.START, start, end, found, depth, own)
            open_.append(found)
    if at < len(text):
        yield Tag(Kind.TEXT, at, len(text), "", 0)


class _Names:
    """The names of elements, by the prefixes that are declared around them.

    ``_before`` has, for each element that declares some, what these prefixes meant around it.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._scope: dict[str, str | None] = {"xml": "xml"}
        self._before: list[tuple[int, dict[str, str | None]]] = []
        self._known: dict[str, str] = {}

    def name(self, raw: str, own: str, depth: int) -> str:
        """The name of an element that begins; ``own`` are its attributes."""
        if "xmlns" in own and (new := _declared(own, self._prefixes)):
            self._before.append((depth, {prefix: self._scope.get(prefix) for prefix in new}))
            self._scope.update(new)
            self._known = {}
        found = self._known.get(raw)
        if found is None:
            found = self._known[raw] = _canonical(raw, self._scope)
        return found

    def leave(self, depth: int) -> None:
        """End an element."""
        if self._before and self._before[-1][0] >= depth:
            self._scope.update(self._before.pop()[1])
            self._known = {}


def _end_of(text: str, raw: str, at: int) -> int:
    """Where the element ends whose content begins at an offset."""
    depth = 1
    for found in _tags_named(raw).finditer(text, at):
        depth += (found[1] == "") - (found[1] == "/")
        if not depth:
            return found.end()
    raise AssertionError(raw)  # expat has seen the end


@lru_cache(maxsize=64)
def _tags_named(raw: str) -> re.Pattern[str]:
    """Matches start and end tags of a name, with "" or "/" as first group, and what has no tags."""
    return re.compile(
        rf"<(/?){re.escape(raw)}(?=[\s/>])(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+(?<!/)>"
        r"|<(?:!\[CDATA\[(?s:.*?)\]\]>|!--(?s:.*?)-->|\?(?s:.*?)\?>)"
    )


def _declared(own: str, prefixes: Mapping[str, str]) -> dict[str, str | None]:
    """The prefixes that a tag declares."""
    new: dict[str, str | None] = {}
    for key, value in _ATTRIBUTE.findall(own):
        if key == "xmlns":
            new[""] = prefixes.get(characters(value[1:-1]), "?") if len(value) > 2 else ""
        elif key.startswith("xmlns:"):
            new[key[6:]] = prefixes.get(characters(value[1:-1]), "?")
    return new


def _canonical(raw: str, scope: Mapping[str, str | None]) -> str:
    prefix, colon, local = raw.rpartition(":")
    known = scope.get(prefix)
    if known is None:
        known = "?" if colon else ""
    return f"{known}:{local}" if known else local


def spans(text: str, prefixes: Mapping[str, str], names: Collection[str]) -> list[tuple[int, int]]:
    """Where the elements with some names are in well-formed XML, from their start to their end."""
    found = tags(text, prefixes, names)
    return [(tag.start, tag.end) for tag in found if tag.kind is Kind.EMPTY and tag.name in names]


def attributes(own: str) -> dict[str, str]:
    """The attributes of a tag (`Tag.own`), without the prefixes of their names."""
    return {
        key.rpartition(":")[2]: characters(value[1:-1]) for key, value in _ATTRIBUTE.findall(own)
    }


def raw_attributes(own: str) -> dict[str, str]:
    """The attributes of a tag (`Tag.own`) by their names with prefixes."""
    return {key: characters(value[1:-1]) for key, value in _ATTRIBUTE.findall(own)}


def attribute_spans(text: str, tag: Tag) -> dict[str, tuple[int, int]]:
    """Where the values of a tag's attributes are in the text, by name without prefix."""
    return {
        found[1].rpartition(":")[2]: (found.start(2) + 1, found.end(2) - 1)
        for found in _ATTRIBUTE.finditer(text, tag.start, tag.end)
    }


def characters(text: str) -> str:
    """The characters that a text in XML stands for, its references resolved."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    number = int(match[1]) if match[1] else int(match[2], 16)
    return chr(number) if number < 0x110000 else "\ufffd"


def is_true(value: str | None) -> bool:
    """Whether an attribute such as ``w:val`` switches something on; without a value it does."""
    return value is None or value.lower() not in ("0", "false", "off", "none")
