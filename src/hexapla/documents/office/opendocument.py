"""The XML of OpenDocument: the content of a text document, its headers, its notes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from hexapla.documents.format import Options
from hexapla.documents.office.atoms import Kind
from hexapla.documents.office.namespaces import listed
from hexapla.documents.office.parts import Paragraph, Part
from hexapla.documents.office.profile import Act, Profile, acts
from hexapla.documents.office.properties import PROPERTIES
from hexapla.documents.office.reader import Open, Reader
from hexapla.documents.office.sheet_names import KIND
from hexapla.documents.office.spans import OdfStyles, SpanDialect
from hexapla.documents.office.styles import DEEPEST
from hexapla.documents.xml.reading import Kind as TagKind
from hexapla.documents.xml.reading import (
    Tag,
    XmlText,
    attribute_spans,
    attributes,
    characters,
    raw_attributes,
)
from hexapla.lazy import lazy_re
from hexapla.numerals import whole

__all__ = ["is_text_of_cell", "read_part"]

_INLINE = {
    Act.RUN: "text:span",
    Act.THROUGH: "text:ruby text:ruby-base",
    Act.DROP: "text:ruby-text text:soft-page-break text:change text:change-start text:change-end "
    "text:number",
    Act.LINK: "text:a",
    Act.PAIR: "text:meta text:meta-field text:text-input text:placeholder loext:content-control",
    Act.SPACES: "text:s",
    Act.GAP: "text:tab",
    Act.BREAK: "text:line-break",
    Act.NOTE: "text:note",
    Act.APART: "draw:frame draw:custom-shape draw:rect draw:line draw:g draw:a draw:ellipse "
    "draw:circle draw:polyline draw:polygon draw:path draw:connector draw:caption draw:control",
    Act.BEFORE: "text:bookmark text:bookmark-start text:reference-mark text:reference-mark-start "
    "text:toc-mark text:toc-mark-start text:alphabetical-index-mark text:user-index-mark "
    "text:alphabetical-index-mark-start text:user-index-mark-start office:annotation",
    Act.AFTER: "text:bookmark-end text:reference-mark-end text:toc-mark-end "
    "text:alphabetical-index-mark-end text:user-index-mark-end office:annotation-end",
}
_PROFILE = Profile(
    paragraphs=("text:p", "text:h"),
    inline=acts(_INLINE),
    contexts={
        "table:table-cell": "table cell",
        "text:list-item": "list item",
        "draw:text-box": "text box",
        "text:note": "footnote",
        **dict.fromkeys(listed("style:header style:header-left style:header-first"), "header"),
        **dict.fromkeys(listed("style:footer style:footer-left style:footer-first"), "footer"),
    },
    skipped=listed(
        "text:tracked-changes text:table-of-content-source text:illustration-index-source "
        "text:table-index-source text:object-index-source text:user-index-source "
        "text:alphabetical-index-source text:bibliography-source text:notes-configuration "
        "office:annotation office:scripts office:forms"
    ),
    whole=listed("office:automatic-styles office:styles office:font-face-decls office:settings"),
    frames={"table:table": "table", "table:table-row": "row", "table:table-cell": "cell"},
    bodies=("office:text",),
)
# In presentations, the text of master slides is left alone; boxes are nothing special.
_SLIDES = replace(
    _PROFILE,
    contexts={
        **{name: kind for name, kind in _PROFILE.contexts.items() if name != "draw:text-box"},
        "draw:page": "slide",
        "presentation:notes": "notes",
    },
    skipped=(*_PROFILE.skipped, "style:master-page"),
)
# A chart has a table with its data. In a spreadsheet, these are copies of cells.
_CHART = replace(_PROFILE, contexts={})
_CHART_OF_CELLS = replace(_CHART, skipped=(*_PROFILE.skipped, "table:table"))
_PROFILES = {"presentation": _SLIDES, "chart": _CHART, "chart of cells": _CHART_OF_CELLS}
_COMMENT = "office:annotation"
_MASTER = "style:master-page"
# The attributes of content controls whose text is chosen, not written.
_CHOSEN = frozenset(["checkbox", "combobox", "date", "dropdown", "picture"])
_MOST_COLUMNS = 100
_TAG = lazy_re(r"<[^<>]*>")
_NAME = lazy_re(r"[^\s/>]+")
# The most characters of markup in a cell that is compared with its value.
_MARKUP, _MARKUP_PER_CHARACTER = 2_000, 50
# Spans inside so many others have no formatting of their own.
_MOST_SPANS = 20


def read_part(name: str, xml: XmlText, styles: OdfStyles, body: str, options: Options) -> Part:
    """Read a part.

    ``body`` is the kind of document: "text", "presentation", "spreadsheet", "chart", or "chart of
    cells" for one in a spreadsheet.
    """
    reader = _OdfReader(name, xml, styles, body)
    reader.profile = _with_options(_PROFILES.get(body, _PROFILE), options)
    reader.names_sheets = bool(options.get("sheet-names"))
    return reader.read()


def _with_options(profile: Profile, options: Options) -> Profile:
    """A profile that also reads what some options say."""
    contexts, inline = dict(profile.contexts), dict(profile.inline)
    read: set[str] = set()
    if options.get("comments"):
        read.add(_COMMENT)
        contexts[_COMMENT], inline[_COMMENT] = "comment", Act.ASIDE
    if options.get("masters"):
        read.add(_MASTER)
        contexts[_MASTER] = "master slide"
    if not read:
        return profile
    skipped = tuple(name for name in profile.skipped if name not in read)
    return replace(profile, contexts=contexts, inline=inline, skipped=skipped)


def is_text_of_cell(source: str, cell: Tag, value: str) -> bool:
    """Whether a value has the characters in a cell; ``cell`` is its start tag."""
    name = _NAME.match(source, cell.start + 1)
    assert name is not None
    far = cell.end + _MARKUP + _MARKUP_PER_CHARACTER * len(value)
    end = _cell_end(name[0]).search(source, cell.end, far)
    return end is not None and characters(_TAG.sub("", source[cell.end : end.start()])) == value


@lru_cache(maxsize=16)
def _cell_end(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}\s*>")


class _OdfReader(Reader):
    profile = _PROFILE
    bare = ""
    names_sheets = False  # Whether the names of sheets are texts.

    def __init__(self, name: str, xml: XmlText, styles: OdfStyles, body: str) -> None:
        kind = "drawing" if body.startswith("chart") else "paragraph"
        super().__init__(name, xml, kind, SpanDialect(styles))
        self.part.revised = "<text:changed-region" in xml.text
        self._styles = styles
        self._sheets = body in ("spreadsheet", "chart")
        self._sheet_depth = -1
        self._slide = 0
        self._title = -1  # The depth of a slide's title.

    def run_format(self, tag: Tag, own: Open) -> str:
        """See `Reader.run_format`: the spans around the text."""
        if len(own.runs) > _MOST_SPANS:
            return own.format or ""
        return (own.format or "") + self.source[tag.start : tag.end]

    def target(self, tag: Tag) -> str:
        """See `Reader.target`."""
        return attributes(tag.own).get("href", "")

    def begin(self, tag: Tag, paragraph: Paragraph) -> None:
        """See `Reader.begin`."""
        values = raw_attributes(tag.own)
        if self._title >= 0:
            paragraph.kind = "heading 1" if self._slide == 1 else "heading 2"
        if paragraph.kind != "paragraph":
            return
        if tag.name == "text:h":
            level = whole(values.get("text:outline-level", "")) or 1
            paragraph.kind = f"heading {min(level, DEEPEST)}"
        elif values.get("text:style-name", "") in self._styles.titles:
            paragraph.kind = "heading 1"

    def skips(self, tag: Tag) -> bool:
        """See `Reader.skips`: of cells with values, only those with texts are read."""
        if self._sheets and tag.name == "table:table-cell":
            values = attributes(tag.own)
            value = values.get("string-value")
            return (
                values.get("value-type") != "string"
                or "formula" in values
                or (value is not None and not is_text_of_cell(self.source, tag, value))
            )
        return super().skips(tag)

    def enter(self, tag: Tag) -> None:
        """See `Reader.enter`."""
        if tag.kind is not TagKind.START:
            return
        if tag.name in ("office:spreadsheet", "table:table"):
            self._sheet(tag)
        elif tag.name == "draw:page":
            self._slide += 1
            self.set_context(f"slide {self._slide}")
        elif tag.name == "presentation:notes":
            self.set_context(f"slide {self._slide}, notes")
        elif tag.name == "draw:frame" and attributes(tag.own).get("class") == "title":
            self._title = tag.depth
        elif tag.name == "text:note" and attributes(tag.own).get("note-class") == "endnote":
            self.set_context("endnote")
        elif tag.name in ("svg:title", "svg:desc"):
            self._element(tag, "alt text")
        elif tag.name in PROPERTIES:
            self._element(tag, PROPERTIES[tag.name])
        elif tag.name == "table:table-cell":
            columns = whole(attributes(tag.own).get("number-columns-spanned", "")) or 1
            self.set_columns(min(columns, _MOST_COLUMNS))

    def _sheet(self, tag: Tag) -> None:
        """Add the name of a sheet, unless it is hidden or a copy of one in another file."""
        if tag.name == "office:spreadsheet":
            self._sheet_depth = tag.depth + 1
        if not self.names_sheets or tag.depth != self._sheet_depth:
            return
        hidden = raw_attributes(tag.own).get("table:style-name") in self._styles.hidden
        span = attribute_spans(self.source, tag).get("name")
        if span and not hidden and "#" not in self.source[slice(*span)]:
            self.add_text(*span, KIND)

    def _element(self, tag: Tag, kind: str) -> None:
        """Add an element that has nothing but a text."""
        end = self.source.find("<", tag.end)
        if self.source.startswith("</", end) and self.source[tag.end : end].strip():
            self.add_text(tag.end, end, kind)

    def leave(self, tag: Tag) -> None:
        """See `Reader.leave`."""
        if tag.name == "office:text":
            self.part.note_at = tag.start
        elif tag.depth == self._title:
            self._title = -1

    def special(self, tag: Tag, own: Open, act: Act) -> Act:
        """See `Reader.special`: the text of some content controls is chosen."""
        if tag.name == "loext:content-control" and not _CHOSEN.isdisjoint(attributes(tag.own)):
            return Act.WORD
        return act

    def captured(self, own: Open, act: Act, start: int, end: int) -> None:
        """See `Reader.captured`: several spaces are an element."""
        if act is not Act.SPACES:
            super().captured(own, act, start, end)
            return
        spaces = whole(attributes(self.source[start:end]).get("c", ""))
        own.add(Kind.GAP if spaces and spaces > 2 else Kind.TEXT, start, end, " ")
