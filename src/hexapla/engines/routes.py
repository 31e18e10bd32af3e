"""Routes from one language to another: one pair of an engine, or two pairs over a pivot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise, product, takewhile

from hexapla.engines import quality
from hexapla.engines.caching import CachedEngine, Translate, remembered
from hexapla.engines.engine import (
    Aligning,
    Context,
    Engine,
    Link,
    Pair,
    ReadsContext,
    Request,
    Retrying,
    Translation,
    context_fields,
    converses,
    fingerprint,
    keeps_tags,
    reads_capitals,
    takes_any_pair,
)
from hexapla.engines.streams import windows
from hexapla.errors import EngineError
from hexapla.languages import Language, may_have_base, nearest
from hexapla.message import either, joined, msg

__all__ = ["Hop", "Route", "find_route", "ranked"]

_log = logging.getLogger(__name__)

_PIVOT = "en"
# The sentences that pass from the first hop to the second at a time: up to this many, or those that
# arrive within this many seconds.
_WINDOW = 8_192
_WINDOW_SECONDS = 2.0

# The points of a route's cost, see `ranked`.
_HOP = 100.0
_PLACE = 10.0
_TYPICAL_CHRF = 50.0
_OTHER_VARIANT = 60.0
_OTHER_SOURCE = 5.0
# English is the language that most models were trained with.
_ODD_PIVOT = 25.0


@dataclass(frozen=True, slots=True)
class Hop:
    """One language pair of one engine."""

    engine: Engine
    pair: Pair

    @property
    def origin(self) -> str:
        """Engine, pair and version, as provenance names them: ``argos-en_es 1.9``."""
        version = self.engine.version(self.pair)
        return f"{self.engine.name}-{self.pair.source}_{self.pair.target} {version}"


@dataclass(frozen=True, slots=True)
class Route:
    """One hop, or two over a pivot language.

    ``context_of`` gives the context of a sentence to a first engine that reads context.
    """

    hops: tuple[Hop, ...]
    context_of: Callable[[str], Context] | None = None

    @property
    def origin(self) -> str:
        """The hops' origins, joined with ``+``."""
        return "+".join(hop.origin for hop in self.hops)

    @property
    def digest(self) -> str:
        """Digest of everything its translations depend on. Raises EngineError if an engine does."""
        fingerprints = (fingerprint(hop.engine, hop.pair) for hop in self.hops)
        return sha256("\0".join(fingerprints).encode()).hexdigest()[:16]

    def translate(self, sentences: Iterable[str]) -> Iterator[Translation]:
        """The translations in the order of the sentences, yielded as they are made.

        Over a pivot, the score is the product of the hops' scores, or None if one is missing. A
        sentence that the first hop couldn't translate stays empty. See `Engine.translate`.
        """
        first, *others = self.hops
        if self.context_of and isinstance(first.engine, ReadsContext):
            requests = map(self._request, sentences)
            translations = first.engine.translate_in_context(requests, first.pair)
        else:
            translations = first.engine.translate(sentences, first.pair)
        for hop in others:
            translations = _onward(translations, hop)
        return translations

    @property
    def context_fields(self) -> Collection[str]:
        """The fields of `Context` that the first engine reads."""
        return context_fields(self.hops[0].engine, self.hops[0].pair)

    def in_context(self, context_of: Callable[[str], Context]) -> Route:
        """The same route, for sentences of which the context is known."""
        return replace(self, context_of=context_of)

    def _request(self, sentence: str) -> Request:
        return Request(sentence, self.context_of(sentence) if self.context_of else Context())

    @property
    def converses(self) -> bool:
        """Whether one of its engines may answer a sentence instead of translating it."""
        return any(converses(hop.engine) for hop in self.hops)

    @property
    def keeps_tags(self) -> bool:
        """Whether all of its engines keep tags; see `engine.keeps_tags`."""
        return all(keeps_tags(hop.engine) for hop in self.hops)

    @property
    def reads_capitals(self) -> bool:
        """Whether all of its engines read capitals; see `engine.reads_capitals`."""
        return all(reads_capitals(hop.engine) for hop in self.hops)

    def retry(self, sentences: Sequence[str]) -> list[Translation]:
        """Other translations of badly translated sentences; empty ones if the engine has no
        `retry`.

        Over a pivot, they are always empty.
        """
        hop, *others = self.hops
        if others or not isinstance(hop.engine, Retrying):
            return [Translation("")] * len(sentences)
        if self.context_of and isinstance(hop.engine, ReadsContext):
            return hop.engine.retry_in_context([*map(self._request, sentences)], hop.pair)
        return hop.engine.retry(sentences, hop.pair)

    def align(self, sentences: Sequence[str], texts: Sequence[str]) -> list[tuple[Link, ...]]:
        """The links between sentences and their translations; none if the engine has no `align`.

        Over a pivot, there are never any links.
        """
        hop, *others = self.hops
        if others or not isinstance(hop.engine, Aligning):
            return [()] * len(sentences)
        return hop.engine.align(sentences, texts, hop.pair)

    def remembering(self, translate: Translate, what: str) -> Translate:
        """``translate``, with its results in the cache of this route's engines, if they all have
        one.

        ``translate`` derives something from the route's translations, one sentence at a time.
        ``what`` identifies everything that its results depend on, apart from the sentence and the
        engines.
        """
        engines = [(hop.engine, hop.pair) for hop in self.hops]
        cached = [(one, pair) for one, pair in engines if isinstance(one, CachedEngine)]
        if len(cached) < len(engines):
            return translate
        context = "\0".join([*(one.context(pair) for one, pair in cached), what])
        cache = cached[0][0].cache
        if self.context_of is None or not self.context_fields:
            return remembered(translate, cache, context, self.origin)

        def answer(requests: Sequence[Request]) -> Iterator[Translation]:
            return translate([one.text for one in requests])

        known = remembered(answer, cache, context, self.origin, seconds=0.0)
        return lambda sentences: known(map(self._request, sentences))


@dataclass(frozen=True, slots=True)
class RankedRoute:
    """A route and its cost in points, each with a reason. The cheapest route is used."""

    route: Route
    reasons: tuple[tuple[float, str], ...]

    @property
    def cost(self) -> float:
        """The sum of the points."""
        return sum(points for points, _ in self.reasons)


def find_route(source: Language, target: Language, engines: Sequence[Engine]) -> Route:
    """The best route between two languages: the first of `ranked`.

    ``engines`` are in order of preference. Raises EngineError, saying what is missing and how to
    get it, if there is no route. It is logged if an engine for any pair is preferred, but can't be
    used.
    """
    route = ranked(source, target, engines)[0].route
    used = {hop.engine.name for hop in route.hops}
    for engine in takewhile(lambda one: one.name not in used, engines):
        if takes_any_pair(engine) and (why := engine.unavailable()):
            _log.warning("%s", msg("{name} is not used: {why}", name=engine.name, why=why))
    return route


def ranked(
    source: Language,
    target: Language,
    engines: Sequence[Engine],
    measured: Mapping[str, float] | None = None,
) -> list[RankedRoute]:
    """Every route between two languages, the cheapest first, with the reasons for its cost.

    A hop costs 100 points: a single pair is better than two unless it was measured to be far worse.
    Each place further down the order of the engines costs 10 points, and so do 10 points of chrF.
    ``measured`` gives chrF by a hop's origin (default: `quality.known_scores`); for the others, 50
    is assumed. Raises EngineError if there is no route.
    """
    hops = [Hop(engine, pair) for engine in engines for pair in sorted(engine.pairs())]
    starts = [hop for hop in hops if _serves(source, hop.pair.source)]
    ends = [hop for hop in hops if _serves(target, hop.pair.target)]
    listed = [
        *((hop,) for hop in starts if hop in ends),
        *_pivots(source, target, starts, ends),
    ]
    found = [*listed, *((hop,) for hop in _unlimited(source, target, engines))]
    if not found:
        raise _no_route(source, target, engines, hops)
    # An engine for any pair has every variant, which says nothing against the others.
    nearest_target = nearest(target, (hops[-1].pair.target for hops in listed or found))
    nearest_source = nearest(source, (hops[0].pair.source for hops in listed or found))
    rank = {engine.name: place for place, engine in enumerate(engines)}
    measured = quality.known_scores() if measured is None else measured
    costed = [
        RankedRoute(
            Route(hops),
            (
                *(reason for hop in hops for reason in _hop_reasons(hop, rank)),
                *_quality_reasons(Route(hops), measured),
                *_joint_reasons(hops),
                *(
                    _fit_reasons(hops, source, target, nearest_source, nearest_target)
                    if hops in listed
                    else ()
                ),
            ),
        )
        for hops in found
    ]
    return sorted(costed, key=lambda one: one.cost)


def _unlimited(source: Language, target: Language, engines: Iterable[Engine]) -> Iterator[Hop]:
    """The hops of engines for any pair. They need no pivot."""
    pair = Pair(source.tag, target.tag)
    for engine in engines:
        if source != target and takes_any_pair(engine) and engine.translates(pair):
            yield Hop(engine, pair)


_Reasons = Iterator[tuple[float, str]]


def _hop_reasons(hop: Hop, rank: Mapping[str, int]) -> _Reasons:
    yield _HOP, msg("{pair} by {name}", pair=hop.pair, name=hop.engine.name)
    if rank[hop.engine.name]:
        place = rank[hop.engine.name]
        yield (
            _PLACE * place,
            msg(
                "{name} is number {place} in the engine order",
                name=hop.engine.name,
                place=place + 1,
            ),
        )


def _quality_reasons(route: Route, measured: Mapping[str, float]) -> _Reasons:
    """The points for the measured quality of the whole route, or else of its hops."""
    if not measured:  # asking a program for its version takes time
        return
    origins = [hop.origin for hop in route.hops]
    for origin in [route.origin] if route.origin in measured else origins:
        if origin in measured:
            chrf = measured[origin]
            yield (
                _TYPICAL_CHRF - chrf,
                msg("{origin} was measured at {chrf:.1f} chrF", origin=origin, chrf=chrf),
            )


def _joint_reasons(hops: tuple[Hop, ...]) -> _Reasons:
    for first, second in pairwise(hops):
        if first.pair.target != second.pair.source:
            yield (
                _OTHER_VARIANT,
                msg(
                    "{target} is read as {source}",
                    target=first.pair.target,
                    source=second.pair.source,
                ),
            )
        if Language(first.pair.target).base != _PIVOT:
            yield _ODD_PIVOT, msg("the pivot is {name}", name=Language(first.pair.target).name)


def _fit_reasons(
    hops: tuple[Hop, ...],
    source: Language,
    target: Language,
    nearest_source: str | None,
    nearest_target: str | None,
) -> _Reasons:
    """The points for languages that another route matches more closely."""
    if hops[-1].pair.target != nearest_target:
        yield (
            _OTHER_VARIANT,
            msg(
                "another pair's target is closer to {target} than {pair_target}",
                target=target,
                pair_target=hops[-1].pair.target,
            ),
        )
    if hops[0].pair.source != nearest_source:
        yield (
            _OTHER_SOURCE,
            msg(
                "another pair's source is closer to {source} than {pair_source}",
                source=source,
                pair_source=hops[0].pair.source,
            ),
        )


def _pivots(
    source: Language, target: Language, starts: Sequence[Hop], ends: Sequence[Hop]
) -> list[tuple[Hop, ...]]:
    """Pairs of hops that meet in a third language."""
    own = {source.base, target.base}
    if len(own) == 1:
        return []
    return [
        (start, end)
        for start, end in product(starts, ends)
        if may_have_base(start.pair.target, end.pair.source.partition("-")[0])
        and Language(start.pair.target).base not in own
        and _serves(Language(start.pair.target), end.pair.source)
    ]


@lru_cache(maxsize=16_384)
def _serves(wanted: Language, offered: str) -> bool:
    return nearest(wanted, (offered,)) is not None


def _onward(translations: Iterator[Translation], hop: Hop) -> Iterator[Translation]:
    """Translate translations once more by the next hop, a window at a time."""
    for window in windows(translations, _WINDOW, _WINDOW_SECONDS):
        texts = [translation.text for translation in window if translation.text]
        further = hop.engine.translate(texts, hop.pair)
        for translation in window:
            yield _chained(translation, next(further)) if translation.text else translation


def _chained(first: Translation, second: Translation) -> Translation:
    if first.score is None or second.score is None:
        return replace(second, score=None)
    return replace(second, score=first.score * second.score)


def _no_route(
    source: Language, target: Language, engines: Sequence[Engine], hops: Sequence[Hop]
) -> EngineError:
    """The error if there is no route: which pairs are missing and how to get them."""
    if _serves(target, source.tag):
        return EngineError(
            msg("the text is already in {name}", name=source.name),
            hint=msg("name another language to translate to"),
        )
    wanted = Pair(source.tag, target.tag)
    legs = [leg for leg in _legs(wanted) if not _offered(leg, hops)]
    choices = [
        way for pairs in ([wanted], legs) if (way := _how_to_get(pairs, engines, named=bool(legs)))
    ]
    missing = either(either(pairs, "and") for pairs in ([wanted], legs) if pairs)
    who = msg("no engine translates")
    if len(engines) == 1:
        who = msg("the engine {name} does not translate", name=engines[0].name)
    reasons = [
        msg("{name}: {why}", name=one.name, why=why)
        for one in engines
        if (why := one.unavailable())
    ]
    return EngineError(
        msg(
            "{who} {name} to {target_name}: {missing} is missing",
            who=who,
            name=source.name,
            target_name=target.name,
            missing=missing,
        ),
        hint=joined(choices or reasons, msg("; or "))
        or msg("`translate engines` lists the available engines"),
    )


def _legs(pair: Pair) -> list[Pair]:
    """The two pairs over English; none if one of the languages is English."""
    if _PIVOT in (Language(tag).base for tag in pair):
        return []
    return [Pair(pair.source, _PIVOT), Pair(_PIVOT, pair.target)]


def _offered(pair: Pair, hops: Iterable[Hop]) -> bool:
    wanted = [Language(tag) for tag in pair]
    return any(all(map(_serves, wanted, hop.pair)) for hop in hops)


def _how_to_get(pairs: Sequence[Pair], engines: Iterable[Engine], *, named: bool) -> str:
    """The commands that install some pairs; empty if one of the pairs can't be installed.

    ``named`` says for each command which pair it installs.
    """
    # Two engines may name the same command.
    found = {
        pair: dict.fromkeys(advice for engine in engines if (advice := engine.advice(pair)))
        for pair in pairs
    }
    if not all(found.values()):
        return ""
    return ", and ".join(
        (f"for {pair} " if named else "install it: ")
        + " or ".join(f"`{command}`" for command in commands)
        for pair, commands in found.items()
    )
