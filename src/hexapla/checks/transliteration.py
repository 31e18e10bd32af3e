"""Words of any script in Latin letters, close enough to recognise a name.

Cyrillic and Greek follow the BGN/PCGN romanisations without diacritics. In other scripts, the sound
of a letter is taken from its Unicode name: ``HANGUL SYLLABLE HAN``, ``KATAKANA LETTER KA``,
``DEVANAGARI LETTER KA``. Arabic and Hebrew, which write consonants, have a table by the letter's
name.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["romanized", "skeleton", "sounded"]

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґљњћђџјўқғңөүһ",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i yi ye g l n "
        "ch dj dj j u k g n o u h".replace("_", "").split(" "),
        strict=True,
    )
)
_GREEK = {**dict(zip("αβγδεζικλμνξοπρστυφω", "avgdeziklmnxoprstifo", strict=True)), "η": "i",
          "θ": "th", "ς": "s", "χ": "kh", "ψ": "ps"}  # fmt: skip
_LATIN = {"ß": "ss", "ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
          "ð": "d", "ħ": "h"}  # fmt: skip
_SEMITIC = {
    "BEH": "b", "BET": "b", "TEH": "t", "TAV": "t", "THEH": "th", "JEEM": "j", "GIMEL": "g",
    "HAH": "h", "HET": "h", "KHAH": "kh", "DAL": "d", "DALET": "d", "THAL": "d", "REH": "r",
    "RESH": "r", "ZAIN": "z", "ZAYIN": "z", "SEEN": "s", "SAMEKH": "s", "SHEEN": "sh", "SHIN": "sh",
    "SAD": "s", "TSADI": "ts", "DAD": "d", "TAH": "t", "TET": "t", "ZAH": "z", "GHAIN": "g",
    "FEH": "f", "PE": "p", "QAF": "k", "QOF": "k", "KAF": "k", "KEHEH": "k", "GAF": "g",
    "LAM": "l", "LAMED": "l", "MEEM": "m", "MEM": "m", "NOON": "n", "NUN": "n", "HEH": "h",
    "HE": "h", "WAW": "v", "VAV": "v", "YEH": "i", "YOD": "i", "ALEF": "a", "PEH": "p",
    "TCHEH": "ch", "JEH": "j", "VEH": "v",
}  # fmt: skip
_TABLE = {**_CYRILLIC, **_GREEK, **_LATIN}

_SOUNDS = (
    ("dzh", "j"), ("shch", "s"), ("sch", "s"), ("tch", "c"), ("ch", "c"), ("sh", "s"), ("zh", "j"),
    ("kh", "k"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("ts", "s"), ("x", "ks"), ("gh", "g"),
)  # fmt: skip
_SPELLINGS = str.maketrans({"c": "k", "q": "k", "w": "v", "y": "i"})
# Consonants that transcriptions confuse, one letter per group; vowels, h, w and y are dropped.
_GROUPS = str.maketrans(
    {**dict.fromkeys("bpvf", "b"), **dict.fromkeys("cgjkqsz", "k"), **dict.fromkeys("dt", "t"),
     **dict.fromkeys("mn", "n"), "l": "l", "r": "r", **dict.fromkeys("aeiouyhw", "")}
)  # fmt: skip


@lru_cache(maxsize=65536)
def romanized(word: str) -> str:
    """A word in lower-case Latin letters without accents; characters without a sound are
    left out.
    """
    plain = word.casefold()
    if plain.isascii():
        return plain
    return "".join(map(_letter, plain))


@lru_cache(maxsize=8192)
def _letter(character: str) -> str:
    if character in _TABLE:
        return _TABLE[character]
    base = unicodedata.normalize("NFKD", character)[0]
    if base.isascii():
        return base
    if base in _TABLE:
        return _TABLE[base]
    script, _, name = unicodedata.name(character, "").partition(" ")
    last = name.rpartition(" ")[2]
    if script in ("ARABIC", "HEBREW"):
        return _SEMITIC.get(name.replace("FINAL ", "").split(" ")[1], "") if " " in name else ""
    if script in ("HANGUL", "HIRAGANA", "KATAKANA") or "LETTER" in name or "VOWEL" in name:
        return last.lower() if last.isalpha() and last.isascii() else ""
    return ""


@lru_cache(maxsize=65536)
def sounded(word: str) -> str:
    """A word in Latin letters, with one letter for each sound that is spelled with two or more."""
    text = romanized(word)
    for spelling, sound in _SOUNDS:
        if spelling in text:
            text = text.replace(spelling, sound)
    return text.translate(_SPELLINGS)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants that transcriptions keep: ``Johnson`` and ``Джонсон`` have the same ones."""
    text = sounded(word).translate(_GROUPS)
    return "".join(letter for at, letter in enumerate(text) if at == 0 or letter != text[at - 1])
