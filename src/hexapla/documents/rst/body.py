"""reStructuredText as HTML: a page of a file, and inline HTML of a sentence."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hexapla.documents.body import BOX
from hexapla.documents.inline import Mark, Role
from hexapla.documents.rst.blocks import Reader
from hexapla.documents.rst.directives import Directive
from hexapla.documents.rst.items import Found, Table, Tag, Verbatim
from hexapla.documents.rst.lines import joined
from hexapla.documents.rst.roles import Says
from hexapla.lazy import lazy_re

__all__ = ["inline", "page"]

_ESCAPE = lazy_re(r"\\(?: |([^\n]))?")
_ADDRESS = lazy_re(r"(?<!\s)\s*+<([a-z][a-z0-9+.-]*:[^<>]+|[^<>\s]+\.html?[^<>]*)>`__?\Z")
_ROLE = lazy_re(r"(?::[\w:.+-]+:)?`(.*)`(?::[\w:.+-]+:)?\Z")
_BOTH = {"*": "em", "**": "strong"}
_SMALL = {"sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup"}
# Elements that items of a reader are, if not those of their names; "" for none.
_ELEMENTS = {
    "part": "",
    "template": "",
    "img": "",
    "aside": "div",
    "figure-table": "figure",
}
# What the lists in a table are, by what they are in.
_IN_TABLES = {
    ("table", "ul"): "tbody",
    ("tbody", "li"): "tr",
    ("tr", "ul"): "cells",
    ("cells", "li"): "td",
}
_VERSE = "line-block"


def inline(text: str, marks: Sequence[Mark]) -> str:
    """A text with its marks as inline HTML."""
    out: list[str] = []
    at = 0
    for mark in marks:
        out.append(_plain(text[at : mark.start]))
        own = text[mark.start : mark.end]
        other = marks[mark.partner] if mark.partner >= 0 else mark
        out.append(_mark(own, text[other.start : other.end], mark.role))
        at = mark.end
    return "".join([*out, _plain(text[at:])])


def _plain(text: str) -> str:
    return html.escape(_ESCAPE.sub(lambda one: one[1] or "", text), quote=False)


def _mark(own: str, other: str, role: Role) -> str:
    if role is Role.ALONE:
        return _alone(own)
    opened, closed = (own, other) if role is Role.OPEN else (other, own)
    name = _BOTH.get(opened) or _SMALL.get(opened.strip(":`"), "")
    address = _ADDRESS.search(closed)
    if address:
        return f'<a href="{html.escape(address[1])}">' if role is Role.OPEN else "</a>"
    if not name:
        return ""
    return f"<{name}>" if role is Role.OPEN else f"</{name}>"


def _alone(own: str) -> str:
    if own.startswith("``"):
        return f"<code>{html.escape(own[2:-2], quote=False)}</code>"
    if own.endswith("]_"):
        return f"<sup>{html.escape(own[:-1], quote=False)}</sup>"
    if own.startswith("|"):
        return html.escape(own.strip("|_"), quote=False)
    role = _ROLE.match(own)
    if role:
        return f"<code>{html.escape(role[1], quote=False)}</code>"
    return html.escape(own, quote=False)


def page(text: str, directives: Mapping[str, Directive]) -> str:
    """A file as the HTML body of a page."""
    reader = Reader(text, directives)
    reader.read_all()
    found = _Page(reader.roles)
    for item in reader.items:
        found.add(item)
    return "\n".join(found.out)


@dataclass(slots=True)
class _Page:
    """Collects HTML. ``open`` are the elements that are open."""

    roles: Mapping[str, Says]
    out: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    image: str = ""
    values: bool = False
    last: object = None

    def add(self, item: object) -> None:
        """Add what a reader has found."""
        before, self.last = self.last, item
        if isinstance(item, Tag):
            self._tag(item)
        elif isinstance(item, Found):
            self._text(item)
        elif isinstance(item, Verbatim):
            self._verbatim(item, isinstance(before, Tag) and before.name in ("dt", "dd", "aside"))
        elif isinstance(item, Table):
            self._table(item)

    def _tag(self, tag: Tag) -> None:
        name = tag.name.lstrip("/")
        element = "div" if name == "box" else _ELEMENTS.get(name, name)
        if tag.name.startswith("/"):
            self._image("")
            if element:
                self._close(self.open.pop())
            return
        element = _IN_TABLES.get((self.open[-1], name), element) if self.open else element
        if name in ("img", "figure"):
            self.image = tag.value
        if name in ("hr", "br"):
            self.out.append(f"<{name}>")
        elif name in ("td", "tr"):
            self._next_value(first=name == "tr")
        elif element:
            self.open.append(tag.value if tag.value == _VERSE else element)
            if element == "cells":
                return
            start = f' start="{tag.value}"' if element == "ol" and tag.value else ""
            box = f' class="{BOX}"' if name == "box" else ""
            self.out.append(f"<{element}{start}{box}>")

    def _close(self, element: str) -> None:
        if self.values:
            self.out.append("</td></tr>")
            self.values = False
        if element != "cells":
            self.out.append(f"</{'div' if element == _VERSE else element}>")

    def _next_value(self, *, first: bool) -> None:
        """Begin a cell of comma separated values, in a row of its own if it is the first."""
        between = "</tr><tr>" if first else ""
        self.out.append(f"</td>{between}<td>" if self.values else "<tr><td>")
        self.values = True

    def _image(self, alt: str) -> None:
        if self.image:
            address, words = html.escape(self.image), html.escape(alt)
            self.out.append(f'<img src="{address}" alt="{words}">')
        self.image = ""

    def _text(self, found: Found) -> None:
        text = found.shown.flow.text
        if found.kind == "alt text":
            self._image(text)
            return
        if found.kind == "description":
            return
        self._image("")
        words = inline(text, found.shown.marks)
        if found.place == "title":
            name = f"h{found.kind.rpartition(' ')[2]}"
        elif self.open[-1:] == [_VERSE]:
            self.out.append(f"{words}<br>")
            return
        elif self.open[-1:] == ["dt"]:
            self.out.append(words)
            return
        else:
            name = "caption" if self.open[-1:] == ["table"] and not self.values else "p"
        self.out.append(f"<{name}>{words}</{name}>")

    def _verbatim(self, item: Verbatim, is_first: bool) -> None:
        self._image("")
        text = html.escape(joined(item.lines), quote=False)
        if text:
            inner = is_first and len(item.lines) == 1
            self.out.append(text if inner else f"<pre>{text}</pre>")

    def _table(self, table: Table) -> None:
        self.out.append("<table>")
        for row in table.layout.rows:
            name = "th" if row.header else "td"
            cells = "".join(f"<{name}>{self._cell(cell)}</{name}>" for cell in row.cells)
            self.out.append(f"<tr>{cells}</tr>")
        self.out.append("</table>")

    def _cell(self, text: str) -> str:
        found = _Page(self.roles)
        reader = Reader(text)
        reader.read_all(self.roles)
        for item in reader.items:
            found.add(item)
        only = found.out[0] if len(found.out) == 1 else ""
        if only.startswith("<p>"):
            return only[3:-4]
        return "".join(found.out)
