"""An article and one of its catalogs, both as they were on disk at one moment."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.documents.document import Segment
from hexapla.languages import Language
from hexapla.publication.reading import Prepared

__all__ = ["Key", "Snapshot", "identifier"]

Key = tuple[str | None, str]
"""What identifies an entry in a catalog: its msgctxt and its msgid."""


def identifier(key: Key) -> str:
    """A short name for an entry, safe to use in HTML and URLs."""
    context, msgid = key
    text = msgid if context is None else f"{context}\x04{msgid}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Snapshot:
    """An article beside its translation, as both were on disk at one moment.

    ``catalog`` is the catalog after an update (`translate extract`); ``outdated`` tells whether the
    file on disk still needs that update. ``stamp`` changes whenever either file changes.
    """

    prepared: Prepared
    language: Language
    catalog: Catalog
    outdated: bool
    stamp: str

    @cached_property
    def segments(self) -> list[Segment]:
        """The article's segments, in order."""
        return self.prepared.document.segments

    @cached_property
    def entries(self) -> list[Entry]:
        """The entry of each segment, in order. An entry appears once for each of its segments."""
        empty = {entry.key: entry for entry in self.prepared.template.entries}
        return [
            self.catalog.get(segment) or empty[segment.context, segment.text]
            for segment in self.segments
        ]

    @cached_property
    def layout(self) -> str:
        """A digest of which row shows which entry."""
        names = " ".join(identifier(entry.key) for entry in self.entries)
        return hashlib.sha256(names.encode()).hexdigest()[:16]

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The article's entries by their identifier."""
        return {identifier(entry.key): entry for entry in self.entries}
