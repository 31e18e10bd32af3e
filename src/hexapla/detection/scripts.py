"""Properties of a text before any statistics: its words, its scripts, its pieces.

Scripts are those of the Unicode character names (``CYRILLIC SMALL LETTER A``), from unicodedata. A
script used by a single language decides immediately; for the others `LANGUAGES` lists the
candidates: every language that langdetect or py3langid knows, under the script they know it in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from hexapla.lazy import lazy_re

__all__ = [
    "EAST_ASIAN",
    "LANGUAGES",
    "LEAST_LETTERS",
    "Piece",
    "clean",
    "han_evidence",
    "han_variant",
    "is_kana",
    "pieces",
    "script_of",
    "voices",
]

EAST_ASIAN = "CJK"

_ELIGIBLE = {
    "LATIN": (
        "ace af an az bcl br bs ca crh cs cy da de en eo es et eu ext fi fil fo fr fuv fy ga gcf"
        " gcr gd gl gn guw ha hr ht hu id ig is it jv kab ki ku la lb lg lij ln lt ltg lv mg ms mt"
        " nb nl nn nso oc om pcm pl pt qu ro rw se sk sl sn so sq sr-Latn st sv sw tk tr uz vec vi"
        " vo wa xh yo zu zxx"
    ),
    "CYRILLIC": "ba be bg kk ky mk mn ru sr tg tt uk uz-Cyrl",
    "ARABIC": "ar ary arz fa ps sdh ug ur uz-Arab",
    "DEVANAGARI": "gom hi mr ne sa",
    EAST_ASIAN: "ja wuu yue zh-Hans zh-Hant",
    "BENGALI": "as bn",
    "GREEK": "el grc",
    "HEBREW": "hbo he",
    "TIBETAN": "bo dz",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "KANNADA": "kn",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "ORIYA": "or",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAANA": "dv",
    "THAI": "th",
}
LANGUAGES: dict[str, tuple[str, ...]] = {
    script: tuple(tags.split()) for script, tags in _ELIGIBLE.items()
}
"""The languages of each script; ``zxx`` stands for letters that aren't language."""

_KANA = {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO"}
# An ideograph or a syllable block carries about as much information as two letters.
_DENSE = {EAST_ASIAN, "HANGUL"}
# A script with a smaller share of the letters is names and quotations, and doesn't count.
_MINORITY = 0.15

# Every repetition is bounded, so that no text makes the search quadratic.
_NOT_PROSE = lazy_re(
    r"""
      (?: https?:// | www\. ) \S{1,2000}
    | [\w.+-]{1,64} @ [\w-]{1,63} (?: \. [\w-]{1,63} ){1,8}
    | ` [^`\n]{1,200} `
    | </? [A-Za-z] [^<>\n]{0,300} >
    | & \#? [A-Za-z0-9]{1,10} ;
    | \{ [^{}\n]{0,60} \}
    | % \( [^()\n]{1,60} \) [a-z]
    | (?<! [A-Za-z0-9_] ) [A-Za-z]{0,30} [0-9_] [A-Za-z0-9_]{0,60}
    """,
    re.VERBOSE,
)
_SENTENCE_END = lazy_re(r"(?<=[.!?…。！？।॥۔؟։።:;])(?=\s)|(?<=[。！？])|\n")
LEAST_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Roughly a sentence: its cleaned text, the number of letters, and its offset in the text."""

    text: str
    letters: int
    offset: int


def clean(text: str) -> str:
    """The text without addresses, code, tags, placeholders and numbers.

    Each character of these is replaced by a space, so that offsets stay valid.
    """
    return _NOT_PROSE.sub(lambda match: " " * len(match[0]), text)


def pieces(text: str) -> list[Piece]:
    """Split a cleaned text after sentences and lines, into pieces of at least 20 letters.

    Shorter pieces are joined with the next one, or the last one with the one before. A text with
    fewer letters is one piece, and one without letters has none.
    """
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    found: list[Piece] = []
    start = letters = 0
    for at, end in pairwise(cuts):
        letters += sum(map(str.isalpha, text[at:end]))
        if letters >= LEAST_LETTERS:
            found.append(Piece(text[start:end], letters, start))
            start, letters = end, 0
    if letters and found:
        last = found.pop()
        return [*found, Piece(text[last.offset :], last.letters + letters, last.offset)]
    return [*found, Piece(text[start:], letters, start)] if letters else found


def voices(text: str) -> list[tuple[str, str, float]]:
    """The scripts of a text, without those only used in names: (script, its words, its weight), by
    weight.

    Weights are shares of the letters, with an ideograph or syllable block counting as two, and sum
    to 1. A text all in capitals is returned in lower case, because the statistics only know that.
    """
    if text.isascii():
        start = next((at for at, character in enumerate(text) if character.isalpha()), None)
        return [] if start is None else [("LATIN", _lower_capitals(text[start:]), 1.0)]
    runs: dict[str, list[str]] = {}
    weights: dict[str, int] = {}
    current = ""
    text = unicodedata.normalize("NFKC", text)
    for script, run in groupby(text, script_of):
        characters = "".join(run)
        if script:
            current = script
            count = sum(map(str.isalpha, characters))
            weights[script] = weights.get(script, 0) + count * (2 if script in _DENSE else 1)
        if current:
            runs.setdefault(current, []).append(characters)
    total = sum(weights.values())
    kept = {script: n for script, n in weights.items() if n and n >= _MINORITY * total}
    whole = sum(kept.values())
    ranked = sorted(kept.items(), key=lambda item: (-item[1], item[0]))
    return [(script, _lower_capitals("".join(runs[script])), n / whole) for script, n in ranked]


def han_variant(text: str) -> float:
    """How much a Chinese text looks simplified rather than traditional, in log odds.

    About one character in twenty misleads. Without either kind, simplified is slightly more likely.
    """
    return 0.4 + 3.0 * sum(map(han_evidence, text))


def is_kana(character: str) -> bool:
    """Whether a character is Japanese kana."""
    return "\u3041" <= character <= "\u30ff"


@lru_cache(maxsize=8192)
def script_of(character: str) -> str:
    """The script of a letter or mark; "" for characters that all scripts share."""
    if unicodedata.category(character)[0] not in "LM":
        return ""
    name = unicodedata.name(character, "").partition(" ")[0]
    if name in _KANA:
        return EAST_ASIAN
    return name if name in LANGUAGES else _other_script(character, name)


def _other_script(character: str, name: str) -> str:
    shared = {"COMBINING", "MODIFIER", "MICRO", "FEMININE", "MASCULINE", "VARIATION", ""}
    return "" if name in shared or not character.isalpha() else name


@lru_cache(maxsize=8192)
def han_evidence(character: str) -> int:
    """1 for a simplified Chinese character (in GB 2312 but not in Big5), -1 for a traditional one
    (the reverse), 0 for any other.
    """
    if script_of(character) != EAST_ASIAN or is_kana(character):
        return 0
    return _encodes(character, "gb2312") - _encodes(character, "big5")


def _encodes(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _lower_capitals(text: str) -> str:
    upper = sum(map(str.isupper, text))
    if upper * 2 <= upper + sum(map(str.islower, text)):
        return text
    # "İ".lower() produces an extra combining dot.
    return text.lower().replace("i\u0307", "i")
