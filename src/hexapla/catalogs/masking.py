"""Mask what can differ between two otherwise equal sentences: numbers and inline markup.

Sentences are compared with their numbers and markup masked. The translation of one sentence can be
reused for another by putting in the other's numbers and markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hexapla import literals
from hexapla.lazy import lazy_re

__all__ = [
    "MARKUP",
    "NUMBER",
    "Masked",
    "Piece",
    "adapt",
    "digits_of",
    "mask",
    "pieces_of",
    "rewritten",
    "unmarked",
]

_VARIABLE = lazy_re(
    rf"(?P<markup>(?P<opaque>{literals.OPAQUE})|{literals.LOOK})"
    r"|(?P<number>\d+(?:[.,:/'’\u00a0\u202f]\d+)*[⁰¹²³⁴-⁹]*)"
)
MARKUP, NUMBER = "\ue000", "\ue001"
"""The placeholders for a piece of markup and for a number."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence with each number and piece of markup replaced by a private-use character.

    ``values`` are the replaced pieces in order; ``kinds`` has one placeholder per piece.
    """

    text: str
    values: tuple[str, ...]
    kinds: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A number or a piece of markup in a sentence.

    ``opaque`` markup (code, a placeholder, an address) is part of the sentence, like a word; other
    markup only shows how words look, or where they lead.
    """

    value: str
    start: int
    end: int
    is_number: bool
    opaque: bool


def pieces_of(text: str) -> list[Piece]:
    """The numbers and the inline markup of a sentence, in order."""
    return [
        Piece(m[0], m.start(), m.end(), m["number"] is not None, m["opaque"] is not None)
        for m in _VARIABLE.finditer(text)
    ]


def mask(text: str) -> Masked:
    """Replace the numbers and the inline markup of a sentence by placeholders."""
    values: list[str] = []
    kinds: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        values.append(match[0])
        kinds.append(MARKUP if match["markup"] is not None else NUMBER)
        return kinds[-1]

    masked = _VARIABLE.sub(replaced, text)
    return Masked(masked, tuple(values), "".join(kinds))


def unmarked(text: str) -> str:
    """The sentence without its inline markup, unless it consists of markup only.

    Code and addresses stay, as words do.
    """
    bare = _VARIABLE.sub(lambda match: match["opaque"] or match["number"] or "", text)
    return bare if bare.strip() else text


def adapt(target: str, old: Masked, new: Masked) -> str | None:
    """Adapt the translation of one sentence to the numbers and markup of another.

    Returns None if the values can't be matched: their kinds differ, one occurs more or less often
    in the translation, or a number is written in another way.
    """
    if old.values == new.values:
        return target
    if old.kinds != new.kinds:
        return None
    exchange: dict[str, str] = {}
    for was, now in zip(old.values, new.values, strict=True):
        if exchange.setdefault(was, now) != now:
            return None
    found = mask(target)
    wanted = Counter(digits_of(value) for value in old.values)
    there = Counter(digits_of(value) for value in found.values)
    by_normal = {digits_of(was): (was, now) for was, now in exchange.items()}
    changed = {key for key, (was, now) in by_normal.items() if was != now}
    if any(wanted[key] != there[key] for key in changed):
        return None
    values = [
        rewritten(value, *by_normal[key]) if (key := digits_of(value)) in changed else value
        for value in found.values
    ]
    return _unmask(found, values)


def _unmask(masked: Masked, values: Sequence[str | None]) -> str | None:
    pieces = re.split(f"[{MARKUP}{NUMBER}]", masked.text)
    if len(pieces) != len(values) + 1:
        return None
    out = [pieces[0]]
    for value, piece in zip(values, pieces[1:], strict=True):
        if value is None:
            return None
        out += (value, piece)
    return "".join(out)


def digits_of(value: str) -> str:
    """The digits of a number in any script, without separators; markup unchanged."""
    if not value[0].isdecimal():
        return value
    return "".join(str(unicodedata.decimal(char)) for char in value if char.isdecimal())


def rewritten(there: str, was: str, now: str) -> str | None:
    """``now`` in the notation of ``there``, the translation of ``was``; None if that is unclear."""
    if there == was and (not was[0].isdecimal() or _shape(was) == _shape(now)):
        return now
    if not was[0].isdecimal():
        return None
    digits = digits_of(now)
    if was.isdecimal() and now.isdecimal() and there.isdecimal():
        shape = "0" * len(digits)
    elif _shape(was) == _shape(now):
        shape = there
    else:
        return None
    zero = next(ord(char) - unicodedata.decimal(char) for char in there if char.isdecimal())
    coming = iter(digits)
    return "".join(chr(zero + int(next(coming))) if c.isdecimal() else c for c in shape)


def _shape(number: str) -> str:
    return re.sub(r"\d", "0", number)
