"""How words were translated before: a search in the memory and in all catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import regex

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.errors import HexaplaError, UsageError
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.memory.unit import Unit
from hexapla.message import msg
from hexapla.publication.catalogs import is_from

__all__ = ["Occurrence", "Search", "catalogs_with", "look_up"]

_MAX_WORDS = 12
_MAX_CHARACTERS = 200
_APOSTROPHES = "'’ʼ"
# Texts that are no translation of their sentence, or whose sentence is gone.
_LEFT_OUT = (State.EMPTY, State.OBSOLETE, State.STALE)
_ORDER = {State.REVIEWED: 0, State.EDITED: 1, State.DRAFT: 2}

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A sentence with the words, and its translation.

    ``source_spans`` and ``target_spans`` are where the words are. ``previous`` is the sentence
    before it, as far as it is known. ``file`` is the catalog or the TMX file. ``author`` and
    ``changed`` (a time in TMX format) are "" if unknown.
    """

    source: str
    target: str
    state: State
    source_spans: Spans
    target_spans: Spans
    file: str
    previous: str = ""
    author: str = ""
    changed: str = ""


class Search:
    """Words to look up, without regard to case. Raises UsageError if there are none or too many."""

    def __init__(self, text: str) -> None:
        self.words = text.split()
        if not self.words:
            raise UsageError(msg("there are no words to look up"))
        if len(self.words) > _MAX_WORDS or len(text) > _MAX_CHARACTERS:
            raise UsageError(
                msg(
                    "more than {max_words} words or {max_characters} characters",
                    max_words=_MAX_WORDS,
                    max_characters=_MAX_CHARACTERS,
                ),
                hint=msg("look up fewer words"),
            )
        patterns = [_pattern(word) for word in self.words]
        self._phrase = regex.compile(r"\s+".join(patterns), regex.IGNORECASE)
        self._each = [regex.compile(pattern, regex.IGNORECASE) for pattern in patterns]

    def spans(self, text: str) -> tuple[bool, Spans]:
        """Whether a text has the words one after the other, and where they are in it.

        Without the whole phrase, they are the places of the single words; none if one is missing.
        """
        phrase = [match.span() for match in self._phrase.finditer(text)]
        if phrase:
            return True, phrase
        each = [[match.span() for match in one.finditer(text)] for one in self._each]
        return False, sorted(span for spans in each for span in spans) if all(each) else []

    def may_be_in(self, data: str) -> bool:
        """Whether the text of a catalog can have the words, without parsing it.

        Only plain words decide: others may be escaped, or cut by the end of a line.
        """
        plain = [word for word in self.words if word.isascii() and word.isalnum()]
        folded = data.casefold() if plain else ""
        return all(word.casefold() in folded for word in plain)


def look_up(
    search: Search, memory: Memory, catalogs: Iterable[Catalog], limit: int = 50
) -> list[Occurrence]:
    """The sentences with the words of a search in the source or in the translation.

    ``memory`` has what is reviewed, ``catalogs`` the rest. The whole phrase comes first, then
    reviewed texts, then the newest. Each translation of a sentence is there once.
    """
    found: dict[tuple[str, str], tuple[tuple[bool, int], Occurrence]] = {}

    def add(state: State, unit: Unit) -> None:
        whole_source, source = search.spans(unit.source)
        whole_target, target = search.spans(unit.target)
        if source or target:
            rank = not (whole_source or whole_target), _ORDER[state]
            one = Occurrence(
                unit.source, unit.target, state, source, target, unit.file,
                _previous(unit), unit.author, unit.changed,
            )  # fmt: skip
            found.setdefault((unit.source, unit.target), (rank, one))

    for unit in memory.containing(search.words):
        add(State.REVIEWED, unit)
    for catalog in catalogs:
        for state, unit in _unreviewed(catalog):
            add(state, unit)
    newest = sorted(found.values(), key=lambda one: one[1].changed, reverse=True)
    return [one for _, one in sorted(newest, key=lambda one: one[0])][:limit]


def catalogs_with(search: Search, paths: Iterable[Path], source: Language) -> Iterator[Catalog]:
    """The catalogs that may have the words and translate from a language; unreadable ones are
    left out, as in the memory.
    """
    for path in paths:
        try:
            file = store.read(path)
            if file.data is None or not search.may_be_in(file.data.decode("utf-8", "replace")):
                continue
            if is_from(file.catalog, source):
                yield replace(file.catalog, where=str(path))
        except HexaplaError:
            continue


def _unreviewed(catalog: Catalog) -> Iterator[tuple[State, Unit]]:
    previous = ""
    for entry in catalog.entries:
        state = entry.state
        if state not in _LEFT_OUT and state is not State.REVIEWED and entry.plural is None:
            yield state, _unit(entry, previous, catalog)
        if entry.context is None and not entry.obsolete:
            previous = entry.msgid


def _unit(entry: Entry, previous: str, catalog: Catalog) -> Unit:
    author = entry.draft.origin if entry.by_machine and entry.draft else catalog.translator
    return Unit(entry.msgid, entry.msgstr, previous, author=author, file=catalog.where)


def _previous(unit: Unit) -> str:
    """The sentence before a unit. Of some only the start is known."""
    if unit.previous is not None or not unit.after:
        return unit.previous or ""
    return f"{unit.after}…" if unit.after[-1].isalnum() else unit.after


def _pattern(word: str) -> str:
    """A word as a regular expression that takes any apostrophe for each other."""
    return "".join(
        f"[{_APOSTROPHES}]" if char in _APOSTROPHES else regex.escape(char) for char in word
    )
