"""The numbers of items in lists, as docutils reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hexapla.lazy import lazy_re
from hexapla.numerals import whole

__all__ = ["Enumerator", "enumerator_of", "is_item"]

_ENUMERATOR = lazy_re(
    r"(?:(?P<parens>\()|)(?P<number>[0-9]+|[a-z]|[A-Z]|[ivxlcdm]+|[IVXLCDM]+|#)"
    r"(?P<end>\)|\.)(?: +|\Z)"
)
_ROMAN = lazy_re(r"(?i:M{0,4}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))\Z")
_MOST = 10**18
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True, slots=True)
class Enumerator:
    """A number: what is around it, its kind, and its value."""

    match: re.Match[str]
    form: str
    kind: str
    value: int

    @property
    def start(self) -> str:
        """The number for a page, "" for the first one or what isn't a figure."""
        return str(self.value) if self.kind == "arabic" and self.value != 1 else ""

    def precedes(self, other: Enumerator) -> bool:
        """Whether another number continues a list after this one."""
        if self.form != other.form:
            return False
        if other.kind == "#":
            return True
        values = (_values(other.match["number"]).get(self.kind), self.value + 1)
        return values[0] == values[1] and self.kind != "#"


def enumerator_of(text: str) -> Enumerator | None:
    """The number that a line begins with."""
    match = _ENUMERATOR.match(text)
    if match is None or (match["parens"] and match["end"] != ")"):
        return None
    number = match["number"]
    form = f"{match['parens'] or ''}{match['end']}"
    if number == "#":
        return Enumerator(match, form, "#", 1)
    values = _values(number)
    if not values:
        return None
    kind = "Roman" if number == "I" else "roman" if number == "i" else next(iter(values))
    return Enumerator(match, form, kind, values[kind])


def _values(number: str) -> dict[str, int]:
    if (value := whole(number, _MOST)) is not None:
        return {"arabic": value}
    found: dict[str, int] = {}
    if len(number) == 1:
        found["alpha" if number.islower() else "Alpha"] = ord(number.lower()) - 96
    if _ROMAN.match(number) and (number.islower() or number.isupper()):
        found["roman" if number.islower() else "Roman"] = _roman(number.lower())
    return found


def _roman(number: str) -> int:
    values = [_VALUES[char] for char in number]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


def is_item(item: Enumerator, next_line: str) -> bool:
    """Whether a line with a number is an item, by the line after it."""
    if not next_line[:1].strip():
        return True
    found = enumerator_of(next_line)
    return found is not None and (
        found.match.end() > found.match.end("end") and item.precedes(found)
    )
