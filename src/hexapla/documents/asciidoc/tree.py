"""The blocks of an AsciiDoc file as a tree, and the texts in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from hexapla.documents.asciidoc.attributes import Attributes
from hexapla.documents.asciidoc.lines import Line

__all__ = ["Meta", "Node", "Place", "Text", "runs", "texts_of"]


class Place(Enum):
    """Where a text is, which determines how a translation is written.

    PARAGRAPH is one or more lines, ITEM those of an item of a list. LINE is a line on its own: of
    verse, in brackets. CELL is a paragraph of a cell. TERM ends at ``::``. VALUE is the value of an
    attribute of a block or macro, ENTRY that of an attribute of the document.
    """

    PARAGRAPH = "paragraph"
    ITEM = "item"
    LINE = "line"
    CELL = "cell"
    TERM = "term"
    HEADING = "heading"
    UNDERLINED = "underlined"
    TITLE = "title"
    VALUE = "value"
    ENTRY = "entry"


@dataclass(slots=True)
class Text:
    """A text: the spans of its lines in the source, its kind and its place.

    ``end`` is the end of its last line or of what belongs to it, such as an underline. ``sign`` is
    the quotation mark around a value, the separator of a table's cells, the delimiter of a term or
    the character of an underline. ``inset`` is True in the brackets of a condition. ``node`` is the
    node of a heading. ``bare`` is whether nothing says what block it is, so that its lines can be
    left out. ``hard`` is whether each line is a line of its own.
    """

    spans: Sequence[tuple[int, int]]
    kind: str
    place: Place
    end: int = 0
    sign: str = ""
    inset: bool = False
    node: Node | None = None
    bare: bool = False
    in_list: bool = False

    @property
    def start(self) -> int:
        """The offset of its first character."""
        return self.spans[0][0]


@dataclass(slots=True)
class Meta:
    """What the lines before a block say about it: attributes, a title.

    ``start`` is the offset of the first of them, -1 without any.
    """

    attributes: Attributes = field(default_factory=Attributes)
    title: Line | None = None
    texts: list[Text] = field(default_factory=list)
    anchor: str = ""
    start: int = -1

    @property
    def style(self) -> str:
        """The style of the block."""
        return self.attributes.style

    @property
    def id(self) -> str:
        """The id of the block."""
        return self.anchor or self.attributes.id


@dataclass(slots=True)
class Node:
    """A block. ``lines`` are those of its own text or code, ``nodes`` the blocks in it.

    ``kind`` is the kind of its text, "" if it has none; ``level`` is that of a heading, ``marker``
    is what an item begins with, the label of an admonition, the language of a listing. ``header``
    is whether it is a cell of a header, ``span`` how many columns and rows it has.
    """

    name: str
    kind: str = ""
    place: Place = Place.PARAGRAPH
    lines: list[Line] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    meta: Meta = field(default_factory=Meta)
    level: int = 0
    marker: str = ""
    sign: str = ""
    end: int = 0
    id: str = ""
    header: bool = False
    span: tuple[int, int] = (1, 1)
    in_list: bool = False


def texts_of(node: Node) -> Iterator[Text]:
    """The texts of a node and of those in it."""
    yield from node.meta.texts
    if node.kind:
        yield from _own(node)
    for inner in node.nodes:
        yield from texts_of(inner)


def _own(node: Node) -> Iterator[Text]:
    for run in runs(node.lines, each=node.place is Place.LINE):
        spans = [(_first(line), line.end) for line in run]
        place = Place.LINE if run[0].inset and node.place is Place.PARAGRAPH else node.place
        text = Text(spans, node.kind, place, max(node.end, spans[-1][1]), node.sign)
        text.inset, text.node, text.in_list = run[0].inset, node, node.in_list
        text.bare = place is Place.PARAGRAPH and node.meta.start < 0 and node.name == "paragraph"
        yield text


def _first(line: Line) -> int:
    return line.start + len(line.text) - len(line.text.lstrip(" \t"))


def runs(lines: Sequence[Line], *, each: bool = False) -> Iterator[list[Line]]:
    """The lines that belong together: no directive, comment or blank line is between them."""
    run: list[Line] = []
    for line in lines:
        if run and (each or line.apart or not line.text):
            yield run
            run = []
        if line.text:
            run.append(line)
    if run:
        yield run
