"""Which tags in a text are the two ends of a pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hexapla.documents.inline import Mark, Role

__all__ = ["paired", "partners"]


def paired(marks: Iterable[tuple[Mark, str]]) -> tuple[Mark, ...]:
    """The marks of a text, in order, with the tags that belong together as pairs.

    Each comes with its name, as for `partners`.
    """
    given = list(marks)
    pairs = partners(name for _, name in given)
    return tuple(
        mark
        if at not in pairs
        else Mark(mark.start, mark.end, Role.OPEN if pairs[at] > at else Role.CLOSE, pairs[at])
        for at, (mark, _) in enumerate(given)
    )


def partners(names: Iterable[str]) -> dict[int, int]:
    """The numbers of tags that belong together, both ways.

    The name is "b" for a tag that opens something, "/b" for one that closes it, "" for anything
    else. A tag closes the nearest one that is open; those opened inside stay alone.
    """
    found: dict[int, int] = {}
    opened: list[str] = []
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        if name.startswith("/") and places[name[1:]]:
            while (inner := opened.pop()) != name[1:]:
                places[inner].pop()
            partner = places[name[1:]].pop()
            found[partner], found[at] = at, partner
        elif name and not name.startswith("/"):
            opened.append(name)
            places[name].append(at)
    return found
