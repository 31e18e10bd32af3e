"""Detect translations that can't be right, and try to get better ones.

`faults` lists the obvious faults of a translation. `with_guards` translates faulty sentences again
in other ways and keeps the best result.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from hexapla.catalogs.entry import Remedy
from hexapla.drafting.capitals import Style, in_sentence_case, in_style, style_of
from hexapla.drafting.fill import Translator
from hexapla.drafting.protected import letter_for, repair_stand_ins, stand_in
from hexapla.engines.engine import Translation
from hexapla.engines.streams import windows
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["LEFT", "Fault", "faults", "numbers_of", "with_guards"]

# Sentences translated within a second are retried together, up to this many.
_WINDOW = 1_000
_WINDOW_SECONDS = 1.0
# Longer sentences, in words, are translated clause by clause if they have faults.
_LONG = 40
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
_LETTERS = lazy_re(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NUMBER = lazy_re(r"(?<![^\W\d_])\d+(?:[.,:\u00a0\u202f'’]\d+)*")
_DIGIT = lazy_re(r"\d")
_CLAUSE = lazy_re(r"(?<=[;:])\s+|(?<=,)\s+(?=(?:and|but|or|which|who|while|because|y|pero)\b)")
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

    EMPTY = "there is no translation"
    LOOP = "words are repeated over and over"
    SCRIPT = "it is in the wrong script"
    COPIED = "most of it is still the source text"
    LANGUAGE = "it is in the source language"
    SHORT = "it is much shorter than the source"
    LONG = "it is much longer than the source"
    NUMBERS = "its numbers differ from the source's"


_WEIGHTS = {
    Fault.EMPTY: 16, Fault.LOOP: 8, Fault.SCRIPT: 8, Fault.LANGUAGE: 8, Fault.COPIED: 6,
    Fault.SHORT: 4, Fault.LONG: 4, Fault.NUMBERS: 3,
}  # fmt: skip


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


def with_guards(
    translator: Translator,
    languages: tuple[Language, Language],
    retry: Callable[[Sequence[str]], Sequence[Translation]] | None = None,
    reads_capitals: bool = False,
    conversing: bool = False,
) -> Translator:
    """A translator of plain sentences that retries translations that can't be right.

    Parameters: ``languages`` are the source's and the target's; ``retry`` translates more
    carefully, if the engine can. Sentences in capitals are translated in sentence case. If that
    leaves words untranslated and the engine ``reads_capitals``, they are also translated as they
    are. ``conversing`` is explained in `faults`.
    """

    def translate(sentences: Sequence[str]) -> Iterator[Translation]:
        guard = _Guard(translator, languages, retry, reads_capitals, conversing)
        return guard.translate(sentences)

    return Translator(translator.origin, translate)


LEFT = "left"
"""The remedy recorded for a fault if no better translation was found."""


class _Cost(NamedTuple):
    """The cost of an answer; the lowest is best.

    In order of importance: the weight of its faults, the share of words left untranslated (if that
    counts), whether the source was not in capitals, and the negative score.
    """

    faults: int
    left: float
    lowered: bool
    doubt: float


@dataclass(frozen=True, slots=True)
class _Answer:
    """A translation, how it was obtained ("" for the first one), its faults and its cost."""

    how: str
    translation: Translation
    faults: Sequence[Fault]
    cost: _Cost


@dataclass(slots=True)
class _Case:
    """A sentence, the text sent to the engine, and the answers so far.

    ``counts_untranslated`` is True if answers with fewer untranslated words are better;
    ``conversing`` is explained in `faults`.
    """

    source: str
    style: Style
    asked: str
    languages: tuple[Language, Language]
    counts_untranslated: bool = False
    conversing: bool = False
    answers: list[_Answer] = field(default_factory=list)

    def add(self, how: str, answer: Translation) -> None:
        text = answer.text.lower() if how == Remedy.CAPITALS else answer.text
        found = faults(self.asked, text, self.languages, conversing=self.conversing)
        same = _same_words(self.asked, text) if self.counts_untranslated else 0.0
        weight = sum(_WEIGHTS[fault] for fault in found)
        cost = _Cost(weight, same, how != Remedy.CAPITALS, -(answer.score or 0.0))
        self.answers.append(_Answer(how, answer, found, cost))

    @property
    def best(self) -> _Answer:
        """The answer with the least cost."""
        return min(self.answers, key=lambda answer: answer.cost)

    @property
    def incidents(self) -> tuple[tuple[str, str], ...]:
        """The faults of the first and the best answer, each with the remedy or `LEFT`."""
        first, best = self.answers[0].faults, self.best
        return tuple(
            (fault.name.lower(), LEFT if fault in best.faults else best.how)
            for fault in Fault
            if fault in first or fault in best.faults
        )


class _Guard:
    def __init__(
        self,
        translator: Translator,
        languages: tuple[Language, Language],
        retry: Callable[[Sequence[str]], Sequence[Translation]] | None,
        reads_capitals: bool,
        conversing: bool,
    ) -> None:
        self._translator, self._languages, self._retry = translator, languages, retry
        self._reads_capitals, self._conversing = reads_capitals, conversing

    def translate(self, sentences: Sequence[str]) -> Iterator[Translation]:
        cases = [self._case(sentence) for sentence in sentences]
        texts = self._translator.translate([case.asked for case in cases])
        answered = zip(cases, texts, strict=True)
        for window in windows(answered, _WINDOW, _WINDOW_SECONDS):
            for case, text in window:
                case.add("", text)
            batch = [case for case, _ in window]
            try:
                self._improve(batch)
            except EngineError:  # cases without faults are complete
                for case in batch:
                    done = case.style is Style.PLAIN and not case.best.faults
                    yield self._best(case) if done else Translation("")
                raise
            yield from map(self._best, batch)

    def _case(self, sentence: str) -> _Case:
        style = style_of(sentence)
        capitals = style is Style.CAPITALS
        asked = in_sentence_case(sentence, style) if capitals else sentence
        counts_untranslated = style is Style.TITLE or (capitals and self._reads_capitals)
        return _Case(sentence, style, asked, self._languages, counts_untranslated, self._conversing)

    def _improve(self, cases: Sequence[_Case]) -> None:
        """Try one remedy after the other for the cases that still have faults."""
        titles = [case for case in cases if case.style is Style.TITLE]
        small = [in_sentence_case(case.source, case.style) for case in titles]
        self._translate_again(titles, small, Remedy.SENTENCE_CASE)
        if self._reads_capitals:
            left = [case for case in cases if case.style is Style.CAPITALS and case.best.cost.left]
            self._translate_again(left, [case.source for case in left], Remedy.CAPITALS)
        faulty = self._faulty(cases)
        if self._retry is not None and faulty:
            for case, answer in zip(faulty, self._retry([c.asked for c in faulty]), strict=True):
                case.add(Remedy.SEARCH, answer)
        self._retry_with_stand_ins([case for case in cases if Fault.NUMBERS in case.best.faults])
        self._retry_by_clauses(
            [case for case in self._faulty(cases) if len(case.source.split()) > _LONG]
        )

    def _faulty(self, cases: Sequence[_Case]) -> list[_Case]:
        return [case for case in cases if case.best.faults]

    def _translate_again(self, cases: Sequence[_Case], texts: Sequence[str], how: str) -> None:
        if cases:
            answers = self._translator.translate(texts)
            for case, answer in zip(cases, answers, strict=True):
                case.add(how, answer)

    def _retry_with_stand_ins(self, cases: Sequence[_Case]) -> None:
        """Translate sentences again with stand-ins for their numbers."""
        if not cases:
            return
        letters = [letter_for(case.asked, "QZWY") for case in cases]
        held = [_NUMBER.findall(case.asked) for case in cases]
        asked = [
            _with_stand_ins(case.asked, letter) for case, letter in zip(cases, letters, strict=True)
        ]
        answers = self._translator.translate(asked)
        for case, letter, numbers, answer in zip(cases, letters, held, answers, strict=True):
            text, lost = repair_stand_ins(answer.text, letter, len(numbers))
            if not lost:
                for at in range(len(numbers), 0, -1):
                    text = text.replace(stand_in(letter, at), numbers[at - 1])
                case.add(Remedy.HELD, replace(answer, text=text))

    def _retry_by_clauses(self, cases: Sequence[_Case]) -> None:
        """Translate overlong sentences again by clauses, each with the same care as a sentence."""
        split = [(case, _CLAUSE.split(case.asked)) for case in cases]
        split = [(case, parts) for case, parts in split if len(parts) > 1]
        inner = [
            _Case(part, Style.PLAIN, part, self._languages, conversing=self._conversing)
            for _, parts in split
            for part in parts
        ]
        if not inner:
            return
        self._translate_again(inner, [clause.asked for clause in inner], "")
        self._improve(inner)
        clauses = iter(inner)
        for case, parts in split:
            found = [next(clauses).best.translation for _ in parts]
            if all(one.text for one in found):
                scores = [one.score for one in found if one.score is not None]
                score = min(scores) if len(scores) == len(found) else None
                texts = [
                    _as_clause(part, one.text, last=part is parts[-1])
                    for part, one in zip(parts, found, strict=True)
                ]
                case.add(Remedy.CLAUSES, Translation(self._languages[1].joiner.join(texts), score))

    def _best(self, case: _Case) -> Translation:
        best = case.best.translation
        if incidents := case.incidents:
            best = replace(best, incidents=incidents)
        if not best.text or case.style is Style.PLAIN:
            return best
        return replace(best, text=in_style(best.text, case.style, self._languages[1]))


def _as_clause(source: str, text: str, *, last: bool) -> str:
    """A clause's translation without a capital and full stop that its source doesn't have."""
    if not last and text.endswith(".") and not source.endswith("."):
        text = text[:-1]
    small = source[:1].islower() and text[:1].isupper() and not text[1:2].isupper()
    return text[:1].lower() + text[1:] if small else text


def _with_stand_ins(text: str, letter: str) -> str:
    numbers = iter(range(1, len(text) + 1))
    return _NUMBER.sub(lambda match: stand_in(letter, next(numbers)), text)


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
    return _LETTERS.findall(text)


def _same_words(source: str, text: str) -> float:
    """The share of a translation's longer words, from 0 to 1, that also occur in the source."""
    ours = {word.casefold() for word in _LETTERS.findall(source)}
    theirs = [word.casefold() for word in _LETTERS.findall(text) if len(word) > 2]
    return sum(word in ours for word in theirs) / len(theirs) if theirs else 0.0


def numbers_of(text: str) -> Counter[str]:
    """The digits of each number in a text, without separators, and how often it occurs."""
    found: Counter[str] = Counter()
    if not _DIGIT.search(text):
        return found
    for match in _NUMBER.finditer(text):
        digits = (str(unicodedata.digit(char)) for char in match[0] if char.isdecimal())
        found["".join(digits)] += 1
    return found
