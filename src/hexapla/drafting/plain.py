"""Convert a segment to a plain sentence for an engine and a tree of the markup taken out of it.

Code, addresses and placeholders are replaced by short stand-ins (`protected`). Pairs (emphasis,
links) keep the span of their words; other markup keeps its place between words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hexapla.checks.phrases import Phrases
from hexapla.documents.inline import Mark
from hexapla.documents.wrapping import joint
from hexapla.drafting.elements import (
    CLOSING,
    Element,
    Inner,
    Kind,
    Leaf,
    Literal,
    Pair,
    elements_of,
    flat,
    is_ordinal,
)
from hexapla.drafting.protected import letter_for, stand_in
from hexapla.numerals import unescape

__all__ = ["Node", "Plan", "take_out"]


@dataclass(slots=True)
class Node:
    """A piece of markup, and ``plain[start:end]``, its part of the plain sentence.

    ``opener`` is all of its markup except a pair's ``closer``. ``apart`` is True if the markup
    separates words as a space does. ``spaces`` tells whether there is a space before it and after
    it in the source. ``glued`` is True for a pair that follows another one without a space, though
    its words are words of their own, ``ending`` for a pair around the letters after a number.
    """

    kind: Kind
    opener: Literal = ()
    closer: Literal = ()
    start: int = 0
    end: int = 0
    apart: bool = False
    spaces: tuple[bool, bool] = (False, False)
    glued: bool = False
    tight: bool = False
    ending: bool = False
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """The plain ``text`` of a segment, and the markup taken out of it.

    ``letter`` is the letter of the stand-ins, and ``units`` are the nodes they replace: the first
    stand-in replaces the first node. ``root`` is a pair without markup around everything.
    """

    source: str
    marks: tuple[Mark, ...]
    text: str
    letter: str
    root: Node
    units: tuple[Node, ...]
    inner: tuple[Inner, ...]

    @property
    def wordless(self) -> bool:
        """Whether there is nothing for an engine to translate."""
        words = re.sub(rf"{self.letter}\d+", "", self.text) if self.units else self.text
        return not any(map(str.isalpha, words))

    @property
    def needs_alignment(self) -> bool:
        """Whether placing the markup needs word alignment."""
        return any(node.kind is not Kind.STAND_IN for node in self.root.children)


def take_out(
    text: str,
    marks: Sequence[Mark],
    letter: str | None = None,
    names: Phrases | None = None,
) -> Plan:
    """Take the markup out of a segment.

    Parameters: ``marks`` are the inline markup in ``text``, in order and without overlaps.
    ``letter`` is the letter of the stand-ins, by default one that the text doesn't use that way.
    ``names`` are those to leave untranslated. Pairs that are not properly nested are treated as
    single pieces.
    """
    elements, inner = elements_of(text, marks, names)
    writer = _Writer(letter or letter_for(text))
    writer.write(elements, writer.root)
    plain = "".join(writer.out).rstrip()
    writer.root.end = len(plain)
    units = tuple(writer.units)
    return Plan(text, tuple(marks), plain, writer.letter, writer.root, units, tuple(inner))


class _Writer:
    """Writes the plain sentence and records where its markup belongs."""

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.out: list[str] = []
        self.units: list[Node] = []
        self.root = Node(Kind.PAIR)
        self._length = 0
        self._last = " "
        self._separated = False
        self._points: list[Node] = []
        # Where the last pair begins, and the pairs that end at the end of the plain sentence.
        self._begun = 0
        self._ended: list[Node] = []

    def write(self, elements: Sequence[Element], parent: Node) -> None:
        """Write elements; their nodes become children of ``parent``."""
        for before, element in pairwise([None, *elements]):
            if isinstance(element, str):
                self._text(element)
            elif isinstance(element, Leaf):
                parent.children.append(self._leaf(element))
            elif element is not None:
                node = Node(Kind.PAIR, element.opener, element.closer)
                node.glued = isinstance(before, Pair) and not self._last.isspace()
                after_number = isinstance(before, str) and before[-1:].isdigit()
                node.ending = after_number and is_ordinal(element)
                is_shortcode = str(element.opener[0]).startswith(("{{<", "{{%"))
                node.tight = is_shortcode and isinstance(before, str) and not self._last.isspace()
                self._separated = self._separated or node.glued or node.tight
                self._space_if_separated(element)
                node.start = self._begun = self._length
                self.write(element.inside, node)
                node.end = self._length
                self._ended.append(node)
                parent.children.append(node)

    def _leaf(self, leaf: Leaf) -> Node:
        node = Node(leaf.kind, leaf.literal, apart=leaf.apart)
        if leaf.kind is Kind.POINT:
            node.start = node.end = self._length
            node.spaces = (self._length > 0 and self._last.isspace(), False)
            self._points.append(node)
            self._separated = self._separated or leaf.apart
            return node
        if leaf.kind is Kind.STAND_IN:
            self.units.append(node)
            shown = stand_in(self.letter, len(self.units))
        else:
            shown = unescape(str(leaf.literal[0]))
        self._text(shown)
        node.start, node.end = self._length - len(shown), self._length
        return node

    def _text(self, text: str) -> None:
        if not text:
            return
        for point in self._points:
            point.spaces = (point.spaces[0], text[0].isspace())
        if self._points and text[0] in CLOSING:
            self._drop_space()
        self._points.clear()
        if self._last.isspace():
            text = text.lstrip(" ")
        if text:
            if self._separated and not self._last.isspace() and not text[0].isspace():
                self._put(joint(self._last, text[0]))
            self._separated = False
            self._put(text)

    def _drop_space(self) -> None:
        """Drop the space before points that a punctuation mark follows: "as in [@a], then"."""
        start = self._points[0].start
        if start == self._length and self._begun < start and self.out and self.out[-1][-1] == " ":
            self.out[-1] = self.out[-1][:-1]
            self._length -= 1
            self._separated = False
            self._last = "".join(self.out[-2:])[-1:] or " "
            for point in self._points:
                point.start = point.end = self._length
            for pair in self._ended:
                pair.end = self._length

    def _space_if_separated(self, element: Pair) -> None:
        """Put the space that separates words before a pair, not into it."""
        if not self._separated:
            return
        first = next((one for one in flat(element.inside) if isinstance(one, str) and one), "")
        if first and not self._last.isspace() and not first[0].isspace():
            self._put(joint(self._last, first[0]))
            self._separated = False

    def _put(self, text: str) -> None:
        if text:
            self._ended.clear()
            self.out.append(text)
            self._length += len(text)
            self._last = text[-1]
