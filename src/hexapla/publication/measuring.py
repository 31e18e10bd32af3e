"""Measure engines on the sentences that people have reviewed, and choose their order by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hexapla.catalogs.entry import Entry, State
from hexapla.drafting.drafter import drafter
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Engine, Pair, Translation
from hexapla.engines.models.package import parse_pair
from hexapla.engines.quality import LEAST_SENTENCES
from hexapla.engines.routes import Route, find_route
from hexapla.errors import EngineError, HexaplaError, UsageError
from hexapla.evaluation import Comparison, Evaluation, compare, evaluate
from hexapla.files import read_bytes, write_bytes
from hexapla.languages import Language
from hexapla.ledger import Ledger
from hexapla.message import msg
from hexapla.publication.catalogs import catalogs_between
from hexapla.publication.configuration import FILE_NAME
from hexapla.publication.layout import Layout
from hexapla.publication.reading import prepare
from hexapla.publication.settings_edit import with_engines

__all__ = ["Choice", "Drafting", "Reviewed", "as_drafted", "choose", "reviewed"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A sentence that a person has translated or reviewed.

    ``catalog`` is the path of its catalog. ``engine`` is the engine that drafted it, if any.
    """

    sentence: str
    translation: str
    catalog: str
    engine: str = ""


def reviewed(layout: Layout, source: Language, language: Language) -> list[Reviewed]:
    """The reviewed sentences of a publication's catalogs, each once, in their order."""
    found: dict[str, Reviewed] = {}
    for catalog in catalogs_between(layout, source, language):
        name = layout.shown(Path(catalog.where))
        for entry in catalog.entries:
            if entry.state is State.REVIEWED and entry.plural is None:
                one = Reviewed(entry.msgid, entry.msgstr, name, _engine(entry))
                found.setdefault(entry.msgid, one)
    return list(found.values())


def _engine(entry: Entry) -> str:
    draft = entry.draft
    machine = draft is not None and not (draft.is_from_memory or draft.is_adopted)
    return "" if draft is None or not machine else draft.origin.partition("-")[0]


Drafting = Callable[[Route], Callable[[Sequence[str]], Iterator[Translation]]]
"""Returns the function that drafts sentences with a route."""


def as_drafted(layout: Layout, ledger: Ledger, source: Language, language: Language) -> Drafting:
    """How sentences of a publication are drafted with a route: guarded, with their markup.

    Neither memory nor glossary are used, which would give the answer away.
    """
    segments = Segments()
    for article in layout.articles():
        try:
            segments.add(prepare(layout, article, ledger, source, quiet=True).document)
        except HexaplaError:
            continue  # its sentences are translated without knowing their markup
    return lambda route: drafter(route, source, language, segments).translate


@dataclass(frozen=True, slots=True)
class Choice:
    """The order of engines for a pair before and after measuring.

    ``results`` are those of the engines that translate the pair, the best chrF first, and
    ``comparisons`` compare the others with the best. ``drafted`` is how many of the sentences each
    engine had drafted. ``written`` is True if the settings were changed.
    """

    pair: Pair
    before: tuple[str, ...]
    after: tuple[str, ...]
    results: tuple[Evaluation, ...]
    comparisons: tuple[Comparison, ...]
    drafted: Counter[str]
    written: bool = False


def choose(
    layout: Layout,
    ledger: Ledger,
    engines: Sequence[Engine],
    pair: Pair,
    *,
    dry_run: bool = False,
) -> Choice:
    """Find the best order of engines for a pair, and write it into the settings.

    The order is that of chrF on the reviewed sentences. Engines whose difference is not significant
    keep their order. ``engines`` are those to compare, in the current order.

    Raises UsageError if the folder has no settings, if there are fewer than 100 reviewed sentences,
    or if the settings can't be changed; EngineError if no engine translates the pair.
    """
    path = layout.root / FILE_NAME
    if not path.exists():
        raise UsageError(
            msg("there is no {file_name}", file_name=FILE_NAME),
            hint=msg("make one with `translate init`"),
        )
    source, language = Language(pair.source), Language(pair.target)
    texts = reviewed(layout, source, language)
    if len(texts) < LEAST_SENTENCES:
        raise UsageError(
            msg(
                "{n} reviewed sentences from {name} to {language_name} are too few",
                n=len(texts),
                name=source.name,
                language_name=language.name,
            ),
            hint=msg(
                "review at least {least_sentences}, or set engines in {file_name}",
                least_sentences=LEAST_SENTENCES,
                file_name=FILE_NAME,
            ),
        )
    before = layout.configuration.engines.between(source, language)
    routes = _routes(engines, source, language)
    translate = as_drafted(layout, ledger, source, language)
    references = [one.translation for one in texts]
    measured = {
        name: evaluate(
            route, source, language, [one.sentence for one in texts], references, translate(route)
        )
        for name, route in routes.items()
    }
    order = ranked(measured, references)
    results = sorted(measured.values(), key=lambda one: -one.chrf)
    found = Choice(
        pair,
        before,
        (*order, *(name for name in before if name not in order)),
        tuple(results),
        tuple(compare(results, references)),
        Counter(one.engine for one in texts if one.engine),
    )
    if dry_run or found.after == before:
        return found
    text = read_bytes(path).decode("utf-8-sig")
    new = with_engines(text, pair, found.after, parse_pair)
    write_bytes(path, new.encode(), within=layout.root)
    return replace(found, written=True)


def _routes(engines: Sequence[Engine], source: Language, language: Language) -> dict[str, Route]:
    """The route of each engine that has one, by its name."""
    routes = {}
    failures = []
    for engine in engines:
        try:
            routes[engine.name] = find_route(source, language, [engine])
        except EngineError as error:
            failures.append(error)
    if not routes and failures:
        raise failures[0]
    return routes


def ranked(measured: dict[str, Evaluation], references: Sequence[str]) -> tuple[str, ...]:
    """The names of engines by chrF; those that don't differ significantly stay in their order."""
    left = dict(measured)
    order: list[str] = []
    while left:
        worse = {one.origin for one in compare([*left.values()], references) if one.significant}
        first = next(name for name, one in left.items() if one.origin not in worse)
        order.append(first)
        del left[first]
    return tuple(order)
