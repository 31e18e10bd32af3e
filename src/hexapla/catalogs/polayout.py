"""The layout of an entry as GNU msgcat 0.21 writes it, so that gettext tools leave it unchanged.

There is one difference: a line may end inside a format directive, which msgcat keeps whole in
entries flagged as format strings; articles have none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from hexapla.catalogs.entry import Entry
from hexapla.catalogs.linebreak import fold
from hexapla.catalogs.provenance import note_lines
from hexapla.lazy import lazy_re

__all__ = ["ESCAPES", "Style", "kept_string_lines", "serialize", "string_lines"]

ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", '"': '"',
}  # fmt: skip
"""The letter after a backslash, and the character that the two represent."""

_ESCAPED = str.maketrans({char: f"\\{letter}" for letter, char in ESCAPES.items()})
_TO_ESCAPE = lazy_re(f"[{re.escape(''.join(ESCAPES.values()))}]")
_ESCAPE = lazy_re(r"\\.")
_LINE_END = lazy_re(r"\r\n?|\n")
_STRING_LINE = lazy_re(r'\s*+(?:#~\s*+)?(?:(msg[a-z_]+)(?:\[\d+\])?)?\s*+(?:"|$)')


@dataclass(frozen=True, slots=True)
class Style:
    """How a program lays out strings.

    ``width`` is the page width in columns, None if lines are not folded; ``split`` says that a
    string continues on a new line after each line feed. The defaults are msgcat's.
    """

    width: int | None = 79
    split: bool = True


class _Part(NamedTuple):
    """A part of an entry: what its lines depend on, and how they are written."""

    decisive: Callable[[Entry], Any]
    lines: Callable[[Entry, Style], Iterable[str]]


# In their order within an entry.
_PARTS = {
    "#": _Part(attrgetter("comments"), lambda e, style: _comments("#", e.comments)),
    "#.": _Part(attrgetter("extracted"), lambda e, style: _comments("#.", e.extracted)),
    "#:": _Part(attrgetter("references"), lambda e, style: _references(e.references, style)),
    "#,": _Part(
        attrgetter("flags"), lambda e, style: _flags("#,", sorted(e.flags, key="fuzzy".__ne__))
    ),
    "#=": _Part(attrgetter("sticky"), lambda e, style: _flags("#=", e.sticky)),
    "#|": _Part(
        attrgetter("previous_context", "previous", "previous_plural", "obsolete"),
        lambda e, style: _previous(e, style),
    ),
    "msgctxt": _Part(
        attrgetter("context", "obsolete"), lambda e, style: _field(e, "msgctxt", e.context, style)
    ),
    "msgid": _Part(
        attrgetter("msgid", "obsolete"), lambda e, style: _field(e, "msgid", e.msgid, style)
    ),
    "msgid_plural": _Part(
        attrgetter("plural", "obsolete"),
        lambda e, style: _field(e, "msgid_plural", e.plural, style),
    ),
    "msgstr": _Part(
        attrgetter("msgstr", "plurals", "plural", "obsolete"),
        lambda e, style: _translation(e, style),
    ),
}


def serialize(entry: Entry, style: Style | None = None) -> str:
    """An entry's lines, each ended by a line feed, as msgcat writes them except for the style.

    If the entry was read and then changed, its unchanged parts keep their lines.
    """
    style = _style_of(entry, style or Style())
    if entry.origin is None:
        return _serialized(entry, style)
    kept = _kept(entry.origin)
    lines: list[str] = []
    for name, part in _PARTS.items():
        same = name in kept and part.decisive(entry) == part.decisive(entry.origin)
        lines += kept[name] if same else part.lines(entry, style)
    return _joined(lines)


# An article's template and its new catalogs have the same entries.
@lru_cache(maxsize=4_096)
def _serialized(entry: Entry, style: Style) -> str:
    return _joined(line for part in _PARTS.values() for line in part.lines(entry, style))


def _style_of(entry: Entry, style: Style) -> Style:
    """The style of an entry in a file with a given style."""
    no_wrap = "no-wrap" in entry.flags or "no-wrap" in entry.sticky
    return replace(style, width=None) if no_wrap else style


def _joined(lines: Iterable[str]) -> str:
    # A backslash at the end would join the next line to a comment; no string ends like that.
    return "".join(f"{line} \n" if line.endswith("\\") else f"{line}\n" for line in lines)


def string_lines(entry: Entry, style: Style) -> list[list[str]]:
    """The lines of an entry's msgid and msgstr in a style."""
    style = _style_of(entry, style)
    return [list(_PARTS[name].lines(entry, style)) for name in ("msgid", "msgstr")]


def kept_string_lines(entry: Entry) -> list[list[str]]:
    """The lines of its msgid and msgstr as they were read."""
    kept = _kept(entry)
    return [kept.get("msgid", []), kept.get("msgstr", [])]


def _kept(entry: Entry) -> dict[str, list[str]]:
    """The lines of each part of an entry as they were read."""
    parts: dict[str, list[str]] = {}
    part = ""
    for line in (entry.verbatim or "").replace("\r\n", "\n").rstrip("\n").split("\n"):
        match = _STRING_LINE.match(line)
        if match:
            part = match[1] or part
        elif line.startswith(("#|", "#~|")):
            part = "#|"
        else:
            part = line[:2] if line[:2] in ("#.", "#:", "#,", "#=") else "#"
        parts.setdefault(part, []).append(line)
    return parts


def _previous(entry: Entry, style: Style) -> Iterator[str]:
    if entry.previous is None:  # gettext refuses a previous context or plural without it
        return
    yield from _field(entry, "msgctxt", entry.previous_context, style, "| ")
    yield from _field(entry, "msgid", entry.previous, style, "| ")
    yield from _field(entry, "msgid_plural", entry.previous_plural, style, "| ")


def _translation(entry: Entry, style: Style) -> Iterator[str]:
    if entry.plural is None:
        yield from _field(entry, "msgstr", entry.msgstr, style)
        return
    for number, text in enumerate(entry.plurals or ("",)):
        yield from _field(entry, f"msgstr[{number}]", text, style)


def _comments(mark: str, comments: Iterable[str]) -> Iterator[str]:
    for comment in comments:
        lines = _LINE_END.split(comment)
        # What isn't one of Hexapla's comments as a whole has no line that is.
        for line in lines if len(lines) == 1 else note_lines(comment):
            yield f"{mark} {line}" if line else mark


def _flags(mark: str, flags: Iterable[str]) -> Iterator[str]:
    joined = ", ".join(flags)
    if joined:
        yield f"{mark} {joined}"


def _references(references: Iterable[str], style: Style) -> Iterator[str]:
    width = style.width or sys.maxsize
    line = "#:"
    for reference in references:
        place = _isolated(" ".join(reference.split()))
        # gettext counts bytes here.
        if line != "#:" and len(f"{line} {place}".encode()) > width:
            yield line
            line = "#:"
        line += f" {place}"
    if line != "#:":
        yield line


def _isolated(reference: str) -> str:
    """A reference whose file name contains spaces, marked as gettext marks it."""
    if " " not in reference:
        return reference
    name, colon, line = reference.rpartition(":")
    if not line.isdecimal():
        name, colon, line = reference, "", ""
    return f"\u2068{name}\u2069{colon}{line}"


def _field(
    entry: Entry, keyword: str, text: str | None, style: Style, previous: str = ""
) -> Iterator[str]:
    if text is None:
        return
    mark = f"#~{previous or ' '}" if entry.obsolete else f"#{previous}" if previous else ""
    # Minus the two quotation marks.
    width = style.width - 2 - len(mark) if style.width else sys.maxsize
    first, *others = _folded(text, width, len(keyword) + 1, style.split)
    yield f'{mark}{keyword} "{first}"'
    for line in others:
        yield f'{mark}"{line}"'


# An article's catalogs in all languages have the same msgids.
@lru_cache(maxsize=16_384)
def _folded(text: str, width: int, column: int, split: bool) -> tuple[str, ...]:
    """A text's lines; the first starts in a column, and is empty if there are several."""
    parts = re.findall(r"[^\n]*\n|[^\n]+", text) if split and "\n" in text else [text]
    lines = [line for part in parts for line in _fold(part, width, 0)]
    if len(lines) > 1 or len(_fold(text, width, column)) > 1:
        return ("", *lines)
    return tuple(lines)


def _fold(part: str, width: int, column: int) -> list[str]:
    """A part that ends at a line feed, if at all, escaped and folded, but never inside an
    escape.
    """
    if not _TO_ESCAPE.search(part):
        return fold(part, width, column)
    escaped = part.translate(_ESCAPED)
    unbroken = {match.end() - 1 for match in _ESCAPE.finditer(escaped)}
    if part.endswith("\n"):
        unbroken.add(len(escaped) - 2)
    return fold(escaped, width, column, unbroken)
