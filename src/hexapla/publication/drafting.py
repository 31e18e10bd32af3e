"""Draft several articles together: from memory, then with an engine. Drafts are saved regularly."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from time import monotonic

from hexapla.catalogs.catalog import State
from hexapla.catalogs.provenance import MEMORY
from hexapla.drafting.context import ContextSettings
from hexapla.drafting.drafter import drafter
from hexapla.drafting.fill import Proposal, Translator, apply, fill
from hexapla.drafting.segments import Segments
from hexapla.drafting.typography import Rules
from hexapla.engines import lockfile
from hexapla.engines.engine import Engine
from hexapla.engines.firefox.published import better_than_rules
from hexapla.engines.routes import Route, find_route
from hexapla.errors import EngineError, HexaplaError
from hexapla.languages import Language
from hexapla.ledger import Ledger
from hexapla.memory.memory import Memory
from hexapla.message import amount, counted, msg
from hexapla.publication.configuration import FILE_NAME
from hexapla.publication.contexts import Contexts
from hexapla.publication.layout import Layout
from hexapla.publication.reading import Prepared
from hexapla.publication.updating import edit_catalog, entries_to_draft

__all__ = ["Drafted", "Pretranslation", "Progress", "drafter_for"]

_log = logging.getLogger(__name__)

# The time that finished drafts may stay unsaved: a crash loses no more.
SAVE_EVERY_SECONDS = 2.0

# The number of untranslatable sentences to warn about, one line each.
_MAX_WARNINGS = 5

# The number of translations from memory to learn words from; see `drafting.markup`.
_EXAMPLES = 1_000

# How many translations from memory an engine is shown with a sentence, and their least similarity.
# Those that are similar enough are drafts themselves.
_SHOWN_MATCHES, _LEAST_SIMILAR = 3, 0.5

Progress = Callable[[str, int, int], None]
"""Called with the languages ("en → es"), the number of sentences done, and their total."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The result of drafting in one language.

    ``from_memory``, ``from_engine`` and ``missing`` are numbers of sentences, in which repeated
    sentences count each time. ``origin`` names the
    route, None if no engine was used. ``error`` says why an engine failed or why there is none.
    ``foreign`` is True if the sentences are not in the language of their articles. ``advice`` says
    how to get better drafts, if rules have made these.
    """

    source: Language
    language: Language
    origin: str | None = None
    from_memory: int = 0
    from_engine: int = 0
    missing: int = 0
    error: HexaplaError | None = None
    foreign: bool = False
    advice: str | None = None


@dataclass(slots=True)
class _Work:
    """The sentences to draft in one language.

    ``wanted`` has, by source language, each sentence to draft with the articles that contain it.
    ``segments`` are those of the articles, ``neighbours`` the sentences that each one follows.
    ``drafted`` are the sentences that have a draft already. ``occurrences`` is how often the
    articles have each sentence.
    """

    wanted: dict[Language, dict[str, list[Prepared]]]
    segments: Segments
    neighbours: dict[str, set[str]]
    drafted: set[str]
    occurrences: Counter[str] = field(default_factory=Counter)

    def count(self, sentences: Iterable[str]) -> int:
        """How many sentences of the articles these are; repeated ones count each time."""
        return sum(self.occurrences[one] or 1 for one in sentences)


@dataclass(frozen=True, slots=True)
class Pretranslation:
    """Drafting over a publication, with everything it needs.

    ``engines`` and ``memory`` are called only if a sentence is missing; ``memory`` opens the memory
    of a source and a target language. With ``redraft`` machine drafts that nobody has edited are
    replaced too. Warnings are logged if the model in use is not the locked one, and for sentences
    that an engine can't translate.
    """

    layout: Layout
    ledger: Ledger
    engines: Callable[[Language, Language], Sequence[Engine]]
    memory: Callable[[Language, Language], Memory]
    progress: Progress = lambda what, done, total: None
    dry_run: bool = False
    redraft: bool = False

    def draft(self, prepared: Sequence[Prepared], language: Language) -> list[Drafted]:
        """Draft the missing sentences of several articles in one language.

        A sentence that several articles share is translated once. Drafts are saved every two
        seconds; to resume an interrupted run, run it again. Returns one result for each source
        language. If a pair of languages has no engine, the result's ``error`` says so, and only
        memory is used.
        """
        own = {one.language for one in prepared}
        work = self._work(prepared, language)
        return [
            self._draft(source, language, wanted, work, foreign=source not in own)
            for source, wanted in work.wanted.items()
            if source != language
        ]

    def _work(self, prepared: Sequence[Prepared], language: Language) -> _Work:
        work = _Work({}, Segments(), {}, set())
        for one in prepared:
            missing = entries_to_draft(
                self.layout, self.ledger, one, language, redraft=self.redraft
            )
            work.drafted |= {entry.msgid for entry in missing if entry.state is State.DRAFT}
            for entry in missing:
                source = one.foreign.get(entry.msgid, one.language)
                work.wanted.setdefault(source, {}).setdefault(entry.msgid, []).append(one)
            if missing:
                work.segments.add(one.document)
                work.occurrences.update(s.text for s in one.document.segments)
                for sentence, previous in one.template.neighbours.items():
                    work.neighbours.setdefault(sentence, set()).update(previous)
        return work

    def _draft(
        self,
        source: Language,
        language: Language,
        wanted: Mapping[str, Sequence[Prepared]],
        work: _Work,
        *,
        foreign: bool,
    ) -> Drafted:
        result = Drafted(source, language, missing=work.count(wanted), foreign=foreign)
        memory = self.memory(source, language)
        translator: Translator | None = None
        route: Route | None = None
        if any(memory.get(sentence) is None for sentence in wanted):
            try:
                route = find_route(source, language, self.engines(source, language))
                translator = drafter_for(
                    self.layout, route, source, language, memory, work.segments
                )
            except EngineError as error:
                # Sentences foreign to their article stay as they are if no engine translates them.
                result = result if foreign else replace(result, error=error)
            self._warn_about_other_models(source, language, route)
        if self.dry_run:
            return replace(result, origin=translator.origin if translator else None)
        if wanted:
            origin = route.origin if route else MEMORY
            sentences = amount(len(wanted), "sentence")
            _log.info(
                "%s",
                msg(
                    "{source} → {language}: {sentences}, by {origin}",
                    source=source.tag,
                    language=language.tag,
                    sentences=sentences,
                    origin=origin,
                ),
            )
        what = f"{source.tag} → {language.tag}"
        origins: Counter[str] = Counter()
        left = set(wanted)
        pending: list[Proposal] = []
        untranslated: list[str] = []
        accepts = self.layout.configuration.memory_accept_in_context
        contexts = Contexts(self.layout, self.ledger, language) if accepts else None
        saved = monotonic()
        try:
            for done, proposal in enumerate(
                fill(
                    wanted,
                    memory,
                    translator,
                    neighbours=work.neighbours,
                    accept=contexts.has if contexts else None,
                    warn=untranslated.append,
                ),
                start=1,
            ):
                pending.append(proposal)
                origins[proposal.draft.origin] += work.count([proposal.msgid])
                left.discard(proposal.msgid)
                self.progress(what, done, len(wanted))
                if monotonic() - saved >= SAVE_EVERY_SECONDS:
                    self._save(pending, wanted, language)
                    pending, saved = [], monotonic()
        except EngineError as error:
            result = replace(result, error=error)
        else:
            self._warn_about_untranslated(untranslated)
        finally:
            self._save(pending, wanted, language)
            if route is not None and origins.keys() - {MEMORY}:
                self._lock_models(route)
        result = _with_counts(replace(result, missing=work.count(left - work.drafted)), origins)
        return replace(result, advice=self._advice(route)) if result.from_engine else result

    def _advice(self, route: Route | None) -> str | None:
        """How to get a better model for the only hop of a route."""
        hop = route.hops[0] if route is not None and len(route.hops) == 1 else None
        if hop is None:
            return None
        usable = [engine.name for engine in self.engines(*map(Language, hop.pair))]
        return better_than_rules(hop.pair, hop.engine.name, usable)

    def _warn_about_other_models(
        self, source: Language, language: Language, route: Route | None
    ) -> None:
        """Warn if the locked models are not the ones in use."""
        locked = lockfile.read(self.layout.root / lockfile.FILE_NAME)
        if locked:
            engines = self.engines(source, language)
            for one in lockfile.differences(locked, source, language, route, engines):
                _log.warning("%s", one)

    def _warn_about_untranslated(self, untranslated: Sequence[str]) -> None:
        for line in untranslated[:_MAX_WARNINGS]:
            _log.warning("%s", line)
        if len(untranslated) > _MAX_WARNINGS:
            more = len(untranslated) - _MAX_WARNINGS
            _log.warning("%s", counted(more, "and {n:,} more sentence", "and {n:,} more sentences"))

    def _lock_models(self, route: Route) -> None:
        """Lock the models that drafted, if the folder is configured as a publication."""
        if (self.layout.root / FILE_NAME).exists():
            lockfile.record(self.layout.root / lockfile.FILE_NAME, lockfile.models_of(route))

    def _save(
        self,
        proposals: Sequence[Proposal],
        wanted: Mapping[str, Sequence[Prepared]],
        language: Language,
    ) -> None:
        articles = {id(one): one for proposal in proposals for one in wanted[proposal.msgid]}
        for one in articles.values():
            edit_catalog(
                self.layout,
                one,
                language,
                lambda catalog: apply(catalog, proposals, redraft=self.redraft),
            )


def drafter_for(
    layout: Layout,
    route: Route,
    source: Language,
    language: Language,
    memory: Memory,
    segments: Segments | None = None,
    *,
    learning: bool = True,
    plain: Translator | None = None,
) -> Translator:
    """A translator that uses a route, and the publication's glossary, memory and settings.

    ``segments`` are those to draft; ``learning`` is explained in
    `hexapla.drafting.markup.with_markup`, ``plain`` in `hexapla.drafting.drafter.drafter`. Raises
    InputError for a broken glossary.
    """
    settings = layout.configuration
    rules = Rules(
        settings.typography_quotation_marks,
        settings.typography_spaces,
        settings.typography_inverted_marks,
        settings.typography_punctuation,
        settings.typography_numbers,
        _in_language(settings.typography_quotations, language),
    )
    examples = [(unit.source, unit.target) for unit in islice(memory.units(), _EXAMPLES)]
    glossary = layout.glossary()
    context = ContextSettings(
        settings.llm_before,
        settings.llm_after,
        _in_language(settings.llm_style, language),
        lambda sentence: [
            (hit.unit.source, hit.unit.target)
            for hit in memory.search(sentence, limit=_SHOWN_MATCHES, least=_LEAST_SIMILAR)
        ],
    )
    return drafter(
        route,
        source,
        language,
        segments,
        examples,
        glossary,
        rules,
        context,
        learning=learning,
        plain=plain,
    )


def _in_language(texts: Mapping[str, str], language: Language) -> str:
    """The text for a language, or for all."""
    return next((texts[tag] for tag in (language.tag, language.base, "") if tag in texts), "")


def _with_counts(result: Drafted, origins: Mapping[str, int]) -> Drafted:
    """A result with what came from where: memory, and the one route."""
    from_memory = origins.get(MEMORY, 0)
    from_engine = sum(origins.values()) - from_memory
    return replace(
        result,
        origin=next((one for one in origins if one != MEMORY), None),
        from_memory=from_memory,
        from_engine=from_engine,
    )
