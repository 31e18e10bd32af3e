"""Draft the messages of catalogs that other programs extracted, in place."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.plural_forms import plural_rule
from hexapla.catalogs.provenance import MEMORY
from hexapla.drafting.fill import Translator
from hexapla.drafting.gettext.filling import (
    MessageDraft,
    Wanted,
    apply,
    fill_messages,
    missing_messages,
    wanted_in,
)
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Engine
from hexapla.engines.routes import Route, find_route
from hexapla.errors import EngineError, HexaplaError
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.message import amount, counted, msg
from hexapla.publication.drafting import SAVE_EVERY_SECONDS, Drafted, Progress, drafter_for
from hexapla.publication.gettext.places import CATALOG
from hexapla.publication.layout import Layout
from hexapla.publication.reading import Prepared, segmenter_for
from hexapla.publication.remembering import open_memory
from hexapla.publication.updating import read_updated

__all__ = ["MessageDrafting"]

_log = logging.getLogger(__name__)

_MAX_WARNINGS = 5
_GETTEXT = "LC_MESSAGES"


@dataclass(frozen=True, slots=True)
class _Work:
    """What is missing in one catalog."""

    prepared: Prepared
    path: Path
    wanted: Sequence[Wanted]


@dataclass(frozen=True, slots=True)
class MessageDrafting:
    """Drafting of messages over some catalogs.

    ``redraft`` also replaces drafts that nobody has edited, ``fuzzy`` what people wrote and marked
    fuzzy; that stays in a comment. For the other parameters see `Pretranslation`.
    """

    layout: Layout
    engines: Callable[[Language, Language], Sequence[Engine]]
    progress: Progress = lambda what, done, total: None
    dry_run: bool = False
    redraft: bool = False
    fuzzy: bool = False

    def draft(self, prepared: Sequence[Prepared], language: Language) -> list[Drafted]:
        """Draft the missing messages of some catalogs, from memory, then with an engine.

        Returns one result for each source language. An error of an engine is in the result. Raises
        InputError for a catalog that can't be read or written.
        """
        by_source: dict[Language, list[Prepared]] = {}
        for one in prepared:
            by_source.setdefault(one.language, []).append(one)
        return [
            self._draft(source, language, several)
            for source, several in by_source.items()
            if source != language
        ]

    def _draft(self, source: Language, language: Language, prepared: Sequence[Prepared]) -> Drafted:
        notes: list[str] = []
        work = [self._work(one, source, language, notes.append) for one in prepared]
        total = sum(len(one.wanted) for one in work)
        result = Drafted(source, language, missing=total)
        if not total:
            return result
        memory = self._memory(work, source, language)
        translator: Translator | None = None
        route: Route | None = None
        try:
            route = find_route(source, language, self.engines(source, language))
            segments = Segments()
            for one in work:
                for wanted in one.wanted:
                    for text in wanted.texts:
                        segments.add(text.document)
            translator = drafter_for(self.layout, route, source, language, memory, segments)
        except EngineError as error:
            result = replace(result, error=error)
        if self.dry_run:
            return replace(result, origin=translator.origin if translator else None)
        origin = route.origin if route else MEMORY
        messages = amount(total, "message")
        _log.info(
            "%s",
            msg(
                "{source} → {language}: {messages}, by {origin}",
                source=source.tag,
                language=language.tag,
                messages=messages,
                origin=origin,
            ),
        )
        made: Counter[bool] = Counter()
        try:
            for one in work:
                drafts = fill_messages(one.wanted, memory, translator, language, notes.append)
                for batch in self._batches(drafts, f"{source.tag} → {language.tag}", total, made):
                    self._save(one, language, batch)
        except EngineError as error:
            result = replace(result, error=error)
        _warn(notes)
        return replace(
            result,
            origin=translator.origin if translator and made[False] else None,
            from_memory=made[True],
            from_engine=made[False],
            missing=total - made.total(),
        )

    def draft_one(
        self, prepared: Prepared, catalog: Catalog, entry: Entry, language: Language
    ) -> MessageDraft | None:
        """An engine's draft of one entry; nothing is written. Raises EngineError without one."""
        source = prepared.language
        segmenter = segmenter_for(self.layout.configuration, source)
        rule = plural_rule(catalog.headers, language)
        wanted = wanted_in([entry], segmenter, rule, lambda line: None)
        segments = Segments()
        for text in (text for one in wanted for text in one.texts):
            segments.add(text.document)
        route = find_route(source, language, self.engines(source, language))
        translator = drafter_for(self.layout, route, source, language, Memory(), segments)
        drafts = fill_messages(wanted, Memory(), translator, language, lambda line: None)
        return next(drafts, None)

    def _work(
        self, prepared: Prepared, source: Language, language: Language, warn: Callable[[str], None]
    ) -> _Work:
        catalog = read_updated(self.layout, prepared, language)
        rule = plural_rule(catalog.headers, language)
        missing = missing_messages(catalog.entries, redraft=self.redraft, fuzzy=self.fuzzy)
        segmenter = segmenter_for(self.layout.configuration, source)
        path = self.layout.catalog(prepared.article, language)
        return _Work(prepared, path, wanted_in(missing, segmenter, rule, warn))

    def _memory(self, work: Iterable[_Work], source: Language, language: Language) -> Memory:
        """The publication's memory, with the catalogs that belong to those in work."""
        paths = dict.fromkeys(self.layout.catalogs_in(language))
        folder = self.layout.root
        for one in work:
            folder = one.path.parent
            beside = sorted(folder.glob(f"*{CATALOG}")) if folder.name == _GETTEXT else [one.path]
            paths |= dict.fromkeys(path for path in beside if path.is_file())
        return open_memory(self.layout.root, paths, source, language, index_of=folder)

    def _batches(
        self, drafts: Iterator[MessageDraft], what: str, total: int, made: Counter[bool]
    ) -> Iterator[list[MessageDraft]]:
        """The drafts as they come, in batches to save; what is finished is always saved."""
        batch: list[MessageDraft] = []
        saved = monotonic()
        try:
            for draft in drafts:
                batch.append(draft)
                made[draft.from_memory] += 1
                self.progress(what, made.total(), total)
                if monotonic() - saved >= SAVE_EVERY_SECONDS:
                    yield batch
                    batch, saved = [], monotonic()
        except (HexaplaError, KeyboardInterrupt):
            yield batch
            raise
        yield batch

    def _save(self, work: _Work, language: Language, drafts: Sequence[MessageDraft]) -> None:
        if not drafts:
            return
        options: Mapping[str, bool] = {"redraft": self.redraft, "fuzzy": self.fuzzy}

        def edit(file: store.Stored) -> Catalog:
            catalog = apply(file.catalog, drafts, **options)
            if any(len(draft.texts) > 1 for draft in drafts):
                catalog = _with_plural_rule(catalog, language)
            return catalog

        store.change(work.path, edit, root=self.layout.root_of(work.path))


def _with_plural_rule(catalog: Catalog, language: Language) -> Catalog:
    """The catalog with a header ``Plural-Forms``, if it has none that says anything."""
    rule = plural_rule(catalog.headers, language)
    if "nplurals" in catalog.headers.get("Plural-Forms", "").replace("INTEGER", ""):
        own = catalog.headers["Plural-Forms"]
        if plural_rule({"Plural-Forms": own}, language).header in own:
            return catalog
    return catalog.with_headers({"Plural-Forms": f"{rule.header};"})


def _warn(notes: Sequence[str]) -> None:
    for line in notes[:_MAX_WARNINGS]:
        _log.warning("%s", line)
    if len(notes) > _MAX_WARNINGS:
        _log.warning(
            "%s",
            counted(
                len(notes) - _MAX_WARNINGS, "and {n:,} more message", "and {n:,} more messages"
            ),
        )
