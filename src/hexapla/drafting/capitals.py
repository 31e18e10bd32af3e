"""Handle sentences in capitals and in Title Case, which engines translate worse than lower case.

The sentence is translated in sentence case, and the translation gets the style of the source.
"""

from __future__ import annotations

import re
from enum import Enum
from unicodedata import normalize

from hexapla.checks.typography import CASED
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["Style", "in_sentence_case", "in_style", "lower", "style_of", "upper"]

_STAND_IN = lazy_re(r"(?<![^\W_])[XKQZWY]\d+(?![^\W_])")
_WORD = lazy_re(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# In a title, words of up to 3 letters may be in lower case. A single word in capitals of up to 5
# letters is an acronym.
_SMALL = 3
_ACRONYM = 5
# Combining grave, acute, breathings and circumflex; the diaeresis stays.
_GREEK_ACCENTS = [0x0300, 0x0301, 0x0313, 0x0314, 0x0342]


class Style(Enum):
    """The use of capitals in a sentence."""

    PLAIN = "plain"
    CAPITALS = "capitals"
    TITLE = "title"


def style_of(text: str) -> Style:
    """The style of a sentence.

    CAPITALS if two or more words, or one long word, are in capitals; `NASA が発表` is not. TITLE if
    three or more words start with a capital, all do except short ones, and there is no full stop at
    the end.
    """
    words = _WORD.findall(_STAND_IN.sub("", text))
    letters = "".join(words)
    capitals = letters.isupper() and all(char.lower() != char.upper() for char in letters)
    if capitals and (len(words) > 1 or len(letters) > _ACRONYM):
        return Style.CAPITALS
    large = [word for word in words if len(word) > _SMALL]
    titled = len(large) >= 3 and all(word[0].isupper() for word in large)
    ends = text.rstrip().endswith((".", "。"))
    return Style.TITLE if titled and not ends and not letters.isupper() else Style.PLAIN


def in_sentence_case(text: str, style: Style) -> str:
    """A sentence in the given style, converted to sentence case.

    Stand-ins keep their capitals; in a title, so do words with more capitals (``NATO``,
    ``iPhone``).
    """
    first = True

    def lowered(match: re.Match[str]) -> str:
        nonlocal first
        word, begins = match[0], first
        first = False
        stands_in = len(word) == 1 and text[match.end() : match.end() + 1].isdigit()
        if stands_in or (style is Style.TITLE and not word[1:].islower() and len(word) > 1):
            return word
        small = word.lower()
        return small[0].upper() + small[1:] if begins or word in ("I", "I'M") else small

    return _WORD.sub(lowered, text)


def in_style(text: str, style: Style, language: Language) -> str:
    """Put a translation in the style of its source, if its script has capitals."""
    if style is Style.PLAIN or language.script not in CASED:
        return text
    if style is Style.CAPITALS:
        return upper(text, language)

    def titled(match: re.Match[str]) -> str:
        word = match[0]
        return upper(word[0], language) + word[1:] if len(word) > _SMALL else word

    return _WORD.sub(titled, text)


def upper(text: str, language: Language) -> str:
    """Upper case in a language, by Unicode's SpecialCasing.txt and the CLDR's rules.

    Turkish and Azerbaijani keep the dot of i; Greek capitals have no accents.
    """
    if language.base in ("tr", "az"):
        text = text.replace("i", "İ")
    if language.script == "Grek" and len(text) > 1:
        plain = normalize("NFD", text).translate(dict.fromkeys(_GREEK_ACCENTS))
        text = normalize("NFC", plain)
    return text.upper()


def lower(text: str, language: Language) -> str:
    """Lower case in a language: Turkish and Azerbaijani have a dotless i."""
    if language.base in ("tr", "az"):
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower()
