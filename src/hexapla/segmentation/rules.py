"""The rules: which offsets could begin a new sentence, and what speaks against each.

A candidate is a run of sentence-ending marks with the closing quotation marks and brackets after
it, and the white space after those. The first rule of its table that applies stops it; where none
does, the text is cut. All looking back and ahead is bounded, so the time is linear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import merge
from itertools import pairwise
from typing import NamedTuple

import regex

from hexapla.segmentation.language_data import LanguageData, load
from hexapla.segmentation.masking import CONTENT, SILENT, dateline_end, forced_breaks, mask

__all__ = ["Decision", "Segmenter"]

# Code points that a rule looks back and ahead.
_BACK, _AHEAD, _QUOTATION = 40, 60, 80

_MARKS = ".!?…‼⁇⁈⁉۔؟"
# Marks that end a sentence without a space after them.
_UNSPACED_MARKS = "。！？｡．।॥։።፧፨။។៕"
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CLOSERS = "”’»›)]}」』）】》〉*_~`´" + _BIDI
# Closing in some languages and opening in others: closing where they touch the mark.
_EITHER = "\"'“‘«‹"
_OPENERS = "\"'“”„«»‘’‚‹›([{（「『【《〈¿¡*_~`—–-" + _BIDI + SILENT
_SKIPPED = regex.compile(rf"[\s{regex.escape(_OPENERS)}]*+")
_QUOTES = frozenset("\"'”’»›“‘«‹」』")
_BRACKETS_OPENING, _BRACKETS_CLOSING = "（(《〈【", "）)》〉】"
_NO_BREAK = frozenset("\u00a0\u2007\u202f")

_WORD = regex.compile(rf"[\p{{L}}\p{{N}}{CONTENT}]")
# An initial is no word: the A of `J. A. Smith` is no article.
_NEXT_WORD = regex.compile(r"(?!\p{L}\.)[\p{L}\p{M}]++")
_BARE_MARKER = regex.compile(r"\W*(?:\d{1,3}|\p{L}|[ivxIVX]{1,5})[.)]{1,2}\W*")
_CAMEL = regex.compile(r"\p{Ll}{1,4}-?\p{Lu}")
_APOSTROPHED = regex.compile(r"['’ʼ‘]\p{Ll}{1,2}\s\p{Lu}")
_LEADING_ELLIPSIS = regex.compile(r"(?:\.{2,3}|…)[\p{L}\p{N}]")
# A letter alone is an initial; in the Indic and East Asian scripts it is as often a word, and so
# are small vowels: the Italian è, the Hungarian ő, the Russian я.
_LETTER = regex.compile(
    r"(?![éèêíìóòôúùàáâőöüøåæяєїюы])[\p{Lu}\p{Ll}\p{Arabic}\p{Hebrew}\p{Ethiopic}]\p{M}*+"
)
_DOTTED = regex.compile(r"\p{L}\p{M}*+(?:\.-?\p{L}\p{M}*+)+")
_NUMBER = regex.compile(r"(?:\d{1,3}\.[-–/])?(\d{1,4})")
_TIME_ZONE = regex.compile(r"(?:\p{Lu}{1,3}T|UTC)\b|(?:\p{Lu}\.){2}")
_AFTER_NUMBER = regex.compile(r"(?:\d|\b[IVXLCDM]{1,8})\s?[\p{L}\p{M}.]{1,6}(?:\s[\p{L}.]{1,4})?\Z")
_COMPOUND = regex.compile(rf"[-‑–—’'/>{SILENT}]")
_ROMAN = regex.compile(r"[IVXLCDM]{2,8}\b")
_INSIDE_BRACKETS = regex.compile(r"[^（(《〈【）)》〉】]{0,40}[）》〉】]")
_SHORT_TITLE = regex.compile(
    r"(?<![,:]\s?)\s[\"'“”„«»‘]\s?[\p{Lu}\d][\w’'-]*+(?:\s[\p{Lu}\d][\w’'-]*+){0,4}\Z"
)

_WORDLESS = "no letter or digit"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one offset: whether a segment begins there, and by which rule."""

    offset: int
    breaks: bool
    rule: str


class _Candidate(NamedTuple):
    """An offset in question. ``forms`` are the spellings of what stands before its mark."""

    text: str
    start: int  # of the segment so far
    begin: int  # of the marks
    end: int  # of the white space after them: the offset
    tail: str  # marks, closing quotation marks and brackets, white space
    after: str  # what follows, without opening quotation marks and brackets
    word: str  # the first word of that
    forms: tuple[str, ...]


_Rule = tuple[str, Callable[[_Candidate, LanguageData], bool]]


class Segmenter:
    """Cuts the text of a block into segments, one sentence each.

    Parameters: ``language`` is a BCP 47 tag; ``abbreviations`` are further ones that never end a
    sentence (`Abt.`, `z. Hd.`); ``paragraphwise`` keeps every paragraph whole.

    ``supported`` tells whether the language has data of its own; the others get generic rules.
    ``paragraphwise`` is also true for languages that mark no sentence ends, such as Thai and Lao.
    """

    def __init__(
        self, language: str, *, abbreviations: Iterable[str] = (), paragraphwise: bool = False
    ) -> None:
        data = load(language)
        self.language = language
        self.supported = data.own
        self.paragraphwise = paragraphwise or data.paragraphwise
        self._data = data.with_abbreviations(abbreviations)
        self._pattern = _pattern(data.terminators)

    def __call__(self, text: str, atoms: Sequence[tuple[int, int]] = ()) -> list[str]:
        """The segments of a text. Joined they are the text; white space stays at their ends.

        ``atoms`` are spans of code points that are never cut and whose marks end no sentence: tags,
        code, placeholders. A line end is a space, a blank line always cuts. An empty text has no
        segments.
        """
        cuts = [decision.offset for decision in self.explain(text, atoms) if decision.breaks]
        bounds = [0, *cuts, len(text)] if text else []
        return [text[start:end] for start, end in pairwise(bounds)]

    def explain(self, text: str, atoms: Sequence[tuple[int, int]] = ()) -> list[Decision]:
        """Each offset that was considered, in order, with the rule that cut there or stopped it."""
        masked = mask(text, atoms)
        decisions = list(self._decide(masked))
        last = next((at for at in reversed(range(len(decisions))) if decisions[at].breaks), None)
        if last is not None and not _WORD.search(masked, decisions[last].offset):
            decisions[last] = Decision(decisions[last].offset, False, _WORDLESS)
        return decisions

    def _decide(self, text: str) -> Iterator[Decision]:
        forced = ((offset, -1, rule) for offset, rule in forced_breaks(text, self._data.ordinals))
        found = () if self.paragraphwise else _spans(self._pattern, text)
        start = seen = 0
        dateline = dateline_end(text, start)
        worded = False
        for end, begin, rule in merge(forced, found):
            if not seen < end < len(text):
                continue
            worded = worded or _WORD.search(text, seen, end) is not None
            seen = end
            if not worded:
                decision = Decision(end, False, _WORDLESS)
            elif begin < 0:
                decision = Decision(end, True, rule)
            elif begin < dateline:
                decision = Decision(end, False, "dateline")
            else:
                decision = self._judge(_candidate(text, start, begin, end))
            yield decision
            if decision.breaks:
                start, worded = end, False
                dateline = dateline_end(text, start) if begin < 0 else dateline

    def _judge(self, candidate: _Candidate) -> Decision:
        for rule, applies in _table(candidate):
            if applies(candidate, self._data):
                return Decision(candidate.end, False, rule)
        return Decision(candidate.end, True, f"sentence ends with {candidate.tail[0]}")


def _spans(pattern: regex.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    """Offset and beginning of every candidate.

    A straight quotation mark after 。 with no space on either side closes if it is an even one.
    """
    quotes = counted = 0
    for match in pattern.finditer(text):
        begin, end = match.span()
        if text[end - 1] == '"':
            quotes += text.count('"', counted, end - 1)
            counted = end - 1
            end -= 1 - quotes % 2
        yield end, begin, ""


@lru_cache(maxsize=64)
def _pattern(terminators: str) -> regex.Pattern[str]:
    """Marks, what closes after them (more marks, quotation marks, footnote numbers), white space.

    ``terminators`` are the marks of the language beside the common ones.
    """
    marks = regex.escape(_MARKS + terminators)
    closers, either = regex.escape(_CLOSERS), regex.escape(_EITHER)
    end = rf"(?=\s|[{marks}])"
    closing = (
        rf"(?:[{closers}{either}]|{SILENT}++|\s?[{marks}]++(?![\p{{L}}\p{{N}}])|\s[»›”)\]]{{1,3}}{end}"
        rf"|\s(?:\"|''){end}|\s?\[\d{{1,3}}\]|[¹²³⁰-⁹])"
    )
    # A run of marks is tried from its first one only: otherwise a long one takes quadratic time.
    return regex.compile(
        rf"(?<![{marks}]\s?)[{marks}]++(?:\s[{marks}]++(?![\p{{L}}\p{{N}}]))*+{closing}{{0,12}}+\s++"
        rf"|(?:(?:[{_UNSPACED_MARKS}](?<!．(?=\d)))++[{closers}{SILENT}]*+)++"
        rf"(?:[{either}]*+(?:\s[»›”)\]]{{1,3}}{end})?+\s++|\"?+)"
        rf"|(?<![!?])[!?]++[{closers}{SILENT}]*+(?=[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}])"
    )


def _candidate(text: str, start: int, begin: int, end: int) -> _Candidate:
    skipped = _SKIPPED.match(text, end)
    next_ = skipped.end() if skipped else end
    after = text[next_ : next_ + _AHEAD]
    match = _NEXT_WORD.match(after)
    forms = _forms(text[max(start, begin - _BACK) : begin]) if text[begin] in ".!?" else ()
    return _Candidate(
        text, start, begin, end, text[begin:end], after, match[0] if match else "", forms
    )


def _forms(before: str) -> tuple[str, ...]:
    """How the abbreviation at the end of some text may be spelt in the data, the whole word first.

    For `d'Ing` also `Ing`; for `z. B` also `z.B`; for `u. s. w` also `u.s.w`.
    """
    words = before.rstrip(SILENT).split()
    if not words:
        return ("",)
    forms = [words[-1].rpartition("(")[2].lstrip(_OPENERS)]
    last = _COMPOUND.split(forms[0])[-1]
    if last != forms[0]:
        forms.append(last)
    chain = forms[0]
    for previous in reversed(words[-3:-1]):
        if not previous.endswith(".") or len(previous) > 6:
            break
        chain = previous.lstrip(_OPENERS) + chain
        forms.append(chain)
    return tuple(forms)


def _table(candidate: _Candidate) -> tuple[_Rule, ...]:
    mark = candidate.tail[0]
    if mark in _UNSPACED_MARKS or not candidate.tail[-1].isspace():
        return _UNSPACED
    if mark == "." and not any(other in _MARKS for other in candidate.tail[1:]):
        return _FULL_STOP
    return _OTHER_MARK


def _is_marker(candidate: _Candidate, data: LanguageData) -> bool:
    piece = candidate.text[candidate.start : candidate.end]
    return len(piece) < 12 and _BARE_MARKER.fullmatch(piece) is not None


def _lower_case(candidate: _Candidate, data: LanguageData) -> bool:
    first = candidate.after[:1]
    if not first.islower() or "\u10d0" <= first <= "\u10ff":  # Georgian has no sentence capitals
        return False
    text, end = candidate.text, candidate.end
    return not (
        _CAMEL.match(candidate.after)
        or _APOSTROPHED.match(text, end)
        or _LEADING_ELLIPSIS.match(text, end)
    )


def _punctuated(candidate: _Candidate, data: LanguageData) -> bool:
    return candidate.after[:1] in (",", ";", ":", "،", "؛", "、", "，")


def _bracketed(candidate: _Candidate, data: LanguageData) -> bool:
    return candidate.text[candidate.begin - 1 : candidate.begin] in ("(", "[")


def _inside_brackets(candidate: _Candidate, data: LanguageData) -> bool:
    text = candidate.text
    closed = candidate.tail.rstrip()[-1] in _BRACKETS_CLOSING
    if closed and text[candidate.start] not in _BRACKETS_OPENING:
        return True
    return _INSIDE_BRACKETS.match(text, candidate.end) is not None


def _continued(candidate: _Candidate, data: LanguageData) -> bool:
    closed = candidate.tail.rstrip()[-1:] in "\"'”’」』）)"
    return closed and candidate.after.startswith(data.continuations)


def _attributed(candidate: _Candidate, data: LanguageData) -> bool:
    if not (data.speech or data.final_speech) or _QUOTES.isdisjoint(candidate.tail):
        return False
    return _speech(data).match(candidate.text, candidate.end) is not None


@lru_cache(maxsize=64)
def _speech(data: LanguageData) -> regex.Pattern[str]:
    """A subject of a few words and a verb of speech, where a sentence could begin."""
    verbs = "|".join(map(regex.escape, data.speech)) or r"(?!)"
    final = "|".join(map(regex.escape, data.final_speech)) or r"(?!)"
    return regex.compile(
        rf"(?:[\p{{Lu}}\d][\p{{L}}\p{{M}}.’'-]{{0,24}}\s){{0,4}}(?:{verbs})\b"
        rf"|[^\s“”\"「」，。！？,.!?:：;।][^“”\"「」，。！？,.!?:：;।]{{0,12}}(?:{final})\s?[，。：।.]"
    )


def _abbreviated(candidate: _Candidate, data: LanguageData) -> bool:
    return not data.abbreviations.isdisjoint(candidate.forms)


def _before_number(candidate: _Candidate, data: LanguageData) -> bool:
    if data.before_numbers.isdisjoint(candidate.forms):
        return False
    return candidate.after[:1].isdigit() or _ROMAN.match(candidate.after) is not None


def _introduced_time(candidate: _Candidate, data: LanguageData) -> bool:
    if not _is_time(candidate, data) or candidate.word in data.starters:
        return False
    words = candidate.text[candidate.start : candidate.begin][:_AHEAD].split()
    introduced = words[0] in data.introductions or words[0][:1].isdigit()
    return (introduced and len(words) < 9) or _TIME_ZONE.match(candidate.after) is not None


def _is_time(candidate: _Candidate, data: LanguageData) -> bool:
    return not data.times.isdisjoint(candidate.forms) and _after_number(candidate)


def _after_number(candidate: _Candidate) -> bool:
    low = max(candidate.start, candidate.begin - _BACK)
    return _AFTER_NUMBER.search(candidate.text[low : candidate.begin]) is not None


def _ambiguous(candidate: _Candidate, data: LanguageData) -> bool:
    if candidate.word in data.starters or _is_time(candidate, data):
        return False
    dotted = _DOTTED.fullmatch(candidate.forms[0]) is not None
    return dotted or not data.ambiguous.isdisjoint(candidate.forms)


def _initial(candidate: _Candidate, data: LanguageData) -> bool:
    letter = candidate.forms[0]
    if candidate.word in data.starters or _LETTER.fullmatch(letter) is None:
        return False
    unit = letter.islower() and candidate.word and _after_number(candidate)  # `3,5 m.`
    return not (unit or _is_time(candidate, data))


def _ordinal(candidate: _Candidate, data: LanguageData) -> bool:
    if not data.ordinals or candidate.word in data.starters:
        return False
    number = _NUMBER.fullmatch(candidate.forms[0])
    if candidate.after[:1].isdigit() or _ROMAN.match(candidate.after):
        return number is not None and len(number[1]) <= data.ordinals
    if not data.ordinals_before_capitals:
        return False
    if number:
        return len(number[1]) <= data.ordinals
    return _ROMAN.fullmatch(candidate.forms[0]) is not None


def _unbroken(candidate: _Candidate, data: LanguageData) -> bool:
    space = candidate.tail[1:]
    return _NO_BREAK.issuperset(space) and len(candidate.forms[0]) < 5


def _short_title(candidate: _Candidate, data: LanguageData) -> bool:
    if _QUOTES.isdisjoint(candidate.tail) or candidate.word in data.starters:
        return False
    low = max(candidate.start, candidate.begin - _QUOTATION)
    return _SHORT_TITLE.search(candidate.text[low : candidate.begin]) is not None


def _name(candidate: _Candidate, data: LanguageData) -> bool:
    return candidate.word not in data.starters and not data.names.isdisjoint(candidate.forms)


_SPACED: tuple[_Rule, ...] = (
    ("list marker", _is_marker),
    ("lower-case word follows", _lower_case),
    ("comma or colon follows", _punctuated),
    ("mark alone in brackets", _bracketed),
    ("sentence goes on after the quotation", _continued),
)
_FULL_STOP: tuple[_Rule, ...] = (
    *_SPACED,
    ("abbreviation", _abbreviated),
    ("abbreviation before a number", _before_number),
    ("time of day or year in an introduction", _introduced_time),
    ("abbreviation before no sentence starter", _ambiguous),
    ("initial", _initial),
    ("ordinal number", _ordinal),
    ("no-break space", _unbroken),
)
_OTHER_MARK: tuple[_Rule, ...] = (
    *_SPACED,
    ("short quoted title", _short_title),
    ("speaker named after the quotation", _attributed),
    ("name with a mark", _name),
)
_UNSPACED: tuple[_Rule, ...] = (
    ("comma or colon follows", _punctuated),
    ("inside brackets", _inside_brackets),
    ("sentence goes on after the quotation", _continued),
    ("speaker named after the quotation", _attributed),
)
