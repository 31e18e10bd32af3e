"""What a run found out, kept so that the next one need not find it out again.

A result is stored under a name, with a digest of everything it depends on: the bytes of files, the
settings, Hexapla itself and the packages installed with it. Files count by their contents, never by
their times, so a result is right or it is not found, whatever git, an editor or a clock did to the
files. The ledger is an SQLite database in the user's cache folder, one for each publication. It
holds digests and numbers, and no text but the messages of a run; it can be deleted at any time.
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

from hexapla.database import Disposable, transaction
from hexapla.environment import environment

__all__ = ["Ledger", "default_path", "digest"]

_WAITING = 500
# Names of files may hold bytes that are not UTF-8.
_UTF8 = ("utf-8", "surrogatepass")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS results (name BLOB PRIMARY KEY, inputs BLOB, value TEXT) WITHOUT ROWID
"""


def default_path(root: Path) -> Path:
    """Where the ledger of a publication is."""
    from platformdirs import user_cache_path

    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return user_cache_path("hexapla") / "ledger-2" / f"{name}.sqlite"


def digest(*parts: bytes | str | None) -> bytes:
    """A digest of some texts and bytes that no other ones have."""
    found = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode(*_UTF8) if isinstance(part, str) else part or b""
        found.update(f"{type(part).__name__} {len(data)}:".encode())
        found.update(data)
    return found.digest()


class Ledger:
    """Results by name. ``settings`` is what all of them depend on.

    Without ``path``, or where it can't be used, it lasts as long as this object. It may be used
    from several threads.
    """

    def __init__(self, path: Path | None = None, settings: str = "") -> None:
        self._salt = digest(settings, environment())
        self._waiting: dict[str, tuple[bytes, str]] = {}
        self._lock = threading.Lock()
        self._database = Disposable(path, _SCHEMA, "ledger")
        weakref.finalize(self, _write, self._database, self._waiting, self._lock)

    def get(self, name: str, inputs: bytes) -> Any:
        """The result under a name, where it came from the same inputs; None otherwise."""
        inputs = digest(self._salt, inputs)
        row = self._waiting.get(name) or self._selected(name)
        if row is None or row[0] != inputs:
            return None
        try:
            return json.loads(row[1])
        except (TypeError, ValueError):
            return None

    def put(self, name: str, inputs: bytes, value: Any) -> None:
        """Keep a result (JSON, not null) in the place of an older one of its name."""
        with self._lock:
            self._waiting[name] = digest(self._salt, inputs), json.dumps(value)
        if len(self._waiting) >= _WAITING:
            _write(self._database, self._waiting, self._lock)

    def _selected(self, name: str) -> tuple[bytes, str] | None:
        query = "SELECT inputs, value FROM results WHERE name = ?"
        found: tuple[bytes, str] | None = self._database.run(
            lambda connection: connection.execute(query, (name.encode(*_UTF8),)).fetchone()
        )
        return found


def _write(
    database: Disposable, waiting: dict[str, tuple[bytes, str]], lock: threading.Lock
) -> None:
    """Put what is waiting into the database."""

    def insert(connection: sqlite3.Connection) -> None:
        with transaction(connection):
            connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", rows)

    with lock:
        rows = [(name.encode(*_UTF8), *row) for name, row in waiting.items()]
        if rows:
            database.run(insert)
        waiting.clear()
