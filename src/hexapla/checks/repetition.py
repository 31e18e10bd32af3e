"""Checks of repetition: doubled words, and phrases that are repeated over and over."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import eq

from hexapla.checks import tokens
from hexapla.checks.check import Remark, TextPair, error, warning
from hexapla.lazy import lazy_regex
from hexapla.message import filled, msg

__all__ = ["loops", "repeated_words"]

_WORD_OR_NUMBER = lazy_regex(r"[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*")
_LETTER_OR_DIGIT = lazy_regex(r"\p{Latin}+|[\p{L}\p{N}]")
_LONGEST_PERIOD = 12

# Words that a language may correctly repeat: "nous nous", "que que", "die die".
_DOUBLING = {
    "fr": {"nous", "vous"},
    "de": {"die", "der", "das", "sie", "den", "dem"},
    "nl": {"die", "dat", "je", "zij", "ze", "is", "had"},
    "en": {"had", "that"},
    "it": {"via", "man", "piano", "così", "quasi", "poco"},
    "la": {"se"},
    "af": {"nie"},
    "vi": {"xanh", "luôn"},
}
# Languages in which repeating a word is part of the grammar.
_REDUPLICATING = frozenset(
                           ["id", "ms", "hi", "ur", "bn", "ta", "te", "tr", "sw", "vi", "jv", "tl",
                            "fil", "mr", "gu", "pa", "ne", "si", "th", "km", "lo", "zu"]
)  # fmt: skip


def repeated_words(pair: TextPair) -> Iterator[Remark]:
    """No word is doubled, unless the source or the grammar doubles it."""
    base = pair.context.target.base
    if base in _REDUPLICATING or not pair.context.target.joiner:
        return
    source = _doubles(pair.prose[0], pair.words[0])
    allowed = _DOUBLING.get(base, set())
    for word in _doubles(pair.prose[1], pair.words[1]):
        if word.text.casefold() not in allowed and not source:
            yield warning(
                msg("{text!r} twice in a row", text=word.text), None, (word.start, word.end)
            )
            return


def _doubles(text: str, words: list[tokens.Word]) -> list[tokens.Word]:
    return [
        second
        for first, second in pairwise(words)
        if first.text.casefold() == second.text.casefold()
        and text[first.end : second.start] in (" ", "\n")
    ]


def loops(pair: TextPair) -> Iterator[Remark]:
    """No phrase is repeated over and over, as neural engines sometimes do."""
    if pair.for_programs:
        return
    pattern = _WORD_OR_NUMBER if pair.context.target.joiner else _LETTER_OR_DIGIT
    period, times = _longest_loop(pattern.findall(pair.prose[1].casefold()))
    if not times:
        return
    least = 3 if pair.context.target.joiner else 4
    _, source_times = _longest_loop(pattern.findall(pair.prose[0].casefold()))
    if source_times >= max(3, times - 1):
        return
    if times >= least or (period >= 4 and times >= 2 and source_times < 2):
        say = error if times >= least else warning
        if pair.context.target.joiner:
            one, many = (
                msg("the same word {times} times in a row"),
                msg("the same {n} words {times} times in a row"),
            )
        else:
            one, many = (
                msg("the same letter {times} times in a row"),
                msg("the same {n} letters {times} times in a row"),
            )
        yield say(filled(one if period == 1 else many, n=period, times=times))


def _longest_loop(units: list[str]) -> tuple[int, int]:
    """The length of the phrase that is repeated most often in a row, and how often; or (0, 0)."""
    best = (0, 0)
    if len(set(units)) > len(units) - 2:
        return best
    for period in range(1, min(_LONGEST_PERIOD, len(units) // 2) + 1):
        run = longest = 0
        same = list(map(eq, units[period:], units))
        for repeated in same if sum(same) >= period else ():
            run = run + 1 if repeated else 0
            if run > longest:
                longest = run
        times = longest // period + 1
        if times > 1 and times > best[1] and (period > 1 or times > 2):
            best = (period, times)
    return best
