"""Subtitles: SubRip (`.srt`), WebVTT (`.vtt`), Advanced SubStation Alpha (`.ass`, `.ssa`).

Cues are joined into sentences, and a translation is laid out over the same cues: times, numbers,
positions and styles are copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Kind, Option, Options
from hexapla.documents.structure import Changes

__all__ = ["FORMAT", "SubtitleFormat"]


class SubtitleFormat(Format):
    """The format of subtitles; which one a file is in, its contents say."""

    name = "subtitles"
    suffixes = (".ass", ".srt", ".ssa", ".vtt")
    markup = Kind.HTML
    media_type = "text/vtt"
    measured = True
    options = (
        Option(
            "line-length",
            "42",
            "How many columns a line of a translation may have; wide characters count as two.",
            pattern=r"[1-9]\d{1,2}",
            other="a number from 10 to 999",
        ),
        Option(
            "lines",
            "2",
            "How many lines of a translation a viewer sees at a time.",
            pattern=r"[1-9]",
            other="a number from 1 to 9",
        ),
        Option(
            "reading-speed",
            "17",
            "How many characters a viewer can read in a second.",
            pattern=r"[1-9]\d?",
            other="a number from 1 to 99",
        ),
    )

    def changes(self, source: str, target: str, name: str = "") -> Changes:
        """See `Format.changes`."""
        from hexapla.documents.subtitles.markup import changes_in, notation_of

        return changes_in(source, target, notation_of(name))

    def markup_in(self, text: str, name: str = "") -> Sequence[tuple[int, int]]:
        """See `Format.markup_in`."""
        from hexapla.documents.subtitles.markup import marks_in, notation_of

        return [(mark.start, mark.end) for mark in marks_in(text, notation_of(name))]

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        language: str = "",
        options: Options = MappingProxyType({}),
    ) -> Document:
        """See `Format.parse`."""
        from hexapla.documents.subtitles.parsing import parse

        return parse(data, segmenter, where, encoding, options)


FORMAT = SubtitleFormat()
