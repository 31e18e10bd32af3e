"""Excel workbooks (`.xlsx`)."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from hexapla.documents.document import Notice, Segmenter
from hexapla.documents.format import Options
from hexapla.documents.office.document import OfficeDocument, Texts, Writer
from hexapla.documents.office.drawing import DrawingDialect, DrawingWriter, drawings
from hexapla.documents.office.drawing import read_part as read_drawing
from hexapla.documents.office.named_sheets import MACROS, named, renamed
from hexapla.documents.office.namespaces import PREFIXES
from hexapla.documents.office.opc import OpenPackage
from hexapla.documents.office.parts import Part, Text
from hexapla.documents.office.properties import properties_of
from hexapla.documents.office.runs import WordDialect
from hexapla.documents.office.sheet_names import KIND
from hexapla.documents.office.sheet_references import in_workbook
from hexapla.documents.office.sheets import SheetWriter, read_part, read_sheet
from hexapla.documents.xml.reading import (
    Kind,
    Tag,
    attribute_spans,
    attributes,
    raw_attributes,
    tags,
)
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.numerals import whole

__all__ = ["Workbook", "parse"]

_AREA = lazy_re(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?\d{1,7})?")
_PLACE = lazy_re(r"([A-Z]{1,3})(\d{1,7})")

# A row of a sheet and the columns from and to, as numbers.
_Row = tuple[int, int, int]


def parse(data: bytes, segmenter: Segmenter, where: str, options: Options) -> Workbook:
    """Parse a workbook; parameters and errors as for `Format.parse`."""
    package = OpenPackage(data, where)
    main = package.main()
    if package.root(main) != "x:workbook":
        raise package.package.error(msg("is not an Excel workbook"), main)
    sheets = package.targets(main, "worksheet")
    parts = properties_of(package)
    keeps_names = False
    if options.get("sheet-names"):
        keeps_names = bool(package.targets(main, "vbaProject"))
        parts += [] if keeps_names else [_names(package, one) for one in package.first([main])]
    fixed = set(_headings(package, main, sheets))
    for name in package.first(package.targets(main, "sharedStrings")):
        parts.append(read_part(name, package.read(name), fixed))
    for name in package.first((*sheets, *package.targets(main, "chartsheet"))):
        if (sheet := read_sheet(name, package.read(name))).texts:
            parts.append(sheet)
        for one in (
            package.first(package.targets(name, "comments")) if options.get("comments") else ()
        ):
            parts.append(read_part(one, package.read(one)))
        for drawing in package.first(package.targets(name, "drawing")):
            parts.append(read_drawing(drawing, package.read(drawing), "drawing"))
            parts += drawings(package, drawing, "drawing", of_cells=True)
    notices = [MACROS] if keeps_names else []
    return Workbook(package, main, parts, segmenter, notices)


def _names(package: OpenPackage, main: str) -> Part:
    """The names of the sheets, except those of hidden ones."""
    xml = package.read(main)
    part = Part(main, xml, WordDialect("", {}))
    for tag in _sheets(xml.text):
        if attributes(tag.own).get("state", "visible") == "visible":
            part.texts.append(Text(*attribute_spans(xml.text, tag)["name"], KIND))
    return part


def _sheets(text: str) -> Iterator[Tag]:
    for tag in tags(text, PREFIXES):
        starts = tag.kind in (Kind.START, Kind.EMPTY)
        if starts and tag.name == "x:sheet" and "name" in attributes(tag.own):
            yield tag


def _names_in(text: str) -> list[str]:
    return [attributes(tag.own)["name"] for tag in _sheets(text)]


def _headings(package: OpenPackage, main: str, sheets: list[str]) -> Iterator[int]:
    """The numbers of the strings that name columns of tables: formulas refer to them."""
    rows: dict[str, list[_Row]] = defaultdict(list)
    for sheet in sheets:
        for table in package.first(package.targets(sheet, "table")):
            rows[sheet] += _first_rows(package, table, "x:table")
    names = _sheet_names(package, main)
    for cache in package.targets(main, "pivotCacheDefinition"):
        for tag in tags(package.read(cache).text, PREFIXES):
            if tag.name == "x:worksheetSource" and tag.kind in (Kind.START, Kind.EMPTY):
                values = attributes(tag.own)
                if (part := names.get(values.get("sheet", ""))) and (row := _row(values)):
                    rows[part].append(row)
    for sheet, own in rows.items():
        yield from _strings_in(package.read(sheet).text, own)


def _sheet_names(package: OpenPackage, main: str) -> dict[str, str]:
    """The part of each sheet by its name."""
    ids = {one.id: one.target for one in package.relations(main)}
    found: dict[str, str] = {}
    for tag in _sheets(package.read(main).text):
        values = raw_attributes(tag.own)
        targets = [ids[one] for one in values.values() if one in ids]
        found[values["name"]] = targets[0] if targets else ""
    return found


def _first_rows(package: OpenPackage, name: str, element: str) -> Iterator[_Row]:
    for tag in tags(package.read(name).text, PREFIXES):
        if tag.name == element and tag.kind in (Kind.START, Kind.EMPTY):
            values = attributes(tag.own)
            if values.get("headerRowCount") != "0" and (row := _row(values)):
                yield row


def _row(values: Mapping[str, str]) -> _Row | None:
    """The first row of an area."""
    found = _AREA.fullmatch(values.get("ref", ""))
    if found is None:
        return None
    return int(found[2]), _column(found[1]), _column(found[3] or found[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _strings_in(text: str, rows: list[_Row]) -> Iterator[int]:
    """The numbers of the shared strings in some rows of a sheet."""
    columns: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, first, last in sorted(rows):
        own = columns[row]
        if own and first <= own[-1][1]:
            own[-1] = own[-1][0], max(own[-1][1], last)
        else:
            own.append((first, last))
    inside = value = False
    for tag in tags(text, PREFIXES):
        if tag.name == "x:c" and tag.kind is Kind.START:
            values = attributes(tag.own)
            place = _PLACE.fullmatch(values.get("r", ""))
            inside = (
                place is not None
                and values.get("t") == "s"
                and _is_in(_column(place[1]), columns.get(int(place[2]), []))
            )
        elif tag.name == "x:v":
            value = tag.kind is Kind.START
        elif tag.kind is Kind.TEXT and inside and value:
            number = whole(text[tag.start : tag.end].strip())
            if number is not None:
                yield number


def _is_in(column: int, areas: list[tuple[int, int]]) -> bool:
    """Whether a column is in one of some areas, in order, which don't overlap."""
    at = bisect(areas, column, key=lambda area: area[0]) - 1
    return at >= 0 and column <= areas[at][1]


class Workbook(OfficeDocument):
    """A parsed workbook."""

    def __init__(
        self,
        package: OpenPackage,
        main: str,
        parts: list[Part],
        segmenter: Segmenter,
        notices: Sequence[Notice],
    ) -> None:
        super().__init__(package.package.data, parts, segmenter)
        self._package = package
        self._main = main
        self._notices = notices

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`."""
        return self._notices

    def fitting(
        self, texts: Sequence[Texts], language: Language, arrangement: str
    ) -> Sequence[Texts]:
        """See `OfficeDocument.fitting`: sheets get names that they can have."""
        return named(self, texts, self._own_names(), language, arrangement, "xlsx")

    def _own_names(self) -> list[str]:
        return _names_in(self._package.read(self._main).text)

    def writer(self, part: Part, language: Language) -> Writer:
        """See `OfficeDocument.writer`."""
        if isinstance(part.dialect, DrawingDialect):
            return DrawingWriter(part, language)
        return SheetWriter(part)

    def file(self, parts: Mapping[str, str], language: Language) -> bytes:
        """See `OfficeDocument.file`: what names a sheet follows its name."""
        if self._main in parts:
            names = renamed(zip(self._own_names(), _names_in(parts[self._main]), strict=True))
            changed = in_workbook(self._package, self._main, parts, names)
            new = {name: self._package.read(name).encode(text) for name, text in changed.items()}
            return self._package.package.replaced(new)
        new = {one.name: one.xml.encode(parts[one.name]) for one in self.parts if one.name in parts}
        return self._package.package.replaced(new)
