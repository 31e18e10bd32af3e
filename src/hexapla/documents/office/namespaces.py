"""The namespaces of Office documents, and the prefixes by which this package knows them.

Each has a second name in files that follow the strict form of the standard (ISO/IEC 29500).
"""

from __future__ import annotations

from hexapla.lazy import lazy_re

__all__ = ["PREFIXES", "declarations", "declared", "listed", "relationship"]

_OPEN_XML = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"

PREFIXES = {
    f"{_OPEN_XML}wordprocessingml/2006/main": "w",
    f"{_STRICT}wordprocessingml/main": "w",
    f"{_OPEN_XML}drawingml/2006/main": "a",
    f"{_STRICT}drawingml/main": "a",
    f"{_OPEN_XML}drawingml/2006/wordprocessingDrawing": "wp",
    f"{_STRICT}drawingml/wordprocessingDrawing": "wp",
    f"{_OPEN_XML}spreadsheetml/2006/main": "x",
    f"{_STRICT}spreadsheetml/main": "x",
    f"{_OPEN_XML}presentationml/2006/main": "p",
    f"{_STRICT}presentationml/main": "p",
    f"{_OPEN_XML}officeDocument/2006/math": "m",
    f"{_STRICT}officeDocument/math": "m",
    f"{_OPEN_XML}drawingml/2006/chart": "c",
    f"{_STRICT}drawingml/chart": "c",
    f"{_OPEN_XML}drawingml/2006/spreadsheetDrawing": "xdr",
    f"{_STRICT}drawingml/spreadsheetDrawing": "xdr",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "cx",
    f"{_OPEN_XML}markup-compatibility/2006": "mc",
    f"{_OPEN_XML}package/2006/metadata/core-properties": "cp",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "urn:schemas-microsoft-com:vml": "v",
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "http://www.w3.org/1999/xlink": "xlink",
    f"{_OASIS}office:1.0": "office",
    f"{_OASIS}text:1.0": "text",
    f"{_OASIS}table:1.0": "table",
    f"{_OASIS}style:1.0": "style",
    f"{_OASIS}drawing:1.0": "draw",
    f"{_OASIS}presentation:1.0": "presentation",
    f"{_OASIS}svg-compatible:1.0": "svg",
    f"{_OASIS}xsl-fo-compatible:1.0": "fo",
    f"{_OASIS}manifest:1.0": "manifest",
}


_DECLARED = lazy_re(r"\sxmlns:([^\s=]+)\s*=")


def declared(text: str) -> frozenset[str]:
    """The prefixes that some XML declares."""
    return frozenset(_DECLARED.findall(text))


def declarations(text: str, *prefixes: str) -> str:
    """Declarations of those prefixes that some XML lacks, for a tag that is added to it."""
    uris = {prefix: uri for uri, prefix in PREFIXES.items()}
    known = declared(text)
    return "".join(f' xmlns:{one}="{uris[one]}"' for one in prefixes if one not in known)


def relationship(kind: str) -> str:
    """The last part of the type of a relationship, which is the same in both forms."""
    return kind.rpartition("/")[2]


def listed(names: str) -> tuple[str, ...]:
    """Names in a text, separated by spaces."""
    return tuple(names.split())
