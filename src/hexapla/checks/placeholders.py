"""Check of placeholders, which a program or a template replaces with its own text.

A flag of gettext or Weblate (``c-format``, ``python-brace-format``, …) selects the grammar. Without
one, everything that looks like a placeholder is one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

import regex

from hexapla.checks import tokens
from hexapla.checks.check import Remark, TextPair, error, warning
from hexapla.checks.compare import count_change
from hexapla.documents.format import Kind
from hexapla.lazy import lazy_re
from hexapla.literals import DATE_FORMAT

__all__ = ["FLAGS", "placeholders"]

# The conversions of ISO C's fprintf with POSIX's positions and Python's mapping keys. A space is a
# flag, and people often type one by mistake: "%(name) s".
_PRINTF = lazy_re(
    r"%(?P<name>\([\w. -]{0,60}\))?(?P<at>\d{1,2}\$)?"
    # I is GNU's flag for the digits of the locale.
    r"(?P<flags>(?:[-+ #0']|I(?=[-+#0'.\d]{0,9}[diufFeEgG])){0,5})"
    r"(?P<width>(?:\*|\d{0,4})(?:\.(?:\*|\d{0,4}))?)(?P<size>hh|h|ll|l|L|q|j|z|t)?"
    r"(?P<type>[a-zA-Z@%])"
)
_NEXT_ARGUMENT = lazy_re(r"%[-+#0]{0,5}[\d.]{0,8}(?:hh|h|ll|l|L|q|j|z|t)?[a-zA-Z@]")
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
_CUSTOM_PART = lazy_re(r'r?"(?:[^"\\]|\\.)*"|[^:]+')
# Expressions of catalogs: their length, the seconds for one text, and how many may take longer.
_LONGEST_PATTERN, _SECONDS, _MOST_SLOW = 1_000, 0.2, 10
_COUNT = lazy_re(r"(?<=[{,])[0-9]{1,9}")
_MOST_REPEATED = 10_000
_slow: Counter[str] = Counter()
# Conversions that print the same kind of argument.
_FAMILY = {"i": "d", "X": "x", "E": "e", "G": "g", "F": "f"}

# Bytes of an address, such as %C3%A9.
_ENCODED = lazy_re(r"(?<=[\w/:=.~()-])(?:%[0-9A-Fa-f]{2})+")
# A date, whose parts each language orders in its way.
_DATE = lazy_re(DATE_FORMAT)

# Plural forms that stand for a single number, and may leave it out: "one", in Arabic also "none"
# and "two". Such forms come first.
_EXACT_FORMS = {"ar": 3, "ga": 2, "he": 2}

Grammar = Callable[[str], list[str]]


def placeholders(pair: TextPair) -> Iterator[Remark]:
    """Every placeholder of the source is kept, and none is added."""
    find = _grammar(pair)
    try:
        source, target = find(pair.source), find(pair.target)
    except TimeoutError:
        yield warning("the regular expression in the flag placeholders takes too long")
        return
    if _is_date_format(pair.source) and _is_date_format(pair.target):
        return
    if source == target:
        order = _unnumbered(pair.source) if find is _guessed else []
        if order and order != _unnumbered(pair.target):
            yield error(f"placeholders in a different order than {' '.join(order)}")
        return
    ours, theirs = Counter(source), Counter(target)
    missing = [one for one in ours if not theirs[one]]
    extra = [one for one in theirs if not ours[one]]
    exact = pair.form < _EXACT_FORMS.get(pair.context.target.base, 1)
    if (missing or extra) and _is_label(pair.source) and _is_label(pair.target):
        yield warning(f"{pair.source.strip()} became {pair.target.strip()}")
        return
    if missing and not (pair.entry.plural is not None and exact and not extra):
        yield error(f"placeholder missing: {', '.join(missing[:4])}")
    if extra:
        yield error(f"placeholder not in the source: {', '.join(extra[:4])}")
    counted = [one for one in ours if ours[one] != theirs[one]]
    if not missing and not extra and pair.kind is Kind.MESSAGE:
        one = counted[0]
        # A named placeholder may be repeated if grammar requires it; one that takes the next
        # argument may not.
        say = warning if any(map(str.isalnum, one[:-1])) else error
        yield say(count_change(f"placeholder {one}", ours[one], theirs[one]))


def _is_label(text: str) -> bool:
    """Whether a text is nothing but a word in braces, which some manuals show as it is."""
    text = text.strip()
    return text.startswith("{") and text.endswith("}") and text[1:-1].isalpha()


def _grammar(pair: TextPair) -> Grammar:
    """The grammar that finds the placeholders of a pair, by the flags of its entry."""
    flags = pair.entry.all_flags
    chosen = [grammar for flag, grammar in FLAGS.items() if flag in flags]
    custom = [
        flag.removeprefix("placeholders:") for flag in flags if flag.startswith("placeholders:")
    ]
    if custom:
        chosen.append(_custom(custom[0], fold="case-insensitive" in flags))
    if not chosen:
        return _guessed if pair.kind is Kind.MESSAGE else _in_articles
    return lambda text: sorted(one for grammar in dict.fromkeys(chosen) for one in grammar(text))


def _custom(definition: str, *, fold: bool) -> Grammar:
    """The grammar for Weblate's flag ``placeholders:a:"b c":r"regular expression"``."""
    patterns = []
    for part in _CUSTOM_PART.findall(definition):
        if part.startswith('r"'):
            patterns.append(part[2:-1])
        else:
            patterns.append(re.escape(part.strip('"')))
    try:
        pattern = _compiled("|".join(filter(None, patterns)), fold)
    except (regex.error, OverflowError, RecursionError, ValueError):
        return lambda text: []  # a mistake in the flag, which a translator can't correct
    return lambda text: [one.lower() if fold else one for one in _matches(pattern, text)]


@lru_cache(maxsize=200)
def _compiled(pattern: str, fold: bool) -> regex.Pattern[str]:
    counts = [int(number) for number in _COUNT.findall(pattern)]
    # `regex` writes out repetitions of repetitions when it compiles.
    if len(pattern) > _LONGEST_PATTERN or math.prod(one or 1 for one in counts) > _MOST_REPEATED:
        raise ValueError(pattern)
    return regex.compile(pattern, regex.IGNORECASE if fold else 0)


def _matches(pattern: regex.Pattern[str], text: str) -> list[str]:
    """What a catalog's own expression finds. Raises TimeoutError if it takes too long.

    After several that took too long, none is tried any more.
    """
    if _slow.total() >= _MOST_SLOW or _slow[pattern.pattern]:
        raise TimeoutError
    try:
        return [match[0] for match in pattern.finditer(text, timeout=_SECONDS) if match[0]]
    except TimeoutError:
        _slow[pattern.pattern] += 1
        raise


def _in_articles(text: str) -> list[str]:
    if not any(mark in text for mark in "%{$_@"):
        return []
    text = _ENCODED.sub(" ", text)
    return sorted(_without_spaces(match[0]) for match in tokens.PLACEHOLDER.finditer(text))


def _is_date_format(text: str) -> bool:
    return "%" in text and bool(_DATE.search(text))


def _guessed(text: str) -> list[str]:
    text = _ENCODED.sub(" ", text)
    found = [_without_spaces(match[0]) for match in tokens.PLACEHOLDER.finditer(text)]
    rest = tokens.PLACEHOLDER.sub(" ", text)
    return sorted(found + [match[0] for match in tokens.MESSAGE_PLACEHOLDER.finditer(rest)])


def _unnumbered(text: str) -> list[str]:
    """The placeholders of C that take the next argument, whatever it is."""
    found = [match[0] for match in tokens.PLACEHOLDER.finditer(text)]
    return [one for one in found if _NEXT_ARGUMENT.fullmatch(one)]


def _without_spaces(placeholder: str) -> str:
    return re.sub(r"\s+", "", placeholder)


def _all(*patterns: re.Pattern[str]) -> Grammar:
    """A grammar that ignores order and spaces."""
    return lambda text: [
        _without_spaces(m[0]) for pattern in patterns for m in pattern.finditer(text)
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
        f"{{{_without_spaces(match['name']) or at}{_without_spaces(match['rest'])}}}"
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


FLAGS: dict[str, Grammar] = {
    **dict.fromkeys(
        ["awk-format", "c-format", "es-printf-format", "gcc-internal-format", "gfc-internal-format",
         "java-printf-format", "javascript-format", "lua-format", "objc-format",
         "perl-format", "php-format", "python-format", "tcl-format"],
        _printf,
    ),
    **dict.fromkeys(
        ["c++-format", "c-sharp-format", "csharp-format", "perl-brace-format",
         "python-brace-format", "rust-format"],
        _braces,
    ),
    **dict.fromkeys(["angularjs-format"], _all(_DOUBLE)),
    **dict.fromkeys(["kde-format", "qt-format", "ycp-format"], _all(_QT)),
    **dict.fromkeys(["auto-java-messageformat", "java-messageformat"], _message_format),
    **dict.fromkeys(["lisp-format", "scheme-format"], _scheme),
    "boost-format": _all(_BOOST),
    "es-format": _all(_DOLLAR),
    "i18next-interpolation": _all(_DOUBLE, _NESTING),
    "java-format": _java,
    "object-pascal-format": _pascal,
    "percent-placeholders": _all(_PERCENT),
    "qt-plural-format": _all(_QT_PLURAL),
    "ruby-format": _ruby,
    "sh-format": _all(_SHELL),
    "vue-format": _all(_VUE),
}  # fmt: skip
"""The grammar for each flag of gettext or Weblate."""
