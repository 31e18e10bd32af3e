"""Lists of attributes in brackets, with the offsets of their values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hexapla.lazy import lazy_re

__all__ = ["Attributes", "Value", "quoted", "read_attributes"]

_BLANKS = lazy_re(r"[ \t]*")
_NAME = lazy_re(r"\w[\w\-.]*")
_TO_COMMA = lazy_re(r"[^,]*")
_QUOTED = {
    '"': lazy_re(r'"((?:[^"\\]|\\.)*)"', re.DOTALL),
    "'": lazy_re(r"'((?:[^'\\]|\\.)*)'", re.DOTALL),
}
_SHORTHAND = lazy_re(r"([#.%])([^#.%]*)")


@dataclass(frozen=True, slots=True)
class Value:
    """A value; ``start`` and ``end`` are its offsets, ``quote`` is its quotation mark or ""."""

    text: str
    start: int
    end: int
    quote: str = ""


@dataclass(slots=True)
class Attributes:
    """Attributes by their positions, from 1 on, and by their names."""

    positional: dict[int, Value] = field(default_factory=dict)
    named: dict[str, Value] = field(default_factory=dict)

    @property
    def style(self) -> str:
        """The style in the first position."""
        first = self.positional.get(1)
        if first is None or " " in first.text:
            return ""
        found = _SHORTHAND.search(first.text)
        return (first.text[: found.start()] if found else first.text).strip()

    def shorthand(self, sign: str) -> list[str]:
        """The ids (``#``), roles (``.``) or options (``%``) in the first position."""
        first = self.positional.get(1)
        if first is None or " " in first.text:
            return []
        return [name for mark, name in _SHORTHAND.findall(first.text) if mark == sign]

    @property
    def options(self) -> frozenset[str]:
        """All options."""
        named = self.named.get("options") or self.named.get("opts")
        found = [one.strip() for one in named.text.split(",")] if named else []
        keys = [name[: -len("-option")] for name in self.named if name.endswith("-option")]
        return frozenset([*self.shorthand("%"), *found, *keys])

    @property
    def id(self) -> str:
        """The id, or ""."""
        named = self.named.get("id")
        return named.text if named else next(iter(self.shorthand("#")), "")

    def update(self, other: Attributes) -> None:
        """Add other attributes, which take precedence."""
        self.positional.update(other.positional)
        self.named.update(other.named)


def read_attributes(text: str, start: int = 0, end: int | None = None) -> Attributes:
    """Read the list ``text[start:end]``."""
    end = len(text) if end is None else end
    found = Attributes()
    at, position = _skip(text, start, end), 1
    while at < end:
        name, value, at = _attribute(text, at, end)
        if name:
            if value is not None:
                found.named[name] = value
        else:
            if value is not None and value.text:
                found.positional[position] = value
            position += 1
        at = _skip(text, at, end)
        if at < end and text[at] == ",":
            at = _skip(text, at + 1, end)
        elif at < end:  # Something after a quotation.
            at = text.find(",", at, end)
            at = end if at < 0 else _skip(text, at + 1, end)
    return found


def _attribute(text: str, at: int, end: int) -> tuple[str, Value | None, int]:
    if text[at] in _QUOTED:
        value, after = _value(text, at, end)
        return "", value, after
    name = _NAME.match(text, at, end)
    if name is not None:
        equals = _skip(text, name.end(), end)
        if equals < end and text[equals] == "=":
            begin = _skip(text, equals + 1, end)
            if begin >= end or text[begin] == ",":
                return name[0], None, begin
            value, after = _value(text, begin, end)
            return name[0], value, after
    value, after = _plain(text, at, end)
    return "", value, after


def _value(text: str, at: int, end: int) -> tuple[Value, int]:
    quotation = _QUOTED[text[at]].match(text, at, end) if text[at] in _QUOTED else None
    if quotation is None:
        return _plain(text, at, end)
    return Value(quotation[1], quotation.start(1), quotation.end(1), text[at]), quotation.end()


def _plain(text: str, at: int, end: int) -> tuple[Value, int]:
    found = _TO_COMMA.match(text, at, end)
    assert found is not None  # It matches nothing, too.
    own = found[0].rstrip()
    return Value(own, at, at + len(own)), found.end()


def _skip(text: str, at: int, end: int) -> int:
    found = _BLANKS.match(text, at, end)
    return found.end() if found else at


def quoted(text: str, quote: str, options: Mapping[str, str] | None = None) -> str:
    """A text as the value of an attribute; ``quote`` is the quotation mark around it, or ""."""
    if quote:
        return text.replace(f"\\{quote}", quote).replace(quote, f"\\{quote}")
    if any(sign in text for sign in ",=\"'"):
        return '"' + text.replace('\\"', '"').replace('"', '\\"') + '"'
    return text
