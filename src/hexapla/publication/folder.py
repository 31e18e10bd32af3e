"""The folder of a publication: its settings, and what the steps over it share."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from hexapla.errors import HexaplaError, UsageError
from hexapla.languages import Language
from hexapla.ledger import Ledger, ledger_path
from hexapla.message import msg
from hexapla.publication import records
from hexapla.publication.configuration import FILE_NAME, Configuration
from hexapla.publication.layout import Article, Layout
from hexapla.publication.listing import Listing
from hexapla.publication.settings_file import place_of, place_of_engine
from hexapla.temporary import remove_leftovers

if TYPE_CHECKING:
    from hexapla.documents.format import OptionValue
    from hexapla.engines.engine import Engine, Prompted
    from hexapla.engines.registry import Status
    from hexapla.memory.memory import Memory

__all__ = ["PublicationFolder"]

_log = logging.getLogger(__name__)

_RECENT_SECONDS = 15.0


@dataclass
class PublicationFolder:
    """A folder with articles: its settings, and its ledger, engines and memories.

    Ledger, engines and memories are opened at first use; several threads may use them. With
    ``cache`` the results of earlier runs and the translations of engines are kept in the user's
    cache folder.
    """

    layout: Layout
    cache: bool = True
    _engines: list[Engine] | None = field(default=None, init=False, repr=False, compare=False)
    _ledger: Ledger | None = field(default=None, init=False, repr=False, compare=False)
    _memories: dict[tuple[Language, Language], tuple[float, Memory]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)
    _memory_lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @classmethod
    def open(cls, folder: Path | str | None = None) -> Self:
        """The publication that contains a folder (default: the current folder).

        If neither the folder nor one above it has an `i18n/publication.toml`, the folder itself is
        opened with the default settings. Raises what `Layout.open` raises.
        """
        remove_leftovers()
        return cls(Layout.open(Path(folder) if folder is not None else None))

    def with_settings(self, **changes: Any) -> Self:
        """A copy with other settings: fields of `Configuration`."""
        settings = replace(self.configuration, **changes)
        return type(self)(replace(self.layout, configuration=settings), self.cache)

    def with_option(self, name: str, value: OptionValue) -> Self:
        """A copy with an option set for every format that has it."""
        return self.with_settings(formats=self.configuration.with_option(name, value).formats)

    @property
    def root(self) -> Path:
        """The publication's folder."""
        return self.layout.root

    @property
    def configuration(self) -> Configuration:
        """The publication's settings."""
        return self.layout.configuration

    @property
    def manifest(self) -> Path | None:
        """The path of the file that lists the editions; None if the settings switch it off."""
        name = self.configuration.manifest
        return self.root / name if name else None

    def records_of(self, path: Path) -> Path:
        """The file that lists what was written to a path; see `records.records_of`."""
        return records.records_of(self.layout, path)

    def name_in_records(self, path: Path) -> str:
        """How `records_of` names a file; see `records.name_in_records`."""
        return records.name_in_records(self.layout, path)

    def articles(self, paths: Iterable[Path | str] = ()) -> list[Article]:
        """The articles at ``paths``, or all articles; raises what `Layout.articles` raises."""
        return self.layout.articles(map(Path, paths))

    def listed(self, paths: Iterable[Path | str] = ()) -> Listing:
        """The articles at ``paths``, or all, and what can't be one; see `Layout.listed`."""
        return self.layout.listed(map(Path, paths))

    def skipped(self, paths: Iterable[Path | str] = ()) -> list[Path]:
        """The documents that can't be translated; see `Layout.skipped`."""
        return self.layout.skipped(map(Path, paths))

    def languages(self, tags: Iterable[Language | str] = ()) -> list[Language]:
        """The languages with these codes, by default the target languages of the publication.

        Raises UsageError for an unknown code, and if there is no language at all.
        """
        languages = [
            tag if isinstance(tag, Language) else Language(tag) for tag in tags
        ] or self.layout.languages()
        if not languages:
            raise UsageError(
                msg("no language to translate into"),
                hint=msg("use --to es,fr, or set languages in {file_name}", file_name=FILE_NAME),
            )
        return list(dict.fromkeys(languages))

    def ledger(self) -> Ledger:
        """Results of earlier runs for the files of the publication; opened once."""
        with self._lock:
            if self._ledger is None:
                path = ledger_path(self.root) if self.cache else None
                self._ledger = Ledger(path, repr(self.configuration))
            return self._ledger

    def engines(self) -> list[Engine]:
        """All engines that are configured, and the critic; created once.

        Raises UsageError for an unknown name.
        """
        from hexapla.engines.caching import cached

        with self._lock:
            if self._engines is None:
                engines = self.new_engines(self._engine_names)
                self._engines = cached(engines) if self.cache else engines
            return self._engines

    def new_engines(self, names: Sequence[str]) -> list[Engine]:
        """Some engines with the publication's settings, without a cache.

        Raises UsageError for an unknown one, and for settings that an engine can't have. It is
        logged if an engine sends texts to another machine.
        """
        from hexapla.engines import registry

        with self._naming_the_place_of_engines():
            return registry.engines(names, self._configure)

    def announce_engines(self) -> None:
        """Log if a configured engine sends texts to another machine; errors are left to others."""
        with_settings = self.configuration.engine_tables.keys()
        if names := [name for name in self._engine_names if name in with_settings]:
            with suppress(HexaplaError):
                self.new_engines(names)

    def _configure(self, engine: Engine) -> None:
        """Give an engine its settings."""
        from hexapla.engines.engine import Configurable

        if isinstance(engine, Configurable):
            table = self.configuration.engine_tables.get(engine.name, {})
            try:
                notice = engine.configure(table, self.root)
            except UsageError as error:
                path = self.root / FILE_NAME
                place = place_of(path, "url", engine.name) if path.exists() else None
                raise UsageError(
                    error.message, where=error.where or place, hint=error.hint
                ) from None
            if notice:
                _log.warning("%s", notice)

    def engines_between(self, source: Language, target: Language) -> list[Engine]:
        """The engines for a pair of languages, in order of preference."""
        known = {engine.name: engine for engine in self.engines()}
        return [known[name] for name in self.configuration.engines.between(source, target)]

    def critic(self) -> Engine:
        """The engine for second opinions. Raises UsageError if none is configured."""
        name = self.configuration.draft_critic
        found = next((one for one in self.engines() if one.name == name), None)
        if found is None:
            raise UsageError(
                msg("no critic is configured"),
                hint=msg("set critic in [draft] of {file_name}", file_name=FILE_NAME),
            )
        return found

    @property
    def _engine_names(self) -> tuple[str, ...]:
        settings = self.configuration
        critic = (settings.draft_critic,) if settings.draft_critic else ()
        return tuple(dict.fromkeys((*settings.engines.names, *critic)))

    def engine_statuses(self) -> list[Status]:
        """Every engine, the configured ones first, with its pairs or what is missing."""
        from hexapla.engines import registry

        with self._naming_the_place_of_engines():
            return registry.overview(self.configuration.engines.names, self._configure)

    def prompted_engines(self) -> list[Prompted]:
        """The configured engines that have prompts, or else all of Hexapla's that do."""
        from hexapla.engines import registry

        with self._naming_the_place_of_engines():
            return registry.prompted(self.configuration.engines.names, self._configure)

    @contextmanager
    def _naming_the_place_of_engines(self) -> Iterator[None]:
        """Add to an error about the name of an engine where the settings have it."""
        from hexapla.engines import registry

        try:
            yield
        except UsageError as error:
            path = self.root / FILE_NAME
            unknown = {*self._engine_names} - {*registry.known()}
            where = place_of_engine(path, unknown) if path.exists() else None
            raise UsageError(error.message, where=where or error.where, hint=error.hint) from None

    def memory(self, source: Language, language: Language) -> Memory:
        """The memory of a pair of languages: reviewed entries, and the TMX files in i18n/memory."""
        from hexapla.publication.remembering import open_memory

        catalogs = self.layout.catalogs_in(language)
        return open_memory(self.root, catalogs, source, language)

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
