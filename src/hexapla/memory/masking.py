"""What differs between two sentences that say the same: numbers, and inline markup.

A sentence with its numbers and markup masked is compared with others; the translation of one
serves for another once the other's numbers and markup are put into it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hexapla.lazy import lazy_re

__all__ = ["MARKUP", "NUMBER", "Masked", "adapt", "mask", "unmarked"]

_VARIABLE = lazy_re(
    r"""
    (?P<markup>
        </?[A-Za-z][^<>]*> | <!--.*?--> | `[^`]*`            # tags, comments, code
      | !?\[(?=[^\[\]]*\]\() | \]\([^()\s]*(?:\s"[^"]*")?\)  # both ends of a Markdown link
      | \*{1,3} | ~~ | (?<!\w)_{1,2}(?=\w) | (?<=\w)_{1,2}(?!\w)
      | \{\w*\} | %(?:\(\w+\))?[sd]                          # placeholders
      | https?://[^\s<>()]+
    )
  | (?P<number> \d+(?:[.,:/'’\u00a0\u202f]\d+)* )
    """,
    re.VERBOSE,
)
MARKUP, NUMBER = "\ue000", "\ue001"
"""What stands for a piece of markup, and for a number."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence with a private-use character for each number and piece of markup, and these."""

    text: str
    values: tuple[str, ...]
    kinds: str


def mask(text: str) -> Masked:
    """The sentence, masked."""
    values: list[str] = []
    kinds: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        values.append(match[0])
        kinds.append(MARKUP if match["markup"] is not None else NUMBER)
        return kinds[-1]

    masked = _VARIABLE.sub(replaced, text)
    return Masked(masked, tuple(values), "".join(kinds))


def unmarked(text: str) -> str:
    """The sentence without its inline markup; of code and addresses nothing is left."""
    return _VARIABLE.sub(lambda match: match[0] if match["markup"] is None else "", text)


def adapt(target: str, old: Masked, new: Masked) -> str | None:
    """The translation of one sentence with the numbers and the markup of another.

    None where it can't be told what to put where: other kinds of values, one that the translation
    has more or less often, or a number written otherwise.
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
    wanted = Counter(_normal(value) for value in old.values)
    there = Counter(_normal(value) for value in found.values)
    by_normal = {_normal(was): (was, now) for was, now in exchange.items()}
    changed = {key for key, (was, now) in by_normal.items() if was != now}
    if any(wanted[key] != there[key] for key in changed):
        return None
    values = [
        _rewritten(value, *by_normal[key]) if (key := _normal(value)) in changed else value
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


def _normal(value: str) -> str:
    """A number's digits, whatever separates them and in whatever script; markup as it is."""
    if not value[0].isdecimal():
        return value
    return "".join(str(unicodedata.decimal(char)) for char in value if char.isdecimal())


def _rewritten(there: str, was: str, now: str) -> str | None:
    """A value of the translation that stands for ``was``, standing for ``now``."""
    if there == was and (not was[0].isdecimal() or _shape(was) == _shape(now)):
        return now
    if not was[0].isdecimal():
        return None
    digits = _normal(now)
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
