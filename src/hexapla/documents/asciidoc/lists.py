"""Read the lists of an AsciiDoc file, by the rules of Asciidoctor's parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hexapla.documents.asciidoc.lines import Line, Reader, blank
from hexapla.documents.asciidoc.tree import Meta, Node, Place
from hexapla.lazy import lazy_re

if TYPE_CHECKING:
    from hexapla.documents.asciidoc.blocks import Parser

__all__ = ["ANY_LIST", "read_list"]

ANY_LIST = lazy_re(
    r"[ \t]*(?:-|\*+|\.+|\u2022|\d+\.|[a-zA-Z]\.|[IVXivx]+\))[ \t]"
    r"|(?!//[^/])[ \t]*[^ \t].*?(?::{2,4}|;;)(?:\Z|[ \t])|<(?:\d+|\.)>[ \t]"
)
"""A line that begins an item of any list."""

_UNORDERED = lazy_re(r"[ \t]*(-|\*+|\u2022)[ \t]+(.*)\Z")
_ORDERED = lazy_re(r"[ \t]*(\.+|\d+\.|[a-zA-Z]\.|[IVXivx]+\))[ \t]+(.*)\Z")
_TERM = lazy_re(r"(?!//[^/])[ \t]*([^ \t].*?)(:{2,4}|;;)(?:\Z|[ \t]+(.*)\Z)")
_CALLOUT = lazy_re(r"<(\d+|\.)>[ \t]+(.*)\Z")
_PATTERNS = {"ulist": _UNORDERED, "olist": _ORDERED, "dlist": _TERM, "colist": _CALLOUT}
_SIBLINGS = {
    sign: lazy_re(
        rf"(?!//[^/])[ \t]*([^ \t].*?[^:]|[^ \t:])({sign})(?:\Z|[ \t]+(.*)\Z)"
        if sign != ";;"
        else r"(?!//[^/])[ \t]*([^ \t].*?)(;;)(?:\Z|[ \t]+(.*)\Z)"
    )
    for sign in ("::", ":::", "::::", ";;")
}
_NESTED = ("ulist", "olist", "dlist")
_BOX = lazy_re(r"\[[ x*]\] ")
_LITERAL = lazy_re(r"[ \t]+.*\Z")
_TITLE = lazy_re(r"\.\.?[^ \t.]")
_ENTRY = lazy_re(r":!?\w[^:]*:(?:[ \t]|\Z)")
_CONTINUATION = "+"


@dataclass(frozen=True, slots=True)
class _Kind:
    """The kind of a list, and what its items have in common: a marker, or a delimiter."""

    name: str
    trait: str

    def match(self, text: str) -> re.Match[str] | None:
        """The beginning of an item of the same list."""
        if self.name == "dlist":
            return _SIBLINGS[self.trait].match(text)
        found = _PATTERNS[self.name].match(text)
        return found if found and _trait(self.name, found) == self.trait else None


def _trait(name: str, found: re.Match[str]) -> str:
    marker = found[1]
    if name == "colist":
        return "<1>"
    if name == "dlist":
        return found[2]
    if name == "ulist" or marker.startswith("."):
        return marker
    if marker.endswith(")"):
        return "I)" if marker[0].isupper() else "i)"
    return "1." if marker[0].isdigit() else "A." if marker[0].isupper() else "a."


def _kind_at(line: Line) -> tuple[_Kind, re.Match[str]] | None:
    """The kind of the list that begins at a line, and the beginning of its first item."""
    text = line.text
    if not ANY_LIST.match(text):
        return None
    for name in ("colist", "ulist", "olist", "dlist"):
        found = _PATTERNS[name].match(text)
        if found is not None:
            return _Kind(name, _trait(name, found)), found
    return None


def read_list(parser: Parser, reader: Reader, meta: Meta) -> Node | None:
    """Read the list that begins at the next line, if one does."""
    line = reader.peek()
    begins = _kind_at(line) if line else None
    if begins is None:
        return None
    kind, first = begins
    node = Node(kind.name, meta=meta, marker=kind.trait)
    while (line := reader.peek()) is not None:
        # The first item needn't look like its siblings: `a:::::` has a colon too many.
        found = kind.match(line.text) if node.nodes else first
        if found is None and kind.name in ("ulist", "olist"):
            # Asciidoctor takes any marker of the same kind here.
            found = _PATTERNS[kind.name].match(line.text)
        if found is None:
            break
        own = _Kind(kind.name, _trait(kind.name, found))
        reader.next()
        _read_item(parser, reader, node, own if kind.name != "dlist" else kind, line, found)
        if kind.name not in ("dlist", "colist"):
            reader.skip_blank()
    return node


def _read_item(
    parser: Parser,
    reader: Reader,
    parent: Node,
    kind: _Kind,
    line: Line,
    found: re.Match[str],
) -> None:
    number = 3 if kind.name == "dlist" else 2
    own = found[number] or ""
    item = Node("item", "list item", Place.ITEM, marker=found[1])
    if kind.name == "dlist":
        term = replace(line, text=found[1].rstrip(), start=line.start + found.start(1))
        parent.nodes.append(Node("term", "term", Place.TERM, [term], sign=found[2]))
        item = Node("definition", "definition", Place.ITEM)
    elif kind.name == "ulist" and (box := _BOX.match(own)):
        item.sign, own = box[0], own[box.end() :]
    item.in_list = True
    text = replace(line, text=own, start=line.end - len(own))
    item.lines = [text] if own else []
    _read_content(parser, _lines_of_item(reader, kind, bool(found[number])), item, kind)
    if kind.name != "dlist" or item.lines or item.nodes:
        parent.nodes.append(item)


def _read_content(parser: Parser, lines: list[Line], item: Node, kind: _Kind) -> None:
    """Read what follows the marker of an item: more of its text, and blocks."""
    from hexapla.documents.asciidoc.metadata import read_metadata

    inner = Reader(lines)
    first = next((one for one in lines if not _is_comment(one.text)), None)
    adjacent = first is not None and bool(first.text)
    only_text = not item.lines if kind.name == "dlist" else adjacent
    while (skipped := inner.skip_blank()) is not None:
        text_only = only_text and not skipped
        meta = read_metadata(inner, item, parser.settings, text_only=text_only)
        only_text = False
        if inner.peek() is None:
            break
        list_type = kind.name if skipped == 0 else ""
        node = parser.block(inner, meta, list_type=list_type, text_only=text_only)
        if node is None:
            continue
        if adjacent and node.name == "paragraph" and not item.nodes:
            item.lines += node.lines
            item.meta.texts += node.meta.texts
            if node.place is Place.LINE:
                item.place = Place.LINE
        else:
            node.in_list = True
            item.nodes.append(node)
        adjacent = False


def _is_comment(text: str) -> bool:
    return text.startswith("//") and not text.startswith("///")


class _Item:
    """Collects the lines of an item."""

    def __init__(self, reader: Reader, kind: _Kind, has_text: bool) -> None:
        self._reader, self._kind, self._has_text = reader, kind, has_text
        self._state = "inactive"
        self._nested = False
        self._detached: int | None = None
        self.lines: list[Line] = []

    def read(self) -> list[Line]:
        while (line := self._reader.peek()) is not None:
            self._reader.next()
            if self._kind.match(line.text):
                self._reader.back()
                break
            if self._is_double(line):
                continue
            if not self._add(line):
                self._reader.back()
                break
        return self._finished()

    def _is_double(self, line: Line) -> bool:
        """Note that a continuation came before a line: whether the line is another one."""
        if not self.lines or self.lines[-1].text != _CONTINUATION:
            return False
        if self._state == "inactive":
            self._state, self._has_text = "active", True
            if not self._nested:
                self.lines[-1] = blank(self.lines[-1])
        if line.text != _CONTINUATION:
            return False
        if self._state != "frozen":
            self._state = "frozen"
            self.lines.append(line)
        return True

    def _add(self, line: Line) -> bool:
        """Add a line: whether it belongs to the item."""
        from hexapla.documents.asciidoc.blocks import delimiter_of
        from hexapla.documents.asciidoc.metadata import ATTRIBUTE_LINE

        text, active = line.text, self._state == "active"
        delimiter = delimiter_of(text)
        if delimiter:
            if active:
                self._block(line, "```" if delimiter == "```" else text)
                self._state = "inactive"
            return active
        if self._kind.name == "dlist" and not active and ATTRIBUTE_LINE.match(text):
            return False
        if active and text:
            self._attached(line)
            return True
        if self.lines and not self.lines[-1].text:
            return self._after_blank(line)
        self._has_text = self._has_text or bool(text)
        self._nest(text)
        self.lines.append(line)
        return True

    def _block(self, line: Line, terminator: str) -> None:
        self.lines.append(line)
        self.lines += self._reader.until(lambda one: one.text == terminator)
        if self._reader.peek() is not None:
            self.lines.append(self._reader.next())

    def _attached(self, line: Line) -> None:
        """Add a line after a continuation."""
        from hexapla.documents.asciidoc.metadata import ATTRIBUTE_LINE

        text = line.text
        if _LITERAL.match(text):
            self._literal()
        elif _TITLE.match(text) or ATTRIBUTE_LINE.match(text) or _ENTRY.match(text):
            self.lines.append(line)
            return
        else:
            self._nest(text)
            self.lines.append(line)
        self._state = "inactive"

    def _literal(self) -> None:
        """Add the lines of a literal paragraph."""
        self._reader.back()
        dlist = self._kind.name == "dlist"
        self.lines += self._reader.until(
            lambda one: (
                one.text in ("", _CONTINUATION)
                or (dlist and self._kind.match(one.text) is not None)
            ),
            first=True,
        )

    def _after_blank(self, line: Line) -> bool:
        if not line.text:
            if self._reader.skip_blank() is None:
                return False
            line = self._reader.next()
            if self._kind.match(line.text):
                return False
        if line.text == _CONTINUATION:
            self._detached = len(self.lines)
            self.lines.append(line)
        elif not self._has_text:
            if not self._nested:
                self.lines.pop()
            self.lines.append(line)
            self._has_text = True
        elif self._nest(line.text, _NESTED):
            self.lines.append(line)
        elif _LITERAL.match(line.text):
            self._literal()
        else:
            return False
        return True

    def _nest(self, text: str, names: tuple[str, ...] = ()) -> bool:
        """Note the list that a line begins, if it does: whether it does."""
        for name in names or (("dlist",) if self._nested else _NESTED):
            found = _PATTERNS[name].match(text)
            if found is not None:
                self._nested = True
                if name == "dlist" and not found[3]:
                    self._has_text = False
                return True
        return False

    def _finished(self) -> list[Line]:
        if self._detached is not None:
            self.lines[self._detached] = blank(self.lines[self._detached])
        while self.lines and not self.lines[-1].text:
            self.lines.pop()
        if self.lines and self.lines[-1].text == _CONTINUATION:
            self.lines.pop()
        return self.lines


def _lines_of_item(reader: Reader, kind: _Kind, has_text: bool) -> list[Line]:
    return _Item(reader, kind, has_text).read()
