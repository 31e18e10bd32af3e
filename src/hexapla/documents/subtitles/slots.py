"""Slots: the parts of a cue that one speaker says, without what stands around the words.

The shell of a slot is copied: a dash or ``>>`` before a speaker's words, a voice, music signs,
positions, and tags around all of its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.documents.subtitles.cues import Cue, Line
from hexapla.documents.subtitles.markup import Notation
from hexapla.lazy import lazy_re

__all__ = ["Slot", "slots_of"]

_SPEAKER = lazy_re(r"(?:[-–—‐]+|>>+)(?=[ \t\u00a0]*(?:[^\s\d]|\Z))[ \t\u00a0]*|(?:&gt;){2,}[ \t]*")
_VOICE = lazy_re(r"<v[.\s][^<>]{0,200}>")
_SIGN = "[♩♪♫♬🎵🎶]"
_MUSIC = lazy_re(rf"{_SIGN}+")
_OPENING = {
    Notation.SRT: r"<[A-Za-z][^<>/]{0,200}>|\{\\[^{}]{0,300}\}",
    Notation.VTT: r"<[A-Za-z][^<>/]{0,200}>",
    Notation.ASS: r"\{[^{}]{0,2000}\}",
}
_CLOSING = {
    Notation.SRT: r"</[A-Za-z]\w{0,20}>|\{\\[^{}]{0,300}\}",
    Notation.VTT: r"</[A-Za-z]\w{0,20}>",
    Notation.ASS: r"\{[^{}]{0,2000}\}",
}
_OPENINGS = {key: lazy_re(rf"^(?:{one})+\s*") for key, one in _OPENING.items()}
_SHELL_START = {
    key: lazy_re(rf"\s+|{one}|{_MUSIC.pattern}|{_SPEAKER.pattern}") for key, one in _OPENING.items()
}
_SHELL_END = {
    key: lazy_re(rf"(?:(?<!\s)\s+|{one}|(?<!{_SIGN}){_SIGN}+)\Z") for key, one in _CLOSING.items()
}
# How many parts the shell of a line may have at each end; each costs a search of the line.
_MOST_SHELLS = 30
# After which characters no shell ends a line.
_PLAIN_ENDS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?'\"")
_NAME = lazy_re(r"</?([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of some words in a cue: ``cores`` are the spans of its lines without their shell.

    ``joint`` is the text between two of its lines. ``speaker`` is True if it begins with a sign of
    a speaker, ``music`` if it is sung.
    """

    cue: Cue
    cores: tuple[Line, ...]
    joint: str
    speaker: bool = False
    music: bool = False

    @property
    def start(self) -> int:
        """The offset of its first word."""
        return self.cores[0].start

    @property
    def end(self) -> int:
        """The offset after its last word."""
        return self.cores[-1].end

    @property
    def milliseconds(self) -> int:
        """How long it is shown."""
        return max(0, self.cue.end - self.cue.start)


def slots_of(text: str, cue: Cue, notation: Notation, line_end: str) -> Iterator[Slot]:
    """The slots of a cue, in order."""
    group: list[Line] = []
    for line in cue.lines:
        if group and _begins_with_speaker(text, line, notation):
            yield from _slot(text, cue, group, notation, line_end)
            group = []
        group.append(line)
    if group:
        yield from _slot(text, cue, group, notation, line_end)


def _begins_with_speaker(text: str, line: Line, notation: Notation) -> bool:
    shown = text[slice(*line)].lstrip()
    if shown[:1].isalnum():
        return False
    plain = _OPENINGS[notation].sub("", shown, count=1)
    voice = notation is Notation.VTT and _VOICE.match(shown)
    return bool(voice or _SPEAKER.match(plain))


@dataclass(slots=True)
class _Core:
    start: int
    end: int
    opened: list[str]
    closed: list[str]
    first: tuple[int, int]
    speaker: bool = False
    music: bool = False


def _slot(
    text: str, cue: Cue, lines: Sequence[Line], notation: Notation, line_end: str
) -> Iterator[Slot]:
    cores = [_core(text, line, notation) for line in lines]
    cores = [one for one in cores if one.start < one.end]
    if not cores:
        return
    if not _is_balanced(cores):
        for one in cores:
            one.start, one.end = one.first
    spans = tuple(Line(one.start, one.end) for one in cores)
    joint = text[spans[0].end : spans[1].start] if len(spans) > 1 else _joint(notation, line_end)
    speaker = any(one.speaker for one in cores[:1])
    yield Slot(cue, spans, joint, speaker, any(one.music for one in cores))


def _joint(notation: Notation, line_end: str) -> str:
    return r"\N" if notation is Notation.ASS else line_end


def _core(text: str, line: Line, notation: Notation) -> _Core:
    """A line without its shell; ``first`` is its span if its tags belong to the words."""
    start, end = line
    if text[start : start + 1].isalnum() and text[end - 1] in _PLAIN_ENDS:
        return _Core(start, end, [], [], (start, end))
    opened: list[str] = []
    closed: list[str] = []
    speaker = music = False
    first = start
    for _ in range(_MOST_SHELLS):
        match = _SHELL_START[notation].match(text, start, end)
        if match is None:
            break
        shown = match[0]
        start = match.end()
        if shown[0] == "<":
            opened.append(_name(shown))
        elif not opened:
            first = start
        speaker = speaker or bool(_SPEAKER.match(shown)) or shown.startswith("<v")
        music = music or bool(_MUSIC.fullmatch(shown))
    last = end
    for _ in range(_MOST_SHELLS):
        match = _SHELL_END[notation].search(text, start, end) if start < end else None
        if match is None:
            break
        end = match.start()
        if match[0].startswith("</"):
            closed.append(_name(match[0]))
        elif not closed:
            last = end
        music = music or bool(_MUSIC.fullmatch(match[0]))
    return _Core(start, end, opened, closed, (first, last), speaker, music)


def _name(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1].lower() if match else ""


def _is_balanced(cores: Sequence[_Core]) -> bool:
    """Whether the tags that were left out are around each line, or around all of them.

    A voice of WebVTT needs no end tag.
    """
    opened = [[name for name in one.opened if name != "v"] for one in cores]
    closed = [[name for name in one.closed if name != "v"] for one in cores]
    if all(a == b for a, b in zip(opened, closed, strict=True)):
        return True
    return opened[0] == closed[-1] and not any(opened[1:]) and not any(closed[:-1])
