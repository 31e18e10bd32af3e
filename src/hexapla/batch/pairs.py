"""What a worker needs to draft between two languages: memory, route and drafter, loaded once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hexapla.batch import limits
from hexapla.documents.document import Document, is_too_long
from hexapla.drafting.drafter import guarded, remember
from hexapla.drafting.fill import Proposal, Translator, fill
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Translation
from hexapla.engines.routes import Route, find_route
from hexapla.errors import EngineError
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.memory.unit import Unit
from hexapla.publication.contexts import Contexts
from hexapla.publication.drafting import drafter_for
from hexapla.publication.publication import Publication

__all__ = ["Answers", "Pair", "Pairs"]

_MOST_PAIRS = 50

Answers = Mapping[str, Translation]
"""The guarded translations of plain sentences."""


class _AskedError(Exception):
    """Carries the plain sentences that a drafter asks for out of it."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__()
        self.sentences = sentences


@dataclass
class Pair:
    """Drafting from one language into another, as the publication does it.

    ``route`` raises EngineError if there is no engine. ``misses`` is how many sentences were not in
    the cache.
    """

    publication: Publication
    source: Language
    target: Language
    answers: Answers = field(default_factory=dict)
    misses: int = field(default=0, init=False)
    _segments: Segments = field(default_factory=Segments, init=False)

    @cached_property
    def memory(self) -> Memory:
        """The publication's memory."""
        with limits.paused():
            return self.publication.memory(self.source, self.target)

    @cached_property
    def route(self) -> Route:
        """The route between the languages."""
        with limits.paused():
            engines = self.publication.engines_between(self.source, self.target)
            return find_route(self.source, self.target, engines)

    @cached_property
    def guarded(self) -> Translator:
        """Translates plain sentences, with all guards."""
        return guarded(self.route, self.source, self.target, self._missed)

    def _missed(self, count: int) -> None:
        self.misses += count

    def is_covered(self) -> bool:
        """Whether there is an engine."""
        try:
            return bool(self.route.hops)
        except EngineError:
            return False

    def asked(self, document: Document, sentences: Iterable[str]) -> list[str]:
        """The plain sentences that an engine will be asked for when these are drafted.

        Those that the memory has aren't among them, nor those that an engine has to read in their
        context: nothing is gained if they are translated first.
        """
        remembers = bool(self.memory)
        wanted = [
            one
            for one in dict.fromkeys(sentences)
            if not is_too_long(one) and not (remembers and self.memory.exact(one))
        ]
        if not wanted or not self.is_covered() or self.route.context_fields:
            return []
        self._segments.clear()
        self._segments.add(document)
        try:
            for _ in self._recorder.translate(wanted):
                pass
        except _AskedError as asked:
            return [one for one in asked.sentences if one.strip()]
        return []

    def draft(
        self,
        document: Document,
        sentences: Iterable[str],
        neighbours: Mapping[str, Iterable[str]],
        warn: Callable[[str], None],
    ) -> Iterator[Proposal]:
        """Proposals for a document's sentences: from memory, else from `answers` or the engine.

        What can't be translated has none; ``warn`` gets a line about it. Without an engine, only
        the memory proposes.
        """
        self._segments.clear()
        self._segments.add(document)
        covered = self.is_covered()
        proposals = fill(
            sentences,
            self.memory,
            self._drafter if covered else None,
            neighbours={one: list(places) for one, places in neighbours.items()},
            accept=self._accept,
            warn=warn,
            similar=False,
        )
        if not (covered and self.route.context_fields):
            return proposals
        with limits.paused():
            return iter(list(proposals))

    def remember(self, answers: Answers) -> None:
        """Add answers to the cache, unless the engine reads sentences in their context."""
        if self.is_covered() and not self.route.context_fields:
            remember(self.route, self.source, self.target, answers)

    @cached_property
    def _accept(self) -> Callable[[Unit, str], bool] | None:
        layout = self.publication.layout
        if not layout.configuration.memory_accept_in_context:
            return None
        return Contexts(layout, self.publication.ledger(), self.target).has

    @cached_property
    def _drafter(self) -> Translator:
        return self._drafter_with(Translator(self.route.origin, self._answer))

    @cached_property
    def _recorder(self) -> Translator:
        return self._drafter_with(Translator(self.route.origin, _raise_asked))

    def _drafter_with(self, plain: Translator) -> Translator:
        # Without `learning`, what a sentence becomes doesn't depend on the others of its chunk.
        return drafter_for(
            self.publication.layout,
            self.route,
            self.source,
            self.target,
            self.memory,
            self._segments,
            learning=False,
            plain=None if self.route.context_fields else plain,
        )

    def _answer(self, sentences: Sequence[str]) -> Iterator[Translation]:
        """The answers that are there, and those of the engine for the rest."""
        missing = [one for one in dict.fromkeys(sentences) if one not in self.answers]
        with limits.paused():
            new = list(self.guarded.translate(missing)) if missing else []
        fresh = dict(zip(missing, new, strict=True))
        for one in sentences:
            yield fresh[one] if one in fresh else self.answers[one]


def _raise_asked(sentences: Sequence[str]) -> Iterator[Translation]:
    raise _AskedError(sentences)


class Pairs:
    """The pairs of languages that a worker has met last.

    Each keeps an index of the memory open, and rows may name any number of languages: `en-x-a`,
    `en-x-b` and so on.
    """

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._known: OrderedDict[tuple[str, str], Pair] = OrderedDict()
        self._answers: Mapping[tuple[str, str], Answers] = {}

    def between(self, source: Language, target: Language) -> Pair:
        """The pair of two languages."""
        tags = source.tag, target.tag
        pair = self._known.pop(tags, None)
        if pair is None:
            pair = Pair(self._publication, source, target, self._answers.get(tags, {}))
        self._known[tags] = pair
        if len(self._known) > _MOST_PAIRS:
            self._known.popitem(last=False)
        return pair

    def set_answers(self, answers: Mapping[tuple[str, str], Answers]) -> None:
        """Use these answers from now on, and no others."""
        self._answers = answers
        for tags, pair in self._known.items():
            pair.answers = answers.get(tags, {})
