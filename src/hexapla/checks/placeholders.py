"""Placeholders: what a program or a template will put its own words in the place of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hexapla.checks import tokens
from hexapla.checks.check import Kind, Pair, Remark, error

__all__ = ["placeholders"]

_PRINTF_FLAGS = frozenset(
    ["c-format", "gcc-internal-format", "gfc-internal-format", "java-printf-format",
     "javascript-format", "kde-format", "lua-format", "objc-format", "perl-format", "php-format",
     "python-format", "ruby-format", "es-printf-format", "object-pascal-format"]
)  # fmt: skip
_BRACE_FLAGS = frozenset(
    ["c-sharp-format", "csharp-format", "es-format", "java-format", "java-messageformat",
     "perl-brace-format", "python-brace-format", "rust-format", "vue-format"]
)  # fmt: skip
# ISO C fprintf's conversions, Python's mapping keys and POSIX's positions; a space is a flag.
_PRINTF = re.compile(
    r"%(?P<name>\([\w. -]{0,60}\)|<\w{1,40}>)?(?P<at>\d{1,2}\$)?(?P<flags>[-+ #0']{0,5})"
    r"(?P<width>(?:\*|\d{0,4})(?:\.(?:\*|\d{0,4}))?)(?P<size>hh|h|ll|l|L|q|j|z|t)?"
    r"(?P<type>[a-zA-Z@%])"
)
_BRACE = re.compile(r"(?<!\{)(?:\{\{)*\{(?P<name>[^{}!:]{0,60})(?P<rest>[^{}]{0,60})\}")
# Conversions that print the same kind of argument.
_FAMILY = {"i": "d", "X": "x", "E": "e", "G": "g", "F": "f"}


def placeholders(pair: Pair) -> Iterator[Remark]:
    """Every placeholder of the source is in the translation, and no other."""
    source, target = _found(pair, pair.source), _found(pair, pair.target)
    if source == target:
        return
    ours, theirs = Counter(source), Counter(target)
    # Any number of times will do for one that names its argument.
    missing = [one for one in dict.fromkeys(source) if theirs[one] < min(ours[one], 1)]
    extra = [one for one in dict.fromkeys(target) if ours[one] < 1]
    if not missing and not extra:
        counted = [one for one in ours if ours[one] != theirs[one]]
        if counted and pair.kind is Kind.STRING:
            one = counted[0]
            yield error(f"placeholder {one}: {ours[one]} × became {theirs[one]} ×")
        return
    if missing and not (pair.entry.plural is not None and pair.form == 0 and not extra):
        yield error(f"placeholder missing: {', '.join(missing[:4])}")
    if extra:
        yield error(f"placeholder that the source has not: {', '.join(extra[:4])}")


def _found(pair: Pair, text: str) -> list[str]:
    flags = pair.entry.flags
    own = [flag for flag in flags if flag.startswith("placeholders:")]
    if own:
        wanted = [part.strip('"') for part in own[0].split(":")[1:] if part]
        return sorted(one for one in wanted for _ in range(text.count(one)))
    if not _PRINTF_FLAGS.isdisjoint(flags):
        return _printf(text)
    if not _BRACE_FLAGS.isdisjoint(flags):
        return _braces(text)
    if not any(mark in text for mark in "%{$_@"):
        return []
    found = [m[0] for m in tokens.PLACEHOLDER.finditer(text)]
    return sorted(re.sub(r"\s+", "", one) for one in found)


def _printf(text: str) -> list[str]:
    """The arguments that a format takes: by name, by position, else by the order they come in."""
    found = []
    position = 0
    for match in _PRINTF.finditer(text):
        if match["type"] == "%":
            continue
        kind = f"{match['size'] or ''}{_FAMILY.get(match['type'], match['type'])}"
        if match["name"]:
            found.append(f"%{match['name']}{kind}")
            continue
        position += 1 + match["width"].count("*")
        at = match["at"] or f"{position}$"
        found.append(f"%{at}{kind}")
    return sorted(found)


def _braces(text: str) -> list[str]:
    found = []
    for at, match in enumerate(_BRACE.finditer(text.replace("{{", "  ").replace("}}", "  "))):
        found.append(f"{{{match['name'] or at}{match['rest']}}}")
    return sorted(found)
