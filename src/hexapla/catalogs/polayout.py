"""An entry laid out as GNU msgcat 0.21 writes it, so that gettext tools leave it alone.

One thing differs: a line may end inside a format directive, which msgcat keeps whole in entries
flagged as format strings; articles have none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache

from hexapla.catalogs.entry import Entry
from hexapla.catalogs.linebreak import fold

__all__ = ["ESCAPES", "serialize"]

ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", '"': '"',
}  # fmt: skip
"""The letter after a backslash, and the character that the two stand for."""

_ESCAPED = str.maketrans({char: f"\\{letter}" for letter, char in ESCAPES.items()})
# Page width 79 as msgcat has it, less the two quotation marks.
_WIDTH = 77


# An article's template and its new catalogs in all languages have the same entries.
@lru_cache(maxsize=4_096)
def serialize(entry: Entry) -> str:
    """An entry's lines as msgcat writes them, each ended by a line feed."""
    mark, old_mark = ("#~ ", "#~| ") if entry.obsolete else ("", "#| ")
    wrap = "no-wrap" not in {*entry.flags, *entry.sticky}
    lines = [
        *_comments("#", entry.comments),
        *_comments("#.", entry.extracted),
        *_references(entry.references),
        *_flags("#,", sorted(entry.flags, key="fuzzy".__ne__)),
        *_flags("#=", entry.sticky),
    ]
    # gettext takes no previous context or plural without the previous msgid.
    if entry.previous is not None:
        lines += _field(old_mark, "msgctxt", entry.previous_context, wrap)
        lines += _field(old_mark, "msgid", entry.previous, wrap)
        lines += _field(old_mark, "msgid_plural", entry.previous_plural, wrap)
    lines += _field(mark, "msgctxt", entry.context, wrap)
    lines += _field(mark, "msgid", entry.msgid, wrap)
    lines += _field(mark, "msgid_plural", entry.plural, wrap)
    if entry.plural is None:
        lines += _field(mark, "msgstr", entry.msgstr, wrap)
    else:
        for number, text in enumerate(entry.plurals or ("",)):
            lines += _field(mark, f"msgstr[{number}]", text, wrap)
    # A backslash at the end would join the next line to a comment; no string ends so.
    return "".join(f"{line} \n" if line.endswith("\\") else f"{line}\n" for line in lines)


def _comments(mark: str, comments: Iterable[str]) -> Iterator[str]:
    for comment in comments:
        for line in re.split(r"\r\n?|\n", comment):
            yield f"{mark} {line}" if line else mark


def _flags(mark: str, flags: Iterable[str]) -> Iterator[str]:
    joined = ", ".join(flags)
    if joined:
        yield f"{mark} {joined}"


def _references(references: Iterable[str]) -> Iterator[str]:
    line = "#:"
    for reference in references:
        place = _isolated(" ".join(reference.split()))
        # gettext counts the bytes here.
        if line != "#:" and len(f"{line} {place}".encode()) > _WIDTH + 2:
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


def _field(mark: str, keyword: str, text: str | None, wrap: bool) -> Iterator[str]:
    if text is None:
        return
    width = _WIDTH - len(mark) if wrap else sys.maxsize
    first, *others = _folded(text, width, len(keyword) + 1)
    yield f'{mark}{keyword} "{first}"'
    for line in others:
        yield f'{mark}"{line}"'


# Its drafted catalogs have the same msgids.
@lru_cache(maxsize=16_384)
def _folded(text: str, width: int, column: int) -> tuple[str, ...]:
    """A text's lines, the first of which begins in a column, and is empty if there are more."""
    parts = [part for part in re.split(r"(?<=\n)", text) if part] or [""]
    lines = [line for part in parts for line in _fold(part, width, 0)]
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
