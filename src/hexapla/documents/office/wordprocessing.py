"""WordprocessingML: the body of a Word document, a header, the notes."""

from __future__ import annotations

from typing import NamedTuple

from hexapla.documents.office.atoms import Kind
from hexapla.documents.office.controls import is_chosen
from hexapla.documents.office.fields import is_text, link_of, with_fields, with_references
from hexapla.documents.office.namespaces import listed
from hexapla.documents.office.parts import Paragraph, Part
from hexapla.documents.office.profile import Act, Profile, acts
from hexapla.documents.office.reader import Open, Pair, Reader
from hexapla.documents.office.runs import WordDialect
from hexapla.documents.office.styles import DEEPEST, Number, Styles
from hexapla.documents.xml.reading import Kind as TagKind
from hexapla.documents.xml.reading import (
    Tag,
    XmlText,
    attributes,
    characters,
    tags,
)
from hexapla.lazy import lazy_re
from hexapla.numerals import whole

__all__ = ["prefix_of", "read_part"]

_INLINE = {
    Act.RUN: "w:r",
    Act.FORMAT: "w:rPr",
    Act.TEXT: "w:t",
    Act.THROUGH: "w:ins w:moveTo w:smartTag w:customXml w:ruby w:rubyBase",
    Act.DROP: "w:del w:moveFrom w:delText w:delInstrText w:smartTagPr w:customXmlPr w:rubyPr w:rt "
    "w:sdtPr w:sdtEndPr w:proofErr w:lastRenderedPageBreak w:softHyphen w:moveFromRangeStart "
    "w:moveFromRangeEnd w:moveToRangeStart w:moveToRangeEnd w:customXmlInsRangeStart "
    "w:customXmlInsRangeEnd w:customXmlDelRangeStart w:customXmlDelRangeEnd",
    Act.PROPERTIES: "w:pPr",
    Act.LINK: "w:hyperlink",
    Act.PAIR: "w:bdo w:dir",
    Act.FIELD: "w:fldSimple w:fldChar w:instrText",
    Act.CONTROL: "w:sdt w:sdtContent",
    Act.HYPHEN: "w:noBreakHyphen",
    Act.BREAK: "w:br w:cr",
    Act.GAP: "w:tab w:ptab w:footnoteRef w:endnoteRef w:annotationRef w:separator "
    "w:continuationSeparator",
    Act.NOTE: "w:footnoteReference w:endnoteReference",
    Act.SIGN: "w:sym",
    Act.APART: "w:drawing w:pict w:object mc:AlternateContent",
    Act.BEFORE: "w:bookmarkStart w:commentRangeStart w:permStart",
    Act.AFTER: "w:bookmarkEnd w:commentRangeEnd w:permEnd w:commentReference",
}
_PROFILE = Profile(
    paragraphs=("w:p",),
    inline=acts(_INLINE),
    contexts={
        "w:tc": "table cell",
        "w:txbxContent": "text box",
        "w:footnote": "footnote",
        "w:endnote": "endnote",
        "w:comment": "comment",
    },
    skipped=("w:del", "w:moveFrom"),
    whole=listed("w:pPr w:rPr w:sectPr w:sdtPr w:tblGrid w:tblPr w:tcPr w:trPr"),
    frames={"w:tbl": "table", "w:tr": "row", "w:tc": "cell"},
    pictured=listed("wp:docPr v:shape v:rect v:roundrect v:oval v:line"),
    described=("descr", "alt"),
    bodies=("w:body",),
    echoes=("mc:Fallback",),
    alternatives=("mc:AlternateContent",),
)
_REVISIONS = frozenset(["w:ins", "w:del", "w:moveTo", "w:moveFrom"])
_REVISED = lazy_re(r"<(?:\w+:)?(?:ins|del|moveFrom|moveTo|[a-zA-Z]+PrChange)[\s/>]")
_HIDDEN = lazy_re(r"<(?:\w+:)?(?:vanish|specVanish)\b(?!\s+(?:\w+:)?val=.(?:0|false))")
_COLUMNS = lazy_re(r"<[^\s<>]*gridSpan\s[^<>]*val=.([1-9][0-9]{0,3})\b")
_MOST_COLUMNS = 100
# The next tag of a content control, or of its content.
_CONTROL = lazy_re(r"</?(?:[^\s<>/:]+:)?sdt(Content)?(?=[\s/>])")
# From this level of the outline on, a paragraph is no heading.
_BODY_LEVEL = 9


def read_part(name: str, xml: XmlText, kind: str, styles: Styles) -> Part:
    """Read a part. ``kind`` is that of its paragraphs, unless more is known about one."""
    return _WordReader(name, xml, kind, styles).read()


def prefix_of(text: str) -> str:
    """The prefix of the root's name, with its colon."""
    root = next(tag for tag in tags(text, {}) if tag.kind in (TagKind.START, TagKind.EMPTY))
    raw = text[root.start + 1 : root.end].split(None, 1)[0].rstrip("/>")
    return raw[: raw.find(":") + 1]


class _WordReader(Reader):
    profile = _PROFILE

    def __init__(self, name: str, xml: XmlText, kind: str, styles: Styles) -> None:
        super().__init__(name, xml, kind, WordDialect(prefix_of(xml.text), styles.readable))
        self.part.revised = bool(_REVISED.search(xml.text))
        self._styles = styles
        self._properties: dict[str, _Properties] = {}

    def enter(self, tag: Tag) -> None:
        """See `Reader.enter`."""
        if tag.name == "w:tcPr":
            if found := _COLUMNS.search(self.source, tag.start, tag.end):
                self.set_columns(min(int(found[1]), _MOST_COLUMNS))
        elif tag.name == "w:sectPr" and self.is_in_body(tag):
            self.part.note_at = tag.start

    def leave(self, tag: Tag) -> None:
        """See `Reader.leave`."""
        if tag.name == "w:body" and self.part.note_at < 0:
            self.part.note_at = tag.start

    def target(self, tag: Tag) -> str:
        """See `Reader.target`: an anchor, or the id of a relationship."""
        values = attributes(tag.own)
        return f"#{values['anchor']}" if "anchor" in values else values.get("id", "")

    def special(self, tag: Tag, own: Open, act: Act) -> Act:
        """See `Reader.special`."""
        own.paragraph.revised = own.paragraph.revised or tag.name in _REVISIONS
        if tag.name == "w:sdt":
            return self._control(tag, own)
        if tag.name == "w:sdtContent":
            pair = own.pairs[-1] if own.pairs else None
            if pair and not pair.begun and tag.kind is TagKind.START:
                pair.begun = True
                own.add(Kind.OPEN, pair.start, tag.end, name="control")
            return Act.THROUGH
        return self._simple_field(tag, own) if tag.name == "w:fldSimple" else act

    def _simple_field(self, tag: Tag, own: Open) -> Act:
        """A field in one element: a pair if its result is text."""
        instruction = attributes(tag.own).get("instr", "")
        if not is_text(instruction) or tag.kind is TagKind.EMPTY:
            return Act.WORD
        link = link_of(instruction)
        name = "field" if link is None else "a"
        own.add(Kind.OPEN, tag.start, tag.end, link or "", name)
        own.pairs.append(Pair(tag.depth, name))
        return Act.THROUGH

    def _control(self, tag: Tag, own: Open) -> Act:
        """A content control in a paragraph: a pair if its text is written by people."""
        content = _CONTROL.search(self.source, tag.end)
        if tag.kind is TagKind.EMPTY or content is None or not content[1]:
            return Act.WORD
        end = self.source.find(">", content.end()) + 1
        head = self.source[tag.end : content.start()]
        if is_chosen(head) or self.source[end - 2] == "/":
            return Act.WORD
        own.pairs.append(Pair(tag.depth, "control", tag.start, begun=False))
        return Act.THROUGH

    def end_pair(self, tag: Tag, own: Open, pair: Pair) -> None:
        """See `Reader.end_pair`."""
        if tag.name == "w:sdtContent" and pair.name == "control" and tag.depth == pair.depth + 1:
            pair.start = tag.start
        else:
            super().end_pair(tag, own, pair)

    def captured(self, own: Open, act: Act, start: int, end: int) -> None:
        """See `Reader.captured`."""
        source = self.source[start:end]
        if act is Act.BREAK:
            kind = attributes(source).get("type", "textWrapping")
            own.add(Kind.BREAK if kind == "textWrapping" else Kind.GAP, start, end)
        elif "bookmark" in source[:14]:
            self._bookmark(own, act, start, end)
        elif act is not Act.FIELD:
            super().captured(own, act, start, end)
        elif "instrText" in source[: source.find(">")]:
            text = characters(source[source.find(">") + 1 : source.rfind("<")])
            own.add(Kind.BEFORE, start, end, text, "instruction")
        else:
            name = attributes(source.split(">", 1)[0]).get("fldCharType", "")
            own.add(Kind.BEFORE, start, end, "", name)

    def _bookmark(self, own: Open, act: Act, start: int, end: int) -> None:
        """Add an end of a bookmark; those that fields refer to have a name."""
        values = attributes(self.source[start:end])
        referred = act is Act.AFTER or values.get("name", "").startswith("_Ref")
        name = f"{act.value} {values.get('id', '')}" if referred else ""
        own.add(Kind.BEFORE if act is Act.BEFORE else Kind.AFTER, start, end, "", name)

    def characters(self, own: Open, text: str, start: int, end: int) -> None:
        """See `Reader.characters`. Spaces at the ends count only if the element says so."""
        if "preserve" not in self.source[start : self.source.find(">", start)]:
            text = text.strip(" \t\r\n")
        if text:
            hidden = own.format and _HIDDEN.search(own.format)
            own.add(Kind.BEFORE if hidden else Kind.TEXT, start, end, text)

    def finish(self, paragraph: Paragraph) -> None:
        """See `Reader.finish`: take the kind of a paragraph from its properties."""
        paragraph.atoms = with_references(with_fields(paragraph.atoms))
        if not paragraph.properties:
            return
        source = self.source[slice(*paragraph.properties)]
        found = self._properties.get(source)
        if found is None:
            found = self._properties[source] = _read_properties(source)
        paragraph.revised = paragraph.revised or found.revised
        paragraph.gone = found.deleted and not paragraph.atoms
        paragraph.alone = paragraph.alone and not found.section
        heading = self._styles.headings.get(found.style, 0)
        if 0 <= found.level < _BODY_LEVEL:
            heading = min(found.level + 1, DEEPEST)
        numbered = found.numbered
        if numbered is None:
            numbered = found.style in self._styles.lists
        number = found.number if found.numbered else self._styles.numbers.get(found.style)
        paragraph.counted = numbered and number not in self._styles.bullets
        if heading and paragraph.kind == "paragraph":
            paragraph.kind = f"heading {heading}"
        elif numbered and paragraph.kind in ("paragraph", "table cell"):
            paragraph.kind = "list item"


class _Properties(NamedTuple):
    """What is read from the properties of a paragraph; ``numbered`` is None if the style decides.

    ``deleted`` tells that the end of the paragraph is, ``section`` that a section ends with it.
    """

    style: str = ""
    level: int = -1
    numbered: bool | None = None
    number: Number = ("", "0")
    revised: bool = False
    deleted: bool = False
    section: bool = False


def _read_properties(source: str) -> _Properties:
    found = _Properties()
    for tag in tags(source, {}, ("?:sectPr",)):
        if tag.kind not in (TagKind.START, TagKind.EMPTY):
            continue
        name = tag.name.rpartition(":")[2]
        value = attributes(tag.own).get("val", "")
        if name == "pStyle":
            found = found._replace(style=value)
        elif name == "outlineLvl" and (level := whole(value)) is not None:
            found = found._replace(level=level)
        elif name == "numId":
            found = found._replace(numbered=value != "0", number=(value, found.number[1]))
        elif name == "ilvl":
            found = found._replace(number=(found.number[0], value))
        elif name in ("ins", "del", "moveFrom", "moveTo") and tag.depth == 2:
            deleted = found.deleted or name in ("del", "moveFrom")
            found = found._replace(revised=True, deleted=deleted)
        elif name == "sectPr":
            found = found._replace(section=True)
        elif name == "pPrChange":
            return found._replace(revised=True)
    return found
