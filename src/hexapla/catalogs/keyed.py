"""Which entries of strings with keys inherit from which: by their keys, not by their wordings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hexapla.catalogs.entry import Entry, State

__all__ = ["Kin", "is_keyed", "kin"]

_Key = tuple[str | None, str]
_Pair = tuple[Entry, Entry]


def is_keyed(entries: Iterable[Entry]) -> bool:
    """Whether the segments of an article have keys."""
    return any(entry.context is not None for entry in entries)


@dataclass(frozen=True, slots=True)
class Kin:
    """Old entries, each with the new one that follows it.

    ``renamed`` have the same text under another key, ``reworded`` the same key and another text.
    ``returned`` have the same key, too, and the text of an obsolete entry with that key.
    ``doubtful`` are like the renamed ones, but another old entry may be the right one: texts that
    are the same have several keys because their translations differ, or only some are approved.
    """

    renamed: list[_Pair]
    doubtful: list[_Pair]
    reworded: list[_Pair]
    returned: list[_Pair]


def kin(live: Mapping[_Key, Entry], buried: Mapping[_Key, Entry], new: Sequence[Entry]) -> Kin:
    """Which old entries the new ones of an article follow.

    Parameters: ``live`` are the entries of the catalog, ``buried`` its obsolete ones, ``new`` the
    article's.
    """
    wanted, there = {entry.key for entry in new}, live.keys() | buried.keys()
    leavers = [entry for key, entry in live.items() if key not in wanted and entry.plural is None]
    arrivals = [entry for entry in new if entry.key not in there]
    before, after = _by_text(leavers), _by_text(arrivals)
    translations: dict[str, set[str]] = defaultdict(set)
    for entry in live.values():
        translations[entry.msgid].add(entry.msgstr)
    for entry in buried.values():
        if entry.msgstr:
            translations[entry.msgid].add(entry.msgstr)
    renamed: list[_Pair] = []
    doubtful: list[_Pair] = []
    for text, olds in before.items():
        news = after.get(text, [])
        approved = {entry.state is State.REVIEWED for entry in olds}
        if len(translations[text]) == len(approved) == 1 and len(olds) >= len(news):
            renamed += zip(olds, news, strict=False)
        else:
            certain = list(_same_names(olds, news))
            renamed += certain
            gone = {entry.key for pair in certain for entry in pair}
            left = ([entry for entry in some if entry.key not in gone] for some in (olds, news))
            doubtful += zip(*left, strict=False)
    taken = {entry.key for pair in (*renamed, *doubtful) for entry in pair}
    by_context: dict[str | None, list[Entry]] = defaultdict(list)
    for entry in leavers:
        if entry.key not in taken:
            by_context[entry.context].append(entry)
    rest = (entry for entry in arrivals if entry.key not in taken)
    reworded = [
        (by_context[entry.context].pop(0), entry) for entry in rest if by_context[entry.context]
    ]
    back = (entry for entry in new if entry.key in buried and entry.key not in live)
    returned = [
        (by_context[entry.context].pop(0), entry) for entry in back if by_context[entry.context]
    ]
    return Kin(renamed, doubtful, reworded, returned)


def _by_text(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.msgid].append(entry)
    return found


def _same_names(olds: Sequence[Entry], news: Sequence[Entry]) -> Iterator[_Pair]:
    """The entries whose keys end in the same name, which no other of them has."""
    before, after = _by_name(olds), _by_name(news)
    for name, found in before.items():
        if len(found) == len(after.get(name, ())) == 1:
            yield found[0], after[name][0]


def _by_name(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[(entry.context or "").rpartition(".")[2]].append(entry)
    return found
