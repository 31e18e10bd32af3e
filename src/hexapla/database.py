"""SQLite databases whose contents can be recreated: caches and indexes, never a person's work.

Losing such a database only costs time, and a failure never stops a run. A damaged file is replaced
by a new one. If a file can't be used at all, the database is kept in memory instead.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from typing import TypeVar

from hexapla.errors import HexaplaError
from hexapla.files import lock
from hexapla.user_cache import make_private

__all__ = ["Action", "Disposable", "transaction"]

_log = logging.getLogger(__name__)

Result = TypeVar("Result")
Action = Callable[[sqlite3.Connection], Result]

_BUSY_SECONDS = 60.0
_FAILURES = (sqlite3.Error, OSError, UnicodeDecodeError, HexaplaError)
# Not a database, a damaged one, or one with other tables.
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
_FAST = ("PRAGMA synchronous = OFF",)


class Disposable:
    """A database that several threads and processes may use.

    Parameters: ``path`` is the file; without one the database is kept in memory as long as this
    object exists. ``schema`` is SQL that can be run repeatedly. ``pragmas`` are run on every
    connection; by default SQLite doesn't wait for the disk, and a system crash may damage the file.
    ``name`` and ``level`` are used for the log message when a file can't be used. Set ``restore``
    to a function that fills a database created in place of another one.

    Only the owner can read the files and folders it creates.
    """

    def __init__(
        self,
        path: Path | None,
        schema: str,
        name: str,
        *,
        pragmas: tuple[str, ...] = _FAST,
        level: int = logging.INFO,
    ) -> None:
        self.path = path
        self.restore: Action[object] | None = None
        self._schema = schema
        self._name = name
        self._pragmas = pragmas
        self._level = level
        self._lock = RLock()
        self._open: list[sqlite3.Connection] = []
        # At exit, finalizers run in reverse order: those of the database's users before this one.
        weakref.finalize(self, _close_all, self._open)

    def run(self, action: Action[Result]) -> Result:
        """Call ``action`` with the connection and return its result; other threads wait.

        If the file turns out to be damaged or unusable, ``action`` is run again on a new database,
        after ``restore`` if that is set. It must therefore be a query or a single `transaction`.
        """
        with self._lock:
            try:
                return action(self._connected())
            except _FAILURES as error:
                if self.path is None or isinstance(error, sqlite3.ProgrammingError):
                    raise
                failure: Exception = error
            for replace in (self._replace_damaged, self._replace):
                if _is_damage(failure):
                    try:
                        replace(self.path)
                        return self._restore_and_run(action)
                    except _FAILURES as error:
                        failure = error
            self._abandon(failure)
            return self._restore_and_run(action)

    def _abandon(self, failure: Exception) -> None:
        """Use an in-memory database instead of the file from now on."""
        message = "continuing without the %s %s: %s"
        _log.log(self._level, message, self._name, self.path, failure)
        _close_all(self._open)
        self.path = None

    def _restore_and_run(self, action: Action[Result]) -> Result:
        if self.restore is not None:
            self.restore(self._connected())
        return action(self._connected())

    def _connected(self) -> sqlite3.Connection:
        if not self._open:
            if self.path is not None and not self.path.exists():
                with lock(self.path):
                    if not self.path.exists():
                        self._create(self.path)
            self._open.append(self._connection(self.path or ":memory:"))
        return self._open[0]

    def _replace_damaged(self, path: Path) -> None:
        """Replace a damaged file, unless another process has already done so."""
        _close_all(self._open)
        with lock(path):
            if not (path.exists() and self._is_sound(path)):
                self._create(path)

    def _replace(self, path: Path) -> None:
        """Replace a file whose damage SQLite doesn't detect."""
        _close_all(self._open)
        with lock(path):
            self._create(path)

    def _create(self, path: Path) -> None:
        """Create a new database and move it into place in one step."""
        make_private(path.parent)
        new = path.with_name(f"{path.name}.new")
        new.unlink(missing_ok=True)
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        self._connection(new).close()
        for suffix in ("-journal", "-wal", "-shm"):  # SQLite's files for the old database
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        new.replace(path)

    def _connection(self, path: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in self._pragmas:
                connection.execute(pragma)
            connection.executescript(self._schema)
        except BaseException:
            connection.close()
            raise
        return connection

    def _is_sound(self, path: Path) -> bool:
        try:
            with closing(self._connection(path)) as connection:
                return bool(connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
        except sqlite3.Error:
            return False


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the statements inside as one transaction, all or nothing; other processes wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # if the disk is full, SQLite has already rolled back
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _is_damage(error: Exception) -> bool:
    if isinstance(error, UnicodeDecodeError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # errors about text that is not UTF-8 have no code
        return isinstance(error, sqlite3.OperationalError)
    # READONLY_DBMOVED: the file was removed while it was in use.
    return code & 0xFF in _DAMAGE or code == sqlite3.SQLITE_READONLY_DBMOVED


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
