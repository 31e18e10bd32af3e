"""What the steps over a publication share, opened at first use: ledger, engines and memories."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from hexapla.languages import Language
from hexapla.ledger import Ledger, ledger_path
from hexapla.publication.layout import Layout

if TYPE_CHECKING:
    from hexapla.engines.engine import Engine
    from hexapla.memory.memory import Memory

__all__ = ["Resources"]

_RECENT_SECONDS = 15.0


@dataclass
class Resources:
    """The ledger, engines and memories of a publication. Several threads may use them.

    With ``cache`` the results of earlier runs and the translations of engines are kept in the
    user's cache folder.
    """

    layout: Layout
    cache: bool
    _engines: list[Engine] | None = field(default=None, init=False)
    _ledger: Ledger | None = field(default=None, init=False)
    _memories: dict[tuple[Language, Language], tuple[float, Memory]] = field(
        default_factory=dict, init=False
    )
    _lock: Lock = field(default_factory=Lock, init=False)
    _memory_lock: Lock = field(default_factory=Lock, init=False)

    def ledger(self) -> Ledger:
        """Results of earlier runs for the files of the publication; opened once."""
        with self._lock:
            if self._ledger is None:
                path = ledger_path(self.layout.root) if self.cache else None
                self._ledger = Ledger(path, repr(self.layout.configuration))
            return self._ledger

    def engines(self) -> list[Engine]:
        """The configured engines in order of preference; created once."""
        from hexapla.engines import registry
        from hexapla.engines.caching import cached

        with self._lock:
            if self._engines is None:
                engines = registry.engines(self.layout.configuration.engines)
                self._engines = cached(engines) if self.cache else engines
            return self._engines

    def memory(self, source: Language, language: Language) -> Memory:
        """The translation memory of a pair of languages, with all changes to its files."""
        from hexapla.publication.remembering import open_memory

        catalogs = self.layout.catalogs_in(language)
        return open_memory(self.layout.root, catalogs, source, language)

    def recent_memory(self, source: Language, language: Language) -> Memory:
        """Like `memory`, but up to 15 seconds old.

        Callers that need it often don't have to check the files of the memory each time.
        """
        with self._memory_lock:
            opened, memory = self._memories.get((source, language), (0.0, None))
            if memory is None or monotonic() - opened > _RECENT_SECONDS:
                opened, memory = monotonic(), self.memory(source, language)
                self._memories[source, language] = opened, memory
            return memory
