"""Amounts in a text: numbers in digits or words, with their powers of ten, in a language.

Where `hexapla.checks.numerals` lists everything that a numeral may mean in any language, this
module reads a text as its language does: a Spanish ``billón`` is 10¹², an English ``34,000`` is not
34, ``dreiundzwanzig`` is 23 and ``34万`` is 340,000.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from hexapla.checks.check import Span, TextPair
from hexapla.checks.concepts import bare_forms, beginnings, fold
from hexapla.checks.numerals import numerals
from hexapla.checks.separators import value_of
from hexapla.checks.tokens import Word
from hexapla.languages import Language, load_babel
from hexapla.lazy import lazy_re

__all__ = ["Amount", "NumberWords", "amounts", "number_words"]

_CJK_RUN = lazy_re(
    r"[0-9０-９][0-9０-９.,，]*(?:\s?[万萬만亿億억兆조千천百백])+(?:[0-9]+[万萬만千천]?)?"
    r"|[〇零一二三四五六七八九十百千两兩万萬亿億兆]+(?=[万萬亿億兆])[万萬亿億兆]+"
    r"|[〇零一二三四五六七八九十百千两兩万萬亿億兆]+"
)
_CJK_VALUES = {c: v for v, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "兩": 2,
    "十": 10,
}
_CJK_POWERS = {"百": 2, "백": 2, "千": 3, "천": 3, "万": 4, "萬": 4, "만": 4, "亿": 8, "億": 8,
               "억": 8, "兆": 12, "조": 12}  # fmt: skip
# What a Chinese or Japanese number is followed by, if it counts something.
_COUNTER = lazy_re(
    r"\s?[个個只隻名位人匹本部作枚年月日天岁歲歳次回种種条條张張台輛辆家间間项項场場块塊支份封件层層届级級倍秒分时時点點小时周週つ冊軒階度番头頭棵座艘架戸戶代世公里米吨噸元円]"
)
_CJK_SCRIPTS = frozenset(["Hans", "Hant", "Jpan", "Kore", "Hani"])
_GAP = frozenset([" ", "-", "\u00a0", "\u202f"])
_CONNECTED = re.compile(r"[ \u00a0\u202f-]*")
_LARGE = 3
_MOST_WORDS = 20_000
_ARABIC_TEENS = frozenset(["عشر", "عشره"])  # "fourth ten": fourteenth
# The lists of number words: their first number, and the step to the next.
_LISTS = (("cardinals", 0, 1), ("twenties", 21, 1), ("tens", 20, 10), ("hundreds", 100, 100))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text: its value, place, and how it is written.

    ``spelt`` is whether it is written in words, ``scaled`` whether a word multiplies it, ``bare``
    whether it is only such a word, as in "billions of stars".
    """

    value: Decimal
    span: Span
    spelt: bool = False
    scaled: bool = False
    bare: bool = False
    certain: bool = True


_Token = tuple[str, int | Decimal, bool]
_Part = tuple[int, int, list[_Token], str]
"""A word or a number in digits: its start and end, its tokens, and "word" or "digits"."""


class _Meaning(NamedTuple):
    """What a word means as a part of a number, and as an ordinal: a number and whether that is
    certain.
    """

    tokens: list[_Token]
    ordinal: tuple[int, bool] | None


_NOTHING = _Meaning([], None)


class NumberWords:
    """The number words of a language."""

    def __init__(self, language: Language) -> None:
        table = _tables().get(language.base, {})
        self.language = language
        self.known = bool(table)
        self._script = language.script
        self._and = table.get("and", "")
        self._values: dict[str, tuple[int, bool]] = {}
        self._powers: dict[str, tuple[int, bool]] = {}
        self._power_stems: dict[str, tuple[int, bool]] = {}
        self._ordinals: dict[str, tuple[int, bool]] = {}
        self._loose: dict[str, set[int]] = {}
        self._memory: dict[str, _Meaning] = {}
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

    def find(self, words: Sequence[Word]) -> list[tuple[int, _Meaning]]:
        """The positions and the meanings of the words that have one."""
        memory = self._memory
        found = []
        for at, word in enumerate(words):
            meaning = memory.get(word.text)
            if meaning is None:
                meaning = self._recall(word.text)
            if meaning is not _NOTHING:
                found.append((at, meaning))
        return found

    def _recall(self, text: str) -> _Meaning:
        """What a word means; remembered."""
        if len(self._memory) > _MOST_WORDS:
            self._memory.clear()
        if not self._may_begin(text):
            self._memory[text] = _NOTHING
            return _NOTHING
        word = fold(text, self._script)
        tokens, ordinal = self._read(word), self._ordinal(word)
        found = _Meaning(tokens, ordinal) if tokens or ordinal else _NOTHING
        self._memory[text] = found
        return found

    def _read(self, word: str) -> list[_Token]:
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

    def _compound(self, word: str) -> list[_Token]:
        found: list[_Token] = []
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
        for size in range(len(word), max(3, len(word) - 6), -1):
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


@lru_cache(maxsize=4)
def amounts(pair: TextPair, side: int) -> tuple[Amount, ...]:
    """The amounts in the source (0) or the translation (1) of a pair, in order of position."""
    language = (pair.context.source, pair.context.target)[side]
    text = pair.prose[side]
    if language.script in _CJK_SCRIPTS:
        return tuple(_east_asian(text, language))
    known = number_words(language.tag)
    words = pair.words[side]
    found = known.find(words)
    digits = numerals(text)
    if not found and not digits:
        return ()
    return (*_amounts(text, words, known, found), *_ordinals(words, known, found))


def _ordinals(
    words: Sequence[Word], known: NumberWords, found: Sequence[tuple[int, _Meaning]]
) -> Iterator[Amount]:
    numbers = {at for at, meaning in found if meaning.tokens}
    for at, meaning in found:
        if not meaning.ordinal:
            continue
        value, certain = meaning.ordinal
        after = words[at + 1].text if at + 1 < len(words) else ""
        value += 10 if fold(after, known.language.script) in _ARABIC_TEENS else 0
        alone = at - 1 not in numbers  # or "on birinci": eleventh
        place = words[at].start, words[at].end
        yield Amount(Decimal(value), place, spelt=True, certain=certain and alone)


def _amounts(
    text: str, words: Sequence[Word], known: NumberWords, found: Sequence[tuple[int, _Meaning]]
) -> Iterator[Amount]:
    parts: list[_Part] = []
    for one in numerals(text):
        value = value_of(one.text, known.language.tag)
        digits: list[_Token] = [("digits", value, True)] if value is not None else []
        parts.append((one.start, one.end, digits, "digits"))
    for at, meaning in found:
        if meaning.tokens:
            parts.append((words[at].start, words[at].end, meaning.tokens, "word"))
    parts.sort(key=lambda part: part[:2])
    run: list[_Part] = []
    for part in parts:
        if run and not _continues(run, part, text, known):
            yield from _evaluated(run, known)
            run = []
        run.append(part)
    if run:
        yield from _evaluated(run, known)


def _continues(run: Sequence[_Part], part: _Part, text: str, known: NumberWords) -> bool:
    """Whether a part belongs to the same number as the parts before it."""
    between = text[run[-1][1] : part[0]].strip().casefold()
    if part[3] == "digits" or between not in ("", "-", known.connector):
        return False
    if not run[-1][2] or not part[2]:
        return False
    kind, number, _ = part[2][0]
    if kind == "power":
        return True
    before, last, _ = run[-1][2][-1]
    if before == "digits":
        return False
    if before == "power":
        return number < 10**last
    if number < 10 and last % 10 == 0 and (last >= 20 or known.language.base == "tr"):
        return True
    if number < 100 and last >= 100 and last % 100 == 0:
        return True
    if number in range(20, 100, 10) and last < 10:  # fünf und zwanzig
        return bool(known.connector) or known.language.script == "Arab"
    if known.language.base == "fr":  # quatre-vingt-dix
        return last in (4, 60, 80, 20) and number <= 20
    return known.language.script == "Arab" and last < 10 and number == 10


def _evaluated(run: Sequence[_Part], known: NumberWords) -> Iterator[Amount]:
    tokens = [token for part in run for token in part[2]]
    if not tokens:
        return
    total = current = Decimal(0)
    last: int | Decimal = 0
    for kind, number, _ in tokens:
        if kind == "power" and number == 2:
            current = (current or Decimal(1)) * 100
        elif kind == "power":
            if total and number > last:
                total = (total + current) * 10**number
            else:
                total += (current or (0 if total else 1)) * 10**number
            current, last = Decimal(0), number
        elif number == 20 and current % 100 == 4 and known.language.base == "fr":
            current += 76
        else:
            current += number
    kinds = [kind for kind, _, _ in tokens]
    yield Amount(
        total + current,
        (run[0][0], run[-1][1]),
        spelt=run[0][3] == "word",
        scaled="power" in kinds,
        bare=set(kinds) == {"power"},
        certain=all(certain for _, _, certain in tokens) or len(tokens) > 1,
    )


def _east_asian(text: str, language: Language) -> Iterator[Amount]:
    for match in _CJK_RUN.finditer(text):
        value = _cjk_value(match[0])
        if value is None:
            continue
        powers = [_CJK_POWERS[c] for c in match[0] if c in _CJK_POWERS]
        digits = match[0][0].isascii() or (match[0][0].isdecimal() and match[0][0] > "〇")
        counted = text[match.start() - 1 : match.start()] == "第" or bool(
            _COUNTER.match(text, match.end())
        )
        yield Amount(value, match.span(), not digits, bool(powers) and max(powers) > _LARGE,
                     certain=digits or counted or bool(powers))  # fmt: skip
    for one in numerals(text):
        inside = any(m.start() <= one.start < m.end() for m in _CJK_RUN.finditer(text))
        value = None if inside else value_of(one.text, language.tag)
        if value is not None:
            yield Amount(value, (one.start, one.end))


def _cjk_value(written: str) -> Decimal | None:
    """The value of a number with Chinese digits or units; None if it isn't one."""
    total = section = Decimal(0)
    current: Decimal | None = None
    digits, last = "", 0
    for character in written.replace("，", "").replace(",", ""):
        if character.isdecimal() or character == ".":
            digits += character
            current = _decimal(digits)
            continue
        digits = ""
        power = 1 if character == "十" else _CJK_POWERS.get(character, 0)
        if not power:
            value = Decimal(_CJK_VALUES[character]) if character in _CJK_VALUES else None
            if value is None:
                continue
            current = value if current is None else current * 10 + value
        elif power < 4:
            section += (1 if current is None else current) * 10**power
            current = None
        else:
            chunk = section + (current or 0)
            if total and power > last:
                total = (total + chunk) * 10**power
            else:
                total += (chunk or 1) * 10**power
            section, current, last = Decimal(0), None, power
    return total + section + (current or 0)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text.count(".") < 2 and text.strip(".") else None


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    text = files("hexapla.checks").joinpath("data/numbers.toml").read_text("utf-8")
    return tomllib.loads(text)


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
