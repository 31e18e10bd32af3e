"""Search and replace in translations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import regex

from hexapla.catalogs.catalog import Entry
from hexapla.errors import UsageError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["Match", "Query", "find"]

# How long a pattern may take for one translation: some patterns would never finish.
_TIMEOUT_SECONDS = 0.2
_MAX_PATTERN = 1_000
# A group that is matched again, or the whole pattern: the timeout doesn't stop that.
_RECURSION = lazy_re(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|(?P<part>\(\?(?:R|[+-]?\d+|&\w+|P>\w+)\))", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for in translations, and its replacement (None: search only).

    ``case`` matches upper and lower case exactly, ``words`` matches whole words only. With
    ``expression``, ``pattern`` is a regular expression and ``replacement`` a template (`\\1`).
    """

    pattern: str
    replacement: str | None = None
    case: bool = False
    words: bool = False
    expression: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that matches: the matching spans of its translation, and the translation with
    each of them replaced.
    """

    entry: Entry
    spans: tuple[tuple[int, int], ...]
    text: str


def find(entries: Iterable[Entry], query: Query) -> Iterator[Match]:
    """The entries whose translation matches, in order. Skips obsolete entries and plural forms.

    Raises UsageError for a pattern that is invalid or takes too long.
    """
    pattern = _pattern(query)
    for entry in entries:
        if entry.obsolete or entry.plural is not None or not entry.msgstr:
            continue
        try:
            found = [m for m in pattern.finditer(entry.msgstr, timeout=_TIMEOUT_SECONDS) if m[0]]
            if found:
                spans = tuple(match.span() for match in found)
                yield Match(entry, spans, _replaced(entry.msgstr, found, query))
        except TimeoutError:
            raise UsageError(
                msg("the pattern takes too long"), hint=msg("use a simpler one")
            ) from None


def _pattern(query: Query) -> Any:
    if not query.pattern:
        raise UsageError(msg("there is nothing to search for"))
    if len(query.pattern) > _MAX_PATTERN:
        raise UsageError(
            msg("the pattern has more than {max_pattern:,} characters", max_pattern=_MAX_PATTERN)
        )
    again = next((one["part"] for one in _RECURSION.finditer(query.pattern) if one["part"]), None)
    if query.expression and again:
        raise UsageError(
            msg("a pattern can't contain itself: {part}", part=again), hint=msg("use a simpler one")
        )
    source = query.pattern if query.expression else regex.escape(query.pattern, literal_spaces=True)
    if query.words:
        source = rf"(?<!\w)(?:{source})(?!\w)"
    try:
        return regex.compile(source, 0 if query.case else regex.IGNORECASE)
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        raise UsageError(msg("invalid regular expression: {error}", error=error)) from None


def _replaced(text: str, found: Iterable[Any], query: Query) -> str:
    if query.replacement is None:
        return text
    out, at = [], 0
    for match in found:
        out += [text[at : match.start()], _replacement(match, query)]
        at = match.end()
    return "".join([*out, text[at:]])


def _replacement(match: Any, query: Query) -> str:
    if not query.expression:
        return query.replacement or ""
    try:
        return str(match.expand(query.replacement))
    except (regex.error, IndexError, ValueError, OverflowError) as error:
        raise UsageError(msg("invalid replacement: {error}", error=error)) from None
