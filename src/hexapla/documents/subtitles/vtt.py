"""WebVTT: a header, then blocks between empty lines: notes, styles, regions and cues."""

from __future__ import annotations

from hexapla.documents.subtitles.cues import Cue, Line, lines_of, milliseconds, unreadable_time
from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["is_vtt", "read"]

_HEADER = lazy_re(r"WEBVTT(?:[ \t].*)?")
_TIMES = lazy_re(r"\s*([\d:.,]+)\s*-->\s*([\d:.,]+)(?P<rest>\s.*)?")
_OTHERS = ("NOTE", "REGION", "STYLE")


def is_vtt(text: str) -> bool:
    """Whether a text is WebVTT, by its first line."""
    first = next(iter(lines_of(text)), Line(0, 0))
    return bool(_HEADER.fullmatch(text, *first))


def read(text: str, where: str) -> list[Cue]:
    """The cues of a file. Raises InputError without a header, and for times that can't be read."""
    if not is_vtt(text):
        raise InputError(
            msg("doesn't begin with WEBVTT"),
            where=f"{where}:1",
            hint=msg("write WEBVTT in its first line"),
        )
    found: list[Cue] = []
    block: list[tuple[int, Line]] = []
    for number, line in enumerate([*lines_of(text), Line(len(text), len(text))], start=1):
        if text[slice(*line)].strip():
            block.append((number, line))
        elif block:
            cue = _cue(text, block, where)
            found += [cue] if cue else []
            block = []
    return found


def _cue(text: str, block: list[tuple[int, Line]], where: str) -> Cue | None:
    """The cue of a block; None if the block is a note, a style or the header."""
    if block[0][0] == 1:  # the header, after which cues may follow at once
        start = next((n for n, (_, one) in enumerate(block) if _TIMES.fullmatch(text, *one)), None)
        block = [] if start is None else block[start:]
    if not block:
        return None
    first = text[slice(*block[0][1])]
    word = first.split(None, 1)[0]
    at = next((n for n, (_, line) in enumerate(block[:2]) if "-->" in text[slice(*line)]), None)
    if at is None or (word in _OTHERS and at):
        return None
    number, line = block[at]
    shown = text[slice(*line)]
    match = _TIMES.fullmatch(shown)
    times = [milliseconds(match[n]) for n in (1, 2)] if match else [None]
    if match is None or None in times:
        raise unreadable_time(shown, where, number)
    start, end = (time or 0 for time in times)
    lines = tuple(one for _, one in block[at + 1 :])
    return Cue(start, end, lines, (match["rest"] or "").strip(), number)
