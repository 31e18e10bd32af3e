"""Parse a file of subtitles into blocks, each one or more sentences over one or more cues."""

from __future__ import annotations

from hexapla.documents.decoding import decode
from hexapla.documents.document import Flow, Segmenter
from hexapla.documents.format import Options
from hexapla.documents.subtitles import ass, srt, vtt
from hexapla.documents.subtitles.document import SubtitleDocument
from hexapla.documents.subtitles.fitting import Limits
from hexapla.documents.subtitles.joining import joined
from hexapla.documents.subtitles.markup import Notation, marks_in
from hexapla.documents.subtitles.slots import Slot, slots_of
from hexapla.documents.text_document import Blocks
from hexapla.documents.wrapping import joint
from hexapla.lazy import lazy_re

__all__ = ["parse"]

_LINE_END = lazy_re(r"\r\n|\r|\n")
_READERS = {Notation.ASS: ass.read, Notation.SRT: srt.read, Notation.VTT: vtt.read}


def parse(
    data: bytes, segmenter: Segmenter, where: str, encoding: str | None, options: Options
) -> SubtitleDocument:
    """Parse a file; parameters and errors as for `Format.parse`."""
    source, found = decode(data, where=where, encoding=encoding)
    notation = _notation(source)
    cues = _READERS[notation](source, where)
    first = _LINE_END.search(source)
    line_end = first[0] if first else "\n"
    slots = [slot for cue in cues for slot in slots_of(source, cue, notation, line_end)]
    slots.sort(key=lambda slot: slot.start)
    blocks = Blocks(source, segmenter)
    groups = {}
    for group in joined(source, slots):
        flow = _flow(source, group)
        start, end = group[0].start, group[-1].end
        blocks.add(start, end, "line", flow, marks_in(flow.text, notation))
        groups[start] = group
    limits = Limits(
        int(str(options.get("line-length", 42))),
        int(str(options.get("lines", 2))),
        int(str(options.get("reading-speed", 17))),
    )
    return SubtitleDocument(source, found, tuple(blocks), groups, cues, notation, limits)


def _notation(source: str) -> Notation:
    """Which of the formats a text is in."""
    if vtt.is_vtt(source):
        return Notation.VTT
    return Notation.ASS if ass.is_ass(source) else Notation.SRT


def _flow(source: str, group: list[Slot]) -> Flow:
    """The text of some slots on one line, and where it is in the source."""
    out: list[str] = []
    marks: list[tuple[int, int]] = []
    size = 0
    for slot in group:
        for core in slot.cores:
            shown = source[slice(*core)]
            if out:
                gap = joint(out[-1][-1], shown[0])
                out.append(gap)
                size += len(gap)
            marks.append((size, core.start))
            out.append(shown)
            size += len(shown)
    return Flow("".join(out), tuple(marks))
