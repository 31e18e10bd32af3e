"""Cues: what a viewer sees from one moment to another, and where its lines are in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hexapla.errors import InputError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["Cue", "Line", "lines_of", "milliseconds", "unreadable_time"]

_LINE = lazy_re(r"[^\r\n]*(?:\r\n|\r|\n|(?<=[^\r\n])\Z)")
_TIME = lazy_re(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[,.:](\d{1,3}))?")


class Line(NamedTuple):
    """A line of a file: its offsets, without its line end."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: when it is shown, in milliseconds, and the lines of its text.

    ``settings`` are its position or style: cues with others belong to other sentences. ``line`` is
    the number of the line with its times, from 1.
    """

    start: int
    end: int
    lines: tuple[Line, ...]
    settings: str = ""
    line: int = 1


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text; only CR and LF end a line."""
    if "\r" not in text:
        at = 0
        for shown in text.removesuffix("\n").split("\n"):
            yield Line(at, at + len(shown))
            at += len(shown) + 1
        return
    for match in _LINE.finditer(text):
        line = match[0].rstrip("\r\n")
        yield Line(match.start(), match.start() + len(line))


def milliseconds(time: str) -> int | None:
    """A time such as `00:01:02,500`, in milliseconds; None if it can't be read."""
    match = _TIME.fullmatch(time.strip())
    if match is None:
        return None
    hours, minutes, seconds, part = match.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((part or "0").ljust(3, "0"))


def unreadable_time(line: str, where: str, number: int) -> InputError:
    """The error for a line of times that can't be read."""
    return InputError(
        msg("can't read the times in {line!r}", line=line.strip()[:40]),
        where=f"{where}:{number}",
        hint=msg("write 00:00:01,000 --> 00:00:04,000 (in WebVTT with a full stop)"),
    )
