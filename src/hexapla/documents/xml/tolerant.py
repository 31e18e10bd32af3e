"""Read XML as authors write it: with a document type, entities, and any encoding that it declares.

Neither a document type nor an entity is ever read: expat gets a text without the declaration, and
takes every reference as one to an entity that is declared elsewhere. So nothing is expanded or
loaded, and references are left where they are.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import NamedTuple

from hexapla.charsets import codec_name
from hexapla.documents.decoding import Encoding, decode
from hexapla.documents.xml.reading import check_xml
from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["Doctype", "XmlSource", "read_head", "read_source", "require_well_formed"]

_QUOTED = r"\"[^\"]*+\"|'[^']*+'"
_PROLOG = lazy_re(r"(?:\s++|<!--(?s:.*?)-->|<\?(?s:.*?)\?>)*+")
_DOCTYPE = lazy_re(
    rf"<!DOCTYPE\s+(?P<name>[^\s\[>]+)\s*(?:PUBLIC\s+(?P<public>{_QUOTED})\s*(?:{_QUOTED})?"
    rf"|SYSTEM\s+(?:{_QUOTED}))?\s*(?:\[(?P<subset>(?:[^\]\"'<]++|{_QUOTED}"
    # No comment contains the beginning of another, so that the time is linear.
    r"|<!--(?:(?!<!--|-->)(?s:.))*+-->|<\?(?:(?!<\?|\?>)(?s:.))*+\?>|<)*+)\])?\s*>"
)
_ENTITY = lazy_re(r"<!ENTITY\s+([^\s%]\S*)\s")
_DECLARATION = lazy_re(r"<\?xml\s(?:[^?]|\?(?!>))*+\?>")
_DECLARED = lazy_re(r"\sencoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']")
_HEAD = 512
_INK = lazy_re(r"[^\r\n]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Doctype(NamedTuple):
    """A document type declaration: its name, its public identifier or "", and the names of the
    entities that it declares itself.
    """

    name: str
    public: str
    entities: frozenset[str]


class XmlSource(NamedTuple):
    """A decoded XML file, without its byte order mark.

    ``seen`` is the text with spaces in place of the XML declaration and the document type, so that
    `hexapla.documents.xml.reading.tags` finds nothing in them. ``declared`` is where the XML
    declaration names the encoding, None if it doesn't.
    """

    text: str
    encoding: Encoding
    seen: str
    doctype: Doctype | None
    declared: tuple[int, int] | None


def read_source(data: bytes, where: str, encoding: str | None = None) -> XmlSource:
    """Decode and check an XML file; ``encoding`` overrides the one that it declares.

    Raises InputError, with line, for XML that is not well-formed or nested too deeply, and for an
    encoding that can't be read and written without changes; UsageError if ``encoding`` is unknown.
    """
    text, found = decode(data, where=where, encoding=encoding or _encoding(data, where))
    seen, doctype, declared = _seen(text)
    check_xml(seen.encode(), where, encoding="utf-8", entities=True)
    return XmlSource(text, found, seen, doctype, declared)


def require_well_formed(edition: bytes, source: Callable[[], bytes], where: str) -> None:
    """Raise InputError if the edition of an XML file is not well-formed, unlike the file.

    ``source`` is called only if the edition isn't.
    """
    try:
        _require_whole(edition, where)
    except InputError as error:
        try:
            _require_whole(source(), where)
        except InputError:
            return
        raise InputError(
            msg("its edition would be damaged: it {message}", message=error.message),
            where=where or None,
            hint=msg("nothing was written; please report it with the file"),
        ) from None


def _require_whole(data: bytes, where: str) -> None:
    """Raise InputError for XML that isn't well-formed, or has prefixes without a namespace."""
    seen = read_source(data, where).seen.encode()
    check_xml(seen, where, encoding="utf-8", entities=True, namespaces=True)


def read_head(data: bytes) -> tuple[str, Doctype | None]:
    """The beginning of a file as `XmlSource.seen`, whatever it is, and its document type."""
    codec = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    seen, doctype, _ = _seen(data.decode(codec, "replace").removeprefix("\ufeff"))
    return seen, doctype


def _seen(text: str) -> tuple[str, Doctype | None, tuple[int, int] | None]:
    """The fields ``seen``, ``doctype`` and ``declared`` of an `XmlSource`."""
    doctype, declared, seen = None, None, text
    if declaration := _DECLARATION.match(text):
        seen = _blanked(seen, *declaration.span())
        if name := _DECLARED.search(text, 0, declaration.end()):
            declared = name.span(1)
    prolog = _PROLOG.match(seen)
    if prolog and (found := _DOCTYPE.match(seen, prolog.end())):
        seen = _blanked(seen, *found.span())
        names = frozenset(_ENTITY.findall(found["subset"] or ""))
        doctype = Doctype(found["name"], (found["public"] or "")[1:-1], names)
    return seen, doctype, declared


def _encoding(data: bytes, where: str) -> str | None:
    """The encoding that a file declares, None if its byte order mark tells."""
    if data.startswith(tuple(mark for mark, _ in _MARKS)):
        return None
    head = data[:_HEAD].decode("latin-1")
    declaration = _DECLARATION.match(head)
    found = _DECLARED.search(head, 0, declaration.end()) if declaration else None
    if found is None:
        return "utf-8"
    try:
        return codec_name(found[1])
    except LookupError:
        raise InputError(
            msg("declares an unknown encoding, {found}", found=found[1]),
            where=where or None,
            hint=msg("use --encoding, or save it as UTF-8"),
        ) from None


def _blanked(text: str, start: int, end: int) -> str:
    """The text with spaces instead of the characters of a span, except for line ends."""
    return text[:start] + _INK.sub(" ", text[start:end]) + text[end:]
