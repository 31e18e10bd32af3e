"""Whether two words may be the same name: inflected, adapted, transcribed, or in a compound."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

from hexapla.checks.transliteration import romanized, skeleton, sounded

__all__ = ["alike", "contained_in", "derived", "unlike"]

# rapidfuzz's ratio in percent. Two random words reach 40; below 70 the sounds must agree, too.
_ALIKE, _BARELY_ALIKE, _UNLIKE = 70, 45, 30
_TELLING = 5


def alike(word: str, other: str) -> bool:
    """Whether two words may be the same name, inflected, adapted or transcribed."""
    ours, theirs = romanized(word), romanized(other)
    short = min(len(ours), len(theirs))
    if short < 2:
        return False
    if ours == theirs or (short >= 4 and ours[:4] == theirs[:4]):
        return True
    if short >= 3 and fuzz.ratio(ours, theirs) >= _ALIKE:
        return True
    ours, theirs = sounded(word), sounded(other)
    if short <= 5 and ours[:3] == theirs[:3] and len(ours) >= 3:
        return True
    ratio = fuzz.ratio(ours, theirs)
    if ratio >= _ALIKE or _is_latin(other):
        return ratio >= _ALIKE
    # Russian and Ukrainian write a foreign h with the letter for g.
    ratio = max(ratio, fuzz.ratio(ours, theirs.replace("g", "h")))
    bones, others = skeleton(word), skeleton(other)
    if bones == others and len(bones) > 3:
        return True
    if ratio >= _ALIKE or min(len(bones), len(others)) < 2 or ratio < _BARELY_ALIKE:
        return ratio >= _ALIKE
    if len(bones) >= 3 and others.startswith(bones):
        return True
    return bones == others or (len(bones) > 3 and fuzz.ratio(bones, others) >= 80)


def derived(word: str, other: str) -> bool:
    """Whether a lower-case word is derived from a name: ``argentino``, ``шведский``."""
    return sounded(word)[:2] == sounded(other)[:2] and alike(sounded(word), sounded(other))


def contained_in(word: str, other: str) -> bool:
    """Whether a longer word contains a name: ``Literaturnobelpreis``, ``новозеландец``."""
    if len(other) < len(word) + 2 or len(word) < _TELLING:
        return False
    if romanized(word)[:_TELLING] in romanized(other):
        return True
    bones = _consonants(word)
    return len(bones) > 3 and bones in _consonants(other)


@lru_cache(maxsize=65536)
def _consonants(word: str) -> str:
    return sounded(word).replace("z", "s").translate(_WITHOUT_VOWELS)


_WITHOUT_VOWELS = str.maketrans("", "", "aeiouyh")


@lru_cache(maxsize=8192)
def _is_latin(word: str) -> bool:
    return word.isascii() or unicodedata.name(word[0], "").startswith("LATIN")


def unlike(word: str, other: str) -> bool:
    """Whether a word is long enough to be sure that the other one is not its transcription."""
    return len(word) >= _TELLING and fuzz.ratio(sounded(word), sounded(other)) < _UNLIKE
