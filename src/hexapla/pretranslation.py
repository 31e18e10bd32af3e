"""Drafting over several articles at once: from memory, then an engine, saved as it goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import monotonic

from hexapla.catalogs import store
from hexapla.catalogs.memory import Memory
from hexapla.configuration import FILE_NAME
from hexapla.documents.inline import Mark
from hexapla.drafting.drafter import drafter
from hexapla.drafting.fill import MEMORY, Proposal, Translator, apply, fill, missing
from hexapla.drafting.typography import Rules
from hexapla.engines import lockfile
from hexapla.engines.engine import Engine
from hexapla.engines.routes import Route, find_route
from hexapla.errors import EngineError, HexaplaError
from hexapla.languages import Language
from hexapla.layout import Layout
from hexapla.ledger import Ledger
from hexapla.preparation import Prepared
from hexapla.upkeep import current, standing

__all__ = ["Drafted", "Pretranslation", "Progress", "drafter_for"]

# How long finished drafts may wait in memory: what a crash can cost.
SAVE_EVERY_SECONDS = 2.0

# Translations of memory that words are learnt from; see `drafting.markup`.
_EXAMPLES = 1_000

Progress = Callable[[str, int, int], None]
"""Told what is going on, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What drafting did in one language: how many sentences came from memory, from an engine,
    and are still missing; ``error`` says why, where an engine failed or there was none.
    ``foreign`` sentences are those that are in another language than their article.
    """

    source: Language
    language: Language
    origin: str | None = None
    from_memory: int = 0
    from_engine: int = 0
    missing: int = 0
    error: HexaplaError | None = None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Pretranslation:
    """What drafting over a publication needs.

    ``engines`` and ``memory`` are asked only where a sentence is missing; ``memory`` is that of
    a source and a target language.
    """

    layout: Layout
    ledger: Ledger
    engines: Callable[[], Sequence[Engine]]
    memory: Callable[[Language, Language], Memory]
    progress: Progress = lambda what, done, total: None
    dry_run: bool = False

    def draft(self, prepared: Sequence[Prepared], language: Language) -> list[Drafted]:
        """Draft what is missing in one language, over several articles at once.

        A sentence that many articles share is translated once. Drafts are saved every two
        seconds, so that an interrupted run is resumed by running it again. One result for each
        source language; a pair without an engine is told in its ``error``, after memory has
        given what it knows.
        """
        own = {one.language for one in prepared}
        waiting = [one for one in prepared if self._waits(one, language)]
        marks = {
            segment.text: segment.marks
            for one in waiting
            for segment in one.document.segments
            if segment.marks
        }
        neighbours: dict[str, set[str]] = {}
        for one in waiting:
            for sentence, previous in one.template.neighbours.items():
                neighbours.setdefault(sentence, set()).update(previous)
        return [
            self._draft(source, language, wanted, marks, neighbours, foreign=source not in own)
            for source, wanted in self._missing(waiting, language).items()
            if source != language
        ]

    def _waits(self, prepared: Prepared, language: Language) -> bool:
        """Whether an article may have a sentence without a draft."""
        found = standing(self.layout, self.ledger, prepared, language)
        return found is None or found.missing > 0

    def _draft(
        self,
        source: Language,
        language: Language,
        wanted: Mapping[str, Sequence[Path]],
        marks: Mapping[str, Sequence[Mark]],
        neighbours: Mapping[str, Collection[str]],
        *,
        foreign: bool,
    ) -> Drafted:
        result = Drafted(source, language, missing=len(wanted), foreign=foreign)
        memory = self.memory(source, language)
        translator: Translator | None = None
        route: Route | None = None
        if any(memory.get(sentence) is None for sentence in wanted):
            try:
                route = find_route(source, language, self.engines())
                translator = drafter_for(self.layout, route, source, language, memory, marks)
            except EngineError as error:
                # What is foreign to its article is left as it is where no engine knows it.
                result = result if foreign else replace(result, error=error)
        if self.dry_run:
            return replace(result, origin=translator.origin if translator else None)
        what = f"{source.tag} → {language.tag}"
        pending: list[Proposal] = []
        saved = monotonic()
        try:
            for proposal in fill(
                wanted,
                memory,
                translator,
                neighbours=neighbours,
                accept_in_context=self.layout.configuration.memory_accept_in_context,
            ):
                pending.append(proposal)
                result = _counted(result, proposal)
                self.progress(what, len(wanted) - result.missing, len(wanted))
                if monotonic() - saved >= SAVE_EVERY_SECONDS:
                    self._save(pending, wanted)
                    pending, saved = [], monotonic()
        except EngineError as error:
            result = replace(result, error=error)
        finally:
            self._save(pending, wanted)
            if route is not None and result.from_engine:
                self._record(route)
        return result

    def _record(self, route: Route) -> None:
        """Note which models drafted, in a folder that was made a publication."""
        if (self.layout.root / FILE_NAME).exists():
            lockfile.record(self.layout.root / lockfile.FILE_NAME, lockfile.packages_of(route))

    def _missing(
        self, prepared: Sequence[Prepared], language: Language
    ) -> dict[Language, dict[str, list[Path]]]:
        """By source language: the sentences without a draft, and the catalogs that want each."""
        wanted: dict[Language, dict[str, list[Path]]] = {}
        for one in prepared:
            path = self.layout.catalog(one.article, language)
            for entry in missing(current(self.layout, one, language).entries):
                source = one.foreign.get(entry.msgid, one.language)
                wanted.setdefault(source, {}).setdefault(entry.msgid, []).append(path)
        return wanted

    def _save(self, proposals: Sequence[Proposal], wanted: Mapping[str, Sequence[Path]]) -> None:
        paths = dict.fromkeys(path for one in proposals for path in wanted[one.msgid])
        for path in paths:
            store.change(path, lambda catalog: apply(catalog, proposals), root=self.layout.root)


def drafter_for(
    layout: Layout,
    route: Route,
    source: Language,
    language: Language,
    memory: Memory,
    marks: Mapping[str, Sequence[Mark]] | None = None,
) -> Translator:
    """What drafts in a publication by a route: with its glossary, its memory and its settings.

    ``marks`` are the inline markup of each segment by its text. Raises InputError for a broken
    glossary.
    """
    settings = layout.configuration
    rules = Rules(
        settings.typography_quotation_marks,
        settings.typography_spaces,
        settings.typography_inverted_marks,
        settings.typography_punctuation,
        settings.typography_numbers,
    )
    examples = [(unit.source, unit.target) for unit in islice(memory.units(), _EXAMPLES)]
    return drafter(route, source, language, marks, examples, layout.glossary(), rules)


def _counted(result: Drafted, proposal: Proposal) -> Drafted:
    if proposal.draft.origin == MEMORY:
        result = replace(result, from_memory=result.from_memory + 1)
    else:
        result = replace(result, from_engine=result.from_engine + 1, origin=proposal.draft.origin)
    return replace(result, missing=result.missing - 1)
