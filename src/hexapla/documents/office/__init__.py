"""Office documents: packages of XML, of which only the words are replaced.

A reader for each kind of part (`wordprocessing`) makes paragraphs of atoms (`atoms`), `codes`
makes sentences with inline codes of them and back, and `document` holds the parts together.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Kind, Option, Options
from hexapla.documents.structure import Changes

__all__ = ["DOCX", "ODP", "ODS", "ODT", "PPTX", "XLSX"]


Reader = Callable[[bytes, Segmenter, str, Options], Document]
"""Parses a file, named by its place for errors."""


class OfficeFormat(Format):
    """A format of Office files: its sentences have codes that look like HTML."""

    markup = Kind.HTML
    is_text = False

    def __init__(
        self,
        name: str,
        suffixes: tuple[str, ...],
        media_type: str,
        read: Reader,
        options: tuple[Option, ...] = (),
    ) -> None:
        self.name = name
        self.suffixes = suffixes
        self.media_type = f"application/vnd.{media_type}"
        self.options = options
        self._read = read

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        language: str = "",
        options: Options = MappingProxyType({}),
    ) -> Document:
        """See `Format.parse`. XML declares its encoding, so ``encoding`` has no effect."""
        return self._read(data, segmenter, where, options)

    def changes(self, source: str, target: str, name: str = "") -> Changes:
        """See `Format.changes`."""
        from hexapla.documents.office.structure import changes_in

        return changes_in(source, target)

    def objection(self, text: str, kind: str) -> str | None:
        """See `Format.objection`."""
        from hexapla.documents.office import page_headers, sheet_names
        from hexapla.documents.xml.reading import characters

        if kind == sheet_names.KIND:
            return sheet_names.objection(characters(text), self.name)
        if kind in page_headers.KINDS and self.name == "xlsx":
            return page_headers.objection(text)
        return None


def _read_docx(data: bytes, segmenter: Segmenter, where: str, options: Options) -> Document:
    from hexapla.documents.office.docx import parse

    return parse(data, segmenter, where, options)


def _read_pptx(data: bytes, segmenter: Segmenter, where: str, options: Options) -> Document:
    from hexapla.documents.office.pptx import parse

    return parse(data, segmenter, where, options)


def _read_xlsx(data: bytes, segmenter: Segmenter, where: str, options: Options) -> Document:
    from hexapla.documents.office.xlsx import parse

    return parse(data, segmenter, where, options)


_COMMENTS = Option("comments", False, "Also translate the comments of reviewers.")
_SHEET_NAMES = Option(
    "sheet-names", False, "Also translate the names of sheets; formulas and links follow."
)
_MASTERS = Option("masters", False, "Also translate the texts of master slides.")


def _odf(name: str, suffixes: tuple[str, ...], body: str, *options: Option) -> OfficeFormat:
    """A format of OpenDocument; ``body`` is the name of the element with the content."""

    def read(data: bytes, segmenter: Segmenter, where: str, chosen: Options) -> Document:
        if body == "spreadsheet":
            from hexapla.documents.office import ods

            return ods.parse(data, segmenter, where, chosen)
        from hexapla.documents.office.odt import parse

        return parse(data, segmenter, where, body, chosen)

    return OfficeFormat(name, suffixes, f"oasis.opendocument.{body}", read, options)


DOCX = OfficeFormat(
    "docx",
    (".docx", ".docm", ".dotx", ".dotm"),
    "openxmlformats-officedocument.wordprocessingml.document",
    _read_docx,
    (_COMMENTS,),
)
PPTX = OfficeFormat(
    "pptx",
    (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx"),
    "openxmlformats-officedocument.presentationml.presentation",
    _read_pptx,
    (_MASTERS,),
)
XLSX = OfficeFormat(
    "xlsx",
    (".xlsx", ".xlsm", ".xltx"),
    "openxmlformats-officedocument.spreadsheetml.sheet",
    _read_xlsx,
    (_COMMENTS, _SHEET_NAMES),
)
ODT = _odf("odt", (".odt", ".ott", ".fodt"), "text", _COMMENTS)
ODP = _odf("odp", (".odp", ".otp", ".fodp"), "presentation", _COMMENTS, _MASTERS)
ODS = _odf("ods", (".ods", ".ots", ".fods"), "spreadsheet", _COMMENTS, _SHEET_NAMES)
