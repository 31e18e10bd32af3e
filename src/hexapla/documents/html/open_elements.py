"""The elements that are open at a place in HTML, end tags that were left out implied."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from hexapla.documents.html.elements import CLOSES, PARAGRAPH_CLOSERS, SCOPES, SPECIAL

__all__ = ["Element", "OpenElements"]

_CELLS = ("td", "th", "caption")
_TABLE_PARTS = frozenset(["tr", "tbody", "thead", "tfoot", "col", "colgroup", *_CELLS])
_ITEMS = frozenset(["li", "dd", "dt"])


class Element(NamedTuple):
    """An open element: the kind of the blocks in it, and whether its text is translatable.

    It is if all three hold: the attribute ``translate`` allows it, it is in the document's
    language (``ours``), and it is no code or the like (``content``).
    """

    name: str
    kind: str
    translate: bool = True
    ours: bool = True
    content: bool = True

    @property
    def open(self) -> bool:
        """Whether text in it is translatable."""
        return self.translate and self.ours and self.content


class OpenElements:
    """A stack of elements, in scopes that keep end tags from reaching out of table cells and such.

    Every operation takes constant time on average, however the elements are nested.
    """

    def __init__(self) -> None:
        self._elements = [Element("", "paragraph")]
        self._scopes: list[tuple[int, str, Counter[str]]] = [(0, "", Counter())]
        self._open_scopes: Counter[str] = Counter()

    @property
    def top(self) -> Element:
        """The innermost element."""
        return self._elements[-1]

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._elements)

    @property
    def scope(self) -> str:
        """The name of the element that the innermost scope belongs to, "" for the outermost."""
        return self._scopes[-1][1]

    def push(self, element: Element) -> None:
        """Open an element."""
        if element.name in SCOPES:
            self._scopes.append((len(self._elements), element.name, Counter()))
            self._open_scopes[element.name] += 1
        self._scopes[-1][2][element.name] += 1
        self._elements.append(element)

    def close(self, name: str) -> Element | None:
        """Close the innermost element of a name, with all in it; None where none is in scope."""
        if name in ("tr", "tbody", "thead", "tfoot"):
            self._leave_cell()
        if not (self._scopes[-1][2][name] or (name in SCOPES and self._open_scopes[name])):
            return None
        while (element := self._pop()).name != name:
            pass
        return element

    def imply_ends(self, name: str) -> None:
        """Close what the start tag of an element ends."""
        if name in PARAGRAPH_CLOSERS:
            self.close("p")
        if name in _TABLE_PARTS:
            self._leave_cell()
        if name in _ITEMS:
            self._close_item(CLOSES[name])
            return
        for other in CLOSES.get(name, ()):
            self.close(other)

    def _leave_cell(self) -> None:
        if self.scope in _CELLS:
            self.close(self.scope)

    def _close_item(self, names: tuple[str, ...]) -> None:
        for element in reversed(self._elements):
            if element.name in names:
                self.close(element.name)
                return
            if element.name in SPECIAL or element.name in SCOPES:
                return

    def _pop(self) -> Element:
        element = self._elements.pop()
        start, scope, names = self._scopes[-1]
        names[element.name] -= 1
        if len(self._elements) == start:
            self._scopes.pop()
            self._open_scopes[scope] -= 1
        return element
