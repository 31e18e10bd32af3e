"""Check of mojibake: text that was read in the wrong character encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hexapla.checks.check import Check, Remark, TextPair, error, warning
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["CHECKS"]

# The encodings that UTF-8 is most often mistaken for.
_MISTAKEN = ("cp1252", "cp1251", "mac_roman", "cp437")
# The Unicode blocks whose characters are usual in texts: garbled, one of them is enough evidence.
_CLEAR = ((0xA0, 0x17F), (0x2010, 0x2122), (0xFE00, 0xFFEF), (0x1F000, 0x1FAFF))
# Of these, only several in a row are: the bytes of one also occur in sound texts, such as "Í»".
_DOUBTFUL = ((0x370, 0x6FF), (0x900, 0xE7F), (0x1E00, 0x1FFF), (0x3000, 0x9FFF), (0xAC00, 0xD7A3))
_CYRILLIC, _PUNCTUATION = (0x400, 0x4FF), (0x2010, 0x2122)
# The encodings of the scripts that, read as Latin-1, become accented letters.
_OF_SCRIPT = {"Cyrl": "cp1251", "Grek": "cp1253", "Hebr": "cp1255", "Arab": "cp1256",
              "Hans": "gbk", "Hant": "big5", "Jpan": "cp932", "Kore": "cp949"}  # fmt: skip
_ACCENTED = lazy_re(r"[À-ÿ][¡-ÿ]+[À-ÿ]")
_LATIN_1 = frozenset(map(chr, range(0xC0, 0x100)))
_LOST = lazy_re(r"(?<=[^\W\d_])\?(?=[a-zà-ÿ])|\?{4,}")
_ESCAPED = lazy_re(
    r"&(?:[aeiouncyAEIOUNCY](?:acute|grave|circ|tilde|uml|cedil|ring)|szlig|#\d{3,5});"
    r"|\\u[0-9a-fA-F]{4}|%[C-F][0-9A-F]%[89AB][0-9A-F]"
)


def mojibake(pair: TextPair) -> Iterator[Remark]:
    """No characters were garbled by the wrong character encoding, such as Ã© for é."""
    found = None if pair.target.isascii() else next(_garbled(pair), None)
    if found:
        meant, place = found
        message = msg(
            "{target!r} is {meant!r} in the wrong encoding",
            target=pair.target[place.start() : place.end()],
            meant=meant,
        )
        yield error(message, None, place.span())
        return
    lost = _LOST.search(pair.prose[1]) if "?" in pair.target else None
    if lost and not _LOST.search(pair.source):
        yield warning(msg("a question mark in place of a letter"), None, lost.span())
    may_escape = pair.kind is Kind.TEXT and any(mark in pair.target for mark in "&\\%")
    escaped = _ESCAPED.search(pair.target) if may_escape else None
    if escaped and not _ESCAPED.search(pair.source):
        yield warning(
            msg("{escaped} stands for a character", escaped=escaped[0]), None, escaped.span()
        )


def _garbled(pair: TextPair) -> Iterator[tuple[str, re.Match[str]]]:
    """Garbled parts of the translation, and what they mean."""
    script = pair.context.target.script
    characters = set(pair.target)
    for codec in _MISTAKEN:
        if characters.isdisjoint(_followers(codec)) or characters.isdisjoint(_leads(codec)):
            continue
        for match in _utf8_read_as(codec).finditer(pair.target):
            meant = _meaning(match[0], codec)
            if match[0] not in pair.source and _is_likely(meant, match, codec, script):
                yield meant, match
    if script in _OF_SCRIPT and not characters.isdisjoint(_LATIN_1):
        for match in _ACCENTED.finditer(pair.target):
            if match[0] not in pair.source:
                yield match[0].encode("latin-1").decode(_OF_SCRIPT[script], "replace"), match


@lru_cache(maxsize=8)
def _utf8_read_as(codec: str) -> re.Pattern[str]:
    """A pattern for characters whose bytes in an encoding are UTF-8."""
    follow = f"[{_characters(0x80, 0xBF, codec)}]"
    sequences = (
        f"[{_characters(first, last, codec)}]{follow}{{{count}}}"
        for first, last, count in ((0xC2, 0xDF, 1), (0xE0, 0xEF, 2), (0xF0, 0xF4, 3))
    )
    return re.compile(f"(?:{'|'.join(sequences)})+")


@lru_cache(maxsize=8)
def _followers(codec: str) -> frozenset[str]:
    """What the second bytes of UTF-8 sequences are in an encoding."""
    return frozenset(_character(byte, codec) for byte in range(0x80, 0xC0))


@lru_cache(maxsize=8)
def _leads(codec: str) -> frozenset[str]:
    """What the first bytes of UTF-8 sequences are in an encoding."""
    return frozenset(_character(byte, codec) for byte in range(0xC2, 0xF5))


def _characters(first: int, last: int, codec: str) -> str:
    """What bytes are in an encoding; in Latin-1, where it doesn't define them. For a pattern."""
    return re.escape("".join(_character(byte, codec) for byte in range(first, last + 1)))


@lru_cache(maxsize=1024)
def _character(byte: int, codec: str) -> str:
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


def _meaning(garbled: str, codec: str) -> str:
    """The text whose UTF-8 bytes are these characters in an encoding; "" if there is none."""
    codes = {_character(byte, codec): byte for byte in range(0x80, 0x100)}
    try:
        return bytes(codes[character] for character in garbled).decode()
    except UnicodeDecodeError:
        return ""


def _is_likely(meant: str, match: re.Match[str], codec: str, script: str) -> bool:
    """Whether what characters mean in another encoding was meant."""
    if not meant or not all(_is_in(one, *_CLEAR, *_DOUBTFUL) for one in meant):
        return False
    if script == "Cyrl" and codec == "cp1251":  # where Cyrillic letters themselves look like UTF-8
        return _is_in(meant[0], _PUNCTUATION) or (
            len(meant) > 1 and all(_is_in(one, _CYRILLIC) for one in meant)
        )
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if len(match[0]) == 2 and (
        before.isupper() or (match[0][1] in "”“»’" and not (before + after).isalpha())
    ):
        return False  # capitals and a closing mark: MAÇÃ», ”Å”
    return len(meant) > 1 or _is_in(meant[0], *_CLEAR) or script in _OF_SCRIPT


def _is_in(character: str, *blocks: tuple[int, int]) -> bool:
    return any(first <= ord(character) <= last for first, last in blocks)


CHECKS = (Check("mojibake", mojibake),)
"""The check of mojibake."""
