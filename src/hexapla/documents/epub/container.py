"""What a book consists of: its package documents, chapters and tables of contents."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from hexapla.documents.packages import Package
from hexapla.documents.xml.reading import Kind, Tag, XmlText, attributes, read_xml, tags
from hexapla.message import msg

__all__ = ["PREFIXES", "Book", "Manifest", "part_at", "read_book", "xml_of"]

PREFIXES = {
    "urn:oasis:names:tc:opendocument:xmlns:container": "ocf",
    "http://www.idpf.org/2007/opf": "opf",
    "http://openebook.org/namespaces/oeb-package/1.0/": "opf",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://www.daisy.org/z3986/2005/ncx/": "ncx",
    "http://www.w3.org/2001/04/xmlenc#": "enc",
}
"""The namespaces of the files that describe a book, and the prefixes that they have here."""

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Fonts are obfuscated with a key that the book contains; everything else that is encrypted is not
# readable without a password or a device.
_OBFUSCATIONS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_RIGHTS = ("META-INF/rights.xml", "META-INF/license.lcpl", "META-INF/sinf.xml")
_SIGNATURES = "META-INF/signatures.xml"
_SVG = "image/svg+xml"
_CHAPTERS = ("application/xhtml+xml", "text/html", "text/x-oeb1-document", _SVG)
_OPF = "application/oebps-package+xml"
_NCX = "application/x-dtbncx+xml"
_DTBOOK = "application/x-dtbook+xml"


class Manifest(NamedTuple):
    """A package document (OPF), and the names of the parts with text that it lists.

    ``chapters`` are those of the ``spine``, in reading order, then the others; ``navigation`` are
    the navigation document and NCX files (``ncx``); ``unread`` are in a format that isn't read.
    """

    name: str
    xml: XmlText
    chapters: tuple[str, ...]
    navigation: tuple[str, ...]
    spine: tuple[str, ...]
    ncx: tuple[str, ...]
    unread: tuple[str, ...]


class Book(NamedTuple):
    """A book: its package, and its package documents, of which there is usually one."""

    package: Package
    manifests: tuple[Manifest, ...]


def read_book(data: bytes, where: str) -> Book:
    """Find the parts of a book.

    Raises InputError for a file that is not a book, is damaged, signed or has a copy protection.
    """
    package = Package(data, where)
    if _CONTAINER not in package:
        raise package.error(
            msg("is not an EPUB book: it has no part {container}", container=_CONTAINER)
        )
    _refuse_protected(package)
    roots = [
        attributes(tag.own)
        for tag in _elements(xml_of(package, _CONTAINER))
        if tag.name == "ocf:rootfile"
    ]
    books = (one for one in roots if one.get("media-type", _OPF) == _OPF)
    names = dict.fromkeys(
        package.name_of(one["full-path"]) for one in books if one.get("full-path")
    )
    if not names:
        raise package.error(msg("names no package document"), _CONTAINER)
    return Book(package, tuple(_manifest(package, name) for name in names))


def xml_of(package: Package, name: str) -> XmlText:
    """A part of a book that must be XML; it may have a document type without entities."""
    where = f"{package.where}, {name}" if package.where else name
    return read_xml(package.read(name), where, doctype=True)


def _refuse_protected(package: Package) -> None:
    hint = msg("translate a copy that you may change")
    if any(name in package for name in _RIGHTS):
        raise package.error(msg("is protected against copying (DRM)"), hint=hint)
    if _SIGNATURES in package:
        raise package.error(
            msg("is signed, and the signature would not be that of a translation"),
            hint=msg("remove the signature in a copy of it, and translate the copy"),
        )
    if _ENCRYPTION in package:
        for tag in _elements(xml_of(package, _ENCRYPTION)):
            if tag.name != "enc:EncryptionMethod":
                continue
            if attributes(tag.own).get("Algorithm") not in _OBFUSCATIONS:
                raise package.error(msg("has encrypted parts (DRM)"), hint=hint)


def _elements(xml: XmlText) -> Iterator[Tag]:
    """The start tags of the elements in a file."""
    return (tag for tag in tags(xml.text, PREFIXES) if tag.kind in (Kind.START, Kind.EMPTY))


def _manifest(package: Package, name: str) -> Manifest:
    xml = xml_of(package, name)
    items: dict[str, dict[str, str]] = {}
    spine: dict[str, None] = {}
    toc = ""
    for tag in _elements(xml):
        values = attributes(tag.own)
        if tag.name == "opf:item":
            items[values.get("id", "")] = values
        elif tag.name == "opf:itemref":
            spine[values.get("idref", "")] = None
        elif tag.name == "opf:spine":
            toc = values.get("toc", "")
    found = _Parts({}, {}, {}, {}, {})
    for key in dict.fromkeys([*(one for one in spine if one in items), *items]):
        path = package.name_of(part_at(name, items[key].get("href", "")))
        if path and (path in package or key in spine):
            _sort(found, path, items[key], in_spine=key in spine, is_toc=key == toc)
    return Manifest(name, xml, *map(tuple, found))


class _Parts(NamedTuple):
    """The names of parts, each once; see `Manifest`."""

    chapters: dict[str, None]
    navigation: dict[str, None]
    spine: dict[str, None]
    ncx: dict[str, None]
    unread: dict[str, None]


def _sort(found: _Parts, path: str, item: dict[str, str], *, in_spine: bool, is_toc: bool) -> None:
    """Add a part to those of its kind."""
    kind = item.get("media-type", "")
    if in_spine:
        found.spine[path] = None
    if kind == _NCX or is_toc:
        found.ncx[path] = None
        found.navigation[path] = None
    elif "nav" in item.get("properties", "").split():
        found.navigation[path] = None
    elif kind == _DTBOOK:
        found.unread[path] = None
    elif kind in _CHAPTERS and (in_spine or kind != _SVG):
        found.chapters[path] = None


def part_at(base: str, href: str) -> str:
    """The name of the part that an address leads to; "" for what is not in the book."""
    address = href.partition("#")[0]
    if not address or ":" in address.partition("/")[0]:
        return ""
    full = posixpath.normpath(posixpath.join("/", posixpath.dirname(base), unquote(address)))
    return full.lstrip("/")
