"""The grammars of placeholders: what a flag of gettext or Weblate says of a message.

A flag (``c-format``, ``python-brace-format``, …) selects a `Syntax`: which placeholders a text has,
where they are, and which signs begin nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from hexapla.lazy import lazy_re

__all__ = ["FLAGS", "Grammar", "Syntax", "syntaxes_of", "without_spaces"]

# The conversions of ISO C's fprintf with POSIX's positions and Python's mapping keys. A space is a
# flag, and people often type one by mistake: "%(name) s".
_PRINTF = lazy_re(
    r"%(?P<name>\([\w. -]{0,60}\))?(?P<at>\d{1,2}\$)?"
    # I is GNU's flag for the digits of the locale.
    r"(?P<flags>(?:[-+ #0']|I(?=[-+#0'.\d]{0,9}[diufFeEgG])){0,5})"
    r"(?P<width>(?:\*|\d{0,4})(?:\.(?:\*|\d{0,4}))?)(?P<size>hh|h|ll|l|L|q|j|z|t)?"
    # gettext writes the macros of <inttypes.h> like this.
    r"(?P<type>[a-zA-Z@%]|<PRI[diouxX](?:LEAST|FAST)?(?:8|16|32|64|MAX|PTR)>)"
)
# Delphi's Format: positions from 0, before a colon.
_PASCAL = lazy_re(r"%(?:(?P<at>\d{1,2}):)?-?(?:\*|\d{0,4})(?:\.\d{1,3})?(?P<type>[a-zA-Z%])")
# Ruby's Kernel#sprintf: a name may come after the flags and the width.
_RUBY = lazy_re(r"%\{(?P<template>\w{1,60})\}|%[-+ #0*\d.]{0,8}<(?P<name>\w{1,60})>"
                   r"[-+ #0*\d.]{0,8}(?P<type>[a-zA-Z])")  # fmt: skip
_BRACE = lazy_re(r"\{(?P<name>[^{}!:,]{0,60})(?P<rest>[^{}]{0,60})\}")
_QUOTED = lazy_re(r"'[^']{0,2000}(?:'|$)")
_SCHEME = lazy_re(r"~(?P<type>[a-zA-Z])")
_DOLLAR = lazy_re(r"\$\{[^{}]{1,120}\}")
_DOUBLE = lazy_re(r"\{\{[^{}]{1,120}\}\}")
_NESTING = lazy_re(r"\$t\((?:[^()]|\([^()]{0,120}\)){1,200}\)")
_VUE = lazy_re(r"%?\{[^{}]{1,60}\}|@(?:\.\w{1,30})?:(?:\([\w.]{1,60}\)|\w{1,60}(?:\.\w{1,60})*)")
_PERCENT = lazy_re(r"(?<!%)%[A-Za-z_][\w.-]{0,60}%")
_QT = lazy_re(r"%L?\d{1,2}")
_QT_PLURAL = lazy_re(r"%L?n")
_BOOST = lazy_re(r"%\d{1,2}%|%\|[^|]{1,30}\|")
_SHELL = lazy_re(r"\$\{\w{1,60}[^{}]{0,60}\}|\$\w{1,60}")
# Conversions that print the same kind of argument.
_FAMILY = {"i": "d", "X": "x", "E": "e", "G": "g", "F": "f"}

_DOUBLED = lazy_re(r"\{\{|\}\}")
_PERCENTS = lazy_re(r"%%")
_TWO_APOSTROPHES = lazy_re(r"''|'[{}][^']{0,200}'")
_TILDE = lazy_re(
    r"~(?:[-+]?\d{0,4}(?:,[-+\d'#v]{0,6}){0,6})?[:@]{0,2}[a-zA-Z%&|~\n(){}\[\];^*?<>/]"
)
_ANY = lazy_re(
    r"%[-+ #0'*\d.$]{0,12}(?:hh|h|ll|l|L|q|j|z|t)?[a-zA-Z@%<(\[{]|~[-+\d,:@]{0,8}[a-zA-Z%~]"
    r"|\$\{?\w{1,60}\}?"
)
_IS_FORMAT = lazy_re(r"(?!no-|possible-|impossible-)[a-z+-]+-format")

Grammar = Callable[[str], list[str]]
"""Finds the placeholders of a text, in a form in which equal ones are the same string."""


@dataclass(frozen=True)
class Syntax:
    """How placeholders are written.

    ``read`` finds them to be compared; ``patterns`` match them where they are, with what is literal
    for the program, such as ``%%``. In ``signs`` are the characters that begin or end nothing else:
    one that belongs to no placeholder is a mistake. ``number`` gives a placeholder that takes the
    next argument the number of that argument (from 1), and returns None for any other.
    ``reorders`` tells whether programs understand such numbers: ``%2$s``, ``{1}``.
    """

    read: Grammar
    patterns: tuple[re.Pattern[str], ...]
    signs: str
    number: Callable[[str, int], str | None] = lambda placeholder, number: None
    reorders: bool = False

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the placeholders of a text are, in order; none overlaps another."""
        found = sorted(m.span() for pattern in self.patterns for m in pattern.finditer(text))
        out: list[tuple[int, int]] = []
        for start, end in found:
            if not out or start >= out[-1][1]:
                out.append((start, end))
        return out


def without_spaces(placeholder: str) -> str:
    """A placeholder without spaces, in which people often get it wrong."""
    return re.sub(r"\s+", "", placeholder)


def _all(*patterns: re.Pattern[str]) -> Grammar:
    """A grammar that ignores order and spaces."""
    return lambda text: [
        without_spaces(m[0]) for pattern in patterns for m in pattern.finditer(text)
    ]


def _printf(text: str) -> list[str]:
    """The arguments that a format uses, by name, by position, or else numbered in order."""
    found = []
    position = 0
    for match in _PRINTF.finditer(text):
        if match["type"] == "%":
            continue
        kind = f"{match['size'] or ''}{_FAMILY.get(match['type'], match['type'])}"
        kind = f" {kind}" if " " in match["flags"] else kind
        if match["name"]:
            found.append(f"%{match['name']}{kind}")
            continue
        position += 1 + match["width"].count("*")
        at = match["at"] or f"{position}$"
        found.append(f"%{at}{kind}")
    return found


def _pascal(text: str) -> list[str]:
    found: list[str] = []
    for match in _PASCAL.finditer(text):
        if match["type"] != "%":
            found.append(f"%{match['at'] or len(found)}:{match['type'].lower()}")
    return found


def _ruby(text: str) -> list[str]:
    named = [
        f"%{{{m['template']}}}" if m["template"] else f"%<{m['name']}>{m['type']}"
        for m in _RUBY.finditer(text)
    ]
    return named + _printf(_RUBY.sub(" ", text))


def _braces(text: str) -> list[str]:
    """The placeholders of Python, Perl, Rust and C#; doubled braces are literal braces."""
    plain = text.replace("{{", "\0").replace("}}", "\0")
    return [
        f"{{{without_spaces(match['name']) or at}{without_spaces(match['rest'])}}}"
        for at, match in enumerate(_BRACE.finditer(plain))
    ]


def _message_format(text: str) -> list[str]:
    """The placeholders of java.text.MessageFormat: text in apostrophes is literal, as are two of
    them.
    """
    return _braces(_QUOTED.sub(" ", text.replace("''", "\0")))


def _java(text: str) -> list[str]:
    """The placeholders of java.util.Formatter (Weblate) and MessageFormat (gettext)."""
    return _printf(text) + _braces(text)


def _scheme(text: str) -> list[str]:
    return [f"~{at}{match['type'].lower()}" for at, match in enumerate(_SCHEME.finditer(text))]


def _numbered_printf(placeholder: str, number: int) -> str | None:
    match = _PRINTF.fullmatch(placeholder)
    if match is None or match["name"] or match["at"] or match["type"] == "%":
        return None
    return f"%{number}${placeholder[1:]}"


def _numbered_brace(placeholder: str, number: int) -> str | None:
    match = _BRACE.fullmatch(placeholder)
    return None if match is None or match["name"] else f"{{{number - 1}{placeholder[1:]}"


_PRINTF_SYNTAX = Syntax(_printf, (_PRINTF,), "%", _numbered_printf)
_POSITIONS = Syntax(_printf, (_PRINTF,), "%", _numbered_printf, reorders=True)
_BRACES = Syntax(_braces, (_BRACE, _DOUBLED), "{}", _numbered_brace, reorders=True)
_NUMBERED = Syntax(_all(_QT), (_QT, _PERCENTS), "%")
_LISP = Syntax(_scheme, (_TILDE,), "~")

FLAGS: dict[str, Syntax] = {
    **dict.fromkeys(
        ["awk-format", "es-printf-format", "javascript-format", "lua-format", "python-format"],
        _PRINTF_SYNTAX,
    ),
    **dict.fromkeys(
        ["c-format", "gcc-internal-format", "gfc-internal-format", "java-printf-format",
         "objc-format", "perl-format", "php-format", "tcl-format"],
        _POSITIONS,
    ),
    **dict.fromkeys(
        ["c++-format", "c-sharp-format", "csharp-format", "perl-brace-format",
         "python-brace-format", "rust-format"],
        _BRACES,
    ),
    **dict.fromkeys(["angularjs-format"], Syntax(_all(_DOUBLE), (_DOUBLE,), "{}")),
    **dict.fromkeys(["kde-format", "qt-format", "ycp-format"], _NUMBERED),
    **dict.fromkeys(
        ["auto-java-messageformat", "java-messageformat"],
        Syntax(_message_format, (_BRACE, _TWO_APOSTROPHES), "{}'"),
    ),
    **dict.fromkeys(["lisp-format", "scheme-format"], _LISP),
    "boost-format": Syntax(_all(_BOOST), (_BOOST, _PRINTF), "%"),
    "es-format": Syntax(_all(_DOLLAR), (_DOLLAR,), "$"),
    "i18next-interpolation": Syntax(_all(_DOUBLE, _NESTING), (_DOUBLE, _NESTING), "{}"),
    "java-format": Syntax(_java, (_BRACE, _PRINTF, _TWO_APOSTROPHES), "{}'"),
    "object-pascal-format": Syntax(_pascal, (_PASCAL,), "%"),
    "percent-placeholders": Syntax(_all(_PERCENT), (_PERCENT,), "%"),
    "qt-plural-format": Syntax(_all(_QT_PLURAL), (_QT_PLURAL, _QT, _PERCENTS), "%"),
    "ruby-format": Syntax(_ruby, (_RUBY, _PRINTF), "%"),
    "sh-format": Syntax(_all(_SHELL), (_SHELL,), "$"),
    "vue-format": Syntax(_all(_VUE), (_VUE,), "{}@"),
}  # fmt: skip
"""The syntax for each flag of gettext or Weblate."""

_UNKNOWN = Syntax(_all(_ANY), (_ANY,), "%~$")
"""For flags of gettext without a grammar here: what could be a placeholder is kept as it is."""


def syntaxes_of(flags: Collection[str]) -> list[Syntax]:
    """The syntaxes that the flags of an entry name, each once."""
    found = [
        FLAGS.get(flag, _UNKNOWN) for flag in flags if _IS_FORMAT.fullmatch(flag) or flag in FLAGS
    ]
    return list(dict.fromkeys(found))
