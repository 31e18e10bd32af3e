"""A parsed file of subtitles, and how translations are written into its cues."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from hexapla.documents.decoding import Encoding
from hexapla.documents.document import Fault, Notice, Segment
from hexapla.documents.inline import assemble
from hexapla.documents.structure import Changes
from hexapla.documents.subtitles.cues import Cue
from hexapla.documents.subtitles.fitting import Fitted, Limits
from hexapla.documents.subtitles.markup import Notation, as_html, changes_in, marks_in
from hexapla.documents.subtitles.measuring import faults_in, overlaps
from hexapla.documents.subtitles.slots import Slot
from hexapla.documents.text_document import TextBlock, TextDocument
from hexapla.documents.wrapping import display_width, one_line
from hexapla.languages import Language
from hexapla.message import counted, msg

__all__ = ["SubtitleDocument"]


class SubtitleDocument(TextDocument):
    """A parsed file of subtitles.

    ``slots`` are those of each block, by its start. For the other parameters see `TextDocument`.
    """

    def __init__(
        self,
        source: str,
        encoding: Encoding,
        blocks: Sequence[TextBlock],
        slots: Mapping[int, Sequence[Slot]],
        cues: Sequence[Cue],
        notation: Notation,
        limits: Limits,
    ) -> None:
        super().__init__(source, encoding, blocks)
        self._slots, self.cues = slots, cues
        self._notation, self._limits = notation, limits

    def changes(self, segment: Segment, text: str) -> Changes:
        """See `Document.changes`."""
        return changes_in(segment.text, text, self._notation)

    def paragraph(self, number: int, texts: Sequence[str | None], language: Language) -> str:
        """See `Document.paragraph`: the sentences alone, on one line."""
        return self._joined(self.blocks[number], texts, language)

    def write_block(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        """The block's sentences over the same cues, in lines of the length that is set."""
        parts = self.laid_out(block, texts, language)
        return self._written(block, [one[1] for one in parts])

    def laid_out(
        self, block: TextBlock, texts: Sequence[str | None], language: Language
    ) -> list[tuple[Slot, list[str]]]:
        """The slots of a block, each with the lines of its translation."""
        slots = self._slots[block.start]
        text = self._safe(self._joined(block, texts, language))
        marks = marks_in(text, self._notation)
        widths = [sum(display_width(self.source[slice(*c)]) for c in one.cores) for one in slots]
        total = max(1, sum(widths))
        shares = [width / total for width in widths]
        parts = Fitted(text, marks, self._limits).shared(shares)
        return [
            (slot, Fitted(part, marks_in(part, self._notation), self._limits).lines())
            for slot, part in zip(slots, parts, strict=True)
        ]

    def limit(self, segment: Segment) -> int | None:
        """See `Document.limit`: what its cues can show, if no other sentence is in them."""
        if segment.count > 1:
            return None
        slots = self._slots[self.blocks[segment.block].start]
        return len(slots) * self._limits.lines * self._limits.columns

    def faults(self, texts: Sequence[str | None], language: Language) -> list[Fault]:
        """See `Document.faults`."""
        found: list[Fault] = []
        rest = iter(texts)
        number = 0
        for block in self.blocks:
            own = [next(rest) for _ in block.segments]
            if any(own):
                laid_out = self.laid_out(block, own, language)
                starts = [start for start, _ in block.spans]
                for slot, message in faults_in(laid_out, self._notation, self._limits):
                    at = max(0, bisect_right(starts, slot.start) - 1)
                    found.append(Fault(number + at, message))
            number += len(own)
        return found

    @property
    def notices(self) -> Sequence[Notice]:
        """See `Document.notices`: cues that overlap."""
        found = overlaps(self.cues)
        if not found:
            return ()
        message = counted(
            len(found),
            "{n} cue is still shown when the next one begins, first on line {line}",
            "{n} cues are still shown when the next one begins, first on line {line}",
            line=found[0].line,
        )
        return [Notice(message, msg("correct their times, unless that is intended"))]

    def _written(self, block: TextBlock, parts: Sequence[Sequence[str]]) -> str:
        """The block with these lines in its slots, and all else between them as it is."""
        out: list[str] = []
        at = block.start
        for slot, lines in zip(self._slots[block.start], parts, strict=True):
            out += (self.source[at : slot.start], slot.joint.join(lines))
            at = slot.end
        return "".join([*out, self.source[at : block.end]])

    def write_both(
        self, block: TextBlock, texts: Sequence[str | None], language: Language, arrangement: str
    ) -> str:
        """In each cue, the lines of the translation below those of the source."""
        parts = [
            [*(self.source[slice(*core)] for core in slot.cores), *lines]
            for slot, lines in self.laid_out(block, texts, language)
        ]
        return self._written(block, parts)

    def skip_block(self, block: TextBlock, out: list[str]) -> int:
        """Leave the words out; the cues and their times stay."""
        out.append(self._written(block, [[] for _ in self._slots[block.start]]))
        return block.end

    def inline_html(self, text: str, segment: Segment) -> str:
        """See `Document.inline_html`."""
        return as_html(text, self._notation)

    def _joined(self, block: TextBlock, texts: Sequence[str | None], language: Language) -> str:
        new = [None if text is None else one_line(text) for text in texts]
        return one_line(assemble(block.text, block.pieces, new, language.joiner))

    def _safe(self, text: str) -> str:
        """A text that no program reads as a line of times."""
        return text.replace("-->", "->") if self._notation is not Notation.ASS else text
