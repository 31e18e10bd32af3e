"""The rules that prevent a cut at a candidate.

The first rule in the candidate's table that applies prevents the cut; if none does, the text is
cut.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from unicodedata import normalize

import regex

from hexapla.lazy import lazy_regex
from hexapla.segmentation.candidates import AHEAD, BACK, MARKS, UNSPACED_MARKS, Candidate
from hexapla.segmentation.language_data import LanguageData

__all__ = ["stopping_rule"]

# How many code points the rule for quoted titles looks back.
_QUOTATION = 80

_QUOTES = frozenset("\"'”’»›“‘«‹」』")
_BRACKETS_OPENING, _BRACKETS_CLOSING = "（(《〈【", "）)》〉】"
_NO_BREAK = frozenset("\u00a0\u2007\u202f")

_BARE_MARKER = lazy_regex(r"\W*(?:\d{1,3}(?:\.\d{1,3}){0,3}|\p{L}|[ivxIVX]{1,5})[.)]{1,2}\W*")
# Words that start with a small letter even at the start of a sentence: `iPhone`, `weather.com`.
_CAMEL = lazy_regex(r"\p{Ll}{1,4}-?\p{Lu}|[a-z\d-]{2,30}\.(?:com|org|net|io|gov|edu|info)\b")
_APOSTROPHED = lazy_regex(r"['’ʼ‘]\p{Ll}{1,2}\s\p{Lu}")
_LEADING_ELLIPSIS = lazy_regex(r"(?:\.{2,3}|…)[\p{L}\p{N}]")
# A single letter is an initial; in Indic and East Asian scripts it is just as often a word, and so
# are some small letters: the Italian è, the Hungarian ő, the Russian я, the Pashto و.
_LETTER = lazy_regex(
    r"(?![éèêíìóòôúùàáâőöüøåæяєїюыو])[\p{Lu}\p{Ll}\p{Arabic}\p{Hebrew}\p{Ethiopic}]\p{M}*+"
)
# In these scripts two in a row are initials: the पु. ल. of a Marathi name.
_SYLLABLES = lazy_regex(r"(?:\p{Lo}[\p{M}\u200c\u200d]*+\.?){2}")
_SYLLABLE = lazy_regex(r"\p{Lo}[\p{M}\u200c\u200d]*+\.(?!\p{L})")
# Single letters, or the names of Latin letters in other scripts: U.S, यू.एस.
_DOTTED = lazy_regex(
    r"(?:\p{Ll}{1,4}-?(?=\p{Lu}))?\p{L}\p{M}*+(?:\.-?\p{L}\p{M}*+)+"
    r"|(?:(?:\p{Lo}[\p{M}\u200c\u200d]*+){1,3}(?:\.|\Z)){2,}+"
)
_NUMBER = lazy_regex(r"(?:\d{1,3}\.[-–/])?(\d{1,4})")
_ELIDED = lazy_regex(r"^\p{Ll}{1,2}['’](?=\p{Lu}$)")  # the Catalan `d'A. Comes`
_TIME_ZONE = lazy_regex(r"(?:\p{Lu}{1,3}T|UTC)\b|(?:\p{Lu}\.){2}")
_AFTER_NUMBER = lazy_regex(
    r"(?:\d\s?|\b[IVXLCDMІХ]{2,8}\s?|\b[IVX]\s)[\p{L}\p{M}.]{1,6}(?:\s[\p{L}.]{1,4})?\Z"
)
# `"?" – asked`: in scripts with capitals, a small letter shows that the sentence continues.
_CASELESS_SPEAKER = lazy_regex(r"[-–—]\s?[\p{Lo}\p{Georgian}]")
_MARK_SET = frozenset(MARKS)
_GLUED_MARKS = frozenset(".!?")
_UNSPACED_SET = frozenset(UNSPACED_MARKS + "፡")
_PART = lazy_regex(r"[\p{L}\p{M}]++")
_PLAIN = lazy_regex(r"[\p{L}\p{M}][\p{L}\p{M}'’-]++|\d[\d.,]*+")
_TITLE = lazy_regex(r"(\p{Lu}[\p{L}\p{M}]*+)\.\s\p{Lu}")
_QUOTED = "\"'“‘«„‚‹(["
# From II to XXXIX: centuries, rulers and the like. Larger ones would include XML, CD and ID.
_ROMAN = lazy_regex(r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})\b")
# What a number after `art.` or `fig.` looks like: 5, IV, A3, L. 121.
_NUMBERED = lazy_regex(rf"\d|{_ROMAN.pattern}|\p{{Lu}}{{1,4}}\.?[\s-]?\d")
_CITED = lazy_regex(r"\([^()]{1,60}\)\s?[,.;:\p{Ll}–—-]")
_IN_BRACKET = lazy_regex(r"[(\[]\p{Ll}{1,6}\Z")
_LEAGUE = lazy_regex(r"\p{Lu}{2,}\b")  # the 1. FC, the 2. HNL
_TO_BRACKET = lazy_regex(r"[^\s()\[\]]{1,30}[)\]]")
_SIGNED = lazy_regex(r"[-−]?\d")
_INSIDE_BRACKETS = lazy_regex(r"[^（(《〈【）)》〉】]{0,40}[）》〉】]")
# At the start of a sentence, at least two words, all capitalised: `"Go East!" Week`.
_TITLE_ALONE = lazy_regex(r"\s*[\"“„«‘']\s?\p{Lu}[\w’'-]*+(?:\s\p{Lu}[\w’'-]*+){1,4}")
_SHORT_TITLE = lazy_regex(
    r"(?<![,:]\s?)\s[\"'“”„«»‘]\s?[\p{Lu}\d][\w’'-]*+(?:\s[\p{Lu}\d][\w’'-]*+){0,4}\Z"
)

# The rest of a quotation in corner brackets, and one that began shortly before.
_REST = lazy_regex(r"[^「」『』]{1,60}[」』]")
_SYLLABLE_BREAK = lazy_regex(r"[་\s]")
_BEGUN = lazy_regex(r"[「『][^「」『』]{1,60}\Z")
# What ends a sentence before a small letter in casual writing.
_CASUAL = lazy_regex(r"(?:\.|[!?]++)[^\s.…]*+\s++")

_Rule = tuple[str, Callable[[Candidate, LanguageData], bool]]


def stopping_rule(candidate: Candidate, data: LanguageData) -> str | None:
    """The name of the first rule that prevents a cut, or None."""
    for rule, applies in _table(candidate):
        if applies(candidate, data):
            return rule
    return None


def _table(candidate: Candidate) -> tuple[_Rule, ...]:
    mark = candidate.tail[0]
    if mark.isspace():
        return _SPACE
    if candidate.tail in _GLUED_MARKS and candidate.after[:1].isupper():
        return _GLUED
    if mark in _UNSPACED_SET or not candidate.tail[-1].isspace():
        return _UNSPACED
    if mark == "." and _MARK_SET.isdisjoint(candidate.tail[1:]):
        return _FULL_STOP
    return _OTHER_MARK


def _is_marker(candidate: Candidate, data: LanguageData) -> bool:
    piece = candidate.text[candidate.start : candidate.end]
    return len(piece) < 12 and _BARE_MARKER.fullmatch(piece) is not None


def _lower_case(candidate: Candidate, data: LanguageData) -> bool:
    first = candidate.after[:1]
    if candidate.casual and _CASUAL.fullmatch(candidate.tail):
        return False
    if not first.islower() or "\u10d0" <= first <= "\u10ff":  # Georgian has no sentence case
        return False
    text, end = candidate.text, candidate.end
    return not (
        _CAMEL.match(candidate.after)
        or _APOSTROPHED.match(text, end)
        or _LEADING_ELLIPSIS.match(text, end)
    )


def _punctuated(candidate: Candidate, data: LanguageData) -> bool:
    return candidate.after[:1] in (",", ";", ":", "&", "،", "؛", "、", "，", "№")


def _bracketed(candidate: Candidate, data: LanguageData) -> bool:
    opened = candidate.text[candidate.begin - 1 : candidate.begin] in ("(", "[")
    return opened and candidate.tail.rstrip()[-1] not in MARKS


def _cited(candidate: Candidate, data: LanguageData) -> bool:
    """A bracket after a quotation, inside the sentence: `“Stop!” (Smith, 2010) and left`."""
    closed = not _QUOTES.isdisjoint(candidate.tail)
    return closed and _CITED.match(candidate.text, candidate.end) is not None


def _inside_brackets(candidate: Candidate, data: LanguageData) -> bool:
    text = candidate.text
    closed = candidate.tail.rstrip()[-1] in _BRACKETS_CLOSING
    if closed and text[candidate.start] not in _BRACKETS_OPENING:
        return True
    return _INSIDE_BRACKETS.match(text, candidate.end) is not None


def _introducing(candidate: Candidate, data: LanguageData) -> bool:
    """A mark that serves as a colon, too, before a quotation: the Armenian full stop."""
    if not data.colons or candidate.tail[0] not in data.colons:
        return False
    return candidate.text[candidate.end : candidate.end + 1] in tuple('«“„"-–—')


def _linked(candidate: Candidate, data: LanguageData) -> bool:
    """A mark after a word that links clauses: the Tibetan shad also separates clauses."""
    if not data.linkers:
        return False
    before = candidate.text[max(candidate.start, candidate.begin - BACK) : candidate.begin]
    return _SYLLABLE_BREAK.split(before.rstrip("་"))[-1] in data.linkers


def _continued(candidate: Candidate, data: LanguageData) -> bool:
    closed = candidate.tail.rstrip()[-1:] in "\"'”’»“」』）)"
    return closed and (
        candidate.after.startswith(data.continuations)
        or _CASELESS_SPEAKER.match(candidate.text, candidate.end) is not None
    )


def _quoted(candidate: Candidate, data: LanguageData) -> bool:
    """Between the sentences of a short quotation in running text: 「…。…」と述べた."""
    rest = _REST.match(candidate.text, candidate.end)
    if rest is None or not candidate.text.startswith(data.continuations, rest.end()):
        return False
    low = max(candidate.start, candidate.begin - AHEAD)
    return _BEGUN.search(candidate.text[low : candidate.begin]) is not None


def _attributed(candidate: Candidate, data: LanguageData) -> bool:
    if not (data.speech or data.final_speech) or _QUOTES.isdisjoint(candidate.tail):
        return False
    if candidate.word in data.starters:  # `"Why?" She said nothing.`
        return False
    return _speech(data).match(candidate.text, candidate.end) is not None


def _attributed_last(candidate: Candidate, data: LanguageData) -> bool:
    """The same after a full stop, in languages whose verb comes last: `“간다.” 그가 말했다.`"""
    return bool(data.final_speech) and _attributed(candidate, data)


@lru_cache(maxsize=64)
def _speech(data: LanguageData) -> regex.Pattern[str]:
    """A subject of a few words and a verb of speech, where a sentence could start."""
    verbs = "|".join(map(regex.escape, data.speech)) or r"(?!)"
    final = "|".join(map(regex.escape, data.final_speech)) or r"(?!)"
    return regex.compile(
        rf"(?:[\p{{Lu}}\d][\p{{L}}\p{{M}}.’'-]{{0,24}}\s){{0,4}}(?:{verbs})\b"
        rf"|[^\s“”\"「」，。！？,.!?:：;।][^“”\"「」，。！？,.!?:：;।]{{0,12}}(?:{final})\s?[，。：।.۔]"
    )


def _abbreviated(candidate: Candidate, data: LanguageData) -> bool:
    return not (data.abbreviations.isdisjoint(candidate.forms) or _is_time(candidate, data))


def _inside_abbreviation(candidate: Candidate, data: LanguageData) -> bool:
    part = _PART.match(candidate.after)
    if part is None:
        return False
    return not data.heads.isdisjoint([f"{form}.{part[0]}" for form in candidate.forms])


def _before_number(candidate: Candidate, data: LanguageData) -> bool:
    if data.before_numbers.isdisjoint(candidate.forms):
        return False
    if candidate.tail[1].isdigit():  # `Fig.3 Overview`
        return True
    return _NUMBERED.match(candidate.after) is not None


def _introduced_time(candidate: Candidate, data: LanguageData) -> bool:
    if not _is_time(candidate, data) or candidate.word in data.starters:
        return False
    words = candidate.text[candidate.start : candidate.begin][:AHEAD].split()
    introduced = words[0] in data.introductions or words[0][:1].isdigit()
    if introduced and len(words) < 9:
        return True
    return candidate.word in data.after_times or _TIME_ZONE.match(candidate.after) is not None


def _is_time(candidate: Candidate, data: LanguageData) -> bool:
    return not data.times.isdisjoint(candidate.forms) and _after_number(candidate)


def _after_number(candidate: Candidate) -> bool:
    low = max(candidate.start, candidate.begin - BACK)
    return _AFTER_NUMBER.search(candidate.text[low : candidate.begin]) is not None


def _ambiguous(candidate: Candidate, data: LanguageData) -> bool:
    if candidate.word in data.starters or _is_time(candidate, data):
        return False
    if _new_subject(candidate, data):
        return False
    dotted = _DOTTED.fullmatch(candidate.forms[0]) is not None
    return dotted or not data.ambiguous.isdisjoint(candidate.forms)


def _new_subject(candidate: Candidate, data: LanguageData) -> bool:
    """A name and a verb of speech: `… in D.C. Smith added`, but `the U.S. Treasury said`."""
    if not data.articles or _subject(data.speech).match(candidate.after) is None:
        return False
    before = candidate.text[max(candidate.start, candidate.begin - BACK) : candidate.begin].split()
    return len(before) > 2 and before[-2] not in data.articles


@lru_cache(maxsize=64)
def _subject(verbs: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(rf"\p{{Lu}}\p{{Ll}}[\p{{L}}'’-]{{0,20}}\s(?:{'|'.join(verbs)})\b")


def _initial(candidate: Candidate, data: LanguageData) -> bool:
    letter = _ELIDED.sub("", candidate.forms[0])
    if _SYLLABLE.fullmatch(letter + "."):
        before = any(_SYLLABLES.fullmatch(form) for form in candidate.forms[1:])
        if before or _SYLLABLE.match(candidate.after):
            return True
    if candidate.word in data.starters or _LETTER.fullmatch(letter) is None:
        return False
    if normalize("NFC", letter) in data.words:
        return False
    unit = letter.islower() and candidate.word and _after_number(candidate)  # `3,5 m.`
    return not (unit or _is_time(candidate, data))


def _ordinal(candidate: Candidate, data: LanguageData) -> bool:
    if not data.ordinals or candidate.word in data.starters:
        return False
    number = _NUMBER.fullmatch(candidate.forms[0])
    if candidate.after[:1].isdigit() or _ROMAN.match(candidate.after):
        return number is not None and len(number[1]) <= data.ordinals
    if number and number[1] in ("1", "2", "3") and _LEAGUE.match(candidate.after):
        return True
    if number:
        return data.ordinals_before_capitals and len(number[1]) <= data.ordinals
    return data.roman_ordinals and _ROMAN.fullmatch(candidate.forms[0]) is not None


def _unbroken(candidate: Candidate, data: LanguageData) -> bool:
    space = candidate.tail[1:]
    return _NO_BREAK.issuperset(space) and len(candidate.forms[0]) < 5


def _omission(candidate: Candidate, data: LanguageData) -> bool:
    """Three spaced dots stand for omitted words; a fourth one would end the sentence."""
    spaced = candidate.text[max(candidate.begin - 1, 0)].isspace()
    return spaced and candidate.tail.rstrip() == ". . ."


def _range(candidate: Candidate, data: LanguageData) -> bool:
    """The dots in `1 … 10` and `-1 ... -9`."""
    before = candidate.text[max(candidate.begin - 2, 0) : candidate.begin].rstrip()
    dots = candidate.tail.rstrip() in ("...", "…")
    return (
        dots and before[-1:].isdigit() and _SIGNED.match(candidate.text, candidate.end) is not None
    )


def _last_word_in_brackets(candidate: Candidate, data: LanguageData) -> bool:
    """Only one word is left in brackets that opened a few words ago: `(def. 3)`."""
    if _TO_BRACKET.match(candidate.after) is None:
        return False
    before = candidate.text[max(candidate.start, candidate.begin - BACK) : candidate.begin]
    return max(map(before.rfind, "([")) > max(map(before.rfind, ")]"))


def _first_in_brackets(candidate: Candidate, data: LanguageData) -> bool:
    """A short word right after a bracket is abbreviated: `(engl. Smith)`."""
    low = max(candidate.start, candidate.begin - BACK)
    return _IN_BRACKET.search(candidate.text[low : candidate.begin]) is not None


def _short_title(candidate: Candidate, data: LanguageData) -> bool:
    tail = candidate.tail.rstrip()
    if tail[-1] in ".。" or _QUOTES.isdisjoint(tail) or candidate.word in data.starters:
        return False
    low = max(candidate.start, candidate.begin - _QUOTATION)
    before = candidate.text[low : candidate.begin]
    if low == candidate.start and _TITLE_ALONE.fullmatch(before):
        return candidate.after[:1].isupper()
    return _SHORT_TITLE.search(before) is not None


def _name(candidate: Candidate, data: LanguageData) -> bool:
    return candidate.word not in data.starters and not data.names.isdisjoint(candidate.forms)


def _no_starter(candidate: Candidate, data: LanguageData) -> bool:
    """Whether the text touching the mark may be a name: `Node.js`, `String.Format`, `1.A`."""
    before = candidate.text[max(candidate.start, candidate.begin - BACK) : candidate.begin]
    token = before.split()[-1].lstrip(_QUOTED)
    title = _TITLE.match(candidate.after)
    if title and title[1] in data.abbreviations:
        return _PLAIN.fullmatch(token) is None
    if _PLAIN.fullmatch(token) is None or (token[0].isupper() and candidate.tail[0] == "."):
        return True
    return candidate.word not in data.starters and _ROMAN.match(candidate.after) is None


# Beside a space that ends a sentence without a mark.
_SPACE: tuple[_Rule, ...] = (
    ("list marker", _is_marker),
    ("comma, colon or № follows", _punctuated),
    ("last word in brackets", _last_word_in_brackets),
)
_SPACED: tuple[_Rule, ...] = (
    ("list marker", _is_marker),
    ("lower-case word follows", _lower_case),
    ("comma, colon or № follows", _punctuated),
    ("mark alone in brackets", _bracketed),
    ("mark after a linking word", _linked),
    ("mark that introduces a quotation", _introducing),
    ("the sentence continues after the quotation", _continued),
    ("last word in brackets", _last_word_in_brackets),
)
_FULL_STOP: tuple[_Rule, ...] = (
    *_SPACED,
    ("abbreviation", _abbreviated),
    ("inside an abbreviation", _inside_abbreviation),
    ("first word in brackets", _first_in_brackets),
    ("abbreviation before a number", _before_number),
    ("time of day, or year in an introduction", _introduced_time),
    ("abbreviation, but no sentence starter follows", _ambiguous),
    ("initial", _initial),
    ("ordinal number", _ordinal),
    ("no-break space", _unbroken),
    ("speaker named after the quotation", _attributed_last),
)
_OTHER_MARK: tuple[_Rule, ...] = (
    *_SPACED,
    ("spaced ellipsis", _omission),
    ("range", _range),
    ("short quoted title", _short_title),
    ("speaker named after the quotation", _attributed),
    ("name with a mark", _name),
    ("bracket after the quotation", _cited),
)
_GLUED: tuple[_Rule, ...] = (
    ("list marker", _is_marker),
    ("no sentence starter and no space follow", _no_starter),
)
_UNSPACED: tuple[_Rule, ...] = (
    ("comma, colon or № follows", _punctuated),
    ("name with a mark", _name),
    ("inside a quotation that continues", _quoted),
    ("inside brackets", _inside_brackets),
    ("the sentence continues after the quotation", _continued),
    ("speaker named after the quotation", _attributed),
)
