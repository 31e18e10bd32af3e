"""Glossary terms: find them in a source, and check that a translation uses their forms.

Endings may differ as the language's grammar allows: a form is searched for by its beginning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

from hexapla.catalogs.glossary import Glossary, Rule, Term
from hexapla.checks.check import Remark, TextPair, error, warning
from hexapla.languages import Language
from hexapla.lazy import lazy_regex

__all__ = [
    "glossary_terms",
    "occurrences",
    "present",
    "rules",
    "rules_in",
    "spellings",
    "term_pattern",
]

# A letter or digit of a script that separates words with spaces.
_SPACED = (
    r"[[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    r"\p{Tibetan}]]"
)
_IS_SPACED = lazy_regex(_SPACED, regex.V1)
# Languages whose words have many endings, or change their stem: a shorter part of the word is kept.
_INFLECTING = frozenset(
    ["be", "bg", "bs", "cs", "cu", "el", "et", "eu", "fi", "ga", "hr", "hu", "hy", "is", "ka", "kk",
     "la", "lt", "lv", "mk", "pl", "ro", "ru", "sk", "sl", "sq", "sr", "tr", "uk", "uz", "az"]
)  # fmt: skip
# Languages that write compounds as one word: a form may be the end of a longer word.
_COMPOUNDING = frozenset(
    ["af", "da", "de", "et", "fi", "fo", "fy", "hu", "is", "lb", "nb", "nl", "nn", "no", "sv"]
)
_PREFIX = 3
# Two capitalized words, also overlapping: part of a name, if the translation has them, too.
_NAME = lazy_regex(r"\b\p{Lu}[\p{L}\p{M}\p{N}'’-]*+\s\p{Lu}[\p{L}\p{M}\p{N}'’-]*+")


def glossary_terms(pair: TextPair) -> Iterator[Remark]:
    """The translation uses the forms that the glossary requires, and none that it forbids."""
    known = pair.context.glossary
    if known is None:
        return
    source, target = pair.prose
    language = pair.context.target
    for term, rule, spans in occurrences(_candidates(known, language, source), source, target):
        for form in rule.forbidden:
            wrong = term_pattern(form).search(target)
            if wrong:
                message = f"{form!r} is forbidden for {term.text!r} in the glossary"
                yield error(message, spans[0], wrong.span())
        required = [*rule.forms, *([term.text] if rule.keep else [])]
        if required and not any(present(form, target, language) for form in required):
            forms = " or ".join(map(repr, required))
            message = f"the glossary requires {forms} for {term.text!r}"
            if not rule.forms:
                message = f"{term.text!r} must stay as it is, according to the glossary"
            yield warning(message, spans[0])


def occurrences(
    ruled: Iterable[tuple[Term, Rule]], source: str, target: str
) -> Iterator[tuple[Term, Rule, list[tuple[int, int]]]]:
    """The terms in a source with their spans, the longest term first.

    A term inside a longer one doesn't count, nor does a lower-case term inside a name of several
    words that the target keeps: the ``quay`` in `Quay Street`.
    """
    pairs = _NAME.finditer(source, overlapped=True)
    names = [match.span() for match in pairs if match[0] in target]
    taken: list[tuple[int, int]] = []
    for term, rule in sorted(ruled, key=lambda one: -len(one[0].text)):
        outer = taken + (names if term.text == term.text.lower() else [])
        spans = [
            (start, end)
            for start, end in (match.span() for match in term_pattern(term.text).finditer(source))
            if not any(a <= start and end <= b and b - a > end - start for a, b in outer)
        ]
        taken += spans
        if spans:
            yield term, rule, spans


def rules(known: Glossary, language: Language) -> list[tuple[Term, Rule]]:
    """The glossary's rules for a language, cached."""
    return _index(known, language)[0]


def rules_in(known: Glossary, language: Language, text: str) -> str:
    """The glossary's rules for the terms that occur in a text, written out; "" if none does."""
    found = [
        f"{term.text}: {'|'.join(rule.forms)} !{'|'.join(rule.forbidden)} {rule.keep}"
        for term, rule in _candidates(known, language, text)
        if term_pattern(term.text).search(text)
    ]
    return "\n".join(sorted(found))


_Rules = list[tuple[Term, Rule]]
_INDEX: dict[tuple[int, Language], tuple[Glossary, _Rules, dict[str, list[int]]]] = {}


def _index(known: Glossary, language: Language) -> tuple[_Rules, dict[str, list[int]]]:
    """The rules, and their indexes by the first letters of their terms."""
    key = id(known), language
    if key not in _INDEX or _INDEX[key][0] is not known:
        found = known.rules(language)
        places: dict[str, list[int]] = defaultdict(list)
        for at, (term, _) in enumerate(found):
            words = _WORD.findall(term.text.casefold())
            places[words[0][:_PREFIX] if words else ""].append(at)
        _INDEX[key] = known, found, dict(places)
    return _INDEX[key][1:]


_WORD = lazy_regex(_SPACED + "+", regex.V1)


def _candidates(known: Glossary, language: Language, text: str) -> _Rules:
    """The rules, in their order, whose terms may occur in a text."""
    found, places = _index(known, language)
    words = _WORD.findall(text.casefold())
    starts = {"", *(word[:size] for word in words for size in range(1, _PREFIX + 1))}
    return [found[at] for at in sorted(at for s in starts & places.keys() for at in places[s])]


@lru_cache(maxsize=4096)
def term_pattern(term: str) -> regex.Pattern[str]:
    """A pattern for a term as a whole word, possibly with an English plural ending.

    A lower-case term is found in any case; one with capitals, such as WHO, only as it is spelled or
    all in capitals.
    """
    return regex.compile(_bounded(term, rf"{spellings(term)}(?:(?i:e?s)|['’]s)?"), regex.V1)


def spellings(term: str) -> str:
    """A pattern, also for `re`, for a term as it may be spelled, see `term_pattern`."""
    is_small = term == term.lower()
    forms = [term] if is_small else [term, term.upper()]
    words = "|".join(r"\s+".join(map(re.escape, one.split())) for one in forms)
    return f"(?i:{words})" if is_small else f"(?:{words})"


def _bounded(form: str, pattern: str) -> str:
    """A pattern that matches a form only as a whole word, if its script has spaces."""
    before = f"(?<!{_SPACED})" if _IS_SPACED.match(form[0]) else ""
    after = f"(?!{_SPACED})" if _IS_SPACED.match(form[-1]) else ""
    return before + pattern + after


def present(form: str, text: str, language: Language) -> bool:
    """Whether a form occurs in a text; its words may be inflected."""
    return bool(_inflected(form, language).search(text))


@lru_cache(maxsize=4096)
def _inflected(form: str, language: Language) -> regex.Pattern[str]:
    if not _IS_SPACED.match(form[0]):
        return regex.compile(regex.escape(form), regex.V1 | regex.IGNORECASE)
    stems = r"\s+(?:ال)?".join(_stem(word, language) for word in form.split())
    prefix = rf"{_SPACED}*" if language.base in _COMPOUNDING else rf"{_SPACED}{{0,3}}"
    return regex.compile(rf"(?<!{_SPACED}){prefix}{stems}", regex.V1 | regex.IGNORECASE)


def _stem(word: str, language: Language) -> str:
    """A pattern for the stem of a word and the endings that may follow."""
    word = word.removeprefix("ال")  # Arabic's article is written together with the word
    size = len(word)
    if size < 4 or (word.isupper() and word != word.lower()):
        kept = size
    elif language.base in _INFLECTING:
        kept = max(3, size - (1 if size < 5 else 2 if size < 8 else 3))
    else:
        kept = size if size < 5 else size - 1 if size < 7 else size - 2
    return f"{regex.escape(word[:kept])}{_SPACED}{{0,{size - kept + 4}}}"
