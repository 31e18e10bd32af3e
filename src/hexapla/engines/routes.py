"""The way from one language to another: a pair of one engine, or two pairs that meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from hexapla.engines.engine import Engine, Pair, Translation
from hexapla.errors import EngineError
from hexapla.languages import Language, nearest

__all__ = ["Hop", "Route", "find_route"]

_PIVOT = "en"
_WINDOW = 500


@dataclass(frozen=True, slots=True)
class Hop:
    """One pair of one engine."""

    engine: Engine
    pair: Pair

    @property
    def origin(self) -> str:
        """Engine, pair and version, as provenance names them: ``argos-en_es 1.9``."""
        version = self.engine.version(self.pair)
        return f"{self.engine.name}-{self.pair.source}_{self.pair.target} {version}"


@dataclass(frozen=True, slots=True)
class Route:
    """One hop, or two over a pivot language."""

    hops: tuple[Hop, ...]

    @property
    def origin(self) -> str:
        """The hops' origins, joined with ``+``."""
        return "+".join(hop.origin for hop in self.hops)

    def translate(self, sentences: Iterable[str]) -> Iterator[Translation]:
        """Translations in the order of the sentences, as they are done; see `Engine.translate`.

        Over a pivot the score is the product of the hops', None where one gives none, and a
        sentence that the first hop could not do stays empty.
        """
        first, *others = self.hops
        translations = first.engine.translate(sentences, first.pair)
        for hop in others:
            translations = _onward(translations, hop)
        return translations


def find_route(source: Language, target: Language, engines: Sequence[Engine]) -> Route:
    """The best route that some engines, the preferred one first, have between two languages.

    A single pair is better than two; then what fits the target exactly (``pt-BR`` before the
    ``pt`` that serves it), then the engines' order, then what fits the source. A pivot is
    English where it can be. Raises EngineError, saying what is missing and how to get it.
    """
    hops = [Hop(engine, pair) for engine in engines for pair in sorted(engine.pairs())]
    starts = [hop for hop in hops if _serves(source, hop.pair.source)]
    ends = [hop for hop in hops if _serves(target, hop.pair.target)]
    ways = [(hop,) for hop in starts if hop in ends] or _pivots(source, target, starts, ends)
    if not ways:
        raise _no_route(source, target, engines, hops)
    rank = {engine.name: place for place, engine in enumerate(engines)}
    best_target = nearest(target, (way[-1].pair.target for way in ways))
    best_source = nearest(source, (way[0].pair.source for way in ways))

    def order(way: tuple[Hop, ...]) -> tuple[object, ...]:
        return (
            way[0].pair.target != way[-1].pair.source if way[1:] else False,
            way[-1].pair.target != best_target,
            [rank[hop.engine.name] for hop in way],
            way[0].pair.source != best_source,
        )

    return Route(min(ways, key=order))


def _pivots(
    source: Language, target: Language, starts: Sequence[Hop], ends: Sequence[Hop]
) -> list[tuple[Hop, ...]]:
    """Two hops that meet in a third language: in English, or in any other where none do."""
    own = {source.base, target.base}
    if len(own) == 1:
        return []
    ways: list[tuple[Hop, ...]] = [
        (start, end)
        for start, end in product(starts, ends)
        if Language(start.pair.target).base not in own
        and _serves(Language(start.pair.target), end.pair.source)
    ]
    english = [way for way in ways if Language(way[0].pair.target).base == _PIVOT]
    return english or ways


@lru_cache(maxsize=16_384)
def _serves(wanted: Language, offered: str) -> bool:
    return nearest(wanted, (offered,)) is not None


def _onward(translations: Iterator[Translation], hop: Hop) -> Iterator[Translation]:
    """Translations taken a hop further, a window at a time."""
    while window := list(islice(translations, _WINDOW)):
        texts = [translation.text for translation in window if translation.text]
        further = hop.engine.translate(texts, hop.pair)
        for translation in window:
            yield _chained(translation, next(further)) if translation.text else translation


def _chained(first: Translation, second: Translation) -> Translation:
    if first.score is None or second.score is None:
        return Translation(second.text)
    return Translation(second.text, first.score * second.score)


def _no_route(
    source: Language, target: Language, engines: Sequence[Engine], hops: Sequence[Hop]
) -> EngineError:
    """What to say where there is no way: which pairs are missing and how to get them."""
    if _serves(target, source.tag):
        return EngineError(
            f"the text is in {source.name} already", hint="name another language to translate to"
        )
    wanted = Pair(source.tag, target.tag)
    legs = [leg for leg in _legs(wanted) if not _offered(leg, hops)]
    choices = [way for pairs in ([wanted], legs) if (way := _how_to_get(pairs, engines))]
    missing = ", or ".join(" and ".join(map(str, pairs)) for pairs in ([wanted], legs) if pairs)
    return EngineError(
        f"no engine translates {source.name} to {target.name}: {missing} is missing",
        hint="; or ".join(choices) or "`translate engines` shows what there is",
    )


def _legs(pair: Pair) -> list[Pair]:
    """The pairs over English; none where one side is English itself."""
    if _PIVOT in (Language(tag).base for tag in pair):
        return []
    return [Pair(pair.source, _PIVOT), Pair(_PIVOT, pair.target)]


def _offered(pair: Pair, hops: Iterable[Hop]) -> bool:
    wanted = [Language(tag) for tag in pair]
    return any(all(map(_serves, wanted, hop.pair)) for hop in hops)


def _how_to_get(pairs: Sequence[Pair], engines: Iterable[Engine]) -> str:
    """The commands that get some pairs; nothing where one of them can't be had."""
    found = {pair: [a for engine in engines if (a := engine.advice(pair))] for pair in pairs}
    if not all(found.values()):
        return ""
    return ", and ".join(
        f"for {pair} " + " or ".join(f"`{command}`" for command in commands)
        for pair, commands in found.items()
    )
