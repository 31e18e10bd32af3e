"""Advanced SubStation Alpha: dialogue lines with fields, of which the last is the text.

Drawings and karaoke, whose syllables have times of their own, are left alone.
"""

from __future__ import annotations

import re

from hexapla.documents.subtitles.cues import Cue, Line, lines_of, milliseconds, unreadable_time
from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["is_ass", "read"]

_SECTION = lazy_re(r"^[^\S\n]*\[(?:script info|events|v4\+? styles)\][^\S\n]*$", re.I | re.M)
_EVENTS = lazy_re(r"\s*\[events\]\s*", re.I)
_HEADING = lazy_re(r"\s*\[[^\[\]]+\]\s*")
_FORMAT = lazy_re(r"\s*format\s*:(.*)", re.I)
_DIALOGUE = lazy_re(r"\s*dialogue\s*:", re.I)
_BREAK = lazy_re(r"\\[Nn]")
_LEFT_ALONE = lazy_re(r"\{[^{}]*\\(?:p[1-9]|[kK][oft]?\d)[^{}]*\}")
_DEFAULT = (
    "layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text",
)  # fmt: skip


def is_ass(text: str) -> bool:
    """Whether a text is in this format, by the headings of its sections."""
    return bool(_SECTION.search(text[:10_000])) or "[events]" in text.lower()


def read(text: str, where: str) -> list[Cue]:
    """The cues of a file. Raises InputError if it has none, or times that can't be read."""
    fields: tuple[str, ...] = _DEFAULT
    inside = False
    found: list[Cue] = []
    for number, line in enumerate(lines_of(text), start=1):
        if _HEADING.fullmatch(text, *line):
            inside = bool(_EVENTS.fullmatch(text, *line))
        elif inside and (match := _FORMAT.fullmatch(text, *line)):
            fields = tuple(name.strip().lower() for name in match[1].split(","))
        elif inside and (match := _DIALOGUE.match(text, *line)):
            cue = _cue(text, Line(match.end(), line.end), fields, f"{where}:{number}", number)
            found += [cue] if cue else []
    if not found:
        raise InputError(
            msg("has no dialogue lines in a section [Events]"),
            where=where or None,
            hint=msg("is it a file of subtitles?"),
        )
    return found


def _cue(text: str, line: Line, fields: tuple[str, ...], place: str, number: int) -> Cue | None:
    at = line.start
    values: dict[str, str] = {}
    for name in fields[:-1]:
        comma = text.find(",", at, line.end)
        if comma < 0:
            raise InputError(
                msg("has only {n} of {n2} fields", n=len(values) + 1, n2=len(fields)),
                where=place,
                hint=msg("complete or remove the line"),
            )
        values[name] = text[at:comma].strip()
        at = comma + 1
    start, end = (milliseconds(values.get(n, "")) for n in ("start", "end"))
    if start is None or end is None:
        raise unreadable_time(text[line.start : line.end], place.rpartition(":")[0], number)
    if _LEFT_ALONE.search(text, at, line.end):
        return Cue(start, end, (), "", number)
    settings = f"{values.get('style', '')} {values.get('name', '')} {values.get('layer', '')}"
    return Cue(start, end, tuple(_lines(text, at, line.end)), settings, number)


def _lines(text: str, start: int, end: int) -> list[Line]:
    found = []
    for gap in [*_BREAK.finditer(text, start, end), None]:
        stop = gap.start() if gap else end
        if text[start:stop].strip():
            found.append(Line(start, stop))
        start = gap.end() if gap else end
    return found
