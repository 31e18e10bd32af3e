"""DrawingML: the texts of slides, their notes, charts and diagrams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hexapla.documents.office.atoms import Atom, Kind, Look, text_atoms
from hexapla.documents.office.languages import tag_of
from hexapla.documents.office.namespaces import listed
from hexapla.documents.office.opc import OpenPackage
from hexapla.documents.office.parts import Paragraph, Part
from hexapla.documents.office.profile import Act, Profile, acts
from hexapla.documents.office.reader import Open, Reader
from hexapla.documents.office.runs import WordDialect
from hexapla.documents.xml.reading import Kind as TagKind
from hexapla.documents.xml.reading import Tag, XmlText, attributes
from hexapla.documents.xml.writing import Edit, attribute, content, spliced_within
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.numerals import whole

__all__ = ["DrawingWriter", "drawings", "read_part"]

# The relationships to charts and diagrams. A diagram has its texts twice.
_DRAWINGS = ("chart", "chartEx", "diagramData", "diagramDrawing")
# Where a chart has the words of its series and categories: its own, and copies of cells.
_OWN_WORDS = frozenset(["c:tx", "c:strLit"])
_COPIES = frozenset(["c:strCache", "c:multiLvlStrCache"])
_OTHERS = frozenset(["c:numCache", "c:numLit", "c:strRef", "c:multiLvlStrRef", "cx:txData"])
_HOLDERS = _OWN_WORDS | _COPIES | _OTHERS

_PROFILE = Profile(
    paragraphs=("a:p",),
    inline=acts(
        {
            Act.RUN: "a:r",
            Act.FORMAT: "a:rPr",
            Act.TEXT: "a:t",
            Act.BREAK: "a:br",
            Act.PROPERTIES: "a:pPr",
            Act.AFTER: "a:endParaRPr",
        }
    ),
    contexts={"a:tc": "table cell", "p:sp": "slide", "p:graphicFrame": "slide"},
    whole=listed("a:pPr a:rPr a:endParaRPr p:spPr a:tcPr a:tblPr a:bodyPr a:lstStyle"),
    frames={"a:tbl": "table", "a:tr": "row", "a:tc": "cell"},
    pictured=("p:cNvPr", "xdr:cNvPr"),
    described=("descr",),
)
_TAB = lazy_re("\t")
_PREFIX = lazy_re(
    r"\sxmlns:([^\s=]+)\s*=\s*[\"']http://"
    r"(?:schemas\.openxmlformats\.org/drawingml/2006|purl\.oclc\.org/ooxml/drawingml)/main[\"']"
)
_HEAD = lazy_re(r"<([^\s/>]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_ATTRIBUTE = lazy_re(r"([^\s=/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_NOISE = frozenset(
    ["lang", "altLang", "dirty", "err", "smtClean", "noProof", "bmk", "kumimoji", "smtId", "kern"]
)
_READABLE = frozenset(["b", "i", "u", "strike", "baseline"])
_WRITTEN = {
    "b": ("b", "1"),
    "i": ("i", "1"),
    "u": ("u", "sng"),
    "s": ("strike", "sngStrike"),
    "sup": ("baseline", "30000"),
    "sub": ("baseline", "-25000"),
}
_OFF = frozenset(["0", "false", "none", "noStrike"])


def read_part(
    name: str, xml: XmlText, kind: str, titles: str = "", *, of_cells: bool = False
) -> Part:
    """Read a part.

    ``kind`` is that of its paragraphs, ``titles`` that of those in titles. With ``of_cells``, words
    in charts that are copies of cells are no texts: the program copies them again.
    """
    return _DrawingReader(name, xml, kind, titles, of_cells=of_cells).read()


def drawings(
    package: OpenPackage, name: str, kind: str, *, of_cells: bool = False
) -> Iterator[Part]:
    """The charts and diagrams of a part, and the boxes in charts; parameters as for `read_part`."""
    for relation in _DRAWINGS:
        for one in package.first(package.targets(name, relation)):
            yield read_part(one, package.read(one), kind, of_cells=of_cells)
            for shapes in package.first(package.targets(one, "chartUserShapes")):
                yield read_part(shapes, package.read(shapes), kind)


class _DrawingReader(Reader):
    profile = _PROFILE

    def __init__(self, name: str, xml: XmlText, kind: str, titles: str, *, of_cells: bool) -> None:
        prefix = _PREFIX.search(xml.text)
        super().__init__(name, xml, kind, DrawingDialect(f"{prefix[1]}:" if prefix else ""))
        self._own, self._titles = kind, titles
        self._words = _OWN_WORDS if of_cells else _OWN_WORDS | _COPIES | {"cx:txData"}
        self._holders: list[tuple[int, str]] = []  # Depth, and name.

    def enter(self, tag: Tag) -> None:
        """See `Reader.enter`: what a shape is for."""
        if tag.name in ("p:sp", "p:graphicFrame") and tag.kind is TagKind.START:
            self.set_context(self._own)
        elif tag.name == "p:ph" and self._titles:
            if attributes(tag.own).get("type") in ("title", "ctrTitle"):
                self.set_context(self._titles)
        elif tag.name == "a:tc":
            columns = whole(attributes(tag.own).get("gridSpan", "")) or 1
            self.set_columns(min(columns, 100))
        elif tag.kind is TagKind.START and tag.name in _HOLDERS:
            self._holders.append((tag.depth, tag.name))
        elif tag.kind is TagKind.START and self._is_word(tag):
            end = self.source.find("<", tag.end)
            if self.source.startswith("</", end) and self.source[tag.end : end].strip():
                self.add_text(tag.end, end, self._own)

    def _is_word(self, tag: Tag) -> bool:
        """Whether an element of a chart has the name of a series or of a category, or a title."""
        if tag.name not in ("c:v", "cx:v"):
            return False
        return bool(self._holders) and self._holders[-1][1] in self._words

    def leave(self, tag: Tag) -> None:
        """See `Reader.leave`."""
        if self._holders and self._holders[-1][0] == tag.depth:
            self._holders.pop()

    def characters(self, own: Open, text: str, start: int, end: int) -> None:
        """See `Reader.characters`: a tab is a character."""
        own.paragraph.atoms += text_atoms(text, own.format, _TAB, Kind.GAP, "\t")


class DrawingDialect:
    """See `Dialect`. Most of the formatting are attributes of `a:rPr`.

    ``prefix`` is that of the elements, such as "a:".
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._looks: dict[str, Look] = {}

    def look(self, format: str) -> Look:
        """See `Dialect.look`."""
        known = self._looks.get(format)
        if known is None:
            known = self._looks[format] = _look(format)
        return known

    def composed(self, format: str, readable: frozenset[str]) -> str:
        """See `Dialect.composed`."""
        values = dict(_WRITTEN[name] for name in sorted(readable))
        return with_values(format, values, f"{self.prefix}rPr", without=_READABLE)


def _look(format: str) -> Look:
    head = _HEAD.match(format)
    if head is None:
        return Look(frozenset(), "")
    readable: set[str] = set()
    rest: list[str] = []
    for key, quoted in _ATTRIBUTE.findall(head[2]):
        value = quoted[1:-1]
        if key in ("b", "i", "u", "strike"):
            readable |= set() if value in _OFF else {"s" if key == "strike" else key}
        elif key == "baseline":
            raised = value.lstrip("-").strip("0%.")
            readable |= {"sub" if value.startswith("-") else "sup"} if raised else set()
        elif key not in _NOISE:
            rest.append(f"{key}={value}")
    children = "" if head[3] else format[head.end() : format.rfind("</")]
    code = "a" if "hlinkClick" in children else ""
    return Look(frozenset(readable), " ".join([*sorted(rest), children]).strip(), code)


def with_values(
    xml: str, values: dict[str, str], name: str, without: frozenset[str] = frozenset()
) -> str:
    """An element with other attributes; without any XML, a new one with a name."""
    head = _HEAD.match(xml)
    if head is None:
        own = "".join(f' {key}="{attribute(value)}"' for key, value in values.items())
        return f"<{name}{own}/>" if own else ""
    kept = [
        f" {key}={quoted}"
        for key, quoted in _ATTRIBUTE.findall(head[2])
        if key not in values and key not in without
    ]
    new = [f' {key}="{attribute(value)}"' for key, value in values.items()]
    return f"<{head[1]}{''.join([*kept, *new])}{head[3]}>{xml[head.end() :]}"


class DrawingWriter:
    """Writes a part of a presentation; see `Writer`."""

    def __init__(self, part: Part, language: Language) -> None:
        assert isinstance(part.dialect, DrawingDialect | WordDialect)  # WordDialect: properties
        self._a = part.dialect.prefix
        self._source = part.xml.text
        self._language = language
        self._rtl = language.direction == "rtl"
        self._formats: dict[str, str] = {}

    def paragraph(self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit]) -> str:
        """See `Writer.paragraph`."""
        return self._around(own, self._properties(own), self._runs(atoms, edits))

    def both(
        self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit], arrangement: str
    ) -> str:
        """See `Writer.both`: a slide has no room beside a text."""
        kept = self._source[slice(*own.properties)] if own.properties else ""
        hidden = [atom for atom in atoms if atom.kind is not Kind.AFTER]
        end = f"<{self._a}br/>"
        inner = f"{self._runs(own.atoms, edits)}{end}{self._runs(hidden, edits)}"
        last = [atom for atom in own.atoms if atom.kind is Kind.AFTER]
        if last:  # It has to be the last one.
            first = [atom for atom in own.atoms if atom.kind is not Kind.AFTER]
            inner = end.join(self._runs(one, edits) for one in (first, hidden))
            inner += self._runs(last, edits)
        return self._around(own, kept, inner)

    def added(self, part: Part) -> list[Edit]:
        """See `Writer.added`."""
        return []

    def note(self, text: str) -> str:
        """See `Writer.note`. A presentation has no place for one."""
        return ""

    def further(self, part: Part, *, bilingual: bool) -> list[Edit]:
        """See `Writer.further`."""
        return []

    def _properties(self, own: Paragraph) -> str:
        xml = self._source[slice(*own.properties)] if own.properties else ""
        if self._rtl:
            align = attributes(xml.split(">", 1)[0]).get("algn", "l")
            values = {"rtl": "1", **({"algn": "r"} if align == "l" else {})}
            return with_values(xml, values, f"{self._a}pPr")
        return with_values(xml, {}, "", frozenset(["rtl"])) if 'rtl="1"' in xml else xml

    def _around(self, own: Paragraph, properties: str, inner: str) -> str:
        begin = own.properties[0] if own.properties else own.inner[0]
        start, end = self._source[own.start : begin], self._source[own.inner[1] : own.end]
        return f"{start}{properties}{inner}{end}"

    def _runs(self, atoms: Sequence[Atom], edits: Sequence[Edit]) -> str:
        out: list[str] = []
        words: list[str] = []
        current: str | None = None

        def flush() -> None:
            if words:
                text = content("".join(words))
                a = self._a
                out.append(f"<{a}r>{self._format(current or '')}<{a}t>{text}</{a}t></{a}r>")
                words.clear()

        for atom in atoms:
            if atom.spans:
                flush()
                for start, end, _ in atom.spans:
                    out.append(spliced_within(self._source, start, end, edits))
                continue
            if atom.format != current:
                flush()
                current = atom.format
            words.append(atom.text)
        flush()
        return "".join(out)

    def _format(self, format: str) -> str:
        known = self._formats.get(format)
        if known is None:
            values = {"lang": tag_of(self._language)}
            known = self._formats[format] = with_values(format, values, f"{self._a}rPr")
        return known
