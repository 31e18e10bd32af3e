"""OpenDocument texts (`.odt`), also in one file of XML (`.fodt`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hexapla.documents.document import Segmenter
from hexapla.documents.format import Options
from hexapla.documents.office.atoms import Atom, said
from hexapla.documents.office.directions import directed
from hexapla.documents.office.document import OfficeDocument
from hexapla.documents.office.languages import script_of, tag_of
from hexapla.documents.office.namespaces import PREFIXES, declarations, listed
from hexapla.documents.office.opendocument import is_text_of_cell, read_part
from hexapla.documents.office.parts import Paragraph, Part
from hexapla.documents.office.spans import OdfStyles, SpanDialect, read_styles, spans_of
from hexapla.documents.packages import Package
from hexapla.documents.xml.reading import (
    Kind,
    XmlText,
    attribute_spans,
    attributes,
    read_xml,
    spans,
    tags,
)
from hexapla.documents.xml.tolerant import require_well_formed
from hexapla.documents.xml.writing import Edit, content, spliced_within
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["OdfDocument", "parse", "read_file"]

_MANIFEST = "META-INF/manifest.xml"
_SIGNATURES = "META-INF/documentsignatures.xml"
# The parts with text, in the order of their blocks; only the content must be there.
_PARTS = ("meta.xml", "content.xml", "styles.xml")
_ENTRY = lazy_re(rb"<(?:\w+:)?file-entry\s([^<>]*)>")
_DECLARED = lazy_re(r"\sxmlns(?::([^\s=]+))?\s*=\s*[\"'](urn:oasis:[^\"']*)[\"']")
_SPECIAL = lazy_re("[\t\n]")
_SPECIALS = {"\t": "<text:tab/>", "\n": "<text:line-break/>"}
_PICTURE = lazy_re(r"<draw:image\b[^<>]*\sxlink:href=\"([^\"]+)\"")
_CHANGES = listed("text:tracked-changes text:change text:change-start text:change-end")
_AUTOMATIC = lazy_re(r"<office:automatic-styles\s*(/?)>")
_BEFORE_AUTOMATIC = lazy_re(r"<office:(?:master-styles|body)\b")
# The attributes for a language and its country, by the kind of its script.
_ATTRIBUTES = {
    "val": ("fo:language", "fo:country"),
    "eastAsia": ("style:language-asian", "style:country-asian"),
    "bidi": ("style:language-complex", "style:country-complex"),
}


def parse(
    data: bytes, segmenter: Segmenter, where: str, body: str, options: Options
) -> OdfDocument:
    """Parse an OpenDocument file; parameters and errors as for `Format.parse`.

    ``body`` is the name of the element with its content, without prefix: "text", "presentation",
    "spreadsheet".
    """
    package, parts = read_file(data, where, body, options)
    return OdfDocument(package, data, parts, segmenter)


def read_file(
    data: bytes, where: str, body: str, options: Options
) -> tuple[Package | None, list[Part]]:
    """The package of an OpenDocument file, None for one file of XML, and its parts with texts.

    Parameters and errors as for `parse`.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        xml = read_xml(data, where)
        _check_body(xml, body, where)
        return None, _parts({"": xml}, body, options)
    package = Package(data, where)
    if _SIGNATURES in package:
        raise package.error(
            msg("is signed, and the signature would not be that of a translation"),
            hint=msg("remove the signature in a copy of it, and translate the copy"),
        )
    manifest = package.read(_MANIFEST) if _MANIFEST in package else b""
    if b"encryption-data" in manifest:
        raise package.error(
            msg("has a password"), hint=msg("save a copy without the password first")
        )
    names = [name for name in _PARTS if name in package or name == "content.xml"]
    listed = dict.fromkeys(map(package.name_of, _charts(manifest)))
    charts = [name for name in listed if name in package and name not in names]
    found = {
        name: read_xml(package.read(name), f"{where}, {name}" if where else name)
        for name in (*names, *charts)
    }
    _check_body(found["content.xml"], body, where)
    parts = _parts({name: found[name] for name in names}, body, options)
    kind = msg("chart of cells") if body == "spreadsheet" else msg("chart")
    parts += (_chart(name, found[name], kind, options) for name in charts)
    return package, parts


def _parts(found: Mapping[str, XmlText], body: str, options: Options) -> list[Part]:
    """The parts of a document; they share their styles."""
    styles = OdfStyles()
    for name in reversed(list(found)):  # those of the content come last
        read_styles(styles, found[name].text)
    return [read_part(name, xml, styles, body, options) for name, xml in found.items()]


def _charts(manifest: bytes) -> list[str]:
    """The parts with charts, by what a manifest says."""
    entries = (attributes(entry.decode("utf-8", "replace")) for entry in _ENTRY.findall(manifest))
    return [
        f"{entry.get('full-path', '').rstrip('/')}/content.xml"
        for entry in entries
        if entry.get("media-type", "").endswith(".opendocument.chart")
    ]


def _chart(name: str, xml: XmlText, kind: str, options: Options) -> Part:
    styles = OdfStyles()
    read_styles(styles, xml.text)
    return read_part(name, xml, styles, kind, options)


def _check_body(xml: XmlText, body: str, where: str) -> None:
    """Raise InputError for another kind of document, or one with unusual prefixes."""
    for name, uri in _DECLARED.findall(xml.text):
        if (usual := PREFIXES.get(uri, name)) != name:
            raise InputError(
                msg("has elements of {uri} without the prefix {usual}:", uri=uri, usual=usual),
                where=where or None,
                hint=msg("open it in LibreOffice, and save it again"),
            )
    if not re.search(rf"<office:{body}\b", xml.text):
        raise InputError(
            msg("is not an OpenDocument {body}", body=body),
            where=where or None,
            hint=msg("give it the suffix of what it is: .odt, .odp, .ods"),
        )


class OdfDocument(OfficeDocument):
    """A parsed OpenDocument text; ``package`` is None if it is one file of XML."""

    def __init__(
        self,
        package: Package | None,
        data: bytes,
        parts: Sequence[Part],
        segmenter: Segmenter,
    ) -> None:
        super().__init__(data, parts, segmenter)
        self._package = package

    def pictures(self, part: Part, owner: Paragraph) -> Sequence[str]:
        """See `OfficeDocument.pictures`."""
        package = self._package
        if package is None or part.note_at < 0:
            return ()
        names = _PICTURE.findall(part.xml.text, owner.start, owner.end)
        shown = (self.picture(package, one) for one in dict.fromkeys(names))
        return list(filter(None, shown))

    def writer(self, part: Part, language: Language) -> OdfWriter:
        """See `OfficeDocument.writer`."""
        return OdfWriter(part, language)

    def file(self, parts: Mapping[str, str], language: Language) -> bytes:
        """See `OfficeDocument.file`."""
        new = {one.name: one.xml.encode(parts[one.name]) for one in self.parts if one.name in parts}
        if self._package:
            return self._package.replaced(new)
        if "" in new:
            require_well_formed(new[""], lambda: self.data, "")
        return new.get("", self.data)


class OdfWriter:
    """Writes a part of an OpenDocument text; see `Writer`."""

    def __init__(self, part: Part, language: Language) -> None:
        assert isinstance(part.dialect, SpanDialect)
        self._source = part.xml.text
        self._dialect = part.dialect
        self._language = language

    def paragraph(self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit]) -> str:
        """See `Writer.paragraph`."""
        return self._around(own, self._runs(atoms, edits))

    def both(
        self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit], arrangement: str
    ) -> str:
        """See `Writer.both`."""
        first, second = self._runs(own.atoms, edits), self._runs(said(atoms), edits)
        if arrangement != "beside" or not own.alone:
            return self._around(own, f"{first}<text:line-break/>{second}")
        cells = "".join(
            f'<table:table-cell office:value-type="string">{self._around(own, one)}'
            "</table:table-cell>"
            for one in (first, second)
        )
        return (
            f"<table:table{declarations(self._source, 'table', 'office')}>"
            '<table:table-column table:number-columns-repeated="2"/>'
            f"<table:table-row>{cells}</table:table-row></table:table>"
        )

    def note(self, text: str) -> str:
        """See `Writer.note`."""
        return f"<text:p>{content(text)}</text:p>"

    def further(self, part: Part, *, bilingual: bool) -> list[Edit]:
        """See `Writer.further`: the language, its direction; no tracked changes."""
        text = part.xml.text
        edits = [Edit(*found, "") for found in spans(text, PREFIXES, _CHANGES)]
        edits += self._declared(text)
        edits += [] if bilingual else directed(text, self._language)
        return [*edits, *_without_values(text)]

    def _declared(self, text: str) -> list[Edit]:
        """The edits that name another language in the default styles."""
        language, *_, country = [*tag_of(self._language).split("-"), ""][:3]
        values = (language, country or tag_of(self._language).rpartition("-")[2])
        edits: list[Edit] = []
        for begin, end in spans(text, PREFIXES, ("style:default-style",)):
            for name, value in zip(_ATTRIBUTES[script_of(self._language)], values, strict=True):
                at = text.find(f' {name}="', begin, end)
                if at >= 0:
                    start = at + len(name) + 3
                    edits.append(Edit(start, text.index('"', start), value))
        return edits

    def added(self, part: Part) -> list[Edit]:
        """See `Writer.added`: new styles."""
        text = part.xml.text
        added = self._dialect.added_xml(text)
        if not added:
            return []
        if found := _AUTOMATIC.search(text):
            if not found[1]:
                return [Edit(found.end(), found.end(), added)]
            whole = f"<office:automatic-styles>{added}</office:automatic-styles>"
            return [Edit(*found.span(), whole)]
        place = _BEFORE_AUTOMATIC.search(text)
        if place is None:  # The properties of a document have no formatting.
            return []
        at = place.start()
        return [Edit(at, at, f"<office:automatic-styles>{added}</office:automatic-styles>")]

    def _around(self, own: Paragraph, inner: str) -> str:
        start, end = own.inner
        return f"{self._source[own.start : start]}{inner}{self._source[end : own.end]}"

    def _runs(self, atoms: Sequence[Atom], edits: Sequence[Edit]) -> str:
        out: list[str] = []
        current: list[str] = []

        def switch(format: str | None) -> None:
            nonlocal current
            new = self._spans(format or "")
            if new != current:
                out.append("</text:span>" * len(current) + "".join(new))
                current = new

        for atom in atoms:
            if not atom.spans:
                switch(atom.format)
                out.append(_text(atom.text))
                continue
            for start, end, format in atom.spans:
                switch(format)
                out.append(spliced_within(self._source, start, end, edits))
        switch("")
        return "".join(out)

    def _spans(self, format: str) -> list[str]:
        """The spans of some formatting that readers see."""
        nothing = self._dialect.look("")
        return [span for span in spans_of(format) if self._dialect.look(span) != nothing]


def _without_values(text: str) -> list[Edit]:
    """The edits that leave a cell's text in one place: not also in an attribute."""
    edits: list[Edit] = []
    if "office:string-value=" not in text:
        return edits
    for tag in tags(text, PREFIXES):
        if tag.kind is Kind.START and tag.name == "table:table-cell":
            values = attributes(tag.own)
            value = values.get("string-value")
            if value and "formula" not in values and is_text_of_cell(text, tag, value):
                start, end = attribute_spans(text, tag)["string-value"]
                start = text.rindex("office:string-value", tag.start, start)
                edits.append(Edit(start, end + 1, ""))
    return edits


def _text(text: str) -> str:
    out: list[str] = []
    at = 0
    for found in _SPECIAL.finditer(text):
        out += (content(text[at : found.start()]), _SPECIALS[found[0]])
        at = found.end()
    return "".join([*out, content(text[at:])])
