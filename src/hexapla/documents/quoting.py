"""Texts in double quotation marks, with escapes that YAML, TOML and JSON share."""

from __future__ import annotations

import re

from hexapla.lazy import lazy_re

__all__ = ["UNPRINTABLE", "escaped", "printable"]

_TO_ESCAPE = lazy_re(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
UNPRINTABLE = lazy_re(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""A character that only a string in double quotation marks can contain."""

_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def escaped(text: str) -> str:
    """Escape a text for double quotation marks, in a way valid in YAML, TOML and JSON."""
    return _TO_ESCAPE.sub(_escape, text)


def printable(text: str) -> str:
    """Remove the characters that only a double-quoted string can contain."""
    return UNPRINTABLE.sub("", text)


def _escape(match: re.Match[str]) -> str:
    if match[0] in '"\\':
        return f"\\{match[0]}"
    return _SHORT.get(match[0]) or f"\\u{ord(match[0]):04x}"
