"""Guess the legacy encoding of a text, with the language that the guess is based on.

A reading is a text as one encoding reads it. The best reading is the one whose letters outside
ASCII are likeliest in a language that is written in that encoding: ``à`` is common in French and
``ą`` isn't, so E0 in a French text is windows-1252 and not windows-1257. If the language isn't
known, it is detected in the likeliest readings.

The letters of a language are in `data/letters.json`, made by `tools/letters.py` from langdetect's
profiles and the Universal Declaration of Human Rights. Chinese, Japanese and Korean characters are
common if they are in the first level of their national standard.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log
from pathlib import Path

from hexapla.detection import distribution, spelled
from hexapla.detection.scripts import EAST_ASIAN, LANGUAGES, is_kana, script_of
from hexapla.lazy import lazy_regex

__all__ = ["Reading", "guess_encoding", "is_text"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, the codec that reads it so (Python's name), and the language it is written in."""

    text: str
    codec: str
    language: str


# The encodings of each script and language, the most usual one first. Where WHATWG's Encoding
# Standard reads a label as a superset, that is listed: windows-1252 for ISO 8859-1, windows-1254
# for ISO 8859-9, windows-874 for TIS-620.
_BY_SCRIPT = {
    "LATIN": "cp1252 iso8859_15 mac_roman cp850",
    "CYRILLIC": "cp1251 iso8859_5 mac_cyrillic",
    "GREEK": "cp1253 iso8859_7 mac_greek",
    "HEBREW": "cp1255 iso8859_8",
    "ARABIC": "cp1256 iso8859_6",
    "THAI": "cp874",
    "HANGUL": "cp949",
    EAST_ASIAN: "gb18030",
}
_CENTRAL = "cp1250 iso8859_2 cp852 mac_latin2"
_BY_LANGUAGE = {
    **dict.fromkeys(["bs", "cs", "hr", "hu", "pl", "sk", "sl", "sr-Latn"], _CENTRAL),
    "ro": "cp1250 iso8859_2 iso8859_16 cp852",
    "sq": "cp1252 cp1250 iso8859_2 iso8859_15",
    "lt": "cp1257 iso8859_13 iso8859_4",
    "lv": "cp1257 iso8859_13 iso8859_4",
    "et": "cp1257 cp1252 iso8859_15 iso8859_13",
    **dict.fromkeys(["az", "crh", "ku", "tk", "tr"], "cp1254 mac_turkish cp857"),
    "vi": "cp1258",
    "eo": "iso8859_3",
    "mt": "iso8859_3",
    "cy": "cp1252 iso8859_14",
    "ru": "cp1251 koi8_r cp866 iso8859_5 mac_cyrillic cp855",
    "uk": "cp1251 koi8_u cp1125 iso8859_5 mac_cyrillic",
    "be": "cp1251 koi8_u cp866 iso8859_5",
    "kk": "kz1048 ptcp154",
    "ba": "ptcp154",
    "tg": "koi8_t",
    "ja": "cp932 euc_jp",
    "zh-Hans": "gb18030",
    "zh-Hant": "cp950 big5hkscs gb18030",
}
# Log prior of an encoding by its place in these lists.
_LATER = 3.0
# Weight of the share of a language's script: a few letters among English words are rather marks.
_QUOTED = 6.0
# The least mean log probability of the bytes outside ASCII, and how much less than in another
# language it may be in an expected one.
_PLAUSIBLE = -9.0
_EXPECTED = 4.0
# The weight of the detected language, and the least probability that it is given.
_TRUST, _LEAST = 1.0, 1e-6
# Probabilities of a character in a text; fitted to nothing, orders of magnitude are enough.
_LETTER = 1 / 30  # of an ASCII letter, where the language is written in such letters
_QUOTED_LETTER = 1 / 500  # and where it isn't
_LOAN = 1e-5  # of a letter of other Western European languages: café, Zürich
_STRANGE = 1e-7  # of any other letter
_MARKS = {
    **dict.fromkeys("“”‘’–—…«»\u00a0", 2e-3),
    **dict.fromkeys("„‚€£§©°·•", 3e-4),
    **dict.fromkeys("‹›®™½¼¾×²³±†‰¹¥¢\u00ad", 2e-4),
}
_IBERIAN = dict.fromkeys("¿¡ºª", 1e-3)
_RARE_MARK = 1e-5
_WIDE_MARKS = dict.fromkeys("、。，！？：；「」『』（）《》　・～“”…―", 1e-2)
_LOANS = frozenset("éèêëáàâäãåæçíìîïñóòôöõøúùûüýÿßœšžÉÈÁÀÄÅÆÇÍÑÓÖØÚÜŠŽ")
# ASCII letters count only next to others: a Chinese page may be mostly tags.
_SPECIAL = lazy_regex(r"[A-Za-z]*[^\x00-\x7f][A-Za-z\x80-\U0010ffff]*")
# A mark inside a word, or a capital after a small letter.
_ODD = lazy_regex(
    r"(?<=\p{L})[^\x00-\x7f\p{L}\p{M}’·‑—…\xad](?=\p{L})"
    r"|(?<=\p{Ll})[^\P{Lu}\x00-\x7f]"
)
# Subtracted from a reading's log probability for each of them.
_MISPLACED = 5.0
_VIETNAMESE = "\u1ea0", "\u1ef9"
_UPPER = 0.03  # of a letter's occurrences, where capitals weren't counted

# How much of a text is looked at: lines with other bytes than ASCII, up to so many bytes.
_ENOUGH = 20_000
_LOOKED_AT = 6  # readings in which the language is detected
_DETECTED_IN = 1_500  # characters


def guess_encoding(data: bytes, expected: Collection[str] = ()) -> Reading | None:
    """The likeliest reading of bytes that aren't UTF-8; None if none is plausible.

    ``expected`` are the tags of the languages that the text should be in: others are considered
    only if the text can't well be in one of these. A reading has no control, unassigned or private
    characters, and is written as the same bytes.
    """
    found = list(_scored(_sample(data)))
    best = max((one.mean for one in found), default=0.0)
    if best < _PLAUSIBLE:
        return None
    wanted = spelled(expected)
    sure = [o for o in found if o.reading.language in wanted and o.mean >= best - _EXPECTED]
    ranked = sorted(sure or _with_languages(found), key=lambda o: (-o.score, o.reading.codec))
    for one in ranked:
        if (text := _read(data, one.reading.codec)) is not None:
            return replace(one.reading, text=text)
    return None


def is_text(text: str) -> bool:
    """Whether all characters of a text are assigned and none but white space is a control."""
    found = set(text).difference("\t\n\v\f\r\x1a")  # U+001A ends files of MS-DOS
    return not any(unicodedata.category(one) in ("Cc", "Cn", "Co", "Cs") for one in found)


@dataclass(frozen=True, slots=True)
class _Scored:
    """A reading of a sample with its log probability, and the mean of that of its bytes."""

    score: float
    mean: float
    reading: Reading


def _scored(sample: bytes) -> Iterator[_Scored]:
    """Each encoding of each language that can read the sample."""
    size = sum(byte > 0x7F for byte in sample)
    readings: dict[str, tuple[str, Counter[str], int] | None] = {}
    for language, codecs in _encodings().items():
        for place, codec in enumerate(codecs):
            if codec not in readings:
                text = _read(sample, codec)
                readings[codec] = (text, *_evidence(text)) if text else None
            if found := readings[codec]:
                text, characters, misplaced = found
                logs = {c: n * _likelihood(c, language) for c, n in characters.items()}
                special = sum(value for c, value in logs.items() if c > "\x7f")
                mean = (special - _MISPLACED * misplaced) / size
                score = sum(logs.values()) - _MISPLACED * misplaced - _LATER * place
                score += _QUOTED * log(_share(text, _script_of(language)))
                yield _Scored(score, mean, Reading(text, codec, language))


@cache
def _share(text: str, script: str) -> float:
    """The share of a script in the letters of a text, at least as if it had one."""
    letters = [character for character in text if character.isalpha()]
    own = sum(script_of(character) == script for character in letters)
    return max(own, 1) / max(len(letters), 1)


def _evidence(text: str) -> tuple[Counter[str], int]:
    """The characters outside ASCII, and the letters next to them, with their numbers; how many of
    them are in an odd place.
    """
    words = _SPECIAL.findall(unicodedata.normalize("NFC", text))
    return Counter("".join(words)), sum(len(_ODD.findall(word)) for word in words)


def _with_languages(found: Sequence[_Scored]) -> Iterator[_Scored]:
    """The readings with the likeliest characters, scored by their language, too."""
    ranked = sorted(found, key=lambda one: -one.score)
    texts = list(dict.fromkeys(one.reading.text for one in ranked))[:_LOOKED_AT]
    detected = {text: distribution(text[:_DETECTED_IN]) for text in texts}
    for one in ranked:
        if one.reading.text in detected:
            probability = detected[one.reading.text].get(one.reading.language, 0.0)
            yield replace(one, score=one.score + _TRUST * log(max(probability, _LEAST)))


def _sample(data: bytes) -> bytes:
    lines: list[bytes] = []
    size = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _ENOUGH:
                break
    return b"".join(lines)


def _read(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        return text if is_text(text) and text.encode(codec) == data else None
    except UnicodeError:
        return None


@cache
def _encodings() -> Mapping[str, tuple[str, ...]]:
    """The encodings of each language, the most usual one first."""
    return {
        tag: tuple(names.split())
        for script, tags in LANGUAGES.items()
        for tag in tags
        if tag != "zxx" and (names := _BY_LANGUAGE.get(tag) or _BY_SCRIPT.get(script))
    }


@cache
def _letters() -> Mapping[str, Mapping[str, int]]:
    """For each language, its letters outside ASCII and their number in a million letters."""
    found: dict[str, dict[str, int]] = json.loads(
        Path(__file__).with_name("data").joinpath("letters.json").read_bytes()
    )
    return found


@cache
def _script_of(language: str) -> str:
    return next(script for script, tags in LANGUAGES.items() if language in tags)


@cache
def _likelihood(character: str, language: str) -> float:
    """The log probability of a character in a text in a language; only letters and marks count."""
    return log(_probability(character, language))


def _probability(character: str, language: str) -> float:
    script = _script_of(language)
    if character <= "\x7f":
        plain = _LETTER if script == "LATIN" else _QUOTED_LETTER
        return plain if character.isalpha() else 1.0
    if script in (EAST_ASIAN, "HANGUL"):
        return _east_asian(character, language)
    if not character.isalpha() and script_of(character) != script:
        iberian = _IBERIAN.get(character, 0.0) if language in ("es", "ast", "gl", "ca", "pt") else 0
        unlisted = _STRANGE if unicodedata.category(character) == "So" else _RARE_MARK
        return iberian or _MARKS.get(character, unlisted)
    known = _letters().get(language, {})
    count = known.get(character) or known.get(character.lower(), 0) * _UPPER
    if language == "vi" and _VIETNAMESE[0] <= character <= _VIETNAMESE[1]:
        count = known["ể"] / 90  # langdetect counts all of these as one
    return max(count / 1e6, _LOAN if character in _LOANS and script == "LATIN" else _STRANGE)


def _east_asian(character: str, language: str) -> float:
    if character in _WIDE_MARKS:
        return _WIDE_MARKS[character]
    if is_kana(character):
        return 5e-3 if language == "ja" else _STRANGE
    common = {"ja": ("euc_jp", 0xCF), "zh-Hans": ("gb2312", 0xD7), "ko": ("euc_kr", 0xC8)}
    codec, last = common.get(language, ("big5", 0xC6))
    try:
        code = character.encode(codec)
    except UnicodeEncodeError:
        return _STRANGE
    if len(code) != 2 or not character.isalpha():
        return _RARE_MARK
    if language == "ko":
        return 4e-4 if code[0] <= last and script_of(character) == "HANGUL" else 1e-6
    return 2e-4 if code[0] <= last else 1e-5
