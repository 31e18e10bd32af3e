"""Search and replace over translations, with a preview of each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import regex

from hexapla.catalogs.catalog import Entry
from hexapla.errors import UsageError

__all__ = ["Match", "Query", "find"]

# What a pattern may take for one text, so that a hasty one does not hang the page.
_SECONDS = 0.2
_LONGEST_PATTERN = 1_000


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for in translations, and what to put there (None: nothing is replaced).

    ``expression`` takes both as a regular expression and its template (`\\1`).
    """

    wanted: str
    replacement: str | None = None
    case: bool = False
    words: bool = False
    expression: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a query finds: the spans in its translation, and that with them replaced."""

    entry: Entry
    spans: tuple[tuple[int, int], ...]
    text: str


def find(entries: Iterable[Entry], query: Query) -> Iterator[Match]:
    """The live entries whose translation has what is wanted, in their order.

    Raises UsageError for a pattern that makes no sense or takes too long.
    """
    pattern = _pattern(query)
    for entry in entries:
        if entry.obsolete or entry.plural is not None or not entry.msgstr:
            continue
        try:
            found = [m for m in pattern.finditer(entry.msgstr, timeout=_SECONDS) if m[0]]
            if found:
                spans = tuple(match.span() for match in found)
                yield Match(entry, spans, _replaced(entry.msgstr, found, query))
        except TimeoutError:
            raise UsageError("the pattern takes too long", hint="make it simpler") from None


def _pattern(query: Query) -> Any:
    if not query.wanted or len(query.wanted) > _LONGEST_PATTERN:
        raise UsageError("there is nothing to search for" if not query.wanted else "is too long")
    source = query.wanted if query.expression else regex.escape(query.wanted, literal_spaces=True)
    if query.words:
        source = rf"(?<!\w)(?:{source})(?!\w)"
    try:
        return regex.compile(source, 0 if query.case else regex.IGNORECASE)
    except regex.error as error:
        raise UsageError(f"no regular expression: {error}") from None


def _replaced(text: str, found: Iterable[Any], query: Query) -> str:
    if query.replacement is None:
        return text
    out, at = [], 0
    for match in found:
        out += [text[at : match.start()], _expanded(match, query)]
        at = match.end()
    return "".join([*out, text[at:]])


def _expanded(match: Any, query: Query) -> str:
    if not query.expression:
        return query.replacement or ""
    try:
        return str(match.expand(query.replacement))
    except (regex.error, IndexError) as error:
        raise UsageError(f"can't replace so: {error}") from None
