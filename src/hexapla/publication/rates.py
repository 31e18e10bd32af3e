"""What work costs: a translator's pace and price, and the share that is left of it with a match."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from hexapla import toml
from hexapla.errors import InputError, suggestion
from hexapla.message import msg

__all__ = ["Band", "Rates"]


class Band(StrEnum):
    """How much of a sentence's translation is already there. Each sentence is in one band.

    The bands of similarity are those that CAT tools use. The members are in the order of reports.
    """

    REVIEWED = "reviewed"
    EDITED = "edited"
    IN_CONTEXT = "in-context"
    EXACT = "exact"
    REPETITION = "repetition"
    CROSS_FILE = "cross-file"
    ALMOST = "95-99"
    CLOSE = "85-94"
    SIMILAR = "75-84"
    DRAFT = "draft"
    NEW = "new"


_SHARES = {
    Band.REVIEWED: 0.0,
    Band.EDITED: 0.3,
    Band.IN_CONTEXT: 0.0,
    Band.EXACT: 0.1,
    Band.REPETITION: 0.1,
    Band.CROSS_FILE: 0.1,
    Band.ALMOST: 0.3,
    Band.CLOSE: 0.5,
    Band.SIMILAR: 0.7,
    Band.DRAFT: 0.5,
    Band.NEW: 1.0,
}


_KEYS = ("words-per-hour", "per-word", "currency", "shares")


@dataclass(frozen=True)
class Rates:
    """A translator's pace and price.

    ``words_per_hour`` is the pace for new words; ``per_word`` the price of one, in ``currency``.
    ``shares`` say how much of that a word costs in each band, from 0 to 1. The defaults are only a
    start: 350 words an hour are about 2,500 a day, and the shares lie in the range of discounts
    that agencies publish.
    """

    words_per_hour: float = 350.0
    per_word: float = 0.0
    currency: str = ""
    shares: Mapping[Band, float] = field(default_factory=lambda: dict(_SHARES))

    @classmethod
    def load(cls, path: Path) -> Rates:
        """The rates in a TOML file; what it leaves out has its default.

        Raises InputError if it can't be read or has an unknown key or a value out of range.
        """
        text, data = toml.read(path)
        shares = data.pop("shares", {})
        if not isinstance(shares, dict):
            where = f"{path}:{toml.line_of(text, '', 'shares')}"
            raise InputError(msg("shares is not a table"), where=where, hint=msg("write [shares]"))
        values: dict[str, Any] = {}
        for name, value in data.items():
            where = f"{path}:{toml.line_of(text, '', name)}"
            values[_known(name, _KEYS, where).replace("-", "_")] = _checked(name, value, where)
        own = dict(_SHARES)
        for name, value in shares.items():
            where = f"{path}:{toml.line_of(text, 'shares', name)}"
            own[Band(_known(name, [*Band], where))] = _number(name, value, where, 0, 1)
        return cls(**values, shares=own)

    def new_words(self, words: Mapping[Band, int]) -> float:
        """How many new words some words in bands count as."""
        return sum(self.shares[band] * number for band, number in words.items())

    def minutes(self, words: Mapping[Band, int]) -> int:
        """How many minutes some words in bands take."""
        return math.ceil(60 * self.new_words(words) / self.words_per_hour)

    def price(self, words: Mapping[Band, int]) -> float:
        """What some words in bands cost, in `currency`."""
        return round(self.per_word * self.new_words(words), 2)


def _known(name: str, known: Collection[str], where: str) -> str:
    if name in known:
        return name
    raise InputError(
        msg("unknown key {name!r}", name=name), where=where, hint=suggestion(name, known)
    )


def _checked(name: str, value: Any, where: str) -> float | str:
    if name != "currency":
        least = 1 if name == "words-per-hour" else 0
        return _number(name, value, where, least, 1_000_000)
    if not isinstance(value, str):
        raise InputError(msg("currency is not a text"), where=where, hint=msg('write "EUR"'))
    return value


def _number(name: str, value: Any, where: str, least: int, most: int) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        return float(value)
    raise InputError(
        msg("{name} is not a number from {least:,} to {most:,}", name=name, least=least, most=most),
        where=where,
        hint=msg("write one without quotes"),
    )
