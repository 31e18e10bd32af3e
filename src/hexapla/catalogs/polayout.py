"""An entry laid out as GNU msgcat 0.21 writes it, so that gettext tools leave it alone.

One thing differs: a line may end inside a format directive, which msgcat keeps whole in entries
flagged as format strings; articles have none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from hexapla.catalogs.entry import Entry
from hexapla.catalogs.linebreak import fold

__all__ = ["ESCAPES", "Style", "kept_string_lines", "serialize", "string_lines"]

ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", '"': '"',
}  # fmt: skip
"""The letter after a backslash, and the character that the two stand for."""

_ESCAPED = str.maketrans({char: f"\\{letter}" for letter, char in ESCAPES.items()})
_STRING_LINE = re.compile(r'\s*(?:#~\s*)?(?:(msg[a-z_]+)(?:\[\d+\])?)?\s*(?:"|$)')
# The parts of an entry in their order, with what decides each.
_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("#", ("comments",)),
    ("#.", ("extracted",)),
    ("#:", ("references",)),
    ("#,", ("flags",)),
    ("#=", ("sticky",)),
    ("#|", ("previous_context", "previous", "previous_plural", "obsolete")),
    ("msgctxt", ("context", "obsolete")),
    ("msgid", ("msgid", "obsolete")),
    ("msgid_plural", ("plural", "obsolete")),
    ("msgstr", ("msgstr", "plurals", "plural", "obsolete")),
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a program lays strings out.

    ``width`` is the page's in columns, None where lines are not folded; ``split`` says that a
    string goes on in a new line after each line feed in it. The defaults are msgcat's.
    """

    width: int | None = 79
    split: bool = True


def serialize(entry: Entry, style: Style | None = None) -> str:
    """An entry's lines, each ended by a line feed, as msgcat writes them but for the style.

    Of an entry that was read and then changed, the parts that did not change keep their lines.
    """
    written = _written(entry, style or Style())
    kept = _kept(entry.origin) if entry.origin is not None else {}
    lines: list[str] = []
    for part, fields in _PARTS:
        same = part in kept and all(
            getattr(entry, name) == getattr(entry.origin, name) for name in fields
        )
        lines += kept[part] if same else written[part]
    # A backslash at the end would join the next line to a comment; no string ends so.
    return "".join(f"{line} \n" if line.endswith("\\") else f"{line}\n" for line in lines)


def string_lines(entry: Entry, style: Style) -> list[list[str]]:
    """The lines of an entry's msgid and msgstr in a style."""
    written = _written(entry, style)
    return [written["msgid"], written["msgstr"]]


def kept_string_lines(entry: Entry) -> list[list[str]]:
    """The lines of its msgid and msgstr that an entry was read from."""
    kept = _kept(entry)
    return [kept.get("msgid", []), kept.get("msgstr", [])]


# Its template and its new catalogs have the same entries.
@lru_cache(maxsize=4_096)
def _written(entry: Entry, style: Style) -> Mapping[str, list[str]]:
    """The lines of each part of an entry."""
    mark, old_mark = ("#~ ", "#~| ") if entry.obsolete else ("", "#| ")
    if "no-wrap" in {*entry.flags, *entry.sticky}:
        style = replace(style, width=None)
    parts: dict[str, Iterable[str]] = {
        "#": _comments("#", entry.comments),
        "#.": _comments("#.", entry.extracted),
        "#:": _references(entry.references, style),
        "#,": _flags("#,", sorted(entry.flags, key="fuzzy".__ne__)),
        "#=": _flags("#=", entry.sticky),
        "#|": _previous(entry, old_mark, style),
        "msgctxt": _field(mark, "msgctxt", entry.context, style),
        "msgid": _field(mark, "msgid", entry.msgid, style),
        "msgid_plural": _field(mark, "msgid_plural", entry.plural, style),
        "msgstr": _translation(entry, mark, style),
    }
    return {name: list(lines) for name, lines in parts.items()}


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


def _previous(entry: Entry, mark: str, style: Style) -> Iterator[str]:
    if entry.previous is None:  # gettext takes no previous context or plural without it
        return
    yield from _field(mark, "msgctxt", entry.previous_context, style)
    yield from _field(mark, "msgid", entry.previous, style)
    yield from _field(mark, "msgid_plural", entry.previous_plural, style)


def _translation(entry: Entry, mark: str, style: Style) -> Iterator[str]:
    if entry.plural is None:
        yield from _field(mark, "msgstr", entry.msgstr, style)
        return
    for number, text in enumerate(entry.plurals or ("",)):
        yield from _field(mark, f"msgstr[{number}]", text, style)


def _comments(mark: str, comments: Iterable[str]) -> Iterator[str]:
    for comment in comments:
        for line in re.split(r"\r\n?|\n", comment):
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
        # gettext counts the bytes here.
        if line != "#:" and len(f"{line} {place}".encode()) > width:
            yield line
            line = "#:"
        line += f" {place}"
    if line != "#:":
        yield line


def _isolated(reference: str) -> str:
    """A reference whose file name has spaces, marked as gettext marks it."""
    if " " not in reference:
        return reference
    name, colon, line = reference.rpartition(":")
    if not line.isdecimal():
        name, colon, line = reference, "", ""
    return f"\u2068{name}\u2069{colon}{line}"


def _field(mark: str, keyword: str, text: str | None, style: Style) -> Iterator[str]:
    if text is None:
        return
    # Less the two quotation marks.
    width = style.width - 2 - len(mark) if style.width else sys.maxsize
    first, *others = _folded(text, width, len(keyword) + 1, style.split)
    yield f'{mark}{keyword} "{first}"'
    for line in others:
        yield f'{mark}"{line}"'


# An article's catalogs in all languages have the same msgids.
@lru_cache(maxsize=16_384)
def _folded(text: str, width: int, column: int, split: bool) -> tuple[str, ...]:
    """A text's lines, the first of which begins in a column, and is empty if there are more."""
    parts = re.split(r"(?<=\n)", text) if split else [text]
    lines = [
        line for part in [part for part in parts if part] or [""] for line in _fold(part, width, 0)
    ]
    if len(lines) > 1 or len(_fold(text, width, column)) > 1:
        return ("", *lines)
    return tuple(lines)


def _fold(part: str, width: int, column: int) -> list[str]:
    """A part that ends at a line feed, if at all, escaped and folded, but never in an escape."""
    escaped = part.translate(_ESCAPED)
    unbroken = {match.end() - 1 for match in re.finditer(r"\\.", escaped)}
    if part.endswith("\n"):
        unbroken.add(len(escaped) - 2)
    return fold(escaped, width, column, unbroken)
