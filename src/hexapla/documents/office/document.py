"""A document in a package: the blocks of all its parts, and how an edition of it is written."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hexapla.documents.bilingual import side_by_side
from hexapla.documents.document import Block, Document, Notice, Segment, Segmenter, Translate
from hexapla.documents.inline import Piece, assemble, cut
from hexapla.documents.office.atoms import Atom, Kind
from hexapla.documents.office.codes import Coded, coded
from hexapla.documents.office.parts import Paragraph, Part, Text
from hexapla.documents.office.restoring import to_atoms
from hexapla.documents.office.stretches import Stretch, stretches
from hexapla.documents.packages import Package
from hexapla.documents.pictures import Pictures
from hexapla.documents.structure import Changes
from hexapla.documents.xml.reading import characters
from hexapla.documents.xml.writing import Edit, attribute, spliced
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["OfficeBlock", "OfficeDocument", "Texts", "Writer", "blocks_of", "plain_text"]

Texts = Sequence[str | None]
"""The texts of a block's segments; None for one that stays as it is."""

_WEB = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class OfficeBlock(Block):
    """A text of a part: the stretch of a paragraph, or a single text (``stretch`` is None)."""

    part: int
    owner: Paragraph | Text
    stretch: Stretch | None
    coded: Coded


class Writer(Protocol):
    """Writes what changes in a part, in a language."""

    def paragraph(self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit]) -> str:
        """A paragraph with other content; ``edits`` are those inside of it."""
        ...

    def both(
        self, own: Paragraph, atoms: Sequence[Atom], edits: Sequence[Edit], arrangement: str
    ) -> str:
        """A paragraph as it is, with its translation below it or beside it."""
        ...

    def further(self, part: Part, *, bilingual: bool) -> list[Edit]:
        """What changes in a part of an edition besides its texts.

        A bilingual edition keeps the direction of the source.
        """
        ...

    def added(self, part: Part) -> list[Edit]:
        """What the new texts of a part need in other places of it, such as styles."""
        ...

    def note(self, text: str) -> str:
        """A paragraph to add at the end of a part."""
        ...


def blocks_of(
    parts: Sequence[Part], segmenter: Segmenter
) -> tuple[tuple[OfficeBlock, ...], tuple[tuple[OfficeBlock, int], ...]]:
    """The blocks of some parts, in order, and the texts that repeat one of them.

    Such a text is for programs that can't show the first; it comes with the number of the block.
    """
    collector = _Blocks(segmenter)
    for number, part in enumerate(parts):
        collector.add(number, part)
    return tuple(collector.blocks), tuple(collector.echoes)


class _Blocks:
    """Collects blocks. A segment's line is the number of its paragraph."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self.blocks: list[OfficeBlock] = []
        self.echoes: list[tuple[OfficeBlock, int]] = []
        self._line = 0
        self._previous = ""

    def add(self, number: int, part: Part) -> None:
        """Add the blocks of a part."""
        shown: dict[tuple[int, str], list[int]] = defaultdict(list)
        for owner in part.texts:
            self._line += 1
            for stretch, found in _texts(part, owner):
                twins = shown[owner.alternative, found.text] if owner.alternative >= 0 else []
                place = (number, owner, stretch, found)
                if owner.echo and twins:
                    at = twins.pop(0)
                    head = (owner.kind, self._line, (), found.text, self.blocks[at].pieces)
                    self.echoes.append((OfficeBlock(*head, *place), at))
                elif segments := self._segments(owner.kind, found):
                    twins.append(len(self.blocks))
                    pieces, own = zip(*segments, strict=True)
                    head = (owner.kind, self._line, own, found.text, pieces)
                    self.blocks.append(OfficeBlock(*head, *place))

    def _segments(self, kind: str, found: Coded) -> list[tuple[Piece, Segment]]:
        title = kind.startswith("heading")
        pieces = cut(found.text, found.marks, self._segmenter, title=title)
        segments: list[tuple[Piece, Segment]] = []
        for index, piece in enumerate(pieces):
            place = (len(self.blocks), index, len(pieces), self._line)
            kind_of = piece.kind or kind
            one = Segment(piece.text, self._previous, *place, kind_of, piece.marks)
            segments.append((piece, one))
            self._previous = piece.text
        return segments


def _texts(part: Part, owner: Paragraph | Text) -> Iterator[tuple[Stretch | None, Coded]]:
    """The texts of a paragraph, with codes; a single text has one."""
    if isinstance(owner, Text):
        words = characters(part.xml.text[owner.start : owner.end])
        yield None, coded([Atom(Kind.TEXT, "", words.strip())], part.dialect)
        return
    for stretch in stretches(owner.atoms):
        yield stretch, coded(owner.atoms[stretch.start : stretch.end], part.dialect)


class OfficeDocument(Document):
    """A document of several parts.

    A subclass says how parts are written (`writer`), and puts the file together (`file`).
    Parameters: ``data`` is the file; ``segmenter`` cuts each text.
    """

    blocks: tuple[OfficeBlock, ...]

    def __init__(self, data: bytes, parts: Sequence[Part], segmenter: Segmenter) -> None:
        self.data = data
        self.parts = tuple(parts)
        self._pictures = Pictures(len(data))
        self.blocks, self._echoes = blocks_of(parts, segmenter)

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`."""
        if any(part.revised for part in self.parts):
            return [
                Notice(
                    msg("has tracked changes"), "editions have the text with all of them accepted"
                )
            ]
        return ()

    @abstractmethod
    def writer(self, part: Part, language: Language) -> Writer:
        """What writes a part in a language."""

    @abstractmethod
    def file(self, parts: Mapping[str, str], language: Language) -> bytes:
        """The file with new texts for some of its parts, by name."""

    def fitting(
        self, texts: Sequence[Texts], language: Language, arrangement: str
    ) -> Sequence[Texts]:
        """The texts of all blocks as the file can have them; by default, any."""
        return texts

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`."""
        texts = [[translate(one) for one in block.segments] for block in self.blocks]
        return self._written(texts, language, note)

    def render_bilingual(
        self,
        texts: Sequence[str | None],
        source: Language,
        language: Language,
        arrangement: str,
        note: str | None = None,
    ) -> bytes:
        """See `Document.render_bilingual`."""
        rest = iter(texts)
        own = [[next(rest) or None for _ in block.segments] for block in self.blocks]
        return self._written(own, language, note, arrangement)

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        from hexapla.documents.office.structure import changes_in

        return changes_in(segment.text, text)

    def pictures(self, part: Part, owner: Paragraph) -> Sequence[str]:
        """The addresses of the pictures in a paragraph, for a page: ``data:`` and their bytes."""
        return ()

    @property
    def room(self) -> int:
        """How much all pictures of a page may take: one is often shown again, but not always."""
        return self._pictures.room

    def picture(self, package: Package, name: str) -> str:
        """A picture as an address with its bytes; "" if a page can't show it."""
        return self._pictures.address(package, name)

    def address(self, target: str) -> str:
        """The address of a link's target on the web, or ""."""
        return target if target.startswith(_WEB) else ""

    def inline_html(self, text: str, segment: Segment) -> str:
        """See `Document.inline_html`."""
        from hexapla.documents.office.body import inline

        pairs = self.blocks[segment.block].coded.pairs

        def address(name: str) -> str:
            return self.address(pairs[name][0].text) if name in pairs else ""

        return inline(text, address)

    def body_html(
        self,
        texts: Sequence[str | None],
        shown: Sequence[str],
        source: Language,
        language: Language,
        arrangement: str = "",
    ) -> str:
        """See `Document.body_html`."""
        from hexapla.documents.office.body import written

        return written(self, shown, source, language, arrangement)

    def paragraph(self, number: int, texts: Sequence[str | None], language: Language) -> str:
        """See `Document.paragraph`."""
        block = self.blocks[number]
        return assemble(block.text, block.pieces, texts, language.joiner)

    def _written(
        self,
        texts: Sequence[Texts],
        language: Language,
        note: str | None,
        arrangement: str = "",
    ) -> bytes:
        texts = self.fitting(texts, language, arrangement)
        changed: dict[int, list[tuple[OfficeBlock, Texts]]] = defaultdict(list)
        for block, own in zip(self.blocks, texts, strict=True):
            if _is_changed(block, own):
                changed[block.part].append((block, own))
        for echo, at in self._echoes:
            if _is_changed(self.blocks[at], texts[at]):
                changed[echo.part].append((echo, texts[at]))
        if not changed and note is None:
            return self.data
        new: dict[str, str] = {}
        for number, part in enumerate(self.parts):
            writer = self.writer(part, language)
            further = sorted(writer.further(part, bilingual=bool(arrangement))) if changed else []
            edits = _part_edits(
                part, changed.get(number, ()), writer, language, arrangement, further,
                clean=bool(changed),
            )  # fmt: skip
            edits += writer.added(part)
            if note is not None and part.note_at >= 0:
                edits.append(Edit(part.note_at, part.note_at, writer.note(note)))
            if edits:
                new[part.name] = spliced(part.xml.text, edits)
        return self.file(new, language)


def _is_changed(block: Block, texts: Texts) -> bool:
    pairs = zip(block.segments, texts, strict=True)
    return any(text is not None and text != segment.text for segment, text in pairs)


def _part_edits(
    part: Part,
    changed: Sequence[tuple[OfficeBlock, Texts]],
    writer: Writer,
    language: Language,
    arrangement: str,
    further: Sequence[Edit],
    *,
    clean: bool,
) -> list[Edit]:
    """The edits of a part: its new texts, and ``further`` ones, which are in order.

    With ``clean``, paragraphs with tracked changes are written without them.
    """
    by_owner: dict[int, list[tuple[OfficeBlock, Texts]]] = defaultdict(list)
    for block, texts in changed:
        by_owner[id(block.owner)].append((block, texts))
    edits: list[Edit] = []
    # From the last to the first, so that a paragraph comes after those inside it.
    for owner in reversed(part.texts):
        own = by_owner.get(id(owner), ())
        if isinstance(owner, Text):
            if own:
                edits.append(_text_edit(part, owner, *own[0], language, arrangement))
            continue
        if not own and not (owner.revised and clean):
            continue
        inner: list[Edit] = []
        while edits and edits[-1].start < owner.end:
            inner.append(edits.pop())
        first = bisect_left(further, owner.start, key=_start)
        inner += further[first : bisect_left(further, owner.end, first, key=_start)]
        inner.sort()
        atoms = _new_atoms(part, owner, own, language.joiner)
        if not arrangement or not own:
            text = writer.paragraph(owner, atoms, inner)
        else:
            text = writer.both(owner, atoms, inner, arrangement)
        edits.append(Edit(owner.start, owner.end, text))
    return [*edits, *further]


def _start(edit: Edit) -> int:
    return edit.start


def _new_atoms(
    part: Part,
    owner: Paragraph,
    changed: Sequence[tuple[OfficeBlock, Texts]],
    joiner: str,
) -> list[Atom]:
    """The atoms of a paragraph with those of its new texts."""
    out: list[Atom] = []
    at = 0
    for block, texts in changed:
        assert block.stretch is not None
        text = assemble(block.text, block.pieces, texts, joiner)
        out += owner.atoms[at : block.stretch.start]
        out += to_atoms(block.coded, text, part.dialect)
        at = block.stretch.end
    return [*out, *owner.atoms[at:]]


def _text_edit(
    part: Part,
    owner: Text,
    block: OfficeBlock,
    texts: Texts,
    language: Language,
    arrangement: str,
) -> Edit:
    if arrangement and block.segments:
        pairs = zip(block.segments, texts, strict=True)
        texts = [side_by_side(*pair) for pair in pairs]
    return Edit(owner.start, owner.end, attribute(plain_text(part, block, texts, language)))


def plain_text(part: Part, block: OfficeBlock, texts: Texts, language: Language) -> str:
    """A block without codes, with other texts for its segments."""
    text = assemble(block.text, block.pieces, texts, language.joiner)
    return "".join(atom.text for atom in to_atoms(block.coded, text, part.dialect))
