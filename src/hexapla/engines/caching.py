"""Engines that never translate the same sentence twice, because they use a `Cache`.

What Hexapla derives from an engine's translations is cached too, under everything that it depends
on.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain

from hexapla.engines.cache import Cache
from hexapla.engines.engine import (
    Aligning,
    Engine,
    Link,
    LockedModel,
    Locking,
    Pair,
    Retrying,
    Translation,
    fingerprint,
    locked_model,
    reads_capitals,
)
from hexapla.errors import EngineError

__all__ = ["CachedEngine", "Translate", "cached", "remembered"]

Translate = Callable[[Sequence[str]], Iterator[Translation]]
"""Translates sentences; yields the translations in their order."""

# Translations stay in memory no longer than this before they are stored.
_SAVE_SECONDS = 1.0
# How many sentences are looked up together, and sent to the engine together.
_WINDOW_SENTENCES = 8_192
_WINDOW_CHARACTERS = 1_000_000
_UTF8 = ("utf-8", "surrogatepass")
_BLANK = Translation("")


def cached(engines: Iterable[Engine]) -> list[Engine]:
    """Wrap engines so that they share one cache."""
    cache = Cache()
    return [CachedEngine(engine, cache) for engine in engines]


class CachedEngine:
    """An engine with a cache. Callers use it like the engine that it wraps."""

    def __init__(self, engine: Engine, cache: Cache) -> None:
        self.name = engine.name
        self.engine = engine
        self.cache = cache

    def pairs(self) -> Collection[Pair]:
        """The pairs of the engine."""
        return self.engine.pairs()

    def unavailable(self) -> str | None:
        """Why the engine has no pairs; None if it has some."""
        return self.engine.unavailable()

    def advice(self, pair: Pair) -> str | None:
        """The engine's advice on how to get a pair."""
        return self.engine.advice(pair)

    def version(self, pair: Pair) -> str:
        """The engine's version."""
        return self.engine.version(pair)

    @property
    def reads_capitals(self) -> bool:
        """Whether the engine reads capitals."""
        return reads_capitals(self.engine)

    def fingerprint(self, pair: Pair) -> str:
        """The engine's fingerprint."""
        return fingerprint(self.engine, pair)

    def locked_model(self, pair: Pair) -> LockedModel | None:
        """The engine's model for a pair."""
        return locked_model(self.engine, pair)

    def model_problem(self, model: LockedModel) -> str | None:
        """What prevents the engine from using a recorded model."""
        engine = self.engine
        return engine.model_problem(model) if isinstance(engine, Locking) else None

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """The translations in the order of the sentences; each sentence is translated once.

        The engine translates only what is not in the cache, and is not called if nothing is
        missing. Its translations are stored every second, and when the caller stops early. See
        `Engine`.
        """

        def translate(missing: Sequence[str]) -> Iterator[Translation]:
            return self.engine.translate(missing, pair)

        return remembered(translate, self.cache, self.context(pair), self.name)(sentences)

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        """Other translations, cached too; empty ones if the engine has no `retry`."""
        retrier = self.engine
        if not isinstance(retrier, Retrying):
            return [Translation("")] * len(sentences)
        context = f"{self.context(pair)}\0retry"
        return self._remembered(
            [_key(context, one) for one in sentences],
            lambda places: retrier.retry([sentences[at] for at in places], pair),
        )

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        """The links between sentences and texts, cached too; none if the engine has no `align`."""
        aligner = self.engine
        if not isinstance(aligner, Aligning):
            return [()] * len(sentences)

        def ask(places: Sequence[int]) -> list[Translation]:
            ours, theirs = ([side[at] for at in places] for side in (sentences, texts))
            return [Translation(_packed(links)) for links in aligner.align(ours, theirs, pair)]

        context = f"{self.context(pair)}\0align"
        both = zip(sentences, texts, strict=True)
        found = self._remembered([_key(context, "\0".join(pair_)) for pair_ in both], ask)
        return [_unpacked(one.text) for one in found]

    def context(self, pair: Pair) -> str:
        """What the translations of a pair depend on, apart from the sentence."""
        return "\0".join((self.name, self.fingerprint(pair), *pair))

    def _remembered(
        self, keys: Sequence[bytes], ask: Callable[[Sequence[int]], Sequence[Translation]]
    ) -> list[Translation]:
        """The cached results of some keys. ``ask`` gets the indices of the missing ones."""
        known = self.cache.get(set(keys))
        places = list({key: at for at, key in enumerate(keys) if key not in known}.values())
        if places:
            fresh = dict(zip((keys[at] for at in places), ask(places), strict=True))
            self.cache.put(fresh)
            known |= fresh
        return [known[key] for key in keys]


def remembered(
    translate: Translate, cache: Cache, context: str, name: str
) -> Callable[[Iterable[str]], Iterator[Translation]]:
    """Wrap a function so that it translates only sentences that are not in the cache.

    ``context`` is all that a translation depends on, apart from the sentence: it must not even
    depend on the other sentences. ``name`` is the engine's name, for messages. Blank sentences get
    an empty translation.
    """

    def known(sentences: Iterable[str]) -> Iterator[Translation]:
        for window in _windows(sentences):
            keys = {one: _key(context, one) for one in window if one.strip()}
            kept = cache.get(keys.values())
            known = {one: kept[key] for one, key in keys.items() if key in kept}
            missing = {one: key for one, key in keys.items() if one not in known}
            with closing(_fresh(translate, missing, cache, name)) as fresh:
                for sentence in window:
                    # New translations come in the order in which their sentences first occur here.
                    if sentence in missing and sentence not in known:
                        known[sentence] = next(fresh)
                    yield known.get(sentence, _BLANK)
                next(fresh, None)  # at its end, the engine may raise an error

    return known


def _fresh(
    translate: Translate, missing: Mapping[str, bytes], cache: Cache, name: str
) -> Generator[Translation, None, None]:
    """Translate the sentences that are not in the cache, and store the results."""
    pending: dict[bytes, Translation] = {}
    saved = time.monotonic()
    translations = translate(list(missing)) if missing else iter(())
    try:
        for key in missing.values():
            translation = next(translations, None)
            if translation is None:
                raise EngineError(
                    f"the engine {name} returned fewer translations than there are sentences",
                    hint="update or remove its plug-in",
                )
            pending[key] = translation
            yield translation
            if time.monotonic() - saved >= _SAVE_SECONDS:
                cache.put(pending)
                pending, saved = {}, time.monotonic()
        next(translations, None)
    finally:
        cache.put(pending)


def _windows(sentences: Iterable[str]) -> Iterator[list[str]]:
    window: list[str] = []
    characters = 0
    for sentence in sentences:
        window.append(sentence)
        characters += len(sentence)
        if len(window) >= _WINDOW_SENTENCES or characters >= _WINDOW_CHARACTERS:
            yield window
            window, characters = [], 0
    if window:
        yield window


def _key(context: str, sentence: str) -> bytes:
    return hashlib.blake2b(f"{context}\0{sentence}".encode(*_UTF8), digest_size=16).digest()


def _packed(links: Sequence[Link]) -> str:
    """Links as flat JSON, weights in thousandths: a list of objects would be five times as long."""
    numbers = [(*one.source, *one.target, round(one.weight * 1_000)) for one in links]
    return json.dumps(list(chain.from_iterable(numbers)), separators=(",", ":"))


def _unpacked(text: str) -> tuple[Link, ...]:
    numbers = iter(json.loads(text))
    return tuple(
        Link((a, b), (c, d), weight / 1_000)
        for a, b, c, d, weight in zip(*[numbers] * 5, strict=True)
    )
