"""Concepts in a text: months, countries and the like, found by their words in a language.

A family is a closed set of concepts that exclude each other, such as the months. If the source
names one of a family, and the translation names another one instead, that is a mistake. To decide
that a concept is present, an uncertain form is enough; another concept has taken its place only if
its form is certain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from hexapla.checks.check import Span, TextPair
from hexapla.checks.tokens import Word
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = [
    "Form",
    "Found",
    "Hit",
    "Swap",
    "Vocabulary",
    "bare_forms",
    "beginnings",
    "fold",
    "shown",
    "swaps",
]

_SPACELESS = frozenset(["Thai", "Laoo", "Khmr", "Mymr", "Tibt"])
# Letters that Arabic and Hebrew write together with the next word: and, in, to, like, the, …
_PREFIXES = {
    "Arab": lazy_re(r"[وف]?(?:[بكل]?ال|لل|[بكلس])?"),
    "Hebr": lazy_re(r"ו?[שכ]?[הבלמ]?"),
}
_VOWELS = "aeiouyáéíóúàèìòùâêîôûäöüãõąęěøåæœıаеиоуыэюяєіїёйьъήίαοςηιυωάό"
_ENDING = 6
"""A word may be this much longer than the stem that it is found by."""
_LEAST_STEM = 4
_HEAD = 3
_FOLDED = frozenset("\u0307ßς")  # that `str.lower` and `str.casefold` treat differently
_MOST_WORDS = 20_000
_CASED = frozenset(["Armn", "Cyrl", "Grek", "Latn"])
_ARABIC = str.maketrans("أإآىة", "ااايه")
_DIGITS = frozenset("0123456789一二三四五六七八九十")


class Form(NamedTuple):
    """A form of a concept's name: its family, the concept, and how it is written.

    A form that ends in ``*`` is the beginning of words. One that starts with ``~`` is uncertain: it
    may mean something else. ``inflected`` forms may have other endings; the more of a word is
    ending, the less certain it is. A ``name`` is certain only if it is capitalised.
    """

    family: str
    concept: str
    text: str
    inflected: bool = False
    name: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a concept is named, and whether that is certain."""

    span: Span
    certain: bool


Found = dict[str, dict[str, Hit]]
"""The concepts in a text: family → concept → the first place, a certain one if there is one."""


class Swap(NamedTuple):
    """A concept of the source, the one that the translation has in its place, and their places."""

    concept: str
    other: str
    ours: Hit
    theirs: Hit


class _Known(NamedTuple):
    """What a word may name: ``size`` is how many of its letters the form has."""

    family: str
    concept: str
    certain: bool
    name: bool
    more: tuple[str, ...]  # the beginnings of the words that follow
    size: int = 0
    fixed: bool = False  # whether it is one of the best forms, whatever follows


class Vocabulary:
    """The forms of the concepts of several families in a language."""

    def __init__(self, forms: Iterable[Form], language: Language) -> None:
        self._script = language.script
        self._exact: dict[str, list[_Known]] = {}
        self._stems: dict[str, list[_Known]] = {}
        self._cased = language.script in _CASED
        self._memory: dict[str, list[list[_Known]]] = {}
        self._idle: set[str] = set()  # the words that are known to name nothing
        parts: dict[str, list[Form]] = {}
        unspaced = not language.joiner or self._script in _SPACELESS
        for form in dict.fromkeys(forms):
            text = fold(form.text.lstrip("~"), self._script)
            joined = self._script == "Kore" and len(text) >= _HEAD  # 일요일에: particles follow
            if unspaced or joined or any(map(str.isdigit, text)):
                parts.setdefault(text.rstrip("*"), []).append(form)
            elif text:
                self._add(form, text)
        self._parts = parts
        self._by_first = _by_first(parts)
        self._firsts = lazy_re("|".join(map(re.escape, self._by_first)))
        self._shortest = min(map(len, self._stems), default=0)
        self._may_begin = beginnings((*self._exact, *self._stems), self._script)

    def _add(self, form: Form, text: str) -> None:
        first, *rest = text.split()
        more = tuple(_stem(word) if form.inflected else word.rstrip("*") for word in rest)
        certain = not form.text.startswith("~")
        known = _Known(form.family, form.concept, certain, form.name, more)
        if first.endswith("*"):
            self._stems.setdefault(first.rstrip("*"), []).append(known)
            return
        self._exact.setdefault(first, []).append(known)
        if form.inflected and len(first) >= _LEAST_STEM:
            self._stems.setdefault(_stem(first), []).append(known._replace(size=-1))

    def find(self, text: str, words: Sequence[Word], different: Set[str]) -> Found:
        """The concepts in a text, of which ``words`` are the words, and ``different`` their texts
        without repetition.
        """
        found: Found = {}
        if self._exact or self._stems:
            if len(self._idle) > _MOST_WORDS:
                self._idle.clear()
            telling = different - self._idle
            for word in telling - self._memory.keys():
                self._recall(word)
            telling -= self._idle
            if telling:
                self._find_words(words, telling, found)
        if self._parts:
            self._find_parts(fold(text, self._script), found)
        return found

    def _find_parts(self, text: str, found: Found) -> None:
        """Find the forms of a script without spaces, the longest at each place."""
        taken = 0
        for first in self._firsts.finditer(text):
            at = first.start()
            for part in self._by_first[first[0]] if at >= taken else ():
                if text.startswith(part, at) and not _continues_number(text, at):
                    taken = at + len(part)
                    for form in self._parts[part]:
                        hit = Hit((at, taken), not form.text.startswith("~"))
                        _note(found, form.family, form.concept, hit)
                    break

    def _find_words(self, words: Sequence[Word], telling: Set[str], found: Found) -> None:
        taken: dict[str, int] = {}  # family → the first word that no longer name includes
        for at, word in enumerate(words):
            for group in self._memory[word.text] if word.text in telling else ():
                fixed = group if group[0].fixed else self._best(group, words, at)
                for known in fixed:
                    if taken.get(known.family, 0) > at:
                        continue
                    last = at + len(known.more)
                    capital = not known.name or not self._cased or not word.text.islower()
                    hit = Hit((word.start, words[last].end), known.certain and capital)
                    _note(found, known.family, known.concept, hit)
                    if known.more:
                        taken[known.family] = last + 1

    def _recall(self, text: str) -> None:
        """Remember what a word, and each part of a word with hyphens, may name."""
        if not self._may_begin(text):
            self._idle.add(text)
            return
        word = fold(text, self._script)
        groups = [
            [known for form in bare_forms(part, self._script) for known in self._entries(form)]
            for part in (word, *(word.split("-") if "-" in word else ()))
        ]
        groups = [group for group in groups if group]
        for at, group in enumerate(groups):
            if not any(known.more for known in group):  # the words that follow don't matter
                groups[at] = [known._replace(fixed=True) for known in self._best(group, (), 0)]
        if groups:
            self._memory[text] = groups
        else:
            self._idle.add(text)

    def _entries(self, word: str) -> Iterator[_Known]:
        for known in self._exact.get(word, ()):
            yield known._replace(size=len(word) + 1)
        for size in range(len(word), max(self._shortest, len(word) - _ENDING) - 1, -1):
            for known in self._stems.get(word[:size], ()):
                inflected = known.size < 0
                short = known.name and size <= _LEAST_STEM
                unsure = inflected and (short or len(word) - size > size // 2 - 1)
                yield known._replace(size=size, certain=known.certain and not unsure)

    def _best(self, group: Sequence[_Known], words: Sequence[Word], at: int) -> list[_Known]:
        """The longest and closest forms of each family that the words from a position have."""
        best: dict[str, list[_Known]] = {}
        for known in group:
            if known.more and not self._follows(words, at + 1, known.more):
                continue
            old = best.get(known.family)
            rank = len(known.more), known.size
            if old is None or rank > (len(old[0].more), old[0].size):
                best[known.family] = [known]
            elif rank == (len(old[0].more), old[0].size):
                old.append(known)
        return [known for chosen in best.values() for known in chosen]

    def _follows(self, words: Sequence[Word], at: int, beginnings: Sequence[str]) -> bool:
        return len(words) >= at + len(beginnings) and all(
            any(
                form.startswith(begin)
                for form in bare_forms(fold(word.text, self._script), self._script)
            )
            for word, begin in zip(words[at:], beginnings, strict=False)
        )


def swaps(ours: Found, theirs: Found, family: str) -> list[Swap]:
    """The concepts of a family that a translation replaces by others."""
    source, target = ours.get(family, {}), theirs.get(family, {})
    missing = [one for one in source.items() if one[1].certain and one[0] not in target]
    added = [one for one in target.items() if one[1].certain and one[0] not in source]
    return [
        Swap(concept, other, ours, theirs)
        for (concept, ours), (other, theirs) in zip(missing, added, strict=False)
    ]


def shown(pair: TextPair, swap: Swap) -> str:
    """A message about a swap, in the words of both texts."""
    ours, theirs = swap.ours.span, swap.theirs.span
    return msg(
        "{source} became {target}",
        source=pair.source[slice(*ours)],
        target=pair.target[slice(*theirs)],
    )


def fold(text: str, script: str) -> str:
    """A text for comparison: in lower case; in Arabic, without vowel signs and hamzas."""
    text = text.casefold().replace("i\u0307", "i")
    if script == "Arab":
        text = "".join(c for c in text if not unicodedata.combining(c) and c != "ـ")
        return text.translate(_ARABIC)
    return text.replace("’", "'") if "’" in text else text


def beginnings(forms: Iterable[str], script: str) -> Callable[[str], bool]:
    """A quick test whether a word may begin like one of some folded forms."""
    if script in _PREFIXES:
        return lambda word: True
    heads = {form[:_HEAD] for form in forms}

    def may_begin(word: str) -> bool:
        head = word[:_HEAD].lower()
        return (
            head in heads
            or head[:2] in heads
            or head[:1] in heads
            or not word.isalpha()  # hyphens and apostrophes
            or not _FOLDED.isdisjoint(head)
        )

    return may_begin


def _note(found: Found, family: str, concept: str, hit: Hit) -> None:
    old = found.setdefault(family, {}).get(concept)
    if old is None or (hit.certain and not old.certain):
        found[family][concept] = hit


def _stem(word: str) -> str:
    """A word without the vowel at its end, which inflection changes."""
    bare = word.rstrip("s")
    bare = bare[:-1] if bare[-1:] in _VOWELS else bare
    return bare if len(bare) >= _LEAST_STEM else word[:_LEAST_STEM]


def bare_forms(word: str, script: str) -> Sequence[str]:
    """A word, and what is left of it without what its script or language writes together with it,
    such as articles.
    """
    pattern = _PREFIXES.get(script)
    if pattern is None:
        before, apostrophe, after = word.partition("'")
        if not apostrophe:
            return (word,)
        return (word, before) if len(before) > len(after) else (word, after)
    found = pattern.match(word)
    rest = word[found.end() :] if found else word
    return (word, rest) if rest != word and len(rest) > 2 else (word,)


def _by_first(parts: Iterable[str]) -> dict[str, list[str]]:
    """Strings by their first character, the longest first."""
    found: dict[str, list[str]] = {}
    for part in sorted(parts, key=len, reverse=True):
        found.setdefault(part[0], []).append(part)
    return found


def _continues_number(text: str, at: int) -> bool:
    """Whether a digit is not the first of its number: the 1 of 11月."""
    return at > 0 and text[at] in _DIGITS and text[at - 1] in _DIGITS
