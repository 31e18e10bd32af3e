"""Documents that consist of one text, of which blocks are spans.

Rendering copies the source and rewrites only blocks with a changed segment; nothing else is
serialized. Therefore an edition that repeats the source is identical to it, byte for byte, in every
format.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime

from hexapla.documents.decoding import Encoding
from hexapla.documents.document import (
    Block,
    Document,
    Flow,
    Segment,
    Segmenter,
    Translate,
    in_order,
    translated,
)
from hexapla.documents.inline import Mark, Piece
from hexapla.documents.inline import cut as cut_inline
from hexapla.documents.wrapping import EDGES
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["Blocks", "Group", "TextBlock", "TextDocument", "cut", "replaced"]

_LINE_END = lazy_re(r"\r\n|\r|\n")
# Front matter; Jekyll and Hugo read it in files of any format.
_DATE = lazy_re(r"^date\s*[:=]\s*[\"']?(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?", re.MULTILINE)
_HEAD = 5000  # Characters of a file that are searched for its date.


@dataclass(frozen=True, slots=True)
class TextBlock(Block):
    """The block ``source[start:end]``.

    ``spans`` are the offsets of the segments in the source, in order; between two spans there is
    only white space or layout. ``flow`` maps ``text`` to the source.
    """

    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    flow: Flow


@dataclass(frozen=True, slots=True)
class Group:
    """The blocks in ``source[start:end]``, one or several.

    If ``together`` is True, `TextDocument.write_group` writes all of them once one has changed: the
    cells of a table, whose columns depend on all of them.
    """

    blocks: tuple[TextBlock, ...]
    start: int
    end: int
    together: bool = False


class Blocks:
    """Collects the blocks of a document, in order, and numbers their segments.

    Parameters: ``source`` is the decoded text; ``segmenter`` cuts each block.
    """

    def __init__(self, source: str, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(source))]
        self._blocks: list[TextBlock] = []
        self._previous = ""

    def add(
        self,
        start: int,
        end: int,
        kind: str,
        flow: Flow | None = None,
        marks: Sequence[Mark] | None = None,
        *,
        text: str = "",
        after: int = 0,
    ) -> None:
        """Add the block ``source[start:end]``, unless its text has no letter.

        ``flow`` is the text of the block, ``marks`` its inline markup (None in formats without
        any). For a block on one line without markup, pass ``text=source[start:end]`` instead of
        ``flow``. ``after`` is an offset in the text where a segment ends in any case.
        """
        flow = flow or Flow(text, ((0, start),))
        segmenter = _cutting_after(after, self._segmenter) if after else self._segmenter
        if marks is None:
            pieces = [Piece(flow.text[a:b], a, b) for a, b in cut(flow.text, segmenter)]
        else:
            pieces = cut_inline(flow.text, marks, segmenter, title=kind.startswith("heading"))
        if not pieces:
            return
        spans = tuple((flow.source(p.start), flow.source(p.end - 1) + 1) for p in pieces)
        segments = []
        for index, (piece, span) in enumerate(zip(pieces, spans, strict=True)):
            place = (len(self._blocks), index, len(pieces), self._line(span[0]))
            kind_of = piece.kind or kind
            segments.append(Segment(piece.text, self._previous, *place, kind_of, piece.marks))
            self._previous = piece.text
        found = (kind, self._line(start), tuple(segments), flow.text, tuple(pieces))
        self._blocks.append(TextBlock(*found, start, end, spans, flow))

    def _line(self, offset: int) -> int:
        return bisect_right(self._lines, offset)

    def __iter__(self) -> Iterator[TextBlock]:
        return iter(self._blocks)


def _cutting_after(offset: int, segmenter: Segmenter) -> Segmenter:
    """A segmenter that cuts at an offset, and what follows as another one does."""

    def cut_after(text: str, atoms: Sequence[tuple[int, int]] = (), /) -> Sequence[str]:
        rest = [(a - offset, b - offset) for a, b in atoms if a >= offset]
        return [text[:offset], *segmenter(text[offset:], rest)]

    return cut_after


def cut(text: str, segmenter: Segmenter) -> list[tuple[int, int]]:
    """The spans of a text's segments: the segmenter's pieces without the white space around them.

    A piece without a letter ("2015.", "…") is joined to the piece before it or, for the first one,
    after it, so that it isn't lost in translation. A text without any letter has no segments.
    Raises ValueError if the pieces don't add up to the text.
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


def replaced(text: str, spans: Iterable[tuple[int, int]], new: Callable[[str], str]) -> str:
    """The text with each span replaced by ``new(span)``. Spans are in order and don't overlap."""
    out: list[str] = []
    at = 0
    for start, end in spans:
        out += (text[at:start], new(text[start:end]))
        at = end
    return "".join([*out, text[at:]])


class TextDocument(Document):
    """A document that consists of one text.

    A format implements `write_block`. It may also override `skip_block`, `add_note`, `write_both`
    and the methods of `Document` that return HTML.

    Parameters: ``source`` is the decoded text without its byte order mark and with its line endings
    as they are; ``blocks`` are in order and don't overlap.
    """

    blocks: tuple[TextBlock, ...]

    def __init__(self, source: str, encoding: Encoding, blocks: Iterable[TextBlock]) -> None:
        self.source = source
        self.encoding = encoding
        self.blocks = tuple(blocks)
        found = _LINE_END.search(source)
        self.line_end = found[0] if found else "\n"

    @property
    def guessed_encoding(self) -> str | None:
        """See `Document.guessed_encoding`."""
        return self.encoding.name if self.encoding.guessed else None

    @property
    def date(self) -> datetime | None:
        """The date in the article's front matter, as UTC; its time zone, if any, is ignored."""
        head = self.source[:_HEAD]
        found = _DATE.search(head) if head.startswith(("---", "+++")) else None
        if found is None:
            return None
        try:
            return datetime.fromisoformat(f"{found[1]} {found[2] or '00:00'}").replace(tzinfo=UTC)
        except ValueError:
            return None

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`."""
        out: list[str] = []
        at = 0
        for group in self.groups():
            texts = [
                [translated(segment, translate(segment)) for segment in block.segments]
                for block in group.blocks
            ]
            rewritten = not _is_unchanged(group, texts)
            out.append(self.gap(at, group.start, rewritten=rewritten))
            at = group.end
            if not rewritten:
                out.append(self.source[group.start : group.end])
            elif group.together:
                out.append(self.write_group(group, texts, language))
            elif any(t != "" for t in texts[0]):
                out.append(self.write_block(group.blocks[0], texts[0], language))
            else:
                at = self.skip_block(group.blocks[0], out)
        return self._finished([*out, self.source[at:]], note)

    def render_bilingual(
        self,
        texts: Sequence[str | None],
        source: Language,
        language: Language,
        arrangement: str,
        note: str | None = None,
    ) -> bytes:
        """See `Document.render_bilingual`; `write_both` writes each block."""
        out: list[str] = []
        at = 0
        rest = iter(texts)
        for group in self.groups():
            own = [
                [translated(one, next(rest)) for one in block.segments] for block in group.blocks
            ]
            rewritten = not _is_unchanged(group, [[text or None for text in one] for one in own])
            out.append(self.gap(at, group.start, rewritten=rewritten))
            at = group.end
            if not rewritten:
                out.append(self.source[group.start : group.end])
            elif group.together:
                pairs = zip(group.blocks, own, strict=True)
                both = [_side_by_side(block, one) for block, one in pairs]
                out.append(self.write_group(group, both, language))
            else:
                out.append(self.write_both(group.blocks[0], own[0], language, arrangement))
        return self._finished([*out, self.source[at:]], note)

    def gap(self, start: int, end: int, *, rewritten: bool) -> str:
        """The text between two groups. ``rewritten`` is True if the group after it has changed."""
        return self.source[start:end]

    def groups(self) -> Iterator[Group]:
        """The blocks in order; by default each is a group of its own."""
        return (Group((block,), block.start, block.end) for block in self.blocks)

    def write_group(
        self, group: Group, texts: Sequence[Sequence[str | None]], language: Language
    ) -> str:
        """Blocks that are written together, at least one of them changed.

        ``texts`` are the translations of each block's segments, as for `write_block`.
        """
        raise NotImplementedError

    def paragraph(self, number: int, texts: Sequence[str | None], language: Language) -> str:
        """See `Document.paragraph`."""
        block = self.blocks[number]
        own = list(map(translated, block.segments, texts))
        return self.write_block(block, own, language)

    @abstractmethod
    def write_block(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        """A block with at least one changed segment, in the format's syntax and layout."""

    def write_both(
        self, block: TextBlock, texts: Sequence[str | None], language: Language, arrangement: str
    ) -> str:
        """A block in both languages; by default each sentence is followed by its translation.

        ``texts`` and ``arrangement`` as for `Document.render_bilingual`.
        """
        return self.write_block(block, _side_by_side(block, texts), language)

    def skip_block(self, block: TextBlock, out: list[str]) -> int:
        """Leave a block out, and return the offset in the source where to continue.

        ``out`` holds the output before the block; the method may remove the block's layout from it.
        Formats override this to drop the block's line as well.
        """
        return block.end

    def add_note(self, text: str, note: str) -> str:
        """Add a note to the text of an edition; unchanged if the format has no place for notes."""
        return text

    def encode(self, text: str) -> bytes:
        """The text of an edition as bytes."""
        return self.encoding.encode(text)

    def own(self, block: TextBlock) -> str:
        """The block's characters in the source."""
        return self.source[block.start : block.end]

    def edition_text(
        self,
        texts: Sequence[str | None],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """The text of an edition, in one language or in both; parameters as for `body_html`."""
        unicode = copy(self)
        unicode.encoding = Encoding()
        if arrangement:
            data = unicode.render_bilingual(texts, source, language, arrangement)
        else:
            data = unicode.render(in_order(texts), language)
        return data.decode()

    def _finished(self, out: Sequence[str], note: str | None) -> bytes:
        text = "".join(out)
        return self.encode(text if note is None else self.add_note(text, note))


def _is_unchanged(group: Group, texts: Sequence[Sequence[str | None]]) -> bool:
    return all(
        text is None or text == segment.text
        for block, own in zip(group.blocks, texts, strict=True)
        for segment, text in zip(block.segments, own, strict=True)
    )


def _side_by_side(block: Block, texts: Sequence[str | None]) -> list[str | None]:
    from hexapla.documents.bilingual import side_by_side

    return [side_by_side(*pair) for pair in zip(block.segments, texts, strict=True)]
