"""A parsed source: blocks, their segments, and the exact text between the blocks.

A document never serialises what it did not translate: rendering copies the source's own
characters, and only a block with a changed segment is written anew. That is what makes an
identity edition equal its source byte for byte, in every format.
"""

from __future__ import annotations

import codecs
import re
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hexapla.documents.inline import Mark, Piece
from hexapla.documents.inline import cut as cut_inline
from hexapla.documents.wrapping import EDGES
from hexapla.languages import Language

__all__ = [
    "Block",
    "Blocks",
    "Document",
    "Encoding",
    "Flow",
    "Format",
    "Segment",
    "Segmenter",
    "Translate",
    "cut",
]

Segmenter = Callable[[str], Sequence[str]]
"""Cuts a block's text into pieces, one a sentence; ``"".join(pieces)`` is the text."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of a block: the translation unit, one PO entry.

    ``text`` is the msgid: white space collapsed, ends stripped. ``previous`` is the text of the
    segment before it in the document, "" for the first. ``block``, ``index`` (in its block) and
    ``count`` (of its block) from 0, and ``line`` from 1, say where it stands, for display only.
    ``kind`` names its block: "paragraph", "heading", "list item", … ``marks`` say where inline
    markup stands in ``text``.
    """

    text: str
    previous: str
    block: int
    index: int
    count: int
    line: int
    kind: str
    marks: tuple[Mark, ...] = field(default=(), compare=False, repr=False)


Translate = Callable[[Segment], str | None]
"""The text for a segment: None leaves the source's own characters, "" leaves the segment out."""


@dataclass(frozen=True, slots=True)
class Block:
    """One translatable stretch, ``source[start:end]``, and where its segments lie in it.

    ``spans`` holds the offsets of each segment in the source, in the order of ``segments``;
    what lies between two spans is white space or layout. In formats with inline markup, ``flow``
    is its text, and ``pieces`` say how the segments were cut from that.
    """

    start: int
    end: int
    kind: str
    line: int
    segments: tuple[Segment, ...]
    spans: tuple[tuple[int, int], ...]
    flow: Flow | None = None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """A block's text as it reads, and where each of its characters stands in the source.

    ``marks`` are pairs (offset in ``text``, offset in the source), ascending, the first at 0:
    from one mark to the next the two run in step.
    """

    text: str
    marks: tuple[tuple[int, int], ...]

    def source(self, offset: int) -> int:
        """The source offset of the character at an offset of the text."""
        read, stands = self.marks[bisect_right(self.marks, offset, key=lambda m: m[0]) - 1]
        return stands + offset - read


class Blocks:
    """Gathers the blocks of a document, in order, and numbers their segments.

    Parameters: ``source`` is the decoded text, ``segmenter`` what cuts each block.
    """

    def __init__(self, source: str, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", source))]
        self._blocks: list[Block] = []
        self._previous = ""

    def add(
        self, start: int, end: int, kind: str, flow: Flow, marks: Sequence[Mark] | None = None
    ) -> None:
        """Add the block ``source[start:end]``, unless there is no letter in its text.

        ``marks`` are the inline markup in the flow's text, None in formats that have none.
        """
        if marks is None:
            pieces = [Piece(flow.text[a:b], a, b) for a, b in cut(flow.text, self._segmenter)]
        else:
            pieces = cut_inline(flow.text, marks, self._segmenter)
        if not pieces:
            return
        spans = tuple((flow.source(p.start), flow.source(p.end - 1) + 1) for p in pieces)
        segments = []
        for index, (piece, span) in enumerate(zip(pieces, spans, strict=True)):
            place = (len(self._blocks), index, len(pieces), self._line(span[0]))
            kind_of = piece.kind or kind
            segments.append(Segment(piece.text, self._previous, *place, kind_of, piece.marks))
            self._previous = piece.text
        line, found = self._line(start), tuple(segments)
        if marks is None:
            self._blocks.append(Block(start, end, kind, line, found, spans))
        else:
            self._blocks.append(Block(start, end, kind, line, found, spans, flow, tuple(pieces)))

    def _line(self, offset: int) -> int:
        return bisect_right(self._lines, offset)

    def __iter__(self) -> Iterator[Block]:
        return iter(self._blocks)


def cut(text: str, segmenter: Segmenter) -> list[tuple[int, int]]:
    """The spans of a text's segments: the segmenter's pieces without the white space around them.

    A piece without a letter ("2015.", "…") belongs to the one before it, or else after it, so
    that nothing is lost when the rest is translated. A text without any letter has no segments.
    Raises ValueError where the pieces are not the text.
    """
    pieces = segmenter(text)
    if sum(map(len, pieces)) != len(text):
        raise ValueError("the segmenter's pieces are not the text")
    spans: list[tuple[int, int]] = []
    leading: int | None = None
    at = 0
    for piece in pieces:
        start = at + len(piece) - len(piece.lstrip(EDGES))
        at += len(piece)
        end = at - len(piece) + len(piece.rstrip(EDGES))
        if start >= end:
            continue
        if any(map(str.isalpha, piece)):
            spans.append((start if leading is None else leading, end))
            leading = None
        elif spans:
            spans[-1] = (spans[-1][0], end)
        elif leading is None:
            leading = start
    return spans


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the source's bytes became text: a codec name of Python's, and the byte order mark.

    ``guessed`` says that nothing in the bytes tells for sure.
    """

    name: str = "utf-8"
    bom: bytes = b""
    guessed: bool = False

    def encode(self, text: str) -> bytes:
        """The text in this encoding, or in UTF-8 where this one lacks a character of it."""
        try:
            return self.bom + text.encode(self.name)
        except UnicodeEncodeError:
            bom = codecs.BOM_UTF8 if self.bom else b""
            return bom + text.encode("utf-8")


class Document(ABC):
    """A source article in the source language, segmented once.

    Parameters: ``source`` is the decoded text without its byte order mark, line endings
    untouched; ``blocks`` are in order and do not overlap.
    """

    def __init__(self, source: str, encoding: Encoding, blocks: Sequence[Block]) -> None:
        self.source = source
        self.encoding = encoding
        self.blocks = tuple(blocks)

    @property
    def segments(self) -> list[Segment]:
        """Every segment, in the order of the article; equal ones appear as often as they stand."""
        return [segment for block in self.blocks for segment in block.segments]

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """The article with each segment replaced by ``translate(segment)``, as bytes.

        ``language`` is that of the edition; ``note`` is a line to end it with, in the formats
        that have a place for one. Where every segment of a block comes back as its own text (or
        None), the block is written exactly as it was found.
        """
        out: list[str] = []
        at = 0
        for block in self.blocks:
            texts = [translate(segment) for segment in block.segments]
            out.append(self.source[at : block.start])
            at = block.end
            if all(t is None or t == s.text for t, s in zip(texts, block.segments, strict=True)):
                out.append(self.source[block.start : block.end])
            elif any(t != "" for t in texts):
                out.append(self.write_block(block, texts, language))
            else:
                at = self.skip_block(block, out)
        out.append(self.source[at:])
        text = "".join(out)
        return self.encoding.encode(text if note is None else self.add_note(text, note))

    @abstractmethod
    def write_block(self, block: Block, texts: Sequence[str | None], language: Language) -> str:
        """A block with at least one changed segment, laid out as its format asks."""

    def skip_block(self, block: Block, out: list[str]) -> int:
        """Leave a block out: where to go on in the source. Formats drop its line end, too.

        ``out`` holds what is written up to the block's start; its layout may be taken back.
        """
        return block.end

    def add_note(self, text: str, note: str) -> str:
        """An edition's text with a note in it; without, in formats that have no place for one."""
        return text


class Format(Protocol):
    """A kind of file that can be parsed; found through the entry points ``hexapla.formats``.

    ``suffixes`` are those of its files, lower-case with their dot; ``options`` names each option
    and the values it takes, the first being the default; "*" stands for any other text, which the
    format checks itself. Loading one must be cheap: a parser that takes long to import is imported
    in ``parse``.
    """

    name: str
    suffixes: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        options: Mapping[str, str],
    ) -> Document:
        """Parse a file's bytes.

        ``encoding`` overrides what the bytes say; ``options`` has a value for each of the
        format's. Raises InputError naming ``where`` when they are no text.
        """
