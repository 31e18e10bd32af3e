"""Translations made before: the same sentence is never translated twice.

An SQLite database in the user's cache folder, for all publications and all processes of a user.
A translation stands under the digest of its engine, that engine's fingerprint (package, settings),
the pair and the sentence; the sentences themselves are not in it. What Hexapla makes of an engine's
translations is kept beside them, under what else it hangs on. It can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
import weakref
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from threading import Lock

from hexapla.database import transaction
from hexapla.engines.engine import (
    Aligning,
    Engine,
    Link,
    Pair,
    Retrying,
    Translation,
    fingerprint,
    reads_capitals,
)
from hexapla.errors import EngineError, HexaplaError
from hexapla.files import lock

__all__ = ["Cache", "CachedEngine", "Translate", "cached", "default_path", "remembered"]

_log = logging.getLogger(__name__)

Translate = Callable[[Sequence[str]], Iterator[Translation]]
"""Translations in the order of the sentences."""

LIMIT_BYTES = 512 * 2**20
"""How large the database grows: some two million sentences."""

# Translations wait in memory no longer than this before they are written.
_SAVE_SECONDS = 1.0
# Sentences that are looked up together, and go to the engine together.
_WINDOW_SENTENCES = 8_192
_WINDOW_CHARACTERS = 1_000_000
# Keys in one query: SQLite takes 32,766 at most.
_KEYS = 1_024
_BUSY_SECONDS = 30.0
# 64 MB of 4 kB pages: keys are digests, so that a thousand sentences touch almost as many pages,
# and each checkpoint waits for the disk.
_PAGES_BEFORE_CHECKPOINT = 16_384
_SECONDS_A_DAY = 86_400
_UTF8 = ("utf-8", "surrogatepass")
_BLANK = Translation("")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS translations (
    key BLOB PRIMARY KEY, text BLOB NOT NULL, score REAL, incidents TEXT, used INTEGER NOT NULL
)
"""


def default_path() -> Path:
    """The database's place; the number is that of its schema."""
    from platformdirs import user_cache_path

    return user_cache_path("hexapla") / "translations-3.sqlite"


def cached(engines: Iterable[Engine]) -> list[Engine]:
    """The engines, remembering what they translated."""
    cache = Cache()
    return [CachedEngine(engine, cache) for engine in engines]


class CachedEngine:
    """An engine that asks a cache first. To everyone else it is the engine it wraps."""

    def __init__(self, engine: Engine, cache: Cache) -> None:
        self.name = engine.name
        self.engine = engine
        self.cache = cache

    def pairs(self) -> Collection[Pair]:
        """Those of the engine."""
        return self.engine.pairs()

    def unavailable(self) -> str | None:
        """What the engine says."""
        return self.engine.unavailable()

    def advice(self, pair: Pair) -> str | None:
        """What the engine says."""
        return self.engine.advice(pair)

    def version(self, pair: Pair) -> str:
        """That of the engine."""
        return self.engine.version(pair)

    @property
    def reads_capitals(self) -> bool:
        """What the engine says."""
        return reads_capitals(self.engine)

    def fingerprint(self, pair: Pair) -> str:
        """That of the engine."""
        return fingerprint(self.engine, pair)

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """Translations in the order of the sentences, each sentence once; see `Engine`.

        The engine is asked only for what is not in the cache, and not at all where all is. What
        it gives is kept every second, and when the caller stops early.
        """

        def translate(missing: Sequence[str]) -> Iterator[Translation]:
            return self.engine.translate(missing, pair)

        return remembered(translate, self.cache, self.context(pair), self.name)(sentences)

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        """Other translations, kept as well; empty where the engine does not try again."""
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
        """The links between sentences and texts, kept as well; none where the engine has none."""
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
        """What a translation of a pair hangs on, beside the sentence."""
        return "\0".join((self.name, self.fingerprint(pair), *pair))

    def _remembered(
        self, keys: Sequence[bytes], ask: Callable[[Sequence[int]], Sequence[Translation]]
    ) -> list[Translation]:
        """What is kept under some keys; ``ask`` is told the places of those that are not."""
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
    """What translates a sentence only where the cache does not know it.

    Parameters: ``context`` is what its translation hangs on, beside the sentence itself: nothing
    else may, not even the other sentences; ``name`` is the engine's, for messages. Blank sentences
    have no translation.
    """

    def known(sentences: Iterable[str]) -> Iterator[Translation]:
        for window in _windows(sentences):
            keys = {one: _key(context, one) for one in window if one.strip()}
            kept = cache.get(keys.values())
            known = {one: kept[key] for one, key in keys.items() if key in kept}
            missing = {one: key for one, key in keys.items() if one not in known}
            with closing(_fresh(translate, missing, cache, name)) as fresh:
                for sentence in window:
                    # The fresh ones come in the order in which they are met here.
                    if sentence in missing and sentence not in known:
                        known[sentence] = next(fresh)
                    yield known.get(sentence, _BLANK)
                next(fresh, None)  # it may end in an error

    return known


def _fresh(
    translate: Translate, missing: Mapping[str, bytes], cache: Cache, name: str
) -> Generator[Translation, None, None]:
    """The translations of sentences that have no known one; they are in the cache afterwards."""
    pending: dict[bytes, Translation] = {}
    saved = time.monotonic()
    translations = translate(list(missing)) if missing else iter(())
    try:
        for key in missing.values():
            translation = next(translations, None)
            if translation is None:
                raise EngineError(
                    f"the engine {name} gave fewer translations than there are sentences",
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


class Cache:
    """Translations by key, at ``path``, of at most about ``limit`` bytes.

    A damaged file is begun anew. Where the file can't be used, a warning is logged
    once and nothing is remembered any more: a broken cache never stops a run.
    """

    def __init__(
        self,
        path: Path | None = None,
        limit: int = LIMIT_BYTES,
    ) -> None:
        self.path = path or default_path()
        self._limit = limit
        self._usable = True
        self._lock = Lock()
        self._database: sqlite3.Connection | None = None

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Translation]:
        """What is known of some keys."""
        wanted = list(keys)
        found: dict[bytes, Translation] = {}
        if wanted:
            self._with_database(lambda database: found.update(_select(database, wanted)))
        return found

    def put(self, translations: Mapping[bytes, Translation]) -> None:
        """Keep translations; those without a text, that an engine could not do, are not kept."""
        kept = {key: one for key, one in translations.items() if one.text}
        if kept:
            self._with_database(lambda database: _insert(database, kept, self._limit))

    def _with_database(self, action: Callable[[sqlite3.Connection], None]) -> None:
        with self._lock:
            if not self._usable:
                return
            try:
                try:
                    action(self._connected())
                except sqlite3.OperationalError:
                    raise
                except sqlite3.DatabaseError:  # damaged
                    action(self._connected(renew=True))
            except (sqlite3.Error, OSError, HexaplaError) as error:
                self._usable = False
                _log.warning("continuing without the cache %s: %s", self.path, error)

    def _connected(self, *, renew: bool = False) -> sqlite3.Connection:
        """The one connection; the file is made by one process while the others wait."""
        if self._database is not None and not renew:
            return self._database
        if self._database is not None:
            self._database.close()
        if renew or not self.path.exists():
            with lock(self.path):
                self.path.parent.mkdir(parents=True, exist_ok=True)
                if renew and not _is_sound(self.path):
                    for suffix in ("", "-wal", "-shm"):
                        self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
                with closing(_connection(self.path)) as database:
                    database.execute("PRAGMA journal_mode = WAL")
        self._database = _connection(self.path)
        weakref.finalize(self, self._database.close)
        return self._database


def _connection(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_BEFORE_CHECKPOINT}")
        database.execute(_SCHEMA)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _is_sound(path: Path) -> bool:
    """Whether another process has renewed a damaged file already."""
    try:
        with closing(_connection(path)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
    except sqlite3.Error:
        return False


def _select(database: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Translation]:
    found: dict[bytes, Translation] = {}
    today = _today()
    aged: list[tuple[int, bytes]] = []
    for start in range(0, len(keys), _KEYS):
        part = keys[start : start + _KEYS]
        query = f"SELECT * FROM translations WHERE key IN ({','.join('?' * len(part))})"
        for key, text, score, incidents, used in database.execute(query, part):
            found[key] = Translation(text.decode(*_UTF8), score, _incidents(incidents))
            if used != today:
                aged.append((today, key))
    if aged:
        with transaction(database):
            database.executemany("UPDATE translations SET used = ? WHERE key = ?", aged)
    return found


def _insert(
    database: sqlite3.Connection, translations: Mapping[bytes, Translation], limit: int
) -> None:
    today = _today()
    rows = [
        (key, one.text.encode(*_UTF8), one.score, _noted(one.incidents), today)
        for key, one in translations.items()
    ]
    rows.sort()  # neighbours share a page
    with transaction(database):
        database.executemany("INSERT OR REPLACE INTO translations VALUES (?,?,?,?,?)", rows)
        if _size(database) > limit:
            # The third that nobody has asked for longest; its pages are used again.
            database.execute(
                "DELETE FROM translations WHERE key IN (SELECT key FROM translations"
                " ORDER BY used LIMIT (SELECT count(*) / 3 + 1 FROM translations))"
            )


def _size(database: sqlite3.Connection) -> int:
    """Bytes of the pages that hold something."""
    pages, free, size = (
        database.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


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


def _noted(incidents: Sequence[tuple[str, str]]) -> str | None:
    return json.dumps(incidents) if incidents else None


def _incidents(noted: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((what, done) for what, done in json.loads(noted)) if noted else ()


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


def _today() -> int:
    return int(time.time() // _SECONDS_A_DAY)
