"""The document contract: a parsed source article in any format.

A document is a sequence of blocks, each cut into segments. `hexapla.documents.text_document` has
the base class for files that consist of one text. A format whose files have several parts (an
office document, an EPUB) implements `Document` directly.
"""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from sys import maxsize
from typing import NamedTuple, Protocol

from hexapla.documents.counting import words_in
from hexapla.documents.inline import Mark, Piece
from hexapla.documents.noncharacters import unmarked
from hexapla.documents.structure import Changes
from hexapla.languages import Language

__all__ = [
    "LONGEST_SENTENCE",
    "Anchors",
    "Block",
    "Document",
    "Fault",
    "Flow",
    "Segment",
    "Segmenter",
    "Translate",
    "in_order",
    "is_too_long",
    "translated",
    "uncut",
]


class Segmenter(Protocol):
    """Cuts the text of a block into pieces, one per sentence.

    Joined, the pieces are the text. ``atoms`` are spans, in code points, that should not be cut,
    such as inline markup; a cut inside one is ignored.
    """

    def __call__(self, text: str, atoms: Sequence[tuple[int, int]] = (), /) -> Sequence[str]:
        """The pieces of a text, in order."""
        ...


def uncut(text: str, atoms: Sequence[tuple[int, int]] = (), /) -> Sequence[str]:
    """A segmenter that never cuts: each text is one piece."""
    return [text]


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of a block: the translation unit, and the msgid of one PO entry.

    ``text`` is the msgid, with white space collapsed and both ends stripped. ``previous`` is the
    text of the segment before it in the document, "" for the first one. ``block`` (number in the
    document), ``index`` (number in its block) and ``count`` (segments in its block) count from 0,
    ``line`` from 1; they are only for display. ``kind`` is the kind of block or text it comes from:
    "paragraph", "heading", "list item", … ``marks`` are the inline markup in ``text``.

    ``context`` is the key of a string, which is the msgctxt of its entry; None for sentences of
    articles. ``comments`` are what the file says to translators.
    """

    text: str
    previous: str
    block: int
    index: int
    count: int
    line: int
    kind: str
    marks: tuple[Mark, ...] = field(default=(), compare=False, repr=False)
    context: str | None = None
    comments: tuple[str, ...] = field(default=(), compare=False, repr=False)


LONGEST_SENTENCE = 20_000
"""How many characters a sentence may have. What is longer is kept as it is: it isn't drafted,
compared with others or searched for mistakes, because some of that takes quadratic time.
"""


def is_too_long(*texts: str) -> bool:
    """Whether one of some texts is longer than a sentence may be."""
    return any(len(text) > LONGEST_SENTENCE for text in texts)


Translate = Callable[[Segment], str | None]
"""Returns the text for a segment. None keeps the source text; "" leaves the segment out."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The text of a block as a reader sees it, mapped to offsets in the source.

    ``marks`` are pairs (offset in ``text``, offset in the source), in ascending order, the first
    one at 0. Between two marks, both offsets advance together.
    """

    text: str
    marks: tuple[tuple[int, int], ...]

    def source(self, offset: int) -> int:
        """The offset in the source for an offset in the text."""
        read, stands = self.marks[bisect_right(self.marks, (offset, maxsize)) - 1]
        return stands + offset - read


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of layout that can be translated: a paragraph, a heading, a list item.

    ``line`` counts from 1. ``text`` is the text as a reader sees it, with its inline markup.
    ``pieces`` correspond to ``segments`` one to one, and record where in ``text`` each was cut.
    """

    kind: str
    line: int
    segments: tuple[Segment, ...]
    text: str
    pieces: tuple[Piece, ...]


class Anchors(StrEnum):
    """How a program makes the anchors of headings from their words.

    GITHUB is also the way of Docusaurus, Hugo and VitePress.
    """

    GITHUB = "github"
    PYTHON_MARKDOWN = "python-markdown"


class Notice(NamedTuple):
    """What was noticed in a file, and what to do about it.

    ``{file}`` in the hint stands for the file. ``general`` is True for what may concern many
    articles and is said once, without their names.
    """

    message: str
    hint: str
    general: bool = False


class Fault(NamedTuple):
    """What is wrong with an edition because of where a text is: the number of its segment, and what
    is wrong.
    """

    segment: int
    message: str


class Document(ABC):
    """A source article, cut into segments.

    A subclass sets ``blocks``, in the order of the article, and implements `render`. Everything
    else has a default that works for any format. ``several_languages`` is True if the file holds
    all languages; see `render_into`.
    """

    blocks: Sequence[Block]
    several_languages: bool = False

    @property
    def unsettled(self) -> frozenset[str]:
        """The contexts of segments whose texts nobody has approved, as a file that holds all
        languages says. The document was parsed in a language that is not the article's.
        """
        return frozenset()

    @property
    def segments(self) -> list[Segment]:
        """All segments, in the order of the article. A repeated sentence appears each time."""
        return [segment for block in self.blocks for segment in block.segments]

    @property
    def words(self) -> int:
        """The number of words; see `counting.words_in`."""
        return sum(words_in(segment.text) for segment in self.segments)

    @property
    def guessed_encoding(self) -> str | None:
        """The name of the encoding if it was guessed, else None."""
        return None

    @property
    def notices(self) -> Sequence[Notice]:
        """What a person should know about how the file was read."""
        return ()

    @property
    def date(self) -> datetime | None:
        """The date that the article itself states, with a time zone; None if it states none."""
        return None

    @abstractmethod
    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """The article with each segment replaced by ``translate(segment)``, as bytes.

        ``language`` is the language of the edition. ``note`` is a line for its end, in formats that
        have a place for one. A block whose segments are all unchanged (their own text, or None) is
        copied exactly. ``translate`` is called once for each segment, in order.
        """

    def render_into(
        self,
        texts: Sequence[str | None],
        reviewed: Sequence[bool],
        language: Language,
        outdated: Sequence[str | None] = (),
    ) -> bytes:
        """A file that holds all languages, with texts in one of them.

        ``texts`` are the translations of `segments`, None for those that stay as they are in the
        file; ``reviewed`` is whether a person has approved each. ``outdated`` are translations of
        what segments said before, None for others: where the file still has them, they are not
        approved any more. By default it is an edition.
        """
        return self.render(in_order(texts), language)

    def changes(self, segment: Segment, text: str) -> Changes:
        """How a translation of a segment changes its structure (`hexapla.documents.structure`).

        Markup that ``text`` has in addition counts even if `render` would escape it. By default,
        and in formats without markup, nothing changes.
        """
        return Changes()

    def faults(self, texts: Sequence[str | None], language: Language) -> Sequence[Fault]:
        """What is wrong with an edition because of where its texts are: too little space or time.

        ``texts`` are the translations of `segments`, as for `render_bilingual`. See
        `Format.measured`.
        """
        return ()

    def limit(self, segment: Segment) -> int | None:
        """The most characters that a translation of a segment has space for; None if it is free."""
        return None

    def anchors(self, data: bytes, style: Anchors = Anchors.GITHUB) -> Sequence[tuple[str, str]]:
        """The anchors that headings get from their text, in the article and in an edition.

        ``data`` is the edition as `render` returns it. The result is empty for formats whose
        headings have no such anchors, and if an edition doesn't have the article's headings.
        """
        return ()

    def targets(self, data: bytes, style: Anchors = Anchors.GITHUB) -> frozenset[str] | None:
        """All anchors in an edition, as `render` returns it; None if they aren't known."""
        return None

    def with_addresses(self, data: bytes, new: Callable[[str], str]) -> bytes:
        """An edition with each address in it (of a link, an image) replaced by ``new(address)``.

        ``data`` is the edition as `render` returns it. By default it has no addresses.
        """
        return data

    def render_bilingual(
        self,
        texts: Sequence[str | None],
        source: Language,
        language: Language,
        arrangement: str,
        note: str | None = None,
    ) -> bytes:
        """The article in both languages, as bytes.

        Parameters: ``texts`` are the translations of `segments`, None or "" for a missing one;
        ``source`` and ``language`` are the languages of the article and of the translations;
        ``arrangement`` is one of `hexapla.documents.bilingual.ARRANGEMENTS`; ``note`` as for
        `render`. By default, each sentence is followed by its translation. Raises UsageError for a
        file that can have only one language.
        """
        from hexapla.documents.bilingual import side_by_side

        both = [side_by_side(*pair) for pair in zip(self.segments, texts, strict=True)]
        return self.render(in_order(both), language, note)

    def paragraph(self, number: int, texts: Sequence[str | None], language: Language) -> str:
        """The text of ``blocks[number]`` with its segments replaced by ``texts``, in the format's
        syntax.

        This is `Block.text` after translation. White space in it is not significant. A None in
        ``texts`` keeps the segment's own text.
        """
        segments = self.blocks[number].segments
        words = [s.text if t is None else t for s, t in zip(segments, texts, strict=True)]
        return language.joiner.join(filter(None, words))

    def message(
        self, number: int, texts: Sequence[str | None], language: Language
    ) -> tuple[str, str]:
        """The msgid and msgstr of ``blocks[number]`` in a catalog for Sphinx, each on one line.

        Sphinx asks gettext for paragraphs as they are written. ``texts`` as for `paragraph`. By
        default they are `Block.text` and the translated paragraph.
        """
        pair = self.blocks[number].text, self.paragraph(number, texts, language)
        return " ".join(pair[0].split()), " ".join(pair[1].split())

    def inline_html(self, text: str, segment: Segment) -> str:
        """The text of a segment, or a translation of it, as inline HTML.

        The result is not necessarily safe to show: callers must sanitize it.
        """
        return html.escape(unmarked(text), quote=False)

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """The translated article as the HTML body of a page.

        Parameters: ``texts`` are the translations of `segments`, as returned by a `Translate`;
        ``shown`` are the same translations as inline HTML, for formats that build the page from
        segments; ``arrangement`` is "" or one of `hexapla.documents.bilingual.ARRANGEMENTS`. The
        caller sanitizes the result. By default, each block becomes an element that fits its kind.
        """
        from hexapla.documents.body import written

        return written(self, shown, source, language, arrangement)


def translated(segment: Segment, text: str | None) -> str | None:
    """A translation of a segment without the noncharacters that formats mark places with.

    They are in the segment's own text only if the file writes them as references.
    """
    return text if text == segment.text else unmarked(text)


def in_order(texts: Sequence[str | None]) -> Translate:
    """A `Translate` that returns these texts one after the other, for the segments in order."""
    rest = iter(texts)
    return lambda segment: next(rest)
