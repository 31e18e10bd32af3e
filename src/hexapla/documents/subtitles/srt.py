"""SubRip: a number, a line with two times, lines of text, an empty line."""

from __future__ import annotations

from hexapla.documents.subtitles.cues import Cue, Line, lines_of, milliseconds, unreadable_time
from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["read"]

_TIMES = lazy_re(
    r"\s*((?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[,.:]\s?\d{1,3})?)\s*-{1,2}\s?>\s*"
    r"((?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[,.:]\s?\d{1,3})?)(?P<rest>\s.*)?"
)
# A line that was meant to have times: the file was cut off, or somebody mistyped it.
_MEANT = lazy_re(r"[\d:.,\s]*+-->[\d:.,\s]*+|\s*\d{1,2}:\d\d:\d\d[,.]\d{0,3}\s*+-{0,2}+\s*+")


def read(text: str, where: str) -> list[Cue]:
    """The cues of a file. Raises InputError if it has none, or a line of times is broken."""
    lines = list(lines_of(text))
    times = [
        at
        for at, line in enumerate(lines)
        if text.find(":", line.start, line.end) >= 0 and _is_times(text, line, where, at + 1)
    ]
    if not times:
        raise InputError(
            msg("has no cues: no line with times such as 00:00:01,000 --> 00:00:04,000"),
            where=where or None,
            hint=msg("is it a file of subtitles?"),
        )
    found = []
    for at, after in zip(times, [*times[1:], None], strict=True):
        match = _TIMES.fullmatch(text, *lines[at])
        assert match is not None
        end = len(lines) if after is None else _start(text, lines, at, after)
        inside = [one for one in lines[at + 1 : end] if text[slice(*one)].strip()]
        start, stop = (milliseconds(match[n].replace(" ", "")) or 0 for n in (1, 2))
        rest = (match["rest"] or "").strip()
        found.append(Cue(start, stop, tuple(inside), rest, at + 1))
    return found


def _is_times(text: str, line: Line, where: str, number: int) -> bool:
    shown = text[slice(*line)]
    match = _TIMES.fullmatch(shown)
    if match and match[1].count(":") == match[2].count(":"):
        return True
    if _MEANT.fullmatch(text, *line):
        raise unreadable_time(shown, where, number)
    return False


def _start(text: str, lines: list[Line], before: int, times: int) -> int:
    """The index of the first line of a cue: that with its number, if it has one."""
    at = times - 1
    while at > before and not text[slice(*lines[at])].strip():
        at -= 1
    return at if at > before and text[slice(*lines[at])].strip().isdecimal() else times
