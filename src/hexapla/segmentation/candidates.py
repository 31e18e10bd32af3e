"""Positions where a sentence could end: punctuation, closing marks after it, and the context.

A candidate is a run of sentence-ending marks, the closing quotation marks and brackets after it,
and the white space after those. Looking back and ahead is always bounded, so the time is linear.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from hexapla.lazy import lazy_regex
from hexapla.segmentation.language_data import LanguageData
from hexapla.segmentation.masking import EMOJI, SILENT

__all__ = [
    "AHEAD",
    "BACK",
    "MARKS",
    "UNSPACED_MARKS",
    "Candidate",
    "candidate",
    "is_casual",
    "spans",
]

# How many code points a rule looks back and ahead.
BACK, AHEAD = 40, 60

MARKS = ".!?…‼⁇⁈⁉۔؟"
# Marks that end a sentence without a space after them. Two Ethiopic word separators act as a full
# stop, and the Khmer ។ល។ means "and so on".
UNSPACED_MARKS = "。！？｡．।॥։።፧፨။។៕᱾᱿꯫᠃᠉"
_INVISIBLE = "\u200b\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CLOSERS = "”’»›)]}」』）】》〉*_~`´" + _INVISIBLE
# Closing marks in some languages, opening in others: closing if they touch the mark.
_EITHER = "\"'“‘«‹"
_GUILLEMET = lazy_regex("[«»]")
_DOUBLE_QUOTES = '"“”«»„'
_OPENERS = "\"'“”„«»‘’‚‹›([{（「『【《〈¿¡*_~`—–-" + _INVISIBLE + SILENT
# Two commas, or one that touches a capital, are an opening quotation mark: `,,Ano`, `,Ano`.
_SKIPPED = lazy_regex(rf"(?:[\s{regex.escape(_OPENERS)}]++|,,|,(?=\p{{Lu}}))*+")
# An initial is not a word: the A in `J. A. Smith` is not an article.
_NEXT_WORD = lazy_regex(r"(?!\p{L}\.)[\p{L}\p{M}]++")
_WHOLE = lazy_regex(r"-\p{L}|\p{L}{1,3}/\p{L}{1,3}")  # the option `-f` and the unit `m/s`
_COMPOUND = lazy_regex(rf"[-‑–—’'/>{SILENT}]")
# What may be attached to an abbreviation or a name: a number (`1870թ.`), a prefix in Bantu
# languages (`uDr.`), or a word in a script without spaces.
_GLUED = lazy_regex(
    r"(?:\d[\d.,]*+|\p{Ll}{1,4}(?=\p{Lu})|\p{Lu}(?=\p{Lu}\p{Ll})|[\p{Han}\p{Hiragana}\p{Katakana}]++)"
    r"([\p{L}\p{M}.]++)"
)

# A full stop, exclamation mark or question mark, and spaces, between two words.
_JOINTS = lazy_regex(
    r"[.!?]\s{1,3}+(?<=\p{L}(?:\.|[!?]{1,3})\s{1,3})(?:\p{Lu}|\p{Ll}(?!\p{L}?+\.))"
)
_LAST_WORD = lazy_regex(r"(?<![\p{L}\p{M}.-])[\p{L}\p{M}]{3,20}+\Z")
_FIRST_LETTER = lazy_regex(r"\p{L}")

# Emoji, with their joiners and modifiers, but not the signs © ® ™.
_EMOJI = (
    rf"(?:[[{EMOJI}\p{{Extended_Pictographic}}\U0001f1e6-\U0001f1ff]--[©®™]]"
    r"[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\u200d\U000e0020-\U000e007f]*+)"
)
_EMOTICON = r"(?:[:;=]['’]?-?[()DPpOo/|*3]++|<3|\^_?\^|xD)(?=\s|\Z)"
# Where a post on a social network ends without a mark: after a link, an emoji or a hashtag.
_POSTS = (
    rf"(?:https?://\S++(?<![.!?])|{_EMOJI}++|…|{_EMOTICON})\K\s++(?=[\p{{Lu}}@\"“«#])"
    r"|#[\p{L}\p{N}_]++\K\s++(?=[\p{Lu}@])|(?<=\S)\s++(?=RT @)"
)
_HANDLE = lazy_regex(r"(?<![\w.])[@#]\w")
_LEADING_EMOJI = lazy_regex(rf"(?V1)\s*+{_EMOJI}")


class Candidate(NamedTuple):
    """A position to decide on. ``forms`` are the spellings of the text before its mark."""

    text: str
    start: int  # of the segment so far
    begin: int  # of the marks
    end: int  # of the white space after them: the offset
    tail: str  # marks, closing quotation marks and brackets, white space
    after: str  # what follows, without opening quotation marks and brackets
    word: str  # the first word of what follows
    forms: tuple[str, ...]
    casual: bool  # in a text that often begins sentences with small letters


def is_casual(text: str, data: LanguageData) -> bool:
    """Whether sentences of the text often begin with small letters, as in chats and comments.

    A sentence counts if its last word isn't an abbreviation. At least two of them, and a seventh,
    must begin with a small letter; one is enough if the text itself begins with one.
    """
    small = capital = 0
    for match in _JOINTS.finditer(text):
        if match[0][-1].isupper():
            capital += 1
        elif (
            word := _LAST_WORD.search(text[max(match.start() - 24, 0) : match.start()].rstrip("!?"))
        ) and word[0] not in data.abbreviating:
            small += 1
    first = _FIRST_LETTER.search(text)
    return 7 * small >= small + capital and small > (first is None or not first[0].islower())


def spans(data: LanguageData, text: str) -> Iterator[tuple[int, int, str]]:
    """The offset and start of every candidate.

    A quotation mark after the marks that opens the next sentence is no part of the candidate.
    """
    leading = _LEADING_EMOJI.match(text) is not None
    posts = len(_HANDLE.findall(text)) > 1
    pattern = _pattern(data.terminators, data.finals, data.openings, leading, posts)
    quotes = _Quotes(text)
    for match in pattern.finditer(text):
        begin, end = match.span()
        quote = match.start("quote")
        if quote >= 0 and quotes.opens(quote):
            end = quote
        yield end, begin, ""


class _Quotes:
    """Counts the quotation marks of a text, from its start to its end, paragraph by paragraph."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counts = dict.fromkeys(_DOUBLE_QUOTES, 0)
        self._first = ""  # of « and »

    def opens(self, at: int) -> bool:
        """Whether a mark with spaces on both sides (or after 。 on neither) opens a quotation.

        An odd-numbered straight mark opens. “ closes what „ opened. » opens if every earlier one
        was closed by «, as in »these« quotation marks.
        """
        blank = self._text.rfind("\n\n", self._at, at)
        if blank >= 0:
            self._at, self._first = blank, ""
            self._counts = dict.fromkeys(_DOUBLE_QUOTES, 0)
        counts = self._counts
        if not self._first and (found := _GUILLEMET.search(self._text, self._at, at)):
            self._first = found[0]
        for mark in counts:
            counts[mark] += self._text.count(mark, self._at, at)
        self._at = at
        match self._text[at]:
            case "“":
                return counts["„"] <= counts["“"]
            case "»":
                return self._first == "»" and counts["»"] == counts["«"]
        return sum(counts.values()) % 2 == 0


@lru_cache(maxsize=64)
def _pattern(
    terminators: str, finals: tuple[str, ...], openings: tuple[str, ...], leading: bool, posts: bool
) -> regex.Pattern[str]:
    """Marks, closing marks after them (more marks, quotation marks, emoji, footnotes), white space.

    ``terminators`` are the language's own marks in addition to the common ones; ``finals`` and
    ``openings`` are words beside a space that ends a sentence without a mark. Emoji are part of the
    sentence before them unless they are ``leading``: the text starts with one. ``posts`` on social
    networks may end without a mark.
    """
    marks, either = regex.escape(MARKS + terminators), regex.escape(_EITHER)
    closers = rf"(?:[{regex.escape(_CLOSERS)}]|{SILENT}++)"
    end = rf"(?=\s|[{marks}])"
    smiles = rf"{SILENT}*+(?:{_EMOTICON if leading else rf'{_EMOJI}++|{_EMOTICON}'})"
    notes = (
        rf"(?<={SILENT})\d{{1,3}}(?={SILENT})|\s?\[\d{{1,3}}\]|[¹²³⁰-⁹]"
        r"|(?<=\p{Ll}{2}[.!?][\"”’)»]?)\d{1,2}(?=\s+[\"“«(]?\p{Lu})"
    )
    closing = (
        rf"(?:{closers}|[{either}]|\s?[{marks}]++(?![\p{{L}}\p{{N}}])|\s[›”)\]]{{1,3}}{end}"
        rf"|\s(?:(?P<quote>[\"“»]){end}|''?{end})|{notes}|\s?(?:{smiles}))"
    )
    space = rf"(?:\s++(?:[{_INVISIBLE}]++(?=\s))?+)++"
    ideographic = (
        rf"(?:[{UNSPACED_MARKS}](?<!．(?=\d)|។(?=ល។))|፡፡|(?<=[\p{{Ethiopic}}][\"”»]?)::)++"
    )
    # Only the first mark of a run is tried: otherwise a long run would take quadratic time.
    alternatives = [
        rf"(?<![{marks}]\s?)[{marks}]++(?:\s[{marks}]++(?![\p{{L}}\p{{N}}]))*+{closing}{{0,12}}+{space}",
        rf"(?:{ideographic}(?:\s?[{MARKS}{UNSPACED_MARKS}]++(?![\p{{L}}\p{{N}}]))*+{closers}*+)++"
        rf"(?:\[\d{{1,3}}\]|[¹²³⁰-⁹]|\s?(?:{smiles})){{0,12}}+"
        rf"(?:[{either}]*+(?:\s(?:[›”)\]]{{1,3}}|(?P<quote>[\"“»])|''?){end})?+{space}|(?P<quote>\")?+)",
        rf"(?<![!?])[!?]++{closers}*+(?=[[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Khmer}}\p{{Myanmar}}\p{{Lao}}\p{{Thai}}]&&\p{{L}}]|[「『（【《])",
        r"[.!?](?<=[\p{Ll}\d]{2}.|\s\d.|[\p{L}\d][!?])"
        r"(?=\p{Lu}(?:[\p{L}\p{M}]*+(?:['’]\p{L}++)?+\.?|[\p{L}\p{M}]++,)\s)",
    ]
    if finals:
        alternatives.append(rf"(?<=(?<![\u0f40-\u0fbc]){_words(finals)}་?[\"”’)»]?)\s++")
    if openings:
        alternatives.append(rf"(?<=\S)\s++(?=[\"“‘«(]?{_words(openings)})")
    if posts:
        alternatives.append(_POSTS)
    return regex.compile("(?V1)" + "|".join(alternatives))


def _words(words: tuple[str, ...]) -> str:
    return rf"(?:{'|'.join(map(regex.escape, words))})"


def candidate(text: str, start: int, begin: int, end: int, casual: bool) -> Candidate:
    """The candidate at an offset, with the context that the rules look at."""
    skipped = _SKIPPED.match(text, end)
    next_ = skipped.end() if skipped else end
    after = text[next_ : next_ + AHEAD]
    match = _NEXT_WORD.match(after)
    forms = _forms(text[max(start, begin - BACK) : begin]) if text[begin] in ".!?" else ()
    return Candidate(
        text, start, begin, end, text[begin:end], after, match[0] if match else "", forms, casual
    )


def _forms(before: str) -> tuple[str, ...]:
    """How the abbreviation at the end of a text may be spelled in the data, the whole word first.

    For `d'Ing` also `Ing`; for `z. B` also `z.B`; for `u. s. w` also `u.s.w`.
    """
    words = before.rstrip(SILENT + _INVISIBLE).split()
    if not words:
        return ("",)
    last = words[-1].rpartition("(")[2]
    if _WHOLE.fullmatch(last):
        return (last,)
    forms = [last.lstrip(_OPENERS)]
    last = _COMPOUND.split(forms[0])[-1]
    if last != forms[0]:
        forms.append(last)
    glued = _GLUED.fullmatch(last)
    if glued:
        forms.append(glued[1])
    chain = forms[0]
    for previous in reversed(words[-3:-1]):
        if not previous.endswith(".") or len(previous) > 6:
            break
        chain = previous.lstrip(_OPENERS) + chain
        forms.append(chain)
    return tuple(forms)
