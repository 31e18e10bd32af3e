"""PowerPoint presentations (`.pptx`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hexapla.documents.document import Segmenter
from hexapla.documents.format import Options
from hexapla.documents.office.document import OfficeDocument
from hexapla.documents.office.drawing import DrawingWriter, drawings, read_part
from hexapla.documents.office.namespaces import PREFIXES
from hexapla.documents.office.opc import OpenPackage
from hexapla.documents.office.parts import Part
from hexapla.documents.office.properties import properties_of
from hexapla.documents.xml.reading import Kind, raw_attributes, tags
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["Presentation", "parse"]


def parse(data: bytes, segmenter: Segmenter, where: str, options: Options) -> Presentation:
    """Parse a presentation; parameters and errors as for `Format.parse`."""
    package = OpenPackage(data, where)
    main = package.main()
    if "presentation" not in package.root(main):
        raise package.package.error(msg("is not a PowerPoint presentation"), main)
    parts = properties_of(package)
    for number, name in enumerate(package.first(_slides(package, main)), 1):
        titles = "heading 1" if number == 1 else "heading 2"
        parts.append(read_part(name, package.read(name), f"slide {number}", titles))
        parts += drawings(package, name, f"slide {number}")
        for one in package.first(package.targets(name, "notesSlide")):
            parts.append(read_part(one, package.read(one), f"slide {number}, notes"))
    if options.get("masters"):
        for name in package.first(package.targets(main, "slideMaster")):
            for one in (name, *package.first(package.targets(name, "slideLayout"))):
                parts.append(read_part(one, package.read(one), "master slide"))
    return Presentation(package, parts, segmenter)


def _slides(package: OpenPackage, main: str) -> Iterator[str]:
    """The slides of a presentation, in their order."""
    targets = {one.id: one.target for one in package.relations(main) if one.kind == "slide"}
    for tag in tags(package.read(main).text, PREFIXES):
        if tag.name == "p:sldId" and tag.kind in (Kind.START, Kind.EMPTY):
            values = raw_attributes(tag.own).values()
            yield from (targets[one] for one in values if one in targets)


class Presentation(OfficeDocument):
    """A parsed presentation."""

    def __init__(self, package: OpenPackage, parts: list[Part], segmenter: Segmenter) -> None:
        super().__init__(package.package.data, parts, segmenter)
        self._package = package

    def writer(self, part: Part, language: Language) -> DrawingWriter:
        """See `OfficeDocument.writer`."""
        return DrawingWriter(part, language)

    def file(self, parts: Mapping[str, str], language: Language) -> bytes:
        """See `OfficeDocument.file`."""
        new = {one.name: one.xml.encode(parts[one.name]) for one in self.parts if one.name in parts}
        return self._package.package.replaced(new)
