"""Write paragraphs of WordprocessingML from atoms, for a language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hexapla.documents.office.atoms import Atom, Kind, said
from hexapla.documents.office.languages import script_of, tag_of
from hexapla.documents.office.namespaces import listed
from hexapla.documents.office.parts import Paragraph, Part
from hexapla.documents.office.runs import Property, WordDialect, properties
from hexapla.documents.xml.reading import Kind as TagKind
from hexapla.documents.xml.reading import tags
from hexapla.documents.xml.writing import Edit, content, spliced, spliced_within
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["WordWriter", "children_without", "with_child"]

_SPECIAL = lazy_re("[\u2011\t\n]")
_SPECIALS = {"\u2011": "noBreakHyphen", "\t": "tab", "\n": "br"}
# Properties of runs that an edition has by its own language, and those of tracked changes.
_OWN = frozenset(["lang", "rtl", "cs", "rPrChange", "ins", "del", "moveFrom", "moveTo"])
# Properties and their twins for scripts that are written from right to left.
_TWINS = {"b": "bCs", "i": "iCs", "sz": "szCs"}
# What follows w:bidi among the properties of a paragraph.
_AFTER_BIDI = listed(
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc "
    "textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
_AFTER_NUMBER = (
    *listed(
        "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
        "topLinePunct autoSpaceDE autoSpaceDN bidi"
    ),
    *_AFTER_BIDI,
)
# The elements with a direction of their own: the child that sets it, and what follows that.
_DIRECTED = {
    "sectPr": ("bidi", listed("rtlGutter docGrid printerSettings sectPrChange")),
    "tblPr": (
        "bidiVisual",
        listed(
            "tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd "
            "tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange"
        ),
    ),
}
_ELEMENTS = frozenset(f"{prefix}{name}" for prefix in ("?:", "") for name in _DIRECTED)
# The number of an item is not counted again in a translation beside it.
_NUMBERED = frozenset(["numPr"])
_CHANGED = frozenset(["pPrChange", "bidi"])


class WordWriter:
    """Writes paragraphs of a part in a language.

    If ``declares`` is True the styles name the language of texts, and runs need not.
    """

    def __init__(
        self, source: str, dialect: WordDialect, language: Language, *, declares: bool
    ) -> None:
        self._source = source
        self._dialect = dialect
        self._w = dialect.prefix
        self._language = language
        self._declares = declares
        self._formats: dict[str | None, str] = {}

    def paragraph(self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit]) -> str:
        """See `Writer.paragraph`."""
        if own.gone and own.alone:
            return ""
        begin = own.properties[0] if own.properties else own.inner[0]
        return "".join(
            [
                self._source[own.start : begin],
                self.properties(own),
                self.runs(atoms, edits),
                self._source[own.inner[1] : own.end],
            ]
        )

    def properties(self, own: Paragraph, without: frozenset[str] = frozenset()) -> str:
        """The properties of a paragraph, in the direction of the language."""
        xml = self._source[slice(*own.properties)] if own.properties else ""
        rtl = self._language.direction == "rtl"
        if not xml:
            return f"<{self._w}pPr><{self._w}bidi/></{self._w}pPr>" if rtl else ""
        xml = children_without(xml, _CHANGED | without)
        xml = spliced(xml, self.directed(xml))
        return with_child(xml, f"<{self._w}bidi/>", _AFTER_BIDI) if rtl else xml

    def directed(self, xml: str) -> list[Edit]:
        """The edits that give the sections and tables of some XML the language's direction."""
        rtl = self._language.direction == "rtl"
        if not rtl and "bidi" not in xml:
            return []
        edits: list[Edit] = []
        for tag in tags(xml, {}, _ELEMENTS):
            own = _DIRECTED.get(tag.name.rpartition(":")[2])
            if own is None or tag.kind is not TagKind.EMPTY:
                continue
            child, following = own
            old = xml[tag.start : tag.end]
            new = children_without(old, frozenset([child]))
            if rtl:
                new = with_child(new, f"<{self._w}{child}/>", following)
            if new != old:
                edits.append(Edit(tag.start, tag.end, new))
        return edits

    def both(
        self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit], arrangement: str
    ) -> str:
        """See `Writer.both`. Beside it, the translation is in the second column of a table."""
        w = self._w
        begin = own.properties[0] if own.properties else own.inner[0]
        start, end = self._source[own.start : begin], self._source[own.inner[1] : own.end]
        kept = self._source[slice(*own.properties)] if own.properties else ""
        first, second = self.kept_runs(own.atoms, edits), self.runs(said(atoms), edits)
        if arrangement != "beside" or not own.alone:
            between = f"<{w}r><{w}br/></{w}r>"
            return f"{start}{kept}{first}{between}{second}{end}"
        other = self.properties(own, _NUMBERED if own.counted else frozenset())
        other = self._without_number(other) if own.counted else other
        cells = (f"{start}{kept}{first}{end}", f"{start}{other}{second}{end}")
        shown = "".join(
            f'<{w}tc><{w}tcPr><{w}tcW {w}w="2500" {w}type="pct"/></{w}tcPr>{cell}</{w}tc>'
            for cell in cells
        )
        width = f'<{w}tblW {w}w="5000" {w}type="pct"/><{w}tblLayout {w}type="fixed"/>'
        grid = f'<{w}gridCol {w}w="4500"/>' * 2
        table = (
            f"<{w}tbl><{w}tblPr>{width}</{w}tblPr><{w}tblGrid>{grid}</{w}tblGrid>"
            f"<{w}tr>{shown}</{w}tr></{w}tbl>"
        )
        # Programs make one table of neighbours, with the columns of one of them.
        before = self._source.endswith(f"</{w}tbl>", 0, own.start)
        after = self._source.startswith(f"<{w}tbl>", own.end)
        return f"{f'<{w}p/>' * before}{table}{f'<{w}p/>' * after}"

    def added(self, part: Part) -> list[Edit]:
        """See `Writer.added`."""
        return []

    def _without_number(self, xml: str) -> str:
        """The properties of a paragraph without the number that its style has."""
        w = self._w
        own = f'<{w}numPr><{w}ilvl {w}val="0"/><{w}numId {w}val="0"/></{w}numPr>'
        return with_child(xml or f"<{w}pPr></{w}pPr>", own, _AFTER_NUMBER)

    def note(self, text: str) -> str:
        """See `Writer.note`."""
        runs = self.runs([Atom(Kind.TEXT, "", text)], ())
        rtl = self._language.direction == "rtl"
        own = f"<{self._w}pPr><{self._w}bidi/></{self._w}pPr>" if rtl else ""
        return f"<{self._w}p>{own}{runs}</{self._w}p>"

    def kept_runs(self, atoms: Sequence[Atom], edits: Sequence[Edit]) -> str:
        """The content of a paragraph, in the language that it has."""
        return self._runs(atoms, edits, lambda format: format)

    def runs(self, atoms: Sequence[Atom], edits: Sequence[Edit]) -> str:
        """The content of a paragraph, in the language of the edition."""
        return self._runs(atoms, edits, self.format)

    def _runs(
        self, atoms: Sequence[Atom], edits: Sequence[Edit], written: Callable[[str], str]
    ) -> str:
        out: list[str] = []
        current: str | None = None
        words: list[str] = []

        def end_text() -> None:
            if words:
                out.append(self._text("".join(words)))
                words.clear()

        def switch(format: str | None) -> None:
            nonlocal current
            if format == current:
                return
            end_text()
            if current is not None:
                out.append(f"</{self._w}r>")
            if format is not None:
                out.append(f"<{self._w}r>{written(format)}")
            current = format

        for atom in atoms:
            if not atom.spans:
                switch(atom.format or "")
                words.append(atom.text)
                continue
            for start, end, format in atom.spans:
                switch(format)
                end_text()
                out.append(spliced_within(self._source, start, end, edits))
        switch(None)
        return "".join(out)

    def format(self, format: str) -> str:
        """The formatting of a run, in the language of the edition."""
        known = self._formats.get(format)
        if known is None:
            known = self._formats[format] = self._localized(format)
        return known

    def _localized(self, format: str) -> str:
        w = self._w
        found = [one for one in properties(format) if one.name not in _OWN]
        if self._language.direction == "rtl":
            names = {one.name for one in found}
            found += [
                Property(_TWINS[one.name], one.values, one.xml.replace(one.name, twin, 1))
                for one in found
                if (twin := _TWINS.get(one.name)) and twin not in names
            ]
            found.append(Property("rtl", {}, f"<{w}rtl/>"))
        if not self._declares:
            tag = tag_of(self._language)
            found.append(Property("lang", {}, f'<{w}lang {w}{script_of(self._language)}="{tag}"/>'))
        return self._dialect.written(found)

    def _text(self, text: str) -> str:
        w = self._w
        out: list[str] = []
        at = 0
        for found in _SPECIAL.finditer(text):
            out += (self._plain_text(text[at : found.start()]), f"<{w}{_SPECIALS[found[0]]}/>")
            at = found.end()
        return "".join([*out, self._plain_text(text[at:])])

    def _plain_text(self, text: str) -> str:
        w = self._w
        return f'<{w}t xml:space="preserve">{content(text)}</{w}t>' if text else ""


def children_without(xml: str, names: frozenset[str]) -> str:
    """An element without some of its children, and without those of tracked changes in its
    `w:rPr`.
    """
    edits: list[Edit] = []
    start, dropped = 0, -1
    parents: list[str] = []
    for tag in tags(xml, {}):
        if tag.kind is TagKind.END:
            parents.pop()
            if tag.depth == dropped:
                edits.append(Edit(start, tag.end, ""))
                dropped = -1
            continue
        if tag.kind not in (TagKind.START, TagKind.EMPTY):
            continue
        name = tag.name.rpartition(":")[2]
        revision = bool(parents) and parents[-1] == "rPr" and name in _OWN - {"lang", "rtl", "cs"}
        if dropped < 0 and (revision or (tag.depth == 1 and name in names)):
            if tag.kind is TagKind.EMPTY:
                edits.append(Edit(tag.start, tag.end, ""))
            else:
                start, dropped = tag.start, tag.depth
        if tag.kind is TagKind.START:
            parents.append(name)
    return spliced(xml, edits)


def with_child(xml: str, child: str, following: Sequence[str]) -> str:
    """An element with a further child, before the first of those that follow it by the schema."""
    for tag in tags(xml, {}):
        if tag.kind is TagKind.EMPTY and tag.depth == 0:
            name = xml[1:].split(None, 1)[0].rstrip("/>")
            return f"{xml[:-2].rstrip()}>{child}</{name}>"
        starts = tag.kind in (TagKind.START, TagKind.EMPTY) and tag.depth == 1
        if (starts and tag.name.rpartition(":")[2] in following) or (
            tag.kind is TagKind.END and tag.depth == 0
        ):
            return xml[: tag.start] + child + xml[tag.start :]
    return xml
