"""Translations met before: what a publication's reviewed entries say of a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hexapla.catalogs.catalog import Catalog, State

__all__ = ["Memory"]


class Memory:
    """Exact matches for one pair of languages.

    Where reviewed entries differ, the translation that most of them have wins, then the one that
    was met first.
    """

    def __init__(self) -> None:
        self._known: dict[str, Counter[str]] = {}

    @classmethod
    def of(cls, catalogs: Iterable[Catalog]) -> Memory:
        """The memory of all reviewed entries of some catalogs, which share both languages."""
        memory = cls()
        for catalog in catalogs:
            for entry in catalog.entries:
                if entry.state is State.REVIEWED and entry.plural is None:
                    memory.add(entry.msgid, entry.msgstr)
        return memory

    def add(self, source: str, text: str) -> None:
        """Remember one translation of one sentence."""
        self._known.setdefault(source, Counter())[text] += 1

    def get(self, source: str) -> str | None:
        """The translation of exactly this sentence, where there is one."""
        known = self._known.get(source)
        return known.most_common(1)[0][0] if known else None

    def __len__(self) -> int:
        return len(self._known)
