"""The number words of a language: two, zwanzig, billón, fifth."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from hexapla.checks.concepts import bare_forms, beginnings, fold
from hexapla.checks.tokens import Word
from hexapla.checks.vocabulary import data
from hexapla.language_names import load_babel
from hexapla.languages import Language

__all__ = ["Meaning", "NumberWords", "Token", "number_words"]

_MOST_WORDS = 20_000
# The lists of number words: their first number, and the step to the next.
_LISTS = (("cardinals", 0, 1), ("twenties", 21, 1), ("tens", 20, 10), ("hundreds", 100, 100))

Token = tuple[str, int | Decimal, bool]
"""A part of a number: "value", "power" or "digits", the number, and whether it is certain."""


class Meaning(NamedTuple):
    """What a word means as a part of a number, and as an ordinal: a number and whether that is
    certain.
    """

    tokens: list[Token]
    ordinal: tuple[int, bool] | None


class NumberWords:
    """The number words of a language."""

    def __init__(self, language: Language) -> None:
        table = data("numbers").get(language.base, {})
        self.language = language
        self.known = bool(table)
        self._script = language.script
        self._and = table.get("and", "")
        self._values: dict[str, tuple[int, bool]] = {}
        self._powers: dict[str, tuple[int, bool]] = {}
        self._power_stems: dict[str, tuple[int, bool]] = {}
        self._ordinals: dict[str, tuple[int, bool]] = {}
        self._loose: dict[str, set[int]] = {}
        self._memory: dict[str, Meaning] = {}
        self._idle: set[str] = set()  # the words that are known to mean nothing
        for key, first, step in _LISTS:
            for at, words in enumerate(table.get(key, "").split()):
                self._add(self._values, words, first + at * step)
        for at, words in enumerate(table.get("ordinals", "").split()):
            self._add(self._ordinals, words, at + 1)
        for value, words in table.get("also", {}).items():
            for word in words.split():
                self._loose.setdefault(fold(word, self._script), set()).add(int(value))
        for power, words in (table.get("scales") or _cldr_scales(language.tag)).items():
            for word in words.split():
                exact = self._power_stems if word.endswith("*") else self._powers
                self._add(exact, word.rstrip("*"), int(power))
        self._parts = self._morphemes() if table.get("split") else ()
        forms = (*self._values, *self._powers, *self._power_stems, *self._ordinals)
        self._may_begin = beginnings((form.rstrip("*") for form in forms), self._script)

    def _add(self, table: dict[str, tuple[int, bool]], words: str, value: int) -> None:
        for word in words.split("|"):
            table[fold(word.lstrip("~"), self._script)] = value, not word.startswith("~")

    def _morphemes(self) -> Sequence[str]:
        """The parts of compound numbers, longest first."""
        parts = [*self._values, *self._powers, self._and]
        if self.language.base == "it":  # ventuno, trentotto
            for word in [word for word, (value, _) in self._values.items() if value >= 20]:
                self._values.setdefault(word[:-1], self._values[word])
                parts.append(word[:-1])
        return sorted(filter(None, parts), key=len, reverse=True)

    def find(self, words: Sequence[Word], different: Set[str]) -> list[tuple[int, Meaning]]:
        """The positions and the meanings of the words that have one; ``different`` are the texts of
        the words without repetition.
        """
        if len(self._idle) > _MOST_WORDS:
            self._idle.clear()
        telling = different - self._idle
        for text in telling - self._memory.keys():
            self._recall(text)
        telling -= self._idle
        if not telling:
            return []
        return [
            (at, self._memory[word.text]) for at, word in enumerate(words) if word.text in telling
        ]

    def _recall(self, text: str) -> None:
        """Remember what a word means."""
        word = fold(text, self._script) if self._may_begin(text) else ""
        tokens, ordinal = (self._read(word), self._ordinal(word)) if word else ([], None)
        if tokens or ordinal:
            self._memory[text] = Meaning(tokens, ordinal)
        else:
            self._idle.add(text)

    def _read(self, word: str) -> list[Token]:
        for form in bare_forms(word, self._script):
            if form in self._values:
                return [("value", *self._values[form])]
            if form in self._powers:
                return [("power", *self._powers[form])]
        for size in range(len(word), 3, -1):
            if word[:size] in self._power_stems and len(word) - size < 6:
                return [("power", *self._power_stems[word[:size]])]
        if "-" in word:
            parts = [self._read(part) for part in word.split("-") if part != self._and]
            return [token for part in parts for token in part] if all(parts) else []
        return self._compound(word) if self._parts else []

    def _compound(self, word: str) -> list[Token]:
        found: list[Token] = []
        while word:
            part = next((one for one in self._parts if word.startswith(one)), None)
            if part is None:
                return []
            word = word[len(part) :]
            if part != self._and:
                kind = "value" if part in self._values else "power"
                number = self._values.get(part) or self._powers[part]
                found.append((kind, number[0], True))
        return found if len(found) > 1 else []

    def present(self, words: Sequence[Word]) -> set[int]:
        """The numbers that words may stand for in any way: ordinals, halves, dozens."""
        found: set[int] = set()
        for word in words:
            text = fold(word.text, self._script)
            for part in (text, *text.split("-")) if "-" in text else (text,):
                ordinal = self._ordinal(part)
                if ordinal:
                    found.add(ordinal[0])
                value = self._values.get(part)
                if value:
                    found.add(value[0])
                for size in range(len(part), 1, -1):
                    begin = part[:size]
                    found |= self._loose.get(begin + "*", set())
                    if size == len(part):
                        found |= self._loose.get(begin, set())
        return found

    def _ordinal(self, word: str) -> tuple[int, bool] | None:
        for form in bare_forms(word, self._script):
            if form in self._ordinals:
                return self._ordinals[form]
        for size in range(len(word), max(2, len(word) - 6), -1):
            if word[:size] + "*" in self._ordinals:
                return self._ordinals[word[:size] + "*"]
        return None

    @property
    def connector(self) -> str:
        """The word between the parts of a number, as in "two hundred and five"; "" for none."""
        return str(self._and)


@lru_cache(maxsize=32)
def number_words(tag: str) -> NumberWords:
    """The number words of a language."""
    return NumberWords(Language(tag))


def _cldr_scales(tag: str) -> dict[str, str]:
    """CLDR's words for powers of ten in compact numbers, by power."""
    load_babel()
    from babel import Locale, UnknownLocaleError

    try:
        formats = Locale.parse(tag, sep="-").compact_decimal_formats.get("long", {})
    except (UnknownLocaleError, ValueError):
        return {}
    found: dict[str, set[str]] = {}
    for by_size in formats.values():
        for size, pattern in by_size.items():
            zeros = str(pattern.pattern).count("0")
            words = re.sub(r"[0\s¤'\u00a0.]", " ", str(pattern.pattern)).split()
            if len(words) == 1 and zeros:
                found.setdefault(str(len(str(size)) - zeros), set()).add(words[0])
    return {power: " ".join(sorted(words)) for power, words in found.items()}
