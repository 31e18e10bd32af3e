"""Detect translations that can't be right, and try to get better ones.

`with_guards` translates sentences again whose translations have `faults`, in other ways, and keeps
the best result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hexapla.catalogs.provenance import Remedy
from hexapla.drafting.capitals import Style, in_sentence_case, in_style, style_of
from hexapla.drafting.faults import LETTERS, NUMBER, Fault, faults
from hexapla.drafting.fill import Translator
from hexapla.drafting.protected import letter_for, repair_stand_ins, stand_in
from hexapla.drafting.residue import without_residue
from hexapla.engines.engine import Translation
from hexapla.engines.streams import windows
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["LEFT", "with_guards"]

# Sentences translated within a second are retried together, up to this many.
_WINDOW = 1_000
_WINDOW_SECONDS = 1.0
# Longer sentences, in words, are translated clause by clause if they have faults.
_LONG = 40
_CLAUSE = lazy_re(r"(?<=[;:])\s+|(?<=,)\s+(?=(?:and|but|or|which|who|while|because|y|pero)\b)")


_WEIGHTS = {
    Fault.EMPTY: 16, Fault.LOOP: 8, Fault.SCRIPT: 8, Fault.LANGUAGE: 8, Fault.COPIED: 6,
    Fault.SHORT: 4, Fault.LONG: 4, Fault.NUMBERS: 3,
}  # fmt: skip


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
        held = [NUMBER.findall(case.asked) for case in cases]
        asked = [
            _with_stand_ins(case.asked, letter) for case, letter in zip(cases, letters, strict=True)
        ]
        answers = self._translator.translate(asked)
        for case, letter, numbers, answer in zip(cases, letters, held, answers, strict=True):
            text, lost = repair_stand_ins(answer.text, letter, len(numbers))
            text, _, glued = without_residue(_with_stand_ins(case.asked, letter), text, letter)
            if not (lost or glued):
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
    return NUMBER.sub(lambda match: stand_in(letter, next(numbers)), text)


def _same_words(source: str, text: str) -> float:
    """The share of a translation's longer words, from 0 to 1, that also occur in the source."""
    ours = {word.casefold() for word in LETTERS.findall(source)}
    theirs = [word.casefold() for word in LETTERS.findall(text) if len(word) > 2]
    return sum(word in ours for word in theirs) / len(theirs) if theirs else 0.0
