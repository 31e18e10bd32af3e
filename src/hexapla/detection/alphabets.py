"""Languages that are known by letters, or words, which no other language of their script has.

The n-gram identifiers don't know these languages and take them for a neighbour: Central Kurdish
for Southern Kurdish, Sindhi for Pashto, Yiddish for Hebrew, Tigrinya for Amharic.
The letters are those of the Unicode Standard's block descriptions and of CLDR's exemplar sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from hexapla.detection.scripts import EAST_ASIAN

__all__ = ["CERTAIN", "by_letters"]

CERTAIN = 0.97
"""The probability of a language that its letters show."""


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """Letters that show a language, the least share of them in a text, and letters that deny it.

    The text must contain them at least ``times`` times.
    """

    tag: str
    script: str
    own: str
    least: float
    never: str = ""
    times: int = 2


# Swiss German words that aren't spelled so in another language.
_SWISS = (
    r"(?i)\b(?:isch|n[öi]d|gs[iy]i?|gseit|gmacht|gseh|gha|hät|händ|hend|öppis|öb|üs|öis|chunnt"
    r"|chan?|wänn|dänn|hüt|gaht|gönd|ufem|gärn|mängisch|vilicht|nüü?t|chli+|jetz|wott|gl[yi]ch"
    r"|alli|rächt|mänsch\w*|schw[iy]+z\w*)\b"
)
# Letters and articles of Pulaar; Nigerian Fulfulde, which is known, has "ny" and "ɗen".
_PULAAR = r"(?i)\b(?:[ɗɓ]ee|ɗii)\b|ñ(?=[^\n]{0,200}[ɗɓƴ])"
# What Tachelhit in Arabic letters hasn't: the article, and letters of Persian, Pashto and Urdu.
_NOT_BERBER = r"\b[وفبك]?(?:ال|لل)|[ڕۆێےٹپڤیېۍځڅښګړډټڼۇ]"
# Words of Northern Ndebele; Zulu has others for "if", "or", "not", "many", "today".
_NDEBELE = (
    r"(?i)\b(?:kumbe|(?:aba|oku|ama|[ie]mi|[ie]zi|[ei])nengi|\w*hulumende|amapholisa"
    r"|\w*lamuhla|\w*lamhlanje)\b"
)
_NDEBELE_OR_OLD_ZULU = _NDEBELE + r"|\b(?:nxa|loba|hatshi|njalo)\b"
_NOT_NDEBELE = (
    r"(?i)\b(?:kwaye|okanye|kunye|noma|uma|futhi|\w*namuhla|namhlanje|nokuthi"
    r"|ka|ku|swi|va|wa|ya|xi)\b"
)
# The first that fits decides. "und" stands for languages without a row of their own.
_ALPHABETS = (
    _Alphabet("yi", "HEBREW", "[\u05f0-\u05f2]|א[\u05b7\u05b8]|פ\u05bf", 0.02,
              "[\u05b0\u05b1\u05b5\u05b6\u05c2]"),
    _Alphabet("ti", "ETHIOPIC", "[ቐ-ቝኣ]|እዩ|ናይ|ካብ|ድማ", 0.02),
    _Alphabet("ug", "ARABIC", "[ۈۋ]", 0.02),
    _Alphabet("sdh", "ARABIC", "[ۊڲ]", 0.01, "[ۈۋ]"),
    _Alphabet("ckb", "ARABIC", "[ڵڕێۆە]", 0.03, "[ٲٳؠۈۋېۇڭۊڲ]"),
    _Alphabet("und", "ARABIC", "[ٲٳؠݙݨ]", 0.01),  # Kashmiri, Saraiki
    _Alphabet("sd", "ARABIC", "[ڪڻٽڀٿڏڃڄٻڍڊڦ۽۾]", 0.02, "[ےټ]"),
    _Alphabet("yue", EAST_ASIAN, "[嘅喺咗佢啲冇唔嚟嗰哋噉咁嘢乜俾攞睇嘥咩喎囉㗎]", 0.04),
    # Tachelhit writes "of", "in" and "with" as words of one letter, Arabic as none or a prefix.
    _Alphabet("shi", "ARABIC", r"\b[نغس]\b", 0.02, "[ڕۆێےٹپڤ]"),
    _Alphabet("shi", "ARABIC", r"\b[نغسد]\b|\bت\w{2,}ت\b|\bئ", 0.012, _NOT_BERBER),
    _Alphabet("gsw", "LATIN", _SWISS, 0.02, r"(?i)\b(?:kwa|wa|ya)\b"),  # "cha" is Swahili, too
    _Alphabet("nd", "LATIN", _NDEBELE, 0.0, _NOT_NDEBELE, times=1),
    _Alphabet("nd", "LATIN", _NDEBELE_OR_OLD_ZULU, 0.0, _NOT_NDEBELE),
    _Alphabet("und", "LATIN", _PULAAR, 0.01),  # and Pular
)  # fmt: skip


def by_letters(text: str, script: str) -> str | None:
    """The tag of the language that the letters of a text in a script show, or None.

    ``und`` is one of several languages that `hexapla.detection` doesn't know.
    """
    letters = 0
    for alphabet in _ALPHABETS:
        if alphabet.script == script:
            letters = letters or sum(map(str.isalpha, text))
            own, never = _patterns(alphabet)
            found = len(own.findall(text))
            if (
                found >= alphabet.times
                and found >= alphabet.least * letters
                and not (never and never.search(text))
            ):
                return alphabet.tag
    return None


@cache
def _patterns(alphabet: _Alphabet) -> tuple[regex.Pattern[str], regex.Pattern[str] | None]:
    never = regex.compile(alphabet.never) if alphabet.never else None
    return regex.compile(alphabet.own), never
