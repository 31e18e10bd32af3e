"""The title and the subject of a document, in the properties of its package."""

from __future__ import annotations

from hexapla.documents.office.namespaces import PREFIXES
from hexapla.documents.office.opc import OpenPackage
from hexapla.documents.office.parts import Part, Text
from hexapla.documents.office.runs import WordDialect
from hexapla.documents.xml.reading import Kind, XmlText, tags

__all__ = ["PROPERTIES", "properties_of"]

# The type of a package's relationship to its properties.
_CORE = "core-properties"

PROPERTIES = {"dc:title": "title", "dc:subject": "title"}
"""The elements with texts, and the kinds of these."""


def properties_of(package: OpenPackage) -> list[Part]:
    """The properties of a document. Word and LibreOffice open one that lacks them, too."""
    names = package.first(package.targets("", _CORE))
    return [_read(name, package.read(name)) for name in names if name in package.package]


def _read(name: str, xml: XmlText) -> Part:
    part = Part(name, xml, WordDialect("", {}))
    kind = ""
    for tag in tags(xml.text, PREFIXES):
        if tag.kind is Kind.START:
            kind = PROPERTIES.get(tag.name, "")
        elif tag.kind is Kind.TEXT and kind:
            part.texts.append(Text(tag.start, tag.end, kind))
        else:
            kind = ""
    return part
