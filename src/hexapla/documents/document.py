"""The document contract: a parsed source article, whatever its format.

A document is a sequence of blocks, each cut into segments. `hexapla.documents.text_document` has
the base class for files that are one text; a format whose files have several parts (an office
package, an EPUB) keeps this contract in its own way.
"""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hexapla.documents.inline import Mark, Piece
from hexapla.languages import Language

__all__ = [
    "Block",
    "Document",
    "Flow",
    "Segment",
    "Segmenter",
    "Translate",
    "in_order",
    "uncut",
]


class Segmenter(Protocol):
    """Cuts the text of a block into pieces, one per sentence.

    The pieces joined are the text. ``atoms`` are spans of code points, such as inline markup, that
    a good segmenter does not cut. A cut in one is ignored.
    """

    def __call__(self, text: str, atoms: Sequence[tuple[int, int]] = (), /) -> Sequence[str]:
        """The pieces of a text, in order."""
        ...


def uncut(text: str, atoms: Sequence[tuple[int, int]] = (), /) -> Sequence[str]:
    """A segmenter that leaves every text whole."""
    return [text]


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


@dataclass(frozen=True, slots=True)
class Block:
    """One translatable stretch of layout: a paragraph, a heading, a list item.

    ``line`` counts from 1. ``text`` is the block's text as it reads, with its inline markup;
    ``pieces`` say how the segments were cut from that, in the same order.
    """

    kind: str
    line: int
    segments: tuple[Segment, ...]
    text: str
    pieces: tuple[Piece, ...]


class Document(ABC):
    """A source article in the source language, segmented once.

    A subclass sets ``blocks``, in the order of the article, and implements `render`. Everything
    else has a default that any format can live with.
    """

    blocks: Sequence[Block]

    @property
    def segments(self) -> list[Segment]:
        """All segments, in the order of the article; repeated sentences appear repeatedly."""
        return [segment for block in self.blocks for segment in block.segments]

    @property
    def guessed_encoding(self) -> str | None:
        """The name of the encoding, if the file doesn't say it and it was guessed."""
        return None

    @property
    def date(self) -> datetime | None:
        """The date that the article gives itself, with its time zone."""
        return None

    @abstractmethod
    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """The article with each segment replaced by ``translate(segment)``, as bytes.

        ``language`` is that of the edition; ``note`` is a line to end it with, in formats that
        have a place for one. A block whose segments all come back as their own text (or None) is
        written exactly as it was found. ``translate`` is called once for each segment, in order.
        """

    def render_bilingual(
        self,
        texts: Sequence[str | None],
        source: Language,
        language: Language,
        arrangement: str,
        note: str | None = None,
    ) -> bytes:
        """The article in both languages.

        Parameters: ``texts`` are the translations of `segments`, None or "" where there is none;
        ``source`` and ``language`` are the languages of the article and of the texts;
        ``arrangement`` is one of `hexapla.documents.bilingual.ARRANGEMENTS`; ``note`` as for
        `render`. By default each sentence is followed by its translation.
        """
        from hexapla.documents.bilingual import side_by_side

        both = [side_by_side(*pair) for pair in zip(self.segments, texts, strict=True)]
        return self.render(in_order(both), language, note)

    def paragraph(self, number: int, texts: Sequence[str | None], language: Language) -> str:
        """The text of ``blocks[number]`` with ``texts`` for its segments, in the format's syntax.

        The counterpart of `Block.text`. White space in it has no meaning.
        """
        segments = self.blocks[number].segments
        words = [s.text if t is None else t for s, t in zip(segments, texts, strict=True)]
        return language.joiner.join(filter(None, words))

    def inline_html(self, text: str, kind: str) -> str:
        """A segment's text, or its translation, as inline HTML. ``kind`` is the segment's.

        The caller cleans it: nothing in it need be safe to show.
        """
        return html.escape(text, quote=False)

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """The article as the HTML of a page's body, with these translations.

        Parameters: ``texts`` are those of `segments`, as `Translate` gives them; ``shown`` are
        the same as inline HTML, to be used as they are by a format that builds its HTML from
        segments; ``arrangement`` is "" or one of `hexapla.documents.bilingual.ARRANGEMENTS`. The
        caller cleans the result. By default each block becomes an element of its kind.
        """
        from hexapla.documents.body import written

        return written(self, shown, source, language, arrangement)


def in_order(texts: Sequence[str | None]) -> Translate:
    """A `Translate` that gives a document's segments these texts, one after the other."""
    rest = iter(texts)
    return lambda segment: next(rest)
