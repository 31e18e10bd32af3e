"""Which entries of a catalog follow which of an earlier version of it: sentences whose typography
changed, that were reworded, or whose keys were renamed.
"""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.entry import has_words
from hexapla.catalogs.keeping import keep, keep_all
from hexapla.catalogs.keyed import is_keyed, kin
from hexapla.catalogs.provenance import remarks, written_for

__all__ = ["at_heir", "heirs"]

_Key = tuple[str | None, str]


def heirs(before: Catalog, after: Catalog) -> dict[_Key, Entry]:
    """The entries of ``after`` that took the words of entries which it has no more, by the keys
    that those have in ``before``.
    """
    was, now = _live(before), _live(after)
    gone = [entry for key, entry in was.items() if key not in now and has_words(entry)]
    came = [entry for key, entry in now.items() if key not in was]
    if not gone or not came:
        return {}
    found: dict[_Key, Entry] = {}
    taken: set[_Key] = set()
    for entry, heir in _pairs(before, gone, came):
        if entry.key not in found and heir.key not in taken:
            found[entry.key] = heir
            taken.add(heir.key)
    return found


def _pairs(before: Catalog, gone: list[Entry], came: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Old entries with the new ones that follow them, the most certain first."""
    stale: dict[_Key, Entry] = {}
    for entry in came:
        if entry.previous is not None:
            stale.setdefault((entry.context, entry.previous), entry)
    yield from ((entry, stale[entry.key]) for entry in gone if entry.key in stale)
    there = {entry.key: entry for entry in came}
    same = ((entry, kept) for entry, kept in keep_all(gone, came, before.has_title_case))
    yield from ((entry, there[kept.key]) for entry, kept in same if kept.key in there)
    if is_keyed([*gone, *came]):
        found = kin({entry.key: entry for entry in gone}, {}, came)
        yield from (*found.renamed, *found.doubtful)


def at_heir(entry: Entry, heir: Entry, *, title_case: bool) -> Entry:
    """An entry with the key of its heir: reviewed if its words are right there, otherwise stale."""
    if entry.msgid == heir.msgid:
        return entry.edit(context=heir.context)
    kept = keep(entry, heir, title_case)
    if kept is not None and heir.previous is None:
        return kept.edit(context=heir.context)
    previous = (entry.previous if entry.fuzzy else None) or entry.msgid
    return heir.edit(
        msgstr=entry.msgstr,
        plurals=entry.plurals,
        flags=tuple(dict.fromkeys(["fuzzy", *heir.flags])),
        comments=(*remarks(entry.comments), written_for(previous)),
        previous=previous,
    )


def _live(catalog: Catalog) -> dict[_Key, Entry]:
    return {entry.key: entry for entry in catalog.entries if not entry.obsolete}
