"""Which fields of a field list are read by programs, so that their names or values are no text."""

from __future__ import annotations

from hexapla.lazy import lazy_re

__all__ = ["has_fixed_name", "has_fixed_value"]

_NAMES = frozenset([
    "author", "authors", "organization", "address", "contact", "version", "revision", "status",
    "date", "copyright", "dedication", "abstract", "param", "parameter", "arg", "argument", "key",
    "keyword", "type", "raises", "raise", "except", "exception", "var", "ivar", "cvar", "vartype",
    "returns", "return", "rtype", "yields", "yield", "ytype", "meta", "orphan", "tocdepth",
    "nocomments", "no-search", "nosearch", "kwparam", "kwarg", "kwargs", "throws", "throw",
    "retval",
])  # fmt: skip
_VALUES = frozenset([
    "type", "rtype", "vartype", "ytype", "date", "version", "revision", "orphan", "tocdepth",
    "nocomments", "no-search", "nosearch", "meta", "address", "contact",
])  # fmt: skip
_TYPES = frozenset(["type", "rtype", "vartype", "ytype"])
_IN_WORDS = lazy_re(r"(?<![^\s(])[^\W\d_]+ [^\W\d_]{2,}(?![^\s.,;:)])")


def has_fixed_name(name: str) -> bool:
    """Whether the name of a field stays as it is."""
    return _first_word(name) in _NAMES


def has_fixed_value(name: str, value: str) -> bool:
    """Whether the value of a field stays as it is, too. A type may be described in words."""
    first = _first_word(name)
    return first in _VALUES and not (first in _TYPES and _IN_WORDS.search(value))


def _first_word(name: str) -> str:
    return name.split(None, 1)[0].lower() if name else ""
