"""Explain segmentation: which rule made or prevented each cut in a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hexapla.documents.document import Block, Document, Segment
from hexapla.message import msg
from hexapla.segmentation import Decision

__all__ = ["explain_segments"]

_Calls = Sequence[tuple[str, list[Decision]]]


def explain_segments(document: Document, calls: _Calls) -> Iterator[tuple[Segment, list[Decision]]]:
    """Each segment with the decisions about positions in it and at its end.

    ``calls`` are those of the `RecordingSegmenter` that cut the document. Offsets count code points
    from the start of the segment's text.
    """
    seen = 0
    for block in document.blocks:
        at = next((n for n in range(seen, len(calls)) if _is_of(block, calls[n][0])), None)
        if at is None:
            yield from ((segment, []) for segment in block.segments)
            continue
        seen = at + 1
        yield from _assigned(block, *calls[at])


def _is_of(block: Block, text: str) -> bool:
    """Whether the segmenter was called with the text of this block (some markup is blanked
    there).
    """
    return len(block.text) == len(text) and all(
        a in (b, " ") for a, b in zip(text, block.text, strict=True)
    )


def _assigned(
    block: Block, text: str, decisions: Sequence[Decision]
) -> Iterator[tuple[Segment, list[Decision]]]:
    places = _places(block)
    running = [place[0] for place in places if place]
    for segment, place in zip(block.segments, places, strict=True):
        if place is None:
            yield segment, []
            continue
        start, end, opened = place
        limit = next((other for other in running if other > start), len(text))
        here = [one for one in decisions if start < one.offset <= limit]
        yield segment, [_placed(one, start, end, opened) for one in here]


def _places(block: Block) -> list[tuple[int, int, int] | None]:
    """For each segment, its start and end in the text, and the length of the markup reopened before
    it.

    None for text inside markup, such as alt text: it is segmented separately.
    """
    return [(p.start, p.end, len(p.opened)) if not p.kind else None for p in block.pieces]


def _placed(one: Decision, start: int, end: int, opened: int) -> Decision:
    breaks = one.breaks and one.offset >= end
    rule = one.rule if breaks == one.breaks else msg("no letter outside of markup")
    return replace(one, offset=one.offset - start + opened, breaks=breaks, rule=rule)
