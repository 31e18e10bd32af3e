"""Temporary files beside the files that they will replace, and what killed processes left of them.

A process locks each temporary file or folder while it writes it: one that isn't locked is a
leftover. A process also records the folders that it writes into, in a file in the user's cache
folder that it locks as long as it runs. The next command removes the leftovers in the folders of
records that nobody holds, wherever these folders are.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from hexapla.lazy import lazy_re
from hexapla.user_cache import cache_folder, delete, make_private

__all__ = ["create", "folder", "is_temporary", "remove_leftovers"]

_fcntl: Any = import_module("fcntl") if os.name == "posix" else None
_PREFIX, _SUFFIX = ".hexapla-", "~"
_NAME = lazy_re(r"\.hexapla-[a-z0-9_]{8}~")  # as the module tempfile fills it in
# Where files can't be locked, one that hasn't been written to for a day is a leftover: no running
# command loses it.
_DEAD_SECONDS = 24 * 60 * 60
_UNLOCKED = -1


class _Record:
    """The folders that this process writes into."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folders: set[Path] = set()
        self._recorded: set[Path] = set()
        self._file: tuple[int, Path] | None = None

    def enter(self, folder: Path) -> bool:
        """Record a folder; returns whether this is the first time since `forget`."""
        with self._lock:
            if folder in self._folders:
                return False
            self._folders.add(folder)
            if _fcntl is not None and folder not in self._recorded:
                with suppress(OSError):  # the cache folder may be read-only
                    self._write(folder)
        return True

    def forget(self) -> None:
        with self._lock:
            self._folders.clear()

    def _write(self, folder: Path) -> None:
        if self._file is None:
            place = _records()
            make_private(place)
            self._file = _locked(place, "", "")
            atexit.register(self.close)
        os.write(self._file[0], os.fsencode(folder) + b"\0")
        self._recorded.add(folder)

    def close(self) -> None:
        """Delete the record when the process ends."""
        if self._file is not None:
            handle, path = self._file
            self._file = None
            with suppress(OSError):
                path.unlink()
                os.close(handle)


_record = _Record()


def _records() -> Path:
    return cache_folder("writing")


def create(folder: Path) -> tuple[int, Path]:
    """Create a locked temporary file in a folder; returns its descriptor and its path.

    Keep the descriptor open until the file has been renamed. The first time, leftovers in the
    folder are removed. Raises OSError if the file can't be created.
    """
    if _record.enter(folder):
        _sweep(folder)
    return _locked(folder, _PREFIX, _SUFFIX)


@contextmanager
def folder(parent: Path) -> Iterator[Path]:
    """A locked temporary folder in another one, deleted when the block ends.

    Leftovers are removed as `create` does. Raises OSError if it can't be created or deleted.
    """
    if _record.enter(parent):
        _sweep(parent)
    path = Path(tempfile.mkdtemp(prefix=_PREFIX, suffix=_SUFFIX, dir=parent))
    handle = os.open(path, os.O_RDONLY) if _fcntl is not None else None
    try:
        if handle is not None:
            with suppress(OSError):
                _fcntl.flock(handle, _fcntl.LOCK_EX)
            path.mkdir(
                mode=0o700, exist_ok=True
            )  # another process may have taken it for a leftover
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=_fcntl is None)  # Windows: a file in it may be open
        if handle is not None:
            os.close(handle)


def is_temporary(path: Path) -> bool:
    """Whether a file has the name of a temporary file."""
    return _NAME.fullmatch(path.name) is not None


def remove_leftovers() -> None:
    """Remove what killed processes left in the folders that they recorded.

    Nothing is said if that isn't possible: the next process tries again.
    """
    _record.forget()
    if _fcntl is None:
        return
    try:
        with os.scandir(_records()) as found:
            paths = [Path(entry.path) for entry in found]
    except OSError:
        return
    for path in paths:
        with suppress(OSError), _if_left(path) as handle:
            if handle is not None:
                size = os.fstat(handle).st_size
                for name in os.read(handle, size).split(b"\0")[:-1]:
                    _sweep(Path(os.fsdecode(name)))
                path.unlink()


def _sweep(folder: Path) -> None:
    """Remove this user's leftovers in a folder."""
    with suppress(OSError):
        with os.scandir(folder) as entries:
            paths = [Path(entry.path) for entry in entries if entry.name.startswith(_PREFIX)]
        for path in filter(is_temporary, paths):
            with suppress(OSError), _if_left(path) as handle:
                if handle is not None:
                    delete(path)


def _locked(folder: Path, prefix: str, suffix: str) -> tuple[int, Path]:
    """Create a file with an unused name, and lock it."""
    while True:
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=folder)
        path = Path(name)
        if _fcntl is None:
            return handle, path
        with suppress(OSError):  # some file systems have no locks
            _fcntl.flock(handle, _fcntl.LOCK_EX)
        if path.exists():
            return handle, path
        os.close(handle)  # before it was locked, another process took it for a leftover


@contextmanager
def _if_left(path: Path) -> Iterator[int | None]:
    """The descriptor of a file or folder that no process uses, locked; None for any other.

    Where there are no locks it isn't opened: Windows doesn't delete open files, so that what
    another process has open stays in any case.
    """
    found = path.lstat()
    ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    is_folder = stat.S_ISDIR(found.st_mode)
    if not ours or not (is_folder or stat.S_ISREG(found.st_mode)):
        yield None
        return
    if _fcntl is None:
        yield _UNLOCKED if _is_old(found) else None
        return
    handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        yield handle if _is_left(handle) else None
    finally:
        os.close(handle)


def _is_left(handle: int) -> bool:
    try:
        _fcntl.flock(handle, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return _is_old(os.fstat(handle))
    return True


def _is_old(found: os.stat_result) -> bool:
    return time.time() - found.st_mtime > _DEAD_SECONDS
