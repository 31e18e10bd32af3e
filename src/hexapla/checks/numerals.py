"""Numbers in running text: their positions, and the values they may have.

A numeral has several readings: ``1.500`` is 1500 in Spanish and 1.5 in English, ``2.3 million`` is
2,300,000, ``5 p.m.`` is 17, ``the 1970s`` are the ``70er``. Two numerals agree if they have a
reading in common.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from hexapla.lazy import lazy_re

__all__ = ["Numeral", "ascii_digits", "numerals", "roman"]

# Powers of ten of the words that follow a number: CLDR's compact and spelled-out forms, by their
# first letters. "billion" is 10⁹ or 10¹², depending on language and speaker, so both are readings.
_SCALES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("thousand", (3,)), ("tausend", (3,)), ("tsd", (3,)), ("duizend", (3,)), ("mil ", (3,)),
    ("mila", (3,)), ("mille", (3,)), ("tys", (3,)), ("тыс", (3,)), ("тис", (3,)), ("хиљад", (3,)),
    ("hiljad", (3,)), ("bin", (3,)), ("mijl", ()), ("hazaar", (3,)), ("हज़ार", (3,)),
    ("हजार", (3,)), ("लाख", (5,)), ("करोड़", (7,)), ("अरब", (9,)), ("ألف", (3,)), ("آلاف", (3,)),
    ("الف", (3,)), ("k", (3,)), ("千", (3,)), ("천", (3,)), ("mil", (3, 6)), ("mln", (6,)),
    ("mio", (6,)), ("млн", (6,)), ("мільйон", (6,)), ("миллион", (6,)), ("милион", (6,)),
    ("मिलियन", (6,)), ("مليون", (6,)), ("ملايين", (6,)), ("mrd", (9,)), ("mld", (9,)),
    ("млрд", (9,)), ("мільярд", (9,)), ("миллиард", (9,)), ("милијард", (9,)), ("مليار", (9,)),
    ("बिलियन", (9,)), ("bi", (9, 12)), ("tri", (12, 18)), ("три", (12,)), ("трил", (12,)),
    ("万", (4,)), ("萬", (4,)), ("만", (4,)), ("亿", (8,)), ("億", (8,)), ("억", (8,)),
    ("兆", (12,)), ("조", (12,)), ("百", (2,)), ("백", (2,)), ("cent", (2,)), ("hundred", (2,)),
    ("hundert", (2,)), ("сот", (2,)), ("lakh", (5,)), ("crore", (7,)), ("doz", ()), ("mega", (6,)),
)  # fmt: skip
_SCALE_WORDS = tuple(begin for begin, _ in _SCALES)
_FIGURE = lazy_re(r"(?<![\d.,])[-−–]?\d+(?:[.,'’٬٫\u00a0\u202f\u2009 ]\d+)*[½¼¾]?")
_GROUPED = lazy_re(r"\d{1,3}(?:[.,'’٬\u00a0\u202f\u2009 ]\d{2,3})*[.,'’٬\u00a0\u202f\u2009 ]\d{3}")
_SEPARATOR = lazy_re(r"[.,'’٬٫\u00a0\u202f\u2009 ]")
_SPACES = "\u00a0\u202f\u2009 "
_AFTERNOON = lazy_re(r"[\d:.\s–-]{0,14}(?:p\.?\s?m\b|nachmittag|de la tarde|du soir)", re.I)
_NESTED = lazy_re(r"[千万萬亿億만억천]\s?(\d{1,4})")
_DECADE = lazy_re(r"['’]?s\b|er\b|-?х\b|-?ті|-?те|年代|년대")
_CLOCK = lazy_re(r"\s?(?:GMT|UTC|hrs|hours|h\b)")
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_ROMAN = lazy_re(
    r"(?<![^\W_])(?=[IVXLC])(?:C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})"
    r"(?=(?:ᵉ|e|ème|er|ers)\b|[\W\d_]|$)"
)
_CJK = lazy_re("[〇零一二三四五六七八九十百千两兩万萬亿億]{1,12}")
_CJK_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "两": 2, "兩": 2}  # fmt: skip
_CJK_UNITS = {"十": 10, "百": 100, "千": 1000}
_CJK_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_MYRIAD_BEFORE = lazy_re(r"\d[万萬亿億만억]\s?\Z")
_OTHER_DIGIT = lazy_re(r"(?![0-9])\d")
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral in a text: how it is written, its position, and its readings.

    ``plain`` contains the readings without the help of the words around it; ``decade`` is true for
    a decade, such as the 1980s.
    """

    text: str
    start: int
    end: int
    readings: frozenset[Decimal]
    plain: frozenset[Decimal]
    decade: bool = False

    def parts(self) -> list[Numeral]:
        """The numbers on either side of its separators: 11.29 may be a time, or two numbers."""
        found, at = [], self.start
        for digits in _SEPARATOR.split(self.text):
            values = frozenset(_values(digits))
            found.append(
                Numeral(digits, at, at + len(digits), values | {v + 12 for v in values}, values)
            )
            at += len(digits) + 1
        return found

    @property
    def small(self) -> bool:
        """Whether people tend to write it as a word: decades, numbers up to 20, round ones."""
        return self.decade or all(
            value <= 20 or (value <= 100 and value % 10 == 0) or value in (1000, 1000000)
            for value in self.plain
        )


@lru_cache(maxsize=4096)
def numerals(text: str) -> tuple[Numeral, ...]:
    """The numerals of a text in digits of any script, in order of position.

    A time or a date is several numerals (``11:29``, ``2015-10-13``); a number with separators is
    one.
    """
    plain = ascii_digits(text)
    return tuple(_numerals(plain)) if any(map(str.isdigit, plain)) else ()


def _numerals(text: str) -> Iterator[Numeral]:
    for match in _FIGURE.finditer(text):
        start = match.start() + (not match[0][0].isdigit())
        for part in _parts(text[start : match.end()], start):
            figure, at = part
            if len(figure) > _MOST_DIGITS or _MYRIAD_BEFORE.search(text, max(0, at - 3), at):
                continue  # the 2000 of 6万2000 belongs to the 6
            end = at + len(figure)
            plain = _values(figure)
            if not plain:
                continue
            readings = plain | _in_words(plain, text, at, end)
            decade = _is_decade(plain) and bool(_PLURAL.match(text, end))
            if decade:  # also as an ordinal: in the 20th century
                readings |= {value // 100 + 1 for value in plain}
            yield Numeral(figure, at, end, frozenset(readings), frozenset(plain), decade)


def _parts(figure: str, start: int) -> Iterator[tuple[str, int]]:
    """A numeral with its separators; if it is a date, a list or a version, its parts."""
    if figure.isdecimal():
        yield figure, start
        return
    separators = _SEPARATOR.findall(figure)
    spaced = any(separator in _SPACES for separator in separators)
    if len(separators) <= 1 and not spaced:
        yield figure, start
        return
    if _GROUPED.fullmatch(figure) or (
        re.fullmatch(r"[\d'’٬\u00a0\u202f\u2009 .,]*\d[.,٫]\d+", figure)
        and _GROUPED.fullmatch(figure[: max(figure.rfind(s) for s in ".,٫")])
        and len(set(separators)) == 2
    ):
        yield figure, start
        return
    at = 0
    for piece in re.split(r"[\u00a0\u202f\u2009 ]", figure):
        if len(_SEPARATOR.findall(piece)) <= 1:
            if piece:
                yield piece, start + at
        else:
            inner = 0
            for digits in _SEPARATOR.split(piece):
                if digits:
                    yield digits, start + at + inner
                inner += len(digits) + 1
        at += len(piece) + 1


def _values(figure: str) -> set[Decimal]:
    """The values that a numeral may have: separators group digits or mark decimals."""
    if figure.isdecimal():
        return {Decimal(figure)}
    if figure[-1] in _FRACTIONS:
        return {value + _FRACTIONS[figure[-1]] for value in _values(figure[:-1])}
    separators = _SEPARATOR.findall(figure)
    digits = _SEPARATOR.sub("", figure)
    last = max(figure.rfind(separator) for separator in set(separators))
    found = set()
    if _GROUPED.fullmatch(figure):
        found.add(Decimal(digits))
    if separators.count(figure[last]) == 1 and figure[last] not in _SPACES + "'’٬":
        found.add(Decimal(_SEPARATOR.sub("", figure[:last]) + "." + figure[last + 1 :]))
    return found


def _in_words(plain: set[Decimal], text: str, start: int, end: int) -> set[Decimal]:
    """The readings that the words around a numeral add."""
    found: set[Decimal] = set()
    after = text[end : end + 24].lower()
    near = after.lstrip(" \u00a0\u202f-‑")
    for begin, powers in _SCALES if near.startswith(_SCALE_WORDS) else ():
        if near.startswith(begin):
            found |= {value.scaleb(power) for value in plain for power in powers}
    nested = _NESTED.match(near)
    if nested:
        found |= {value + int(nested[1]) for value in set(found)}
    if _CLOCK.match(text[end : end + 7]):
        found |= {value / 100 for value in plain if 100 <= value <= 2400}
    if _AFTERNOON.match(text[end : end + 28]):
        found |= {value + 12 for value in plain if value < 12}
    if _DECADE.match(after) or _is_decade(plain):
        found |= {value % 100 for value in plain if 1000 <= value <= 2100 and value % 10 == 0}
    if start and text[start - 1] in "'’":
        found |= {value + century for value in plain for century in (1900, 2000) if value < 100}
    return {value.normalize() + 0 for value in found}


_PLURAL = lazy_re(r"['’]?s\b")


def _is_decade(plain: set[Decimal]) -> bool:
    return any(1800 <= value <= 2100 and value % 10 == 0 for value in plain)


def ascii_digits(text: str) -> str:
    """The text with the digits of every script replaced by ASCII digits."""
    if not _OTHER_DIGIT.search(text):
        return text
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() and character > "9"
        else character
        for character in text
    )  # fmt: skip


@lru_cache(maxsize=4096)
def roman(text: str) -> frozenset[Decimal]:
    """The values that are written in a text in Roman or Chinese numerals."""
    found = set()
    for match in _ROMAN.finditer(text):
        if match[0]:
            found.add(Decimal(_roman_value(match[0])))
    for match in _CJK.finditer(text):
        found |= _cjk_values(match[0])
    return frozenset(found)


def _roman_value(letters: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in letters]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _cjk_values(characters: str) -> set[Decimal]:
    if len(characters) > 1 and all(character in _CJK_DIGITS for character in characters):
        return {Decimal("".join(str(_CJK_DIGITS[character]) for character in characters))}
    total = section = digit = 0
    for character in characters:
        if character in _CJK_DIGITS:
            digit = _CJK_DIGITS[character]
        elif character in _CJK_UNITS:
            section += (digit or 1) * _CJK_UNITS[character]
            digit = 0
        else:
            total += (section + digit or 1) * _CJK_MYRIADS[character]
            section = digit = 0
    return {Decimal(total + section + digit)}
