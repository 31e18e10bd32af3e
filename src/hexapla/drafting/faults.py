"""What is obviously wrong with a translation."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["LETTERS", "NUMBER", "Fault", "faults", "numbers_of"]

# Lower and upper limit of the target's length divided by the source's, in characters; beyond them
# something is missing or made up. A Chinese or Japanese character counts as 2.5 letters.
_SHORTEST, _LONGEST = 0.3, 3.0
_IDEOGRAPH = 2.5
_FEW_CHARACTERS = 20
# Texts with fewer words or letters are too short to judge.
_FEW_WORDS, _FEW_LETTERS = 4, 10
_COPIED = 0.6
# The letters and the confidence from which a text's language is believed to be known.
_MANY_LETTERS, _CERTAIN = 30, 0.95
_IN_SCRIPT = 0.3
# The longest phrase, in words, that is checked for repetition; the longest word that may occur
# twice in a row; and in how many places the same three words count as a loop.
_LONGEST_LOOP = 12
_SHORT_WORD = 3
_LOOP_TIMES = 3
# The count for a phrase that is repeated immediately.
_IMMEDIATE = 1_000

_WORD = lazy_re(r"[^\W_]+(?:['’-][^\W_]+)*")
LETTERS = lazy_re(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
"""A word without digits."""
NUMBER = lazy_re(r"(?<![^\W\d_])\d+(?:[.,:\u00a0\u202f'’]\d+)*")
"""A number with its separators."""
_DIGIT = lazy_re(r"\d")
# The first words of the Unicode names of a script's letters. Only scripts in this table are
# checked.
_NAMES = {
    "Latn": ("LATIN",), "Cyrl": ("CYRILLIC",), "Grek": ("GREEK",), "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",), "Hans": ("CJK",), "Hant": ("CJK",), "Deva": ("DEVANAGARI",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"), "Kore": ("HANGUL", "CJK"), "Thai": ("THAI",),
    "Geor": ("GEORGIAN",), "Armn": ("ARMENIAN",), "Beng": ("BENGALI",), "Taml": ("TAMIL",),
}  # fmt: skip


class Fault(Enum):
    """What is wrong with a translation, the worst first; the value describes it to readers."""

    EMPTY = msg("there is no translation")
    LOOP = msg("words are repeated over and over")
    SCRIPT = msg("it is in the wrong script")
    COPIED = msg("most of it is still the source text")
    LANGUAGE = msg("it is in the source language")
    SHORT = msg("it is much shorter than the source")
    LONG = msg("it is much longer than the source")
    NUMBERS = msg("its numbers differ from the source's")


def faults(
    source: str, text: str, languages: tuple[Language, Language], *, conversing: bool = False
) -> list[Fault]:
    """The faults of a translation; ``languages`` are the source's and the target's.

    ``conversing`` says that it may be an answer to the sentence, such as a refusal.
    """
    if not text.strip():
        return [Fault.EMPTY] if source.strip() else []
    found = []
    if (repeats := _repeats(text)) and repeats > max(_repeats(source), _most_frequent(source, 2)):
        found.append(Fault.LOOP)
    ratio = _length(text, languages[1]) / max(_length(source, languages[0]), 1)
    if len(source) >= _FEW_CHARACTERS and ratio < _SHORTEST:
        found.append(Fault.SHORT)
    if max(len(source), len(text)) >= _FEW_CHARACTERS and ratio > _LONGEST:
        found.append(Fault.LONG)
    if _in_other_script(text, languages[1]):
        found.append(Fault.SCRIPT)
    if languages[0].base != languages[1].base and _copied(source, text):
        found.append(Fault.COPIED)
    if conversing and not found and _in_source_language(text, languages):
        found.append(Fault.LANGUAGE)
    if numbers_of(source) != numbers_of(text):
        found.append(Fault.NUMBERS)
    return found


def _repeats(text: str) -> int:
    """How often words are repeated that shouldn't be; 0 if there is no loop.

    A loop is a long word twice in a row, a short word or two words three times, or a longer phrase
    twice. Three words that occur in three places are a loop too.
    """
    words = _folded(text)
    if len(set(words)) == len(words):
        return 0
    for size, times in _distances(words).items():
        wanted = {1: 1, 2: 4}.get(size, size)
        if times >= wanted and _is_periodic(words, size, wanted):
            return _IMMEDIATE
    times = _most_frequent(text, 3)
    return times if times >= _LOOP_TIMES else 0


def _is_periodic(words: Sequence[str], size: int, wanted: int) -> bool:
    """Whether ``wanted`` words in a row equal the words ``size`` positions before them."""
    run = 0
    for at in range(size, len(words)):
        run = run + 1 if words[at] == words[at - size] else 0
        # A short word may occur twice in a row.
        if run >= wanted and (size > 1 or run > 1 or len(words[at]) > _SHORT_WORD):
            return True
    return False


def _distances(words: Sequence[str]) -> Counter[int]:
    """Count the distances between occurrences of the same word, up to the longest loop."""
    most = min(len(words) // 2, _LONGEST_LOOP)
    places: dict[str, list[int]] = {}
    found: Counter[int] = Counter()
    for at, word in enumerate(words):
        own = places.setdefault(word, [])
        for before in reversed(own):
            if at - before > most:
                break
            found[at - before] += 1
        own.append(at)
    return found


def _most_frequent(text: str, size: int) -> int:
    """How often the most frequent sequence of ``size`` words occurs in a text."""
    words = _folded(text)
    runs = Counter(zip(*(words[at:] for at in range(size)), strict=False))
    return max(runs.values(), default=0)


@lru_cache(maxsize=1_024)
def _folded(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))


def _length(text: str, language: Language) -> float:
    factor = _IDEOGRAPH if language.script in ("Hans", "Hant", "Jpan") else 1.0
    return len(text) * factor


def _in_other_script(text: str, language: Language) -> bool:
    names = _NAMES.get(language.script)
    letters = {char: count for char, count in Counter(text).items() if char.isalpha()}
    if names is None or sum(letters.values()) < _FEW_LETTERS:
        return False
    own = sum(count for char, count in letters.items() if _is_named(char, names))
    return own < _IN_SCRIPT * sum(letters.values())


@lru_cache(maxsize=16_384)
def _is_named(char: str, names: tuple[str, ...]) -> bool:
    return unicodedata.name(char, "").startswith(names)


def _in_source_language(text: str, languages: tuple[Language, Language]) -> bool:
    """Whether a text is certainly in the source language, and long enough to tell."""
    if sum(map(str.isalpha, text)) < _MANY_LETTERS or languages[0].base == languages[1].base:
        return False
    from hexapla.detection import detect

    verdict = detect(text, [one.tag for one in languages])
    return verdict.confidence >= _CERTAIN and verdict.tag.partition("-")[0] == languages[0].base


def _copied(source: str, text: str) -> bool:
    """Whether most of the source's words are in the translation, not counting names."""
    small = [word for word in _letters(source) if len(word) > 2 and word.islower()]
    if len(small) < _FEW_WORDS:
        return False
    theirs = set(_letters(text))
    return sum(word in theirs for word in small) >= _COPIED * len(small)


@lru_cache(maxsize=1_024)
def _letters(text: str) -> list[str]:
    return LETTERS.findall(text)


def numbers_of(text: str) -> Counter[str]:
    """The digits of each number in a text, without separators, and how often it occurs."""
    found: Counter[str] = Counter()
    if not _DIGIT.search(text):
        return found
    for match in NUMBER.finditer(text):
        digits = (str(unicodedata.digit(char)) for char in match[0] if char.isdecimal())
        found["".join(digits)] += 1
    return found
