"""What viewers can't follow: text that goes too fast, long lines, too many lines, overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hexapla.documents.subtitles.cues import Cue
from hexapla.documents.subtitles.fitting import Fitted, Limits
from hexapla.documents.subtitles.markup import Notation, marks_in
from hexapla.documents.subtitles.slots import Slot
from hexapla.message import msg

__all__ = ["faults_in", "overlaps", "shown_time"]


def faults_in(
    laid_out: Sequence[tuple[Slot, Sequence[str]]], notation: Notation, limits: Limits
) -> Iterator[tuple[Slot, str]]:
    """What is wrong with the lines of a translation in their slots."""
    for slot, lines in laid_out:
        at = shown_time(slot.cue.start)
        widths = [Fitted(line, marks_in(line, notation), limits).width for line in lines]
        seconds = slot.milliseconds / 1000
        speed = sum(widths) / seconds if seconds else 0
        if speed > limits.speed:
            yield (
                slot,
                msg(
                    "{speed:.0f} characters a second at {at}, more than {limits_speed}",
                    speed=speed,
                    at=at,
                    limits_speed=limits.speed,
                ),
            )
        if max(widths, default=0) > limits.columns:
            yield (
                slot,
                msg(
                    "a line of {widths} columns at {at}, more than {columns}",
                    widths=max(widths),
                    at=at,
                    columns=limits.columns,
                ),
            )
        if len(lines) > limits.lines:
            yield (
                slot,
                msg(
                    "{n} lines at {at}, more than {lines}", n=len(lines), at=at, lines=limits.lines
                ),
            )


def overlaps(cues: Sequence[Cue]) -> list[Cue]:
    """The cues that are still shown when the next one in the same place begins."""
    by_place: dict[str, Cue] = {}
    found = []
    for cue in cues:
        before = by_place.get(cue.settings)
        if before is not None and before.start < cue.start < before.end:
            found.append(before)
        by_place[cue.settings] = cue
    return found


def shown_time(milliseconds: int) -> str:
    """A time as people write it: 1:02:03."""
    seconds = milliseconds // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
