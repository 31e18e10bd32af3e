"""Which entries of strings with keys inherit from which: by their keys, not by their wordings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from hexapla.catalogs.entry import Entry

__all__ = ["is_keyed", "kin"]

_Key = tuple[str | None, str]
_Pair = tuple[Entry, Entry]


def is_keyed(entries: Iterable[Entry]) -> bool:
    """Whether the segments of an article have keys."""
    return any(entry.context is not None for entry in entries)


def kin(
    live: Mapping[_Key, Entry], known: Iterable[_Key], new: Sequence[Entry]
) -> tuple[list[_Pair], list[_Pair]]:
    """Old entries with the new ones that follow them.

    Parameters: ``live`` are the entries of the catalog, ``known`` the keys of all, obsolete ones
    included, ``new`` the article's. Returns those with the same text under another key, and those
    with the same key and another text.
    """
    wanted, there = {entry.key for entry in new}, set(known)
    leavers = [entry for key, entry in live.items() if key not in wanted and entry.plural is None]
    arrivals = [entry for entry in new if entry.key not in there]
    by_text: dict[str, list[Entry]] = defaultdict(list)
    for entry in leavers:
        by_text[entry.msgid].append(entry)
    renamed: list[_Pair] = []
    rest: list[Entry] = []
    for entry in arrivals:
        if by_text[entry.msgid]:
            renamed.append((by_text[entry.msgid].pop(0), entry))
        else:
            rest.append(entry)
    taken = {was.key for was, _ in renamed}
    by_context: dict[str | None, list[Entry]] = defaultdict(list)
    for entry in leavers:
        if entry.key not in taken:
            by_context[entry.context].append(entry)
    reworded = [
        (by_context[entry.context].pop(0), entry) for entry in rest if by_context[entry.context]
    ]
    return renamed, reworded
