"""Apply the typographic rules of a language to drafts.

Only machine drafts are changed, as plain sentences in which stand-ins mark code, addresses and
markup (`plain`). Each rule in `Rules` can be switched off in the publication's configuration.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hexapla.drafting.figures import with_local_numbers
from hexapla.drafting.quotations import with_quotation_marks
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["Rules", "typeset"]

_NARROW = "\u202f"
_SPACES = " \u00a0\u202f"
_STRAY = lazy_re(rf"[{_SPACES}](?<=[\w”»)].)[{_SPACES}]*(?=[,)](?:\W|\Z)|\.(?:[\s”»)]|\Z))")
# Imprimerie nationale, "Lexique des règles typographiques": a thin space before double marks,
# unless they follow an opening bracket or another mark.
_FRENCH_BEFORE = lazy_re(
    rf"(?<=[^\s([{{¿¡;:!?.])[{_SPACES}]*(?P<mark>[;:!?]+)(?=[\s»)\]”’.,]|\Z)"
    rf"|(?<=\S)[{_SPACES}]*(?P<end>»)"
)
_FRENCH_AFTER = lazy_re(rf"«[{_SPACES}]*(?=\S)")
# OQLF, "Espacement": in Québec only the colon and the quotation marks take a space.
_CANADIAN_BEFORE = lazy_re(
    rf"(?<=[^\s([{{:])[{_SPACES}]*(?P<mark>:)(?=[\s»)\]”’.,]|\Z)|(?<=\S)[{_SPACES}]*(?P<end>»)"
)

# RAE, "Ortografía" 3.4.9: a question or an exclamation, and what can precede its start. A full stop
# in a word, a number or an abbreviation doesn't end a clause.
_STOP = lazy_re(
    r"(?P<end>[?!]+)|[;¿¡]|[…:](?!\w)|\.(?!\w)(?<!\bSr\.)(?<!\bSra\.)(?<!\bDr\.)(?<!\bDra\.)"
    r"(?<!\bMr\.)(?<!UU\.)(?<!EE\.)(?<!\b[A-Z]\.)"
)
_GOES_ON = lazy_re(r"\s*[a-záéíóúüñ]")
_LEAD = lazy_re(r"[\s\"“«‘'(\[—–-]*(?:[Pp]ero,|[Yy],|[Oo]h,|[Aa]h,|[Pp]or favor,)?\s*")
_ASKED = lazy_re(
    r",\s+(?=(?:p(?:or|ara) qué|qué|quién(?:es)?|cómo|cuándo|a?dónde|cuál(?:es)?|cuánt[oa]s?)\b)",
    re.IGNORECASE,
)
_CLOSING = lazy_re(r"[”»\"]")
_OPENERS = {"?": "¿", "!": "¡"}
_OPENED = tuple(_OPENERS.values())

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
    if rules.quotation_marks:
        text = with_quotation_marks(text, rules.quotations or language.quotation_marks)
    if rules.punctuation and (marks := _punctuation_of(language)):
        text = marks(text)
    if rules.inverted_marks and language.base in ("es", "ast"):
        text = _with_inverted_marks(text)
    if rules.spaces:
        text = _STRAY.sub("", text)
        text = _with_french_spaces(text, language) if language.base == "fr" else text
    return text


def _with_french_spaces(text: str, language: Language) -> str:
    before = _CANADIAN_BEFORE if language.tag == "fr-CA" else _FRENCH_BEFORE
    spaced = before.sub(lambda match: _NARROW + (match["mark"] or match["end"]), text)
    return _FRENCH_AFTER.sub(f"«{_NARROW}", spaced)


def _with_inverted_marks(text: str) -> str:
    """Add missing ``¿`` and ``¡``, after quotation marks, a dash, or an address and a comma."""
    if "?" not in text and "!" not in text:
        return text
    out: list[str] = []
    start = 0
    opened = False
    for stop in _STOP.finditer(text):
        clause = text[start : stop.end()]
        if stop["end"] and not _GOES_ON.match(text, stop.end()):
            free = not opened and text[start - 1 : start] != "("
            out.append(_marked(clause) if free else clause)
        else:
            out.append(clause)
        opened = stop[0] in _OPENED or (opened and not stop["end"])
        start = stop.end()
    return "".join([*out, text[start:]])


def _marked(clause: str) -> str:
    """A question or an exclamation with an inverted mark where it starts."""
    if not any(map(str.isalpha, clause)):
        return clause
    sign = _OPENERS[clause[-1]]
    lead = _LEAD.match(clause)
    at = lead.end() if lead else 0
    if _CLOSING.search(clause, at):  # the quotation at its start ends inside the clause
        at = len(clause) - len(clause.lstrip())
    asked = list(_ASKED.finditer(clause))
    at = asked[-1].end() if sign == "¿" and asked else at
    word = clause[at : at + 1]
    small = word.isupper() and at and clause[at - 2 : at - 1] == ","
    return f"{clause[:at]}{sign}{word.lower() if small else word}{clause[at + 1 :]}"


def _punctuation_of(language: Language) -> Callable[[str], str] | None:
    """A function that converts a text to the punctuation of a language's script, or None."""
    if language.script in ("Hans", "Hant"):
        return lambda text: _widened(text, _CHINESE)
    if language.script == "Jpan":
        return lambda text: _widened(text, _JAPANESE)
    return _with_arabic_marks if language.script == "Arab" else None


def _widened(text: str, marks: dict[str, str]) -> str:
    wide = str.maketrans(marks)
    text = _WIDE_BRACKETS.sub(r"（\g<inside>）", text)
    text = _WIDE_MARK.sub(lambda match: match["mark"].translate(wide), text)
    return _WIDE_AFTER_LATIN.sub(
        lambda match: (match["mark"] or match["stop"]).translate(wide), text
    )


def _with_arabic_marks(text: str) -> str:
    return _ARABIC_MARK.sub(lambda match: match[0].translate(_ARABIC_MARKS), text)
