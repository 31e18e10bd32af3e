"""SQLite databases whose contents can be recreated: caches and indexes, never a person's work.

Losing such a database only costs time, and a failure never stops a run. What is damaged is never
believed: each row has a `seal`, or the whole file a checksum, and whatever doesn't match is as if
it were not there. A file that can't be used is moved aside and replaced by a new one; if that isn't
possible either, the database is kept in memory.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import TypeVar

from hexapla.errors import HexaplaError
from hexapla.locking import lock
from hexapla.message import msg
from hexapla.user_cache import checksum, delete, make_private, set_aside

__all__ = ["Action", "Disposable", "seal", "transaction"]

_log = logging.getLogger(__name__)

Result = TypeVar("Result")
Action = Callable[[sqlite3.Connection], Result]

_BUSY_SECONDS = 60.0
_FAILURES = (sqlite3.Error, OSError, UnicodeDecodeError, HexaplaError)
# Failures that say nothing about the file; any other one means that it is damaged.
_INNOCENT = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
}
_READING_FAILED = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}
_FAST = ("PRAGMA synchronous = OFF",)
# SQLite's own files beside a database.
_COMPANIONS = ("-journal", "-wal", "-shm")


class _DamagedError(sqlite3.DatabaseError):
    """A file that isn't as it was written."""


def seal(*values: bytes | str | float | None) -> bytes:
    """A checksum of what a row says. Include its key, so that exchanged rows don't match."""
    found = repr(values).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(found, digest_size=8).digest()


class Disposable:
    """A database that several threads and processes may use.

    Parameters: ``path`` is the file; without one the database is kept in memory as long as this
    object exists. ``schema`` is SQL that can be run repeatedly. ``pragmas`` are run on every
    connection; by default SQLite doesn't wait for the disk, and a system crash may damage the file.
    ``name`` and ``level`` are used for the log message when a file can't be used. Set ``restore``
    to a function that fills a database created in place of another one.

    With ``whole``, the file has a checksum, which is compared when it is opened: for a database in
    which a missing row would change a result. Without it, rows need a `seal`.

    Only the owner can read its files and folder, also if they were open to others before.
    """

    def __init__(
        self,
        path: Path | None,
        schema: str,
        name: str,
        *,
        pragmas: tuple[str, ...] = _FAST,
        level: int = logging.INFO,
        whole: bool = False,
    ) -> None:
        self.path = path
        self.restore: Action[object] | None = None
        self._schema = schema
        self._name = name
        self._pragmas = pragmas
        self._level = level
        self._whole = whole
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
                if _is_damage(failure) and _can_open():
                    try:
                        replace(self.path)
                        return self._restore_and_run(action)
                    except _FAILURES as error:
                        failure = error
            self._abandon(failure)
            return self._restore_and_run(action)

    def change(self, action: Action[Result]) -> Result:
        """Like `run`, for an action that may change a ``whole`` database."""
        return self.run(lambda connection: self._changed(connection, action))

    def _changed(self, connection: sqlite3.Connection, action: Action[Result]) -> Result:
        """Run an action, and update the file's checksum.

        There is none in the meantime: if this process is killed, the file is not believed. An
        action that fails is undone.
        """
        if self.path is None or not self._whole:
            return action(connection)
        with lock(self.path, lambda: None):
            sum_file = _sum_file(self.path)
            before = sum_file.read_bytes() if sum_file.exists() else b""
            changes = connection.total_changes
            sum_file.unlink(missing_ok=True)
            try:
                result = action(connection)
                if connection.total_changes != changes or not before:
                    before = checksum(self.path)
            finally:
                _write_private(sum_file, before)
            return result

    def _abandon(self, failure: Exception) -> None:
        """Use an in-memory database instead of the file from now on."""
        without = msg(
            "continuing without the {what} {path}: {failure}",
            what=self._name,
            path=self.path,
            failure=failure,
        )
        _log.log(self._level, "%s", without)
        _close_all(self._open)
        self.path = None

    def _restore_and_run(self, action: Action[Result]) -> Result:
        if self.restore is not None:
            self._changed(self._connected(), self.restore)
        return action(self._connected())

    def _connected(self) -> sqlite3.Connection:
        if not self._open:
            self._open.append(
                self._opened(self.path) if self.path else self._connection(":memory:")
            )
        return self._open[0]

    def _opened(self, path: Path) -> sqlite3.Connection:
        if not path.exists():
            with lock(path):
                if not path.exists():
                    self._create(path)
        _protect(path)
        if not self._whole:
            try:
                return self._connection(path)
            except sqlite3.OperationalError:
                if path.exists():
                    raise
            with lock(path):  # Another process is replacing a damaged file.
                return self._connection(path)
        with lock(path, lambda: None):
            return self._verified(path)

    def _verified(self, path: Path) -> sqlite3.Connection:
        """A connection to a file that matches its checksum; raises _DamagedError otherwise."""
        connection = self._connection(path)
        try:
            # SQLite finishes or undoes what a killed process was doing.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            sum_file = _sum_file(path)
            if not (sum_file.exists() and sum_file.read_bytes() == checksum(path)):
                raise _DamagedError("it has changed since it was written")
        except BaseException:
            connection.close()
            raise
        return connection

    def _replace_damaged(self, path: Path) -> None:
        """Replace a damaged file, unless another process has already done so."""
        _close_all(self._open)
        with lock(path):
            if not (path.exists() and self._is_sound(path)):
                self._replace_now(path)

    def _replace(self, path: Path) -> None:
        """Replace a file whose damage SQLite doesn't detect."""
        _close_all(self._open)
        with lock(path):
            self._replace_now(path)

    def _replace_now(self, path: Path) -> None:
        # Without its checksum it isn't damaged: a process was killed while it changed the file.
        if path.exists() and not (self._whole and not _sum_file(path).exists()):
            aside = set_aside(path)
            moved = msg(
                "the {what} can't be used and was moved to {name}",
                what=self._name,
                name=aside.name,
            )
            _log.warning("%s", HexaplaError(moved, where=str(path), hint=msg("nothing is lost")))
        self._create(path)

    def _create(self, path: Path) -> None:
        """Create a new database and move it into place in one step."""
        make_private(path.parent)
        new = path.with_name(f"{path.name}.new")
        for one in (new, path):
            for suffix in _COMPANIONS:  # for a database that is gone
                one.with_name(one.name + suffix).unlink(missing_ok=True)
        _sum_file(path).unlink(missing_ok=True)
        _write_private(new, b"")
        self._connection(new).close()
        new.replace(path)
        if self._whole:
            _write_private(_sum_file(path), checksum(path))

    def _connection(self, path: Path | str) -> sqlite3.Connection:
        # SQLite must not make a file where another process is about to put a new one.
        address = f"{path.absolute().as_uri()}?mode=rw" if isinstance(path, Path) else path
        connection = sqlite3.connect(
            address, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True
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
            connection = self._verified(path) if self._whole else self._connection(path)
            try:
                return bool(connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
            finally:
                connection.close()
        except (sqlite3.Error, OSError):
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


def _can_open() -> bool:
    """Whether this process may open more files: else SQLite says that it can't open this one."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return False
    return True


def _is_damage(error: Exception) -> bool:
    if isinstance(error, UnicodeDecodeError):
        return True
    if not isinstance(error, sqlite3.Error):
        return False
    # Errors about text that is not UTF-8 have no code.
    code = getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR
    return code in _READING_FAILED or code & 0xFF not in _INNOCENT


def _protect(path: Path) -> None:
    """Close a database's files and folder to others, whoever made them and however."""
    make_private(path.parent)
    for one in (path, *(path.with_name(path.name + suffix) for suffix in _COMPANIONS)):
        with suppress(OSError):  # most of them don't exist
            if one.stat().st_mode & 0o077 and not one.is_dir():
                one.chmod(0o600)


def _sum_file(path: Path) -> Path:
    """The file with the checksum of a database."""
    return path.with_name(f"{path.name}.sum")


def _write_private(path: Path, data: bytes) -> None:
    """Write a file that only this user can read, in place of any other."""
    delete(path)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
        stream.write(data)


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
