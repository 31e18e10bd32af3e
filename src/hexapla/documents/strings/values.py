"""What the readers of the syntaxes find in a file: its texts, and where they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from hexapla.documents.wrapping import text_before
from hexapla.errors import InputError
from hexapla.lazy import lazy_re

__all__ = ["DEEPEST", "Key", "Reading", "Value", "comments_before", "keyed", "line_of", "refuse"]

Key = tuple[str | int, ...]
"""The path of a value: names of keys and, for items of lists, their numbers from 0."""

DEEPEST = 200
"""How many collections may be in each other."""

_MOST_COMMENTS = 20
_LINE_END = lazy_re(r"\r\n|\r|\n")


class Value(NamedTuple):
    """A string in a file, ``source[start:end]`` with its quotation marks.

    ``text`` is what the string says, and ``write`` returns a stretch of source that says another
    text. ``member`` is the offset where its member begins (its key, or the item of the list), to
    which a copy of the member can be added; ``name`` is the span of the last part of the key. Both
    are unknown (-1, and an empty span) where nothing can be added. ``comments`` are for
    translators. ``places`` are where files of several languages have the string in each of them.
    """

    key: Key
    start: int
    end: int
    text: str
    write: Callable[[str], str]
    member: int = -1
    name: tuple[int, int] = (0, 0)
    comments: tuple[str, ...] = ()
    places: Mapping[str, tuple[int, int]] = MappingProxyType({})

    def place(self, tag: str) -> tuple[int, int]:
        """Where a translation is written: in the place of the language, or else of the string."""
        return self.places.get(tag, (self.start, self.end))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.

    ``values`` are its strings, in order. ``others`` counts the values that are no strings.
    ``names`` are the spans of all keys of objects, by the path of what they name; ``separator`` is
    what separates two members besides white space.
    """

    values: Sequence[Value]
    others: int = 0
    names: dict[Key, tuple[int, int]] = field(default_factory=dict)
    separator: str = ""


def line_of(source: str, offset: int) -> int:
    """The line of an offset, from 1."""
    return 1 + sum(1 for _ in _LINE_END.finditer(source, 0, offset))


def refuse(message: str, source: str, offset: int, where: str, hint: str) -> InputError:
    """The error for a file that can't be read from an offset on."""
    place = f"{where}:{line_of(source, offset)}" if where else None
    return InputError(message, where=place, hint=hint)


def keyed(values: Sequence[Value], separator: str = "") -> Reading:
    """What a file without nested keys says, by its strings."""
    return Reading(values, 0, {value.key: value.name for value in values}, separator)


def comments_before(source: str, offset: int, *marks: str) -> tuple[str, ...]:
    """The comment lines right before an offset at the start of a line, without their marks."""
    found: list[str] = []
    end = offset
    while end > 0 and len(found) < _MOST_COMMENTS:
        line_end = 2 if source[end - 2 : end] == "\r\n" else 1
        last = end - line_end
        start = last - len(text_before(source, last))
        line = source[start:end].strip()
        if not line.startswith(marks):
            break
        found.append(line.lstrip("".join(marks)).strip())
        end = start
    return tuple(line for line in reversed(found) if any(map(str.isalpha, line)))
