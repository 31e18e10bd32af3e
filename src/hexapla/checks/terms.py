"""Glossary terms: find them in a source, and check that a translation uses their forms.

Endings may differ as the language's grammar allows: a form is searched for by its beginning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import regex

from hexapla.catalogs.glossary import Glossary, Rule, Term
from hexapla.checks.check import Remark, TextPair, error, warning
from hexapla.checks.phrases import SPACED, Phrases
from hexapla.languages import Language
from hexapla.lazy import lazy_regex
from hexapla.message import msg

__all__ = ["Found", "TermIndex", "first_span", "glossary_terms", "present", "term_index"]

_IS_SPACED = lazy_regex(SPACED, regex.V1)
# Languages whose words have many endings, or change their stem: a shorter part of the word is kept.
_INFLECTING = frozenset(
    ["be", "bg", "bs", "cs", "cu", "el", "et", "eu", "fi", "ga", "hr", "hu", "hy", "is", "ka", "kk",
     "la", "lt", "lv", "mk", "pl", "ro", "ru", "sk", "sl", "sq", "sr", "tr", "uk", "uz", "az"]
)  # fmt: skip
# Languages that write compounds as one word: a form may be the end of a longer word.
_COMPOUNDING = frozenset(
    ["af", "da", "de", "et", "fi", "fo", "fy", "hu", "is", "lb", "nb", "nl", "nn", "no", "sv"]
)
# How many letters may precede a form in a word.
_PREFIX = 3
_ARTICLE = "ال"  # Arabic's article is written together with the word
_BLANK = lazy_regex(r"\s++")
# Two capitalized words, also overlapping: part of a name, if the translation has them, too.
_NAME = lazy_regex(r"\b\p{Lu}[\p{L}\p{M}\p{N}'’-]{0,60}+\s\p{Lu}[\p{L}\p{M}\p{N}'’-]*+")


_Span = tuple[int, int]
Found = tuple[Term, Rule, list[_Span]]
"""A term of the glossary that occurs in a text, its rule, and where."""


class TermIndex:
    """Finds the terms of a glossary in a text; the time doesn't depend on how many there are.

    Parameters: ``ruled`` are terms with their rules, see `Glossary.rules`.
    """

    def __init__(self, ruled: Iterable[tuple[Term, Rule]]) -> None:
        self._ruled = list(ruled)
        self._phrases = Phrases([term.text for term, _ in self._ruled], inflected=True)
        self.kept = frozenset(term.text for term, rule in self._ruled if rule.keep)

    def find(self, text: str) -> list[Found]:
        """The terms in a text, in the glossary's order."""
        return [(*self._ruled[at], spans) for at, spans in self._phrases.find(text)]

    def occurrences(self, source: str, target: str) -> Iterator[Found]:
        """The terms that count in a source, the longest term first.

        A term inside a longer one doesn't count, nor does a lower-case term inside a name of
        several words that the target keeps: the ``quay`` in `Quay Street`.
        """
        found = self.find(source)
        if not found:
            return
        pairs = _NAME.finditer(source, overlapped=True)
        names = [match.span() for match in pairs if match[0] in target]
        ends = list(accumulate((end for _, end in names), max))
        kept = [
            (term, rule, spans if term.text != term.text.lower() else _outside(spans, names, ends))
            for term, rule, spans in found
        ]
        inner = _inside_others(span for _, _, spans in kept for span in spans)
        for term, rule, spans in sorted(kept, key=lambda one: -len(one[0].text)):
            own = [span for span in spans if span not in inner]
            if own:
                yield term, rule, own

    def rules_in(self, text: str) -> str:
        """The rules for the terms that occur in a text, written out; "" if none does."""
        found = [
            f"{term.text}: {'|'.join(rule.forms)} !{'|'.join(rule.forbidden)} {rule.keep}"
            for term, rule, _ in self.find(text)
        ]
        return "\n".join(sorted(found))


_INDEXES: dict[tuple[int, Language], tuple[Glossary, TermIndex]] = {}


def term_index(known: Glossary, language: Language) -> TermIndex:
    """The index of a glossary's rules for a language, cached."""
    key = id(known), language
    if key not in _INDEXES or _INDEXES[key][0] is not known:
        _INDEXES[key] = known, TermIndex(known.rules(language))
    return _INDEXES[key][1]


def _outside(spans: Sequence[_Span], names: Sequence[_Span], ends: Sequence[int]) -> list[_Span]:
    """The spans that are not part of a name. ``ends`` are the furthest ends up to each name."""

    def is_inside(start: int, end: int) -> bool:
        before = bisect_right(names, (start, end)) - 1
        same = bisect_right(names, (start, len(names) and ends[-1])) - 1
        return (before >= 0 and names[before] != (start, end) and ends[before] >= end) or (
            same >= 0 and names[same][0] == start and names[same][1] > end
        )

    return [span for span in spans if not is_inside(*span)]


def _inside_others(spans: Iterable[_Span]) -> set[_Span]:
    """The spans that are part of a longer one."""
    inner: set[_Span] = set()
    furthest = 0
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if end <= furthest:
            inner.add((start, end))
        furthest = max(furthest, end)
    return inner


def glossary_terms(pair: TextPair) -> Iterator[Remark]:
    """The translation uses the forms that the glossary requires, and none that it forbids."""
    known = pair.context.glossary
    if known is None:
        return
    source, target = pair.prose
    language = pair.context.target
    for term, rule, spans in term_index(known, language).occurrences(source, target):
        for form in rule.forbidden:
            wrong = first_span(form, target)
            if wrong:
                message = msg(
                    "{form!r} is forbidden for {text!r} in the glossary", form=form, text=term.text
                )
                yield error(message, spans[0], wrong)
        required = [*rule.forms, *([term.text] if rule.keep else [])]
        if required and not any(present(form, target, language) for form in required):
            forms = " or ".join(map(repr, required))
            message = msg("the glossary requires {forms} for {text!r}", forms=forms, text=term.text)
            if not rule.forms:
                message = msg(
                    "{text!r} must stay as it is, according to the glossary", text=term.text
                )
            yield warning(message, spans[0])


def first_span(form: str, text: str) -> _Span | None:
    """Where a form occurs first in a text as a whole word, as terms are found."""
    found = _phrase(form).find(text)
    return found[0][1][0] if found else None


@lru_cache(maxsize=4096)
def _phrase(form: str) -> Phrases:
    return Phrases([form], inflected=True)


class _Stem(NamedTuple):
    """The part of a word that stays, in small letters, and how many letters may follow."""

    text: str
    endings: int


def present(form: str, text: str, language: Language) -> bool:
    """Whether a form occurs in a text; its words may be inflected."""
    folded = text.casefold()
    if not _IS_SPACED.match(form[0]):
        return form.casefold() in folded
    stems = _stems(form, language)
    at = folded.find(stems[0].text)
    while at >= 0:
        if _begins_word(folded, at, language) and _continues(folded, at, stems):
            return True
        at = folded.find(stems[0].text, at + 1)
    return False


def _begins_word(text: str, at: int, language: Language) -> bool:
    """Whether a word begins here or, with a prefix, just before; in a compound, anywhere."""
    if language.base in _COMPOUNDING:
        return True
    before = text[max(0, at - _PREFIX - 1) : at][::-1]
    return _letters(before, 0, _PREFIX + 1) <= _PREFIX


def _continues(text: str, at: int, stems: Sequence[_Stem]) -> bool:
    """Whether the words of a form follow one another from here on."""
    for stem, after in pairwise(stems):
        at += len(stem.text)
        at += _letters(text, at, stem.endings)
        blank = _BLANK.match(text, at)
        if blank is None:
            return False
        at = blank.end()
        if text.startswith(_ARTICLE, at) and not text.startswith(after.text, at):
            at += len(_ARTICLE)
        if not text.startswith(after.text, at):
            return False
    return True


def _letters(text: str, at: int, most: int) -> int:
    """How many letters and digits there are from an offset on, at most so many."""
    return next((n for n in range(most) if not _IS_SPACED.match(text, at + n)), most)


@lru_cache(maxsize=4096)
def _stems(form: str, language: Language) -> tuple[_Stem, ...]:
    return tuple(_stem(word, language) for word in form.split())


def _stem(word: str, language: Language) -> _Stem:
    word = word.removeprefix(_ARTICLE)
    size = len(word)
    if size < 4 or (word.isupper() and word != word.lower()):
        kept = size
    elif language.base in _INFLECTING:
        kept = max(3, size - (1 if size < 5 else 2 if size < 8 else 3))
    else:
        kept = size if size < 5 else size - 1 if size < 7 else size - 2
    return _Stem(word[:kept].casefold(), size - kept + 4)
