"""SQLite databases that hold what can be found again: made anew where they are damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["opened", "transaction"]

_BUSY_SECONDS = 60.0


def opened(path: Path | None, schema: str) -> sqlite3.Connection:
    """The database at a path; in the computer's memory without one, or where it can't be used.

    A damaged file is begun anew. ``schema`` is SQL that may be run over and over.
    """
    if path is not None:
        for _ in range(2):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                return _connected(str(path), schema)
            except sqlite3.OperationalError:
                break
            except sqlite3.DatabaseError:  # damaged
                path.unlink(missing_ok=True)
            except OSError:
                break
    return _connected(":memory:", schema)


def _connected(name: str, schema: str) -> sqlite3.Connection:
    database = sqlite3.connect(
        name, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        # It is a copy of what the files say: after a crash of the system it may be made anew.
        database.execute("PRAGMA synchronous = OFF")
        database.executescript(schema)
    except sqlite3.Error:
        database.close()
        raise
    return database


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All of what is done inside, or nothing; other processes wait."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if database.in_transaction:  # a full disk has rolled back already
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
