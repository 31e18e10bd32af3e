"""Second opinions on drafts, asked of another engine after drafting, and saved regularly."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry
from hexapla.catalogs.opinion import Opinion
from hexapla.drafting.drafter import drafter
from hexapla.drafting.second import Critic, needs_opinion, opinions, with_opinion
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Engine
from hexapla.engines.routes import find_route
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.ledger import Ledger, digest
from hexapla.memory.memory import Memory
from hexapla.message import amount, msg
from hexapla.publication.drafting import SAVE_EVERY_SECONDS, Progress, drafter_for
from hexapla.publication.layout import Layout
from hexapla.publication.reading import Prepared
from hexapla.publication.updating import edit_catalog

__all__ = ["SecondOpinions"]

_log = logging.getLogger(__name__)

_Draft = tuple[str, str]
"""A sentence and its draft."""


@dataclass(frozen=True, slots=True)
class SecondOpinions:
    """Asks an engine about the drafts of a publication that have no second opinion yet.

    ``engine`` is called only if there is one. The engine translates the sentences. Drafts that it
    has made itself, and those of a pair that it doesn't have, it translates back. Drafts that a
    person has edited or reviewed are left out. If the engine fails, a warning is logged, and the
    next run asks again. If it has no opinion on a draft, it is not asked again until the catalog
    changes.
    """

    layout: Layout
    ledger: Ledger
    engine: Callable[[], Engine]
    memory: Callable[[Language, Language], Memory]
    progress: Progress = lambda what, done, total: None

    def add(self, prepared: Sequence[Prepared], language: Language) -> None:
        """Add the missing opinions to the catalogs of several articles in one language."""
        waiting: dict[tuple[Language, bool], dict[_Draft, list[Prepared]]] = {}
        segments = Segments()
        for one in prepared:
            entries = self._waiting(one, language)
            if entries:
                segments.add(one.document)
            for entry in entries:
                source = one.foreign.get(entry.msgid, one.language)
                group = waiting.setdefault((source, self._is_own(entry)), {})
                group.setdefault((entry.msgid, entry.msgstr), []).append(one)
        failed = False
        for (source, own), drafts in waiting.items():
            try:
                critic = self._critic(source, language, segments, own=own)
                self._ask(critic, drafts, source, language)
            except EngineError as error:
                failed = True
                drafts_ = amount(len(drafts), "draft")
                lacks = msg("no second opinion on {drafts}: {why}", drafts=drafts_, why=error.line)
                _log.warning("%s", lacks)
        if waiting and not failed:
            for one in prepared:
                self.ledger.put(*self._record(one, language), True)

    def _waiting(self, prepared: Prepared, language: Language) -> list[Entry]:
        """The entries of an article's catalog without an opinion; see `needs_opinion`."""
        file = store.read(self.layout.catalog(prepared.article, language))
        record = self._record(prepared, language)
        if file.data is None or self.ledger.get(*record):
            return []
        entries = [entry for entry in file.catalog.entries if needs_opinion(entry)]
        if not entries:
            self.ledger.put(*record, True)
        return entries

    def _record(self, prepared: Prepared, language: Language) -> tuple[str, bytes]:
        """The name and the digest under which the ledger knows that nothing is to be asked."""
        data = store.read(self.layout.catalog(prepared.article, language)).data
        name = f"second opinions {prepared.article.name} {language.tag}"
        return name, digest(prepared.inputs, data)

    def _is_own(self, entry: Entry) -> bool:
        """Whether the engine has made a draft itself."""
        hops = entry.draft.origin.split("+") if entry.draft else []
        return self.engine().name in [hop.partition("-")[0] for hop in hops]

    def _critic(
        self, source: Language, language: Language, segments: Segments, *, own: bool
    ) -> Critic:
        """A critic of drafts, which are the engine's ``own`` or others.

        Raises EngineError if the engine doesn't have the pairs.
        """
        engines = [self.engine()]
        try:
            if own:
                raise EngineError(
                    msg("{name} has made them", name=engines[0].name),
                    hint=msg("name another engine as critic"),
                )
            route = find_route(source, language, engines)
        except EngineError as error:
            try:
                route = find_route(language, source, engines)
            except EngineError:
                message = msg(
                    "{message}, and it does not translate them back", message=error.message
                )
                raise EngineError(message, hint=error.hint) from None
            return opinions(drafter(route, language, source), segments.marks, back=True)
        memory = self.memory(source, language)
        translator = drafter_for(self.layout, route, source, language, memory, segments)
        return opinions(translator, segments.marks)

    def _ask(
        self,
        critic: Critic,
        drafts: dict[_Draft, list[Prepared]],
        source: Language,
        language: Language,
    ) -> None:
        """Ask for opinions on drafts, and save them every two seconds."""
        what = f"{source.tag} → {language.tag}, second opinions"
        sentences, texts = [one for one, _ in drafts], [text for _, text in drafts]
        found: dict[_Draft, Opinion] = {}
        saved = monotonic()
        try:
            for done, (draft, opinion) in enumerate(
                zip(drafts, critic(sentences, texts), strict=True), start=1
            ):
                if opinion is not None:
                    found[draft] = opinion
                self.progress(what, done, len(drafts))
                if monotonic() - saved >= SAVE_EVERY_SECONDS:
                    self._save(found, drafts, language)
                    found, saved = {}, monotonic()
        finally:
            self._save(found, drafts, language)

    def _save(
        self,
        found: dict[_Draft, Opinion],
        drafts: dict[_Draft, list[Prepared]],
        language: Language,
    ) -> None:
        by_sentence: dict[str, list[tuple[str, Opinion]]] = {}
        for (sentence, text), opinion in found.items():
            by_sentence.setdefault(sentence, []).append((text, opinion))

        def told(entry: Entry) -> Entry:
            for text, opinion in by_sentence.get(entry.msgid, ()):
                entry = with_opinion(entry, text, opinion)
            return entry

        def edit(catalog: Catalog) -> Catalog:
            return catalog.with_entries(map(told, catalog.entries))

        articles = {id(one): one for draft in found for one in drafts[draft]}
        for one in articles.values():
            edit_catalog(self.layout, one, language, edit)
