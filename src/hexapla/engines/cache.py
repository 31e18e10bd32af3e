"""Earlier translations, in a database that all publications of a user share.

A translation is stored under a digest of its engine, the engine's fingerprint (package, settings),
the pair and the sentence (`caching` makes the keys). The sentences themselves are not stored. The
database can be deleted at any time.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hexapla.database import Disposable, seal, transaction
from hexapla.engines.engine import Translation
from hexapla.message import msg
from hexapla.user_cache import cache_folder

__all__ = ["LIMIT_BYTES", "Cache", "cache_path"]

LIMIT_BYTES = 512 * 2**20
"""The size limit of the database, enough for about two million sentences."""

# Keys in one query. SQLite allows 32,766 at most.
_KEYS = 1_024
# Checkpoint only after 64 MB of 4 kB pages: keys are digests, so that a thousand sentences change
# almost as many pages, and each checkpoint waits for the disk.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA wal_autocheckpoint = 16384",
)
_SECONDS_A_DAY = 86_400
_UTF8 = ("utf-8", "surrogatepass")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS translations (
    key BLOB PRIMARY KEY, text BLOB NOT NULL, score REAL, incidents BLOB, used INTEGER NOT NULL,
    seal BLOB
)
"""
_QUERY = "SELECT key, text, score, incidents, used, seal FROM translations"


def cache_path() -> Path:
    """The path of the database. The number is the version of its schema."""
    return cache_folder("translations-4.sqlite")


class Cache:
    """Translations by key, in a database at ``path`` of at most about ``limit`` bytes.

    If the file can't be used, a warning is logged once, and translations are kept in memory as long
    as this object exists. Threads and processes may share it.
    """

    def __init__(self, path: Path | None = None, limit: int = LIMIT_BYTES) -> None:
        self.path = path or cache_path()
        self._limit = limit
        self._database = Disposable(
            self.path, _SCHEMA, msg("cache"), pragmas=_PRAGMAS, level=logging.WARNING
        )

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Translation]:
        """The known translations among some keys."""
        wanted = list(keys)
        return self._database.run(lambda database: _select(database, wanted)) if wanted else {}

    def put(self, translations: Mapping[bytes, Translation]) -> None:
        """Store translations, except those without a text, where the engine failed."""
        kept = {key: one for key, one in translations.items() if one.text}
        if kept:
            self._database.run(lambda database: _insert(database, kept, self._limit))


def _select(database: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Translation]:
    found: dict[bytes, Translation] = {}
    today = _today()
    aged: list[tuple[int, bytes]] = []
    for start in range(0, len(keys), _KEYS):
        part = keys[start : start + _KEYS]
        query = f"{_QUERY} WHERE key IN ({','.join('?' * len(part))})"
        for key, text, score, incidents, used, sealed in database.execute(query, part):
            if sealed != seal(key, text, score, incidents):
                continue
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
    # Sorted: neighbours share a page.
    rows = [_row(key, one, today) for key, one in sorted(translations.items())]
    with transaction(database):
        database.executemany("INSERT OR REPLACE INTO translations VALUES (?,?,?,?,?,?)", rows)
        if _size(database) > limit:
            # Delete the third that has been unused for longest. SQLite reuses its pages.
            database.execute(
                "DELETE FROM translations WHERE key IN (SELECT key FROM translations"
                " ORDER BY used LIMIT (SELECT count(*) / 3 + 1 FROM translations))"
            )


def _size(database: sqlite3.Connection) -> int:
    """The bytes of the pages in use."""
    pages, free, size = (
        database.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _row(key: bytes, one: Translation, today: int) -> tuple[bytes | float | None, ...]:
    noted = json.dumps(one.incidents).encode(*_UTF8) if one.incidents else None
    score = None if one.score is None else float(one.score)
    told = (key, one.text.encode(*_UTF8), score, noted)
    return (*told, today, seal(*told))


def _incidents(noted: bytes | None) -> tuple[tuple[str, str], ...]:
    return tuple((what, done) for what, done in json.loads(noted)) if noted else ()


def _today() -> int:
    return int(time.time() // _SECONDS_A_DAY)
