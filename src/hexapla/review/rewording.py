"""Earlier wordings put back into a catalog, so that an update passes their texts on."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.entry import is_a_persons
from hexapla.catalogs.provenance import text_digest
from hexapla.catalogs.similarity import Nearest

__all__ = ["with_earlier"]


def with_earlier(catalog: Catalog, earlier: Iterable[Entry], sentences: Collection[str]) -> Catalog:
    """A catalog as it was before its article changed, as far as that can be known.

    ``sentences`` are the digests of the sentences that the article had. Entries of other sentences
    are left out, unless a person has written in them: they may be what has become of earlier
    sentences. Each of the ``earlier`` entries takes the place of the most similar one.
    """
    entries: list[Entry | None] = list(catalog.entries)
    free = [
        at
        for at, one in enumerate(catalog.entries)
        if not (one.obsolete or is_a_persons(one) or text_digest(one.msgid) in sentences)
    ]
    nearest = Nearest([catalog.entries[at].msgid for at in free])
    instead: dict[int, list[Entry]] = {}
    for was in earlier:
        at = free[nearest.to(was.msgid)] if free else len(entries)
        instead.setdefault(at, []).append(was)
    for at in free:
        entries[at] = None
    out: list[Entry] = []
    for at, entry in enumerate([*entries, None]):
        out += instead.get(at, [])
        out += [entry] if entry is not None else []
    return catalog.with_entries(out)
