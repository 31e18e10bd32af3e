"""Which slots form sentences together, and so a block."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.documents.subtitles.slots import Slot
from hexapla.lazy import lazy_re

__all__ = ["joined"]

# How long nobody may speak inside a sentence, and how much one block may have.
_PAUSE = 2000
_MOST_SLOTS = 8
_LONGEST = 600
_MARKUP = lazy_re(r"<[^<>]*>|\{[^{}]*\}")
_ENDS = lazy_re(r"[.!?…。！？؟।]['\"”’»)\]]*\s*\Z|[:)\]]\s*\Z")
_TRAILS = lazy_re(r"(?:\.\.\.|…|,|;|-|–|—|،|、)\s*\Z")
_BEGINS = lazy_re(r"[\"'“‘«(\[¿¡\s]*+(?:\.\.\.|…)?\s*+(?P<first>\w)")
# Without this share of cues that end like a sentence, a file has no punctuation.
_PUNCTUATED = 0.4


def joined(text: str, slots: Sequence[Slot]) -> list[list[Slot]]:
    """The slots in groups, in order: a sentence never goes on in the next group."""
    shown = [_words(text, slot) for slot in slots]
    ends = sum(bool(_ENDS.search(one)) for one in shown)
    punctuated = ends >= _PUNCTUATED * len(shown)
    groups: list[list[Slot]] = []
    size = 0
    for at, slot in enumerate(slots):
        before = slots[at - 1] if at else None
        goes_on = (
            before is not None
            and size + len(shown[at]) < _LONGEST
            and len(groups[-1]) < _MOST_SLOTS
            and _may_follow(before, slot)
            and _goes_on(shown[at - 1], shown[at], punctuated=punctuated)
        )
        if goes_on:
            groups[-1].append(slot)
            size += len(shown[at])
        else:
            groups.append([slot])
            size = len(shown[at])
    return groups


def _words(text: str, slot: Slot) -> str:
    return _MARKUP.sub("", " ".join(text[slice(*core)] for core in slot.cores)).strip()


def _may_follow(before: Slot, after: Slot) -> bool:
    """Whether the same speaker may go on: a later cue, soon, in the same place."""
    pause = after.cue.start - before.cue.end
    return (
        after.cue is not before.cue
        and not after.speaker
        and not (before.music or after.music)
        and before.cue.settings == after.cue.settings
        and after.cue.start > before.cue.start
        and -_PAUSE < pause <= _PAUSE
    )


def _goes_on(before: str, after: str, *, punctuated: bool) -> bool:
    """Whether a sentence goes on, by how one text ends and how the next one begins."""
    begins = _BEGINS.match(after)
    if not (before and begins):
        return False
    first = begins["first"]
    if _TRAILS.search(before):
        return first.islower() or (punctuated and not before.endswith((".", "…")))
    if _ENDS.search(before):
        return False
    if first.islower():
        return True
    return punctuated and not before.isupper() and len(before.split()) > 2
