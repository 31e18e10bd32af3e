"""Which tags in a text are the two ends of a pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hexapla.documents.inline import Mark, Role

__all__ = ["paired"]


def paired(marks: Iterable[tuple[Mark, str]]) -> tuple[Mark, ...]:
    """The marks of a text, in order, with the tags that belong together as pairs.

    Each comes with its name: "b" for a tag that opens something, "/b" for one that closes it, ""
    for anything else. A tag closes the nearest one that is open; those opened inside stay alone.
    """
    found: list[Mark] = []
    opened: list[str] = []
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, (mark, name) in enumerate(marks):
        found.append(mark)
        if name.startswith("/") and places[name[1:]]:
            while (inner := opened.pop()) != name[1:]:
                places[inner].pop()
            partner = places[name[1:]].pop()
            first = found[partner]
            found[partner] = Mark(first.start, first.end, Role.OPEN, at)
            found[at] = Mark(mark.start, mark.end, Role.CLOSE, partner)
        elif name and not name.startswith("/"):
            opened.append(name)
            places[name].append(at)
    return tuple(found)
