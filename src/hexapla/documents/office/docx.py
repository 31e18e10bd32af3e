"""Word documents (`.docx`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from hexapla.documents.document import Segmenter
from hexapla.documents.format import Options
from hexapla.documents.office.controls import unbound
from hexapla.documents.office.document import OfficeDocument, Writer
from hexapla.documents.office.drawing import DrawingDialect, DrawingWriter, drawings
from hexapla.documents.office.languages import script_of, tag_of
from hexapla.documents.office.opc import OpenPackage, Relation
from hexapla.documents.office.parts import Paragraph, Part
from hexapla.documents.office.properties import properties_of
from hexapla.documents.office.revisions import accepted
from hexapla.documents.office.runs import WordDialect
from hexapla.documents.office.styles import Number, Styles, read_bullets, read_styles
from hexapla.documents.office.wordprocessing import read_part
from hexapla.documents.office.writing import WordWriter
from hexapla.documents.xml.reading import Kind, Tag, XmlText, attribute_spans
from hexapla.documents.xml.writing import Edit, spliced
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["WordDocument", "parse"]

# The parts with text, by the type of their relationship to the document, in the order of their
# blocks.
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
_EDGES = {"header": "header", "footer": "footer"}
_LANGUAGE = lazy_re(r"<(?:\w+:)?(?:lang|themeFontLang)\b[^<>]*>")
_PICTURE = lazy_re(r"<(?:\w+:)?(?:blip|imagedata)\b[^<>]*?\s\w+:(?:embed|id)=[\"']([^\"']+)")
_NO_LANGUAGE = "x-none"


def parse(data: bytes, segmenter: Segmenter, where: str, options: Options) -> WordDocument:
    """Parse a Word document; parameters and errors as for `Format.parse`."""
    package = OpenPackage(data, where)
    main = package.main()
    if package.root(main) != "w:document":
        raise package.package.error(msg("is not a Word document"), main)
    relations = package.relations(main)
    targets: dict[str, list[str]] = {}
    for one in relations:
        if not one.external:
            targets.setdefault(one.kind, []).append(one.target)
    bullets: frozenset[Number] = frozenset()
    for name in targets.get("numbering", [])[:1]:
        bullets = read_bullets(package.read(name).text)
    styles = Styles(bullets=bullets)
    for name in targets.get("styles", [])[:1]:
        styles = read_styles(package.read(name).text, bullets)
    names = [(main, "paragraph")]
    comments = {"comments": "comment"} if options.get("comments") else {}
    for kind, shown in {**_NOTES, **_EDGES, **comments}.items():
        names += ((name, shown) for name in dict.fromkeys(targets.get(kind, ())))
    parts = properties_of(package)
    kinds = dict(reversed(names))
    for name in package.first(name for name, _ in names):
        parts.append(read_part(name, package.read(name), kinds[name], styles))
        parts += drawings(package, name, "drawing")
    ids = {one.id: one for one in relations}
    return WordDocument(package, parts, segmenter, targets, ids)


class WordDocument(OfficeDocument):
    """A parsed Word document.

    ``targets`` are the document's other parts by relationship, ``ids`` its relationships by id.
    """

    def __init__(
        self,
        package: OpenPackage,
        parts: list[Part],
        segmenter: Segmenter,
        targets: Mapping[str, list[str]],
        ids: Mapping[str, Relation],
    ) -> None:
        super().__init__(package.package.data, parts, segmenter)
        self._package = package
        self._targets = targets
        self._ids = ids

    def address(self, target: str) -> str:
        """See `OfficeDocument.address`."""
        known = self._ids.get(target)
        return super().address(known.target if known and known.external else target)

    def pictures(self, part: Part, owner: Paragraph) -> Sequence[str]:
        """See `OfficeDocument.pictures`. Only those of the document itself are shown."""
        if part.note_at < 0:
            return ()
        ids = _PICTURE.findall(part.xml.text, owner.start, owner.end)
        known = [self._ids[one] for one in dict.fromkeys(ids) if one in self._ids]
        package = self._package.package
        shown = (self.picture(package, one.target) for one in known if not one.external)
        return list(filter(None, shown))

    def writer(self, part: Part, language: Language) -> Writer:
        """See `OfficeDocument.writer`."""
        if isinstance(part.dialect, DrawingDialect):
            return DrawingWriter(part, language)
        return _PartWriter(part, language, declares=bool(self._declaring))

    def file(self, parts: Mapping[str, str], language: Language) -> bytes:
        """See `OfficeDocument.file`."""
        new = {one.name: one.xml.encode(parts[one.name]) for one in self.parts if one.name in parts}
        if any(one.kind != "title" for one in self.blocks) or new:
            for name, xml in self._declaring.items():
                text = spliced(xml.text, _language_edits(xml.text, language))
                if text != xml.text:
                    new[name] = xml.encode(text)
        return self._package.package.replaced(new)

    @cached_property
    def _declaring(self) -> dict[str, XmlText]:
        """The parts that name the language of the document: its styles and settings."""
        names = [name for kind in ("styles", "settings") for name in self._targets.get(kind, [])]
        found = {name: self._package.read(name) for name in names if name in self._package.package}
        return {name: xml for name, xml in found.items() if _LANGUAGE.search(xml.text)}


class _PartWriter(WordWriter):
    """Writes a part of a Word document."""

    def __init__(self, part: Part, language: Language, *, declares: bool) -> None:
        assert isinstance(part.dialect, WordDialect)
        super().__init__(part.xml.text, part.dialect, language, declares=declares)

    def further(self, part: Part, *, bilingual: bool) -> list[Edit]:
        """See `Writer.further`: no tracked changes, texts of their own, the pages' direction."""
        edits = accepted(part.xml.text) if part.revised else []
        directed = [] if bilingual else self.directed(part.xml.text)
        return [*edits, *unbound(part.xml.text), *directed]


def _language_edits(text: str, language: Language) -> list[Edit]:
    """The edits that name another language in the styles or settings."""
    own = script_of(language)
    edits: list[Edit] = []
    for found in _LANGUAGE.finditer(text):
        tag = Tag(Kind.EMPTY, found.start(), found.end(), "", 0)
        spans = attribute_spans(text, tag)
        if own not in spans:
            continue
        start, end = spans[own]
        if text[start:end] != _NO_LANGUAGE:
            edits.append(Edit(start, end, tag_of(language)))
    return edits
