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
from typing import TypeVar

from hexapla.engines.cache import Cache
from hexapla.engines.engine import (
    Aligning,
    Context,
    Engine,
    Link,
    LockedModel,
    Locking,
    Pair,
    ReadsContext,
    Request,
    Retrying,
    Translation,
    context_fields,
    converses,
    fingerprint,
    keeps_tags,
    locked_model,
    reads_capitals,
    takes_any_pair,
)
from hexapla.errors import EngineError
from hexapla.message import msg

__all__ = ["CachedEngine", "Translate", "cached", "remembered"]

Item = TypeVar("Item", str, Request)

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


class _ReadOnly(Cache):
    """A cache to which nothing is added."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Translation]:
        """See `Cache.get`."""
        return self._cache.get(keys)

    def put(self, translations: Mapping[bytes, Translation]) -> None:
        """Add nothing."""


class CachedEngine:
    """An engine with a cache. Callers use it like the engine that it wraps."""

    def __init__(self, engine: Engine, cache: Cache) -> None:
        self.name = engine.name
        self.engine = engine
        self.cache = cache

    def freeze(self) -> None:
        """Add nothing to the cache from now on, unless the engine reads context.

        A run of several processes does so: what one of them adds would be found by another, or by
        the run that goes on after a crash, or not.
        """
        if not isinstance(self.engine, ReadsContext):
            self.cache = _ReadOnly(self.cache)

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

    @property
    def converses(self) -> bool:
        """Whether the engine may answer a sentence instead of translating it."""
        return converses(self.engine)

    @property
    def keeps_tags(self) -> bool:
        """Whether the engine keeps tags."""
        return keeps_tags(self.engine)

    @property
    def any_pair(self) -> bool:
        """Whether the engine is one for any pair."""
        return takes_any_pair(self.engine)

    def translates(self, pair: Pair) -> bool:
        """Whether the engine is one for any pair and translates this one."""
        return takes_any_pair(self.engine) and self.engine.translates(pair)

    def summary(self) -> str:
        """The engine's summary, if it is one for any pair."""
        return self.engine.summary() if takes_any_pair(self.engine) else ""

    def context_fields(self, pair: Pair) -> Collection[str]:
        """The fields of the context that the engine reads."""
        return context_fields(self.engine, pair)

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

    def translate_in_context(
        self, requests: Iterable[Request], pair: Pair
    ) -> Iterator[Translation]:
        """Like `translate`, for an engine that reads context: each request is translated once.

        As such engines are slow, their translations are stored at once.
        """
        engine = self.engine
        if not isinstance(engine, ReadsContext):
            return self.translate((one.text for one in requests), pair)

        def translate(missing: Sequence[Request]) -> Iterator[Translation]:
            return engine.translate_in_context(missing, pair)

        return remembered(translate, self.cache, self.context(pair), self.name, seconds=0.0)(
            requests
        )

    def retry_in_context(self, requests: Sequence[Request], pair: Pair) -> list[Translation]:
        """Like `retry`, for an engine that reads context."""
        engine = self.engine
        if not isinstance(engine, ReadsContext):
            return self.retry([one.text for one in requests], pair)
        context = f"{self.context(pair)}\0retry"
        return self._remembered(
            [_key(context, one) for one in requests],
            lambda places: engine.retry_in_context([requests[at] for at in places], pair),
        )

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
    translate: Callable[[Sequence[Item]], Iterator[Translation]],
    cache: Cache,
    context: str,
    name: str,
    *,
    seconds: float = _SAVE_SECONDS,
) -> Callable[[Iterable[Item]], Iterator[Translation]]:
    """Wrap a function so that it translates only what is not in the cache.

    ``context`` is all that a translation depends on, apart from the sentence or the request: it
    must not even depend on the other ones. ``name`` is the engine's name, for messages.
    Translations are stored when they are ``seconds`` old. Blank sentences get an empty translation.
    """

    def known(items: Iterable[Item]) -> Iterator[Translation]:
        for window in _windows(items):
            keys = {one: _key(context, one) for one in window if _text(one).strip()}
            kept = cache.get(keys.values())
            known = {one: kept[key] for one, key in keys.items() if key in kept}
            missing = {one: key for one, key in keys.items() if one not in known}
            with closing(_fresh(translate, missing, cache, name, seconds)) as fresh:
                for one in window:
                    # New translations come in the order in which their sentences first occur here.
                    if one in missing and one not in known:
                        known[one] = next(fresh)
                    yield known.get(one, _BLANK)
                next(fresh, None)  # at its end, the engine may raise an error

    return known


def _fresh(
    translate: Callable[[Sequence[Item]], Iterator[Translation]],
    missing: Mapping[Item, bytes],
    cache: Cache,
    name: str,
    seconds: float,
) -> Generator[Translation, None, None]:
    """Translate what is not in the cache, and store the results."""
    pending: dict[bytes, Translation] = {}
    saved = time.monotonic()
    translations = translate(list(missing)) if missing else iter(())
    try:
        for key in missing.values():
            translation = next(translations, None)
            if translation is None:
                raise EngineError(
                    msg(
                        "the engine {name} returned fewer translations than there are sentences",
                        name=name,
                    ),
                    hint=msg("update or remove its plug-in"),
                )
            pending[key] = translation
            yield translation
            if time.monotonic() - saved >= seconds:
                cache.put(pending)
                pending, saved = {}, time.monotonic()
        next(translations, None)
    finally:
        cache.put(pending)


def _windows(items: Iterable[Item]) -> Iterator[list[Item]]:
    window: list[Item] = []
    characters = 0
    for one in items:
        window.append(one)
        characters += len(_text(one))
        if len(window) >= _WINDOW_SENTENCES or characters >= _WINDOW_CHARACTERS:
            yield window
            window, characters = [], 0
    if window:
        yield window


def _text(item: str | Request) -> str:
    return item if isinstance(item, str) else item.text


def _key(context: str, item: str | Request) -> bytes:
    """The key of a sentence, or of a request with all that is known about its sentence."""
    if isinstance(item, Request):
        item = f"{item.text}\0{item.context}" if item.context != Context() else item.text
    return hashlib.blake2b(f"{context}\0{item}".encode(*_UTF8), digest_size=16).digest()


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
