"""Results of earlier runs, kept so that the next run doesn't have to compute them again.

A result is stored under a name, with a digest of everything it depends on: the contents of files,
the settings, Hexapla itself and the installed packages. Files are compared by their contents, never
by their times. A stored result is therefore either still valid or not found, whatever git, an
editor or a clock did to the files. The ledger is an SQLite database in the user's cache folder, one
per publication. It holds digests and numbers, names of files, messages, and the sentences of an
article that are in another language. It can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
import weakref
from pathlib import Path
from typing import Any

from hexapla.database import Disposable, seal, transaction
from hexapla.environment import environment
from hexapla.message import msg
from hexapla.user_cache import cache_folder

__all__ = ["Ledger", "digest", "ledger_path"]

_WAITING = 500
# File names may contain bytes that are not UTF-8.
_UTF8 = ("utf-8", "surrogatepass")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS results (
    name BLOB PRIMARY KEY, inputs BLOB, value BLOB, seal BLOB
) WITHOUT ROWID
"""


def ledger_path(root: Path) -> Path:
    """The path of a publication's ledger."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:16]
    return cache_folder("ledger-4", f"{name}.sqlite")


def digest(*parts: bytes | str | None) -> bytes:
    """A digest of a sequence of texts and bytes, different for every other sequence."""
    found = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode(*_UTF8) if isinstance(part, str) else part or b""
        found.update(f"{type(part).__name__} {len(data)}:".encode())
        found.update(data)
    return found.digest()


class Ledger:
    """Results by name. All of them depend on ``settings``.

    Without ``path``, or if the file can't be used, the results are kept only as long as this
    object. Several threads may use it.
    """

    def __init__(self, path: Path | None = None, settings: str = "") -> None:
        self._salt = digest(settings, environment())
        self._waiting: dict[str, tuple[bytes, str]] = {}
        self._lock = threading.Lock()
        self._database = Disposable(path, _SCHEMA, msg("ledger"))
        weakref.finalize(self, _write, self._database, self._waiting, self._lock)

    def get(self, name: str, inputs: bytes) -> Any:
        """The result stored under a name if it was computed from the same inputs, else None."""
        inputs = digest(self._salt, inputs)
        row = self._waiting.get(name) or self._selected(name)
        return json.loads(row[1]) if row is not None and row[0] == inputs else None

    def put(self, name: str, inputs: bytes, value: Any) -> None:
        """Store a result (JSON, not null) and replace an older one of the same name."""
        with self._lock:
            self._waiting[name] = digest(self._salt, inputs), json.dumps(value)
        if len(self._waiting) >= _WAITING:
            _write(self._database, self._waiting, self._lock)

    def _selected(self, name: str) -> tuple[bytes, str] | None:
        key = name.encode(*_UTF8)
        query = "SELECT inputs, value, seal FROM results WHERE name = ?"
        row = self._database.run(lambda database: database.execute(query, (key,)).fetchone())
        if row is None or row[2] != seal(key, *row[:2]):
            return None
        return row[0], row[1].decode(*_UTF8)


def _write(
    database: Disposable, waiting: dict[str, tuple[bytes, str]], lock: threading.Lock
) -> None:
    """Write the waiting results to the database."""

    def insert(connection: sqlite3.Connection) -> None:
        with transaction(connection):
            connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", rows)

    with lock:
        rows = [_row(name.encode(*_UTF8), *row) for name, row in waiting.items()]
        if rows:
            database.run(insert)
        waiting.clear()


def _row(name: bytes, inputs: bytes, value: str) -> tuple[bytes, ...]:
    data = value.encode(*_UTF8)
    return name, inputs, data, seal(name, inputs, data)
