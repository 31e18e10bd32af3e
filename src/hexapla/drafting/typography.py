"""Apply the typographic rules of a language to drafts.

Only machine drafts are changed, as plain sentences in which stand-ins mark code, addresses and
markup (`plain`). Each rule in `Rules` can be switched off in the publication's configuration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hexapla.checks.primes import with_primes
from hexapla.checks.separators import with_local_numbers
from hexapla.drafting.armenian import with_armenian_marks
from hexapla.drafting.inverted import with_inverted_marks
from hexapla.drafting.quotations import with_quotation_marks
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.segmentation.language_data import load

__all__ = ["Rules", "typeset"]

_NARROW = "\u202f"
_PRIMES = frozenset("″′")
_SPACES = " \u00a0\u202f"
_STRAY = lazy_re(rf"[{_SPACES}](?<=[\w”»)].)[{_SPACES}]*(?=[,)](?:\W|\Z)|\.(?:[\s”»)]|\Z))")
# Imprimerie nationale, "Lexique des règles typographiques": a thin space before double marks,
# unless they follow an opening bracket or another mark.
_FRENCH_BEFORE = lazy_re(
    rf"(?<=[^\s([{{¿¡;:!?.])[{_SPACES}]*(?P<mark>[;:!?]+)(?=[\s»)\]”’.,]|\Z)"
    rf"|(?<=\S)[{_SPACES}]*(?P<end>»)"
)
_FRENCH_AFTER = lazy_re(rf"«[{_SPACES}]*(?=\S)")
# The same spaces in a draft that isn't French.
_FRENCH_SPACES = lazy_re(
    rf"(?<=[«‹])[{_SPACES}]+|(?<=\S)[{_SPACES}]+(?=[»›])"
    rf"|(?<=[\w)\]”»’\"'%…])[{_SPACES}]+(?=[!?]+(?:[\s»)\]”’\"'.,]|\Z)|[;:](?:[\s»”’\"]|\Z))"
)
_SPACED = ("br", "fr")  # languages with a space before double marks
# OQLF, "Espacement": in Québec only the colon and the quotation marks take a space.
_CANADIAN_BEFORE = lazy_re(
    rf"(?<=[^\s([{{:])[{_SPACES}]*(?P<mark>:)(?=[\s»)\]”’.,]|\Z)|(?<=\S)[{_SPACES}]*(?P<end>»)"
)

# A Han character, a kana, or their punctuation.
_WIDE = "\u3001-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60”’"
_WIDE_MARK = lazy_re(rf"(?<=[{_WIDE}])[ ]*(?P<mark>[,;:!?]+|\.(?!\.))(?!\w*\d)[ ]*")
_WIDE_AFTER_LATIN = lazy_re(
    rf"(?<=[A-Za-z0-9%)])(?P<mark>[,;:!?]+)[ ]*(?=[{_WIDE}])"
    rf"|(?<=[A-Za-z0-9%)])(?P<stop>[.?!])(?=[”’」』]?\Z)"
)
_WIDE_BRACKETS = lazy_re(rf"[ ]*\((?P<inside>[^()]*[{_WIDE}][^()]*)\)[ ]*")
_CHINESE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}
_JAPANESE = {**_CHINESE, ",": "、"}

_ARABIC = "\u0620-\u065f\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f"
_ARABIC_MARK = lazy_re(
    rf"(?<=[{_ARABIC}\d%)»”\"])(?P<mark>[,;?]+)(?![\d\w])|(?P<last>\?+)(?=[»”\"]?\Z)"
)
_ARABIC_MARKS = str.maketrans(",;?", "،؛؟")

_GREEK_MARK = lazy_re(r"(?<=[\u0370-\u03ff\u1f00-\u1fff\d%)»”\"])\?|\?(?=[»”\"]?\Z)")


@dataclass(frozen=True, slots=True)
class Rules:
    """The typographic rules to apply; `configuration.Configuration` has fields of the same names.

    ``quotations`` are four marks to use instead of the language's own (`Language.quotation_marks`).
    """

    quotation_marks: bool = True
    spaces: bool = True
    inverted_marks: bool = True
    punctuation: bool = True
    numbers: bool = True
    quotations: str = ""


def typeset(
    source: str, text: str, languages: tuple[Language, Language], rules: Rules | None = None
) -> str:
    """Apply the typographic rules of a draft's language.

    Parameters: ``source`` and ``text`` are plain sentences in the ``languages``; without ``rules``
    all of them apply.
    """
    rules = rules or Rules()
    language = languages[1]
    if rules.numbers:
        text = with_local_numbers(source, text, languages)
    if rules.spaces and languages[0].base in _SPACED and language.base not in _SPACED:
        text = _FRENCH_SPACES.sub("", text)
    if rules.quotation_marks:
        text = _with_primes_of(source, text)
        text = with_quotation_marks(text, rules.quotations or language.quotation_marks)
    if rules.punctuation and (marks := _punctuation_of(language)):
        text = marks(text)
    if rules.inverted_marks and language.base in ("es", "ast"):
        text = with_inverted_marks(text, language.quotation_marks, load(languages[0].tag).names)
    if rules.spaces:
        text = _STRAY.sub("", text)
        text = _with_french_spaces(text, language) if language.base == "fr" else text
    return text


def _with_primes_of(source: str, text: str) -> str:
    """The text with the source's signs for feet and inches."""
    primes = with_primes(text)
    if primes == text:
        return text
    signs = {prime: own for prime, own in zip(with_primes(source), source, strict=True)
             if prime in _PRIMES}  # fmt: skip
    found = zip(primes, text, strict=True)
    return "".join(own if prime == own else signs.get(prime, own) for prime, own in found)


def _with_french_spaces(text: str, language: Language) -> str:
    before = _CANADIAN_BEFORE if language.tag == "fr-CA" else _FRENCH_BEFORE
    spaced = before.sub(lambda match: _NARROW + (match["mark"] or match["end"]), text)
    return _FRENCH_AFTER.sub(f"«{_NARROW}", spaced)


def _punctuation_of(language: Language) -> Callable[[str], str] | None:
    """A function that converts a text to the punctuation of a language's script, or None."""
    match language.script:
        case "Hans" | "Hant":
            return lambda text: _widened(text, _CHINESE)
        case "Jpan":
            return lambda text: _widened(text, _JAPANESE)
        case "Arab":
            return _with_arabic_marks
        case "Grek":
            return lambda text: _GREEK_MARK.sub(";", text)
        case "Armn":
            return with_armenian_marks
    return None


def _widened(text: str, marks: dict[str, str]) -> str:
    wide = str.maketrans(marks)
    text = _WIDE_BRACKETS.sub(r"（\g<inside>）", text)
    text = _WIDE_MARK.sub(lambda match: match["mark"].translate(wide), text)
    return _WIDE_AFTER_LATIN.sub(
        lambda match: (match["mark"] or match["stop"]).translate(wide), text
    )


def _with_arabic_marks(text: str) -> str:
    return _ARABIC_MARK.sub(lambda match: match[0].translate(_ARABIC_MARKS), text)
