"""Apple's string catalogs, `.xcstrings`: JSON with the texts of all languages in one file.

Each string has a localization for each language: a unit, or several for the forms of a plural, for
devices, and for the parts that the text refers to (substitutions).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hexapla.documents.strings.json_syntax import JsonScanner, write_json
from hexapla.documents.strings.values import Key, Reading, Value, refuse
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["NEEDS_REVIEW", "TRANSLATED", "Catalog", "Unit", "part_of", "read_xcstrings"]

TRANSLATED, NEEDS_REVIEW = "translated", "needs_review"
"""The states of texts that a person has approved, and of those that nobody has."""

_STRINGS, _LOCALIZATIONS, _UNIT = "strings", "localizations", ("stringUnit", "value")
_FALSE = lazy_re(r'"\s*+:\s*+false\b')


class Unit(NamedTuple):
    """A text of a string in one language, and its state with the spans of both.

    The span of a state that the file doesn't have is empty, right before the text's key.
    """

    text: str
    span: tuple[int, int]
    state: str
    state_span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Catalog(Reading):
    """What a string catalog says.

    ``units`` are the texts of a string in a language, by their paths in its localization.
    ``source`` is how the file spells the language of its keys, ``tags`` how it spells each
    language, and ``language`` is the one that ``values`` are in. ``paths`` are the paths of units
    by the keys of ``values``. ``members`` are the spans of the names in each object, and
    ``objects`` those of the objects themselves.
    """

    source: str = ""
    language: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[tuple[str, str], Mapping[Key, Unit]] = field(default_factory=dict)
    paths: Mapping[Key, Key] = field(default_factory=dict)
    members: Mapping[Key, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    objects: Mapping[Key, tuple[int, int]] = field(default_factory=dict)

    def place(self, string: str, *more: str) -> Key:
        """The path of what a string has in the file."""
        return (_STRINGS, string, *more)

    def localization(self, string: str, tag: str = "") -> Key:
        """The path of the localizations of a string, or of one of them."""
        return self.place(string, _LOCALIZATIONS, *([tag] if tag else []))


def read_xcstrings(source: str, where: str, language: str = "") -> Catalog:
    """The texts of a string catalog in a language, by default that of its keys.

    Raises InputError with the line where it isn't one.
    """
    scanner = _Scanner(source, where)
    read = scanner.read()
    told = {value.key: value for value in read.values}
    own = told.get(("sourceLanguage",))
    members: dict[Key, dict[str, tuple[int, int]]] = defaultdict(dict)
    for key, span in read.names.items():
        members[key[:-1]][str(key[-1])] = span
    if own is None or (_STRINGS,) not in scanner.objects:
        hint = msg("it has sourceLanguage and strings: is it the right file?")
        raise refuse(msg("is not a string catalog"), source, 0, where, hint)
    units = _units(told)
    tags = _tags([own.text, *(tag for _, tag in units)])
    chosen = _chosen(language, own.text, tags)
    values: list[Value] = []
    paths: dict[Key, Key] = {}
    for string, span in members[(_STRINGS,)].items():
        if not _is_offered(source, string, told, members):
            continue
        said = told.get((_STRINGS, string, "comment"))
        comments = (said.text,) if said and said.text.strip() else ()
        found = units.get((string, chosen)) or {}
        if not found and chosen == own.text:
            found = {_UNIT: Unit(string, (span[0] - 1, span[1] + 1), TRANSLATED, span)}
        for path, unit in found.items():
            key = (string, *_short(path))
            paths[key] = path
            # Only units below a string can be the forms of a plural.
            member = 0 if path != _UNIT else -1
            values.append(Value(key, *unit.span, unit.text, write_json, member, span, comments))
    names = {value.key: value.name for value in values}
    return Catalog(
        values, 0, names, ",", own.text, chosen, tags, units, paths, members, scanner.objects
    )


def part_of(source: str, language: str) -> str:
    """What of a string catalog is in a language, or of its own one. Quick: no offsets are needed.

    A file that can't be read is returned as it is, because reading it says why.
    """
    try:
        data = json.loads(source)
        own, strings = data["sourceLanguage"], data[_STRINGS]
        spelt = [own, *(tag for one in strings.values() for tag in one.get(_LOCALIZATIONS, ()))]
        chosen = _chosen(language, own, _tags(spelt))
        found = [
            (key, one.get(_LOCALIZATIONS, {}).get(chosen), chosen == own and one.get("comment"))
            for key, one in strings.items()
            if one.get("extractionState") != "stale" and one.get("shouldTranslate") is not False
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return source
    return json.dumps([one for one in found if one[1] or chosen == own])


class _Scanner(JsonScanner):
    """Keeps the spans of objects, too."""

    def __init__(self, source: str, where: str) -> None:
        super().__init__(source, where)
        self.objects: dict[Key, tuple[int, int]] = {}

    def _object(self, at: int, key: Key) -> int:
        end = super()._object(at, key)
        self.objects[key] = (at, end)
        return end


def _units(told: Mapping[Key, Value]) -> dict[tuple[str, str], dict[Key, Unit]]:
    """The units of each string in each language, by their paths."""
    found: dict[tuple[str, str], dict[Key, Unit]] = defaultdict(dict)
    for key, value in told.items():
        is_unit = len(key) > 5 and key[-2:] == _UNIT and key[0] == _STRINGS
        if not is_unit or key[2] != _LOCALIZATIONS:
            continue
        state = told.get((*key[:-1], "state"))
        no_state = (value.member, value.member)
        span = (state.start, state.end) if state else no_state
        unit = Unit(value.text, (value.start, value.end), state.text if state else "", span)
        found[str(key[1]), str(key[3])][key[4:]] = unit
    return found


def _tags(spelt: list[str]) -> dict[str, str]:
    """How a file spells its languages, by their tags."""
    found: dict[str, str] = {}
    for one in dict.fromkeys(spelt):
        try:
            found.setdefault(Language(one).tag, one)
        except UsageError:
            continue
    return found


def _chosen(language: str, own: str, tags: Mapping[str, str]) -> str:
    """The language to read, as the file spells it: another English is that of the keys, too."""
    if not language or language in tags:
        return tags.get(language, own)
    base = language.partition("-")[0]
    return own if own.replace("_", "-").partition("-")[0] == base else language


def _is_offered(
    source: str,
    string: str,
    told: Mapping[Key, Value],
    members: Mapping[Key, Mapping[str, tuple[int, int]]],
) -> bool:
    """Whether a string is for translators: not one that the program no longer has."""
    state = told.get((_STRINGS, string, "extractionState"))
    if state is not None and state.text == "stale":
        return False
    wanted = members.get((_STRINGS, string), {}).get("shouldTranslate")
    return wanted is None or not _FALSE.match(source, wanted[1])


def _short(path: Key) -> Key:
    """A unit's path without the names that every such path has."""
    short: list[str | int] = []
    at, end = 0, len(path) - len(_UNIT)
    while at < end:
        # variations, plural, one; substitutions, files
        at += 3 if path[at] == "variations" else 2
        short += path[at - 1 : at]
    return tuple(short)
