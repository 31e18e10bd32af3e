"""Checks of characters that readers can't see, or that only look like the right ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise

import regex

from hexapla.checks.check import Check, Remark, TextPair, error, note, warning
from hexapla.lazy import lazy_regex
from hexapla.message import msg

__all__ = ["CHECKS"]

# Unicode 16, bidirectional formatting characters; the bare marks (U+200E, U+200F) are harmless.
_BIDI = lazy_regex("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDES = lazy_regex("[\u202d\u202e]")
_INVISIBLE = lazy_regex(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0]"
)
# Scripts without spaces separate words with U+200B.
_INVISIBLE_BUT_BREAKS = lazy_regex(_INVISIBLE.pattern.replace("\u200b", ""))
_JOINERS = lazy_regex("[\u200c\u200d]")
# Scripts whose spelling needs the joiners (Unicode, chapters 9 and 12), and emoji.
_JOINING = lazy_regex(
    r"[\p{Arab}\p{Syrc}\p{Mong}\p{Nko}\p{Deva}\p{Beng}\p{Guru}\p{Gujr}\p{Orya}\p{Taml}\p{Telu}"
    r"\p{Knda}\p{Mlym}\p{Sinh}\p{Mymr}\p{Khmr}\p{Emoji_Presentation}\uFE0F]"
)
_CONTROL = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")
# Latin, Cyrillic and Greek have letters that look the same.
_MIXED = lazy_regex(
    r"(?=[\p{L}\p{M}]{0,59}\p{Latin})(?=[\p{L}\p{M}]{0,59}[\p{Cyrillic}\p{Greek}])[\p{L}\p{M}]{2,60}"
)
_ALIKE = lazy_regex("[\u0370-\u052f]")
# Between letters or after a word. An article before a number, and هـ, are spelled with a tatweel.
_TATWEEL = lazy_regex(r"(?<=\p{Arabic})ـ+(?=(?!ـ)[\p{L}--[ـ]])|(?<=[\p{L}--[ـ]]{4})ـ", regex.V1)
_SPACELESS = frozenset(["Khmr", "Laoo", "Mymr", "Thai", "Tibt"])


def control_characters(pair: TextPair) -> Iterator[Remark]:
    """There are no control, private-use or replacement characters that the source doesn't have."""
    yield from _extra(pair, _CONTROL, error, msg("control or unknown character"))


def invisible_characters(pair: TextPair) -> Iterator[Remark]:
    """There are no zero-width spaces, soft hyphens or joiners that the source doesn't have."""
    pattern = _INVISIBLE if pair.context.target.script not in _SPACELESS else _INVISIBLE_BUT_BREAKS
    yield from _extra(pair, pattern, warning, msg("invisible character"))
    for match in _JOINERS.finditer(pair.target):
        around = pair.target[max(0, match.start() - 2) : match.end() + 2]
        if match[0] not in pair.source and not _JOINING.search(around):
            yield warning(
                msg("invisible character: {named}", named=_named(match[0])), None, match.span()
            )
            break


def bidi_characters(pair: TextPair) -> Iterator[Remark]:
    """There are no characters that change the text direction, unless the source has them.

    A language written from right to left may isolate or embed a part that runs the other way.
    """
    pattern = _BIDI
    if pair.context.target.direction == "rtl" and _is_balanced(pair.target):
        pattern = _OVERRIDES
    yield from _extra(pair, pattern, error, msg("character that changes the text direction"))


def _is_balanced(text: str) -> bool:
    """Whether everything that changes the direction ends: per line, as in the algorithm (UAX 9)."""
    for line in text.splitlines():
        opened: list[str] = []
        for match in _BIDI.finditer(line):
            if match[0] not in "\u202c\u2069":
                opened.append("\u2069" if match[0] >= "\u2066" else "\u202c")
            elif not opened or opened.pop() != match[0]:
                return False
        if opened:
            return False
    return True


def _extra(
    pair: TextPair, pattern: regex.Pattern[str], say: Callable[..., Remark], what: str
) -> Iterator[Remark]:
    if pair.target.isascii() and pair.target.isprintable():
        return
    for match in pattern.finditer(pair.target):
        if match[0] not in pair.source:
            yield say(f"{what}: {_named(match[0])}", None, match.span())
            break


def _named(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' ({name})' if name else ''}"


def mixed_scripts(pair: TextPair) -> Iterator[Remark]:
    """No word mixes letters of two alphabets that look alike, such as Latin and Cyrillic."""
    if not _ALIKE.search(pair.target):
        return
    for match in _MIXED.finditer(pair.prose[1]):
        if match[0] not in pair.source and not _is_compound(match[0]):
            yield warning(
                msg("{match!r} mixes letters of two alphabets", match=match[0]), None, match.span()
            )
            break


def _is_compound(word: str) -> bool:
    """Whether the script changes only once, as in a foreign name with a native ending."""
    latin = [bool(regex.match(r"\p{Latin}", letter)) for letter in word if letter.isalpha()]
    changes = sum(a != b for a, b in pairwise(latin))
    return changes == 1 and min(latin.count(True), latin.count(False)) >= 3


def kashida(pair: TextPair) -> Iterator[Remark]:
    """No Arabic word is stretched with a tatweel: search doesn't find such words."""
    if pair.context.target.script == "Arab":
        for match in _TATWEEL.finditer(pair.target):
            yield note(msg("word stretched with a tatweel (kashida)"), None, match.span())
            break


CHECKS = (
    Check("control-characters", control_characters),
    Check("invisible-characters", invisible_characters, ("zero-width-space",)),
    Check("bidi-characters", bidi_characters),
    Check("mixed-scripts", mixed_scripts),
    Check("kashida", kashida),
)
"""The checks of characters."""
