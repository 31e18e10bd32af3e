"""OpenDocument spreadsheets (`.ods`): the names of their sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hexapla.documents.document import Notice, Segmenter
from hexapla.documents.format import Options
from hexapla.documents.office.document import Texts
from hexapla.documents.office.named_sheets import MACROS, named, renamed
from hexapla.documents.office.namespaces import PREFIXES
from hexapla.documents.office.odt import OdfDocument, read_file
from hexapla.documents.office.parts import Part
from hexapla.documents.office.sheet_names import KIND
from hexapla.documents.office.sheet_references import in_opendocument
from hexapla.documents.office.spans import OdfStyles, SpanDialect
from hexapla.documents.packages import Package
from hexapla.documents.xml.reading import Kind, attributes, read_xml, tags
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["Spreadsheet", "parse"]

_MODULE = lazy_re(r"Basic/.*/(?!script-l[bc]\.xml$)[^/]+\.xml|Scripts/.+")
_SETTINGS = "settings.xml"


def parse(data: bytes, segmenter: Segmenter, where: str, options: Options) -> OdfDocument:
    """Parse a spreadsheet; parameters and errors as for `Format.parse`."""
    package, parts = read_file(data, where, "spreadsheet", options)
    body = next(part for part in parts if part.name in ("", "content.xml"))
    notices: list[Notice] = []
    if options.get("sheet-names") and _has_macros(package, body):
        notices.append(MACROS)
        body.texts = [one for one in body.texts if one.kind != KIND]
    elif options.get("sheet-names") and package and _SETTINGS in package:
        xml = read_xml(package.read(_SETTINGS), f"{where}, {_SETTINGS}" if where else _SETTINGS)
        parts.append(Part(_SETTINGS, xml, SpanDialect(OdfStyles())))
    return Spreadsheet(package, data, parts, segmenter, body, notices)


def _has_macros(package: Package | None, body: Part) -> bool:
    if package is None:
        return ":module " in body.xml.text
    return any(_MODULE.fullmatch(name) for name in package.names)


def _sheets(text: str) -> Iterator[str]:
    """The names of the sheets in the content of a spreadsheet."""
    depth = -1
    for tag in tags(text, PREFIXES):
        if tag.kind is Kind.START and tag.name == "office:spreadsheet":
            depth = tag.depth + 1
        elif tag.depth == depth and tag.name == "table:table" and tag.kind is not Kind.END:
            yield attributes(tag.own).get("name", "")


class Spreadsheet(OdfDocument):
    """A parsed spreadsheet; ``body`` is the part with its sheets."""

    def __init__(
        self,
        package: Package | None,
        data: bytes,
        parts: Sequence[Part],
        segmenter: Segmenter,
        body: Part,
        notices: Sequence[Notice],
    ) -> None:
        super().__init__(package, data, parts, segmenter)
        self._body = body
        self._notices = notices

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`."""
        return [*super().notices, *self._notices]

    def fitting(
        self, texts: Sequence[Texts], language: Language, arrangement: str
    ) -> Sequence[Texts]:
        """See `OfficeDocument.fitting`: sheets get names that they can have."""
        if not any(one.kind == KIND for one in self._body.texts):
            return texts
        own = list(_sheets(self._body.xml.text))
        return named(self, texts, own, language, arrangement, "ods")

    def file(self, parts: Mapping[str, str], language: Language) -> bytes:
        """See `OfficeDocument.file`: what names a sheet follows its name."""
        body = parts.get(self._body.name)
        if body is None or not any(one.kind == KIND for one in self._body.texts):
            return super().file(parts, language)
        names = renamed(zip(_sheets(self._body.xml.text), _sheets(body), strict=True))
        new = dict(parts)
        for part in self.parts if names else ():
            text = new.get(part.name, part.xml.text)
            if (changed := in_opendocument(text, names)) != text:
                new[part.name] = changed
        return super().file(new, language)
