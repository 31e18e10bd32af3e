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
from hexapla.segmentation.masking import SILENT

__all__ = ["AHEAD", "BACK", "MARKS", "UNSPACED_MARKS", "Candidate", "pattern", "spans"]

# How many code points a rule looks back and ahead.
BACK, AHEAD = 40, 60

MARKS = ".!?…‼⁇⁈⁉۔؟"
# Marks that end a sentence without a space after them. Two Ethiopic word separators act as a full
# stop, and the Khmer ។ល។ means "and so on".
UNSPACED_MARKS = "。！？｡．।॥։።፧፨။។៕᱾᱿꯫᠃᠉"
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CLOSERS = "”’»›)]}」』）】》〉*_~`´" + _BIDI
# Closing marks in some languages, opening in others: closing if they touch the mark.
_EITHER = "\"'“‘«‹"
_OPENERS = "\"'“”„«»‘’‚‹›([{（「『【《〈¿¡*_~`—–-" + _BIDI + SILENT
_SKIPPED = lazy_regex(rf"[\s{regex.escape(_OPENERS)}]*+")
# An initial is not a word: the A in `J. A. Smith` is not an article.
_NEXT_WORD = lazy_regex(r"(?!\p{L}\.)[\p{L}\p{M}]++")
_OPTION = lazy_regex(r"-\p{L}")  # an option of a command: `-f`
_COMPOUND = lazy_regex(rf"[-‑–—’'/>{SILENT}]")


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


def spans(pattern: regex.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    """The offset and start of every candidate.

    A straight quotation mark after 。 without spaces around it closes if it is even-numbered.
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
def pattern(terminators: str) -> regex.Pattern[str]:
    """Marks, closing marks after them (more marks, quotation marks, footnote numbers), white space.

    ``terminators`` are the language's own marks in addition to the common ones.
    """
    marks = regex.escape(MARKS + terminators)
    closers, either = regex.escape(_CLOSERS), regex.escape(_EITHER)
    end = rf"(?=\s|[{marks}])"
    closing = (
        rf"(?:[{closers}{either}]|{SILENT}++|\s?[{marks}]++(?![\p{{L}}\p{{N}}])|\s[»›”)\]]{{1,3}}{end}"
        rf"|\s(?:\"|''){end}|\s?\[\d{{1,3}}\]|[¹²³⁰-⁹])"
    )
    # Only the first mark of a run is tried: otherwise a long run would take quadratic time.
    return regex.compile(
        rf"(?<![{marks}]\s?)[{marks}]++(?:\s[{marks}]++(?![\p{{L}}\p{{N}}]))*+{closing}{{0,12}}+\s++"
        rf"|(?:(?:[{UNSPACED_MARKS}](?<!．(?=\d)|។(?=ល។))|፡፡)++[{closers}{SILENT}]*+)++"
        rf"(?:[{either}]*+(?:\s[»›”)\]]{{1,3}}{end})?+\s++|\"?+)"
        rf"|(?<![!?])[!?]++[{closers}{SILENT}]*+(?=[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}])"
        rf"|[.!?](?<=[\p{{Ll}}\d]{{2}}.)(?=\p{{Lu}}[\p{{L}}\p{{M}}]*+\.?\s)"
    )


def candidate(text: str, start: int, begin: int, end: int) -> Candidate:
    skipped = _SKIPPED.match(text, end)
    next_ = skipped.end() if skipped else end
    after = text[next_ : next_ + AHEAD]
    match = _NEXT_WORD.match(after)
    forms = _forms(text[max(start, begin - BACK) : begin]) if text[begin] in ".!?" else ()
    return Candidate(
        text, start, begin, end, text[begin:end], after, match[0] if match else "", forms
    )


def _forms(before: str) -> tuple[str, ...]:
    """How the abbreviation at the end of a text may be spelled in the data, the whole word first.

    For `d'Ing` also `Ing`; for `z. B` also `z.B`; for `u. s. w` also `u.s.w`.
    """
    words = before.rstrip(SILENT + _BIDI).split()
    if not words:
        return ("",)
    last = words[-1].rpartition("(")[2]
    if _OPTION.fullmatch(last):
        return (last,)
    forms = [last.lstrip(_OPENERS)]
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
