"""The plural forms of a language: which numbers each is for, and what it is drafted from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["PluralRule", "form_count", "plural_rule"]

_RULE = lazy_re(r"nplurals ?= ?(\d{1,2}) ?; ?plural ?=([n\d ()<>=!&|?:%*/+-]{1,1000})")
_NUMBERS = range(1000)
_FEW = 200


@dataclass(frozen=True, slots=True)
class PluralRule:
    """The plural forms of a catalog.

    ``samples`` has for each form a number that it is for, preferably a small one above 1, and
    ``single`` the forms that are for one number only. ``header`` is the value of the header.
    """

    header: str
    samples: tuple[int, ...]
    single: frozenset[int]

    @property
    def count(self) -> int:
        """The number of forms."""
        return len(self.samples)

    def forms(self, numbers: int) -> tuple[int, ...]:
        """The form of each number below ``numbers``."""
        match = _RULE.fullmatch(" ".join(self.header.split()))
        form = _compiled(match[2]) if match else None
        return tuple(form(number) if form else int(number != 1) for number in range(numbers))

    def form_of_one(self) -> int:
        """The form for the number 1."""
        return next((form for form, number in enumerate(self.samples) if number == 1), 0)


def plural_rule(headers: Mapping[str, str], language: Language) -> PluralRule:
    """The rule of a catalog's header ``Plural-Forms``, or else of its language."""
    own = headers.get("Plural-Forms", "")
    return (
        _parsed(own)
        or _parsed(language.plural_forms)
        or PluralRule("nplurals=2; plural=(n != 1)", (1, 2), frozenset([0]))
    )


def form_count(headers: Mapping[str, str]) -> int:
    """The number of plural forms that a catalog's header says, 2 if it says none."""
    rule = _parsed(headers.get("Plural-Forms", ""))
    return rule.count if rule else 2


def _parsed(header: str) -> PluralRule | None:
    match = _RULE.fullmatch(" ".join(header.split()).rstrip("; "))
    if match is None:
        return None
    count = int(match[1])
    form = _compiled(match[2])
    if form is None or not count:
        return None
    numbers: dict[int, list[int]] = {}
    try:
        for number in _NUMBERS:
            numbers.setdefault(form(number), []).append(number)
    except (ArithmeticError, RecursionError, ValueError):
        return None
    if not set(numbers) <= set(range(count)):
        return None
    samples = tuple(_sample(numbers.get(at, [])) for at in range(count))
    single = frozenset(at for at, found in numbers.items() if len(found) == 1)
    return PluralRule(header.strip().rstrip(";"), samples, single)


def _compiled(expression: str) -> Callable[[int], int] | None:
    from gettext import c2py

    try:
        found: Callable[[int], int] = c2py(expression)
    except (ValueError, RecursionError, SyntaxError):
        return None
    return found


def _sample(numbers: list[int]) -> int:
    """A number to ask an engine about: 1 if the form is for it, else a small one."""
    if 1 in numbers:
        return 1
    return next((one for one in numbers if 1 < one < _FEW), numbers[0] if numbers else 2)
