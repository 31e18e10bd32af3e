"""Keep other Hexapla processes from writing into a folder."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hexapla import systems
from hexapla.errors import InputError
from hexapla.files import reason_of
from hexapla.message import msg
from hexapla.user_cache import cache_folder, make_private

__all__ = ["lock"]

_WAIT_SECONDS = 60


@contextmanager
def lock(folder: Path, waiting: Callable[[], None] | None = None) -> Iterator[bool]:
    """Keep other Hexapla processes from writing into a folder.

    The lock file is in the user's cache folder, or in the system's temporary folder if that isn't
    writable, so nothing is left in the folder itself. Waits up to a minute for another process,
    then raises InputError. If ``waiting`` is given, it is called when there is something to wait
    for, and there is no time limit. Yields whether it had to wait.
    """
    from filelock import FileLock, Timeout

    # Not `Path.resolve`, which raises an error for links that lead to themselves.
    place_name = systems.same_place(os.path.realpath(folder))
    name = hashlib.sha256(os.fsencode(place_name)).hexdigest()[:16]
    failure: OSError | None = None
    for place, ours in _places_of_locks():
        try:
            make_private(place)
            if not ours:
                _refuse_others(place)
            held, waited = _acquired(FileLock(place / f"{name}.lock", mode=0o600), waiting)
            break
        except Timeout:
            raise InputError(
                msg("another command has been writing here for a minute"),
                where=str(folder),
                hint=msg("try again when it has finished"),
            ) from None
        except OSError as error:
            failure = failure or error
    else:
        assert failure is not None
        raise InputError(
            msg("can't write to the cache folder: {reason}", reason=reason_of(failure)),
            where=str(failure.filename),
            hint=msg("set {variable} to a writable folder", variable=systems.cache_setting()),
        ) from failure
    with held:
        yield waited


def _acquired(lock: Any, waiting: Callable[[], None] | None) -> tuple[Any, bool]:
    from filelock import Timeout

    if waiting is None:
        return lock.acquire(timeout=_WAIT_SECONDS), False
    try:
        return lock.acquire(timeout=0), False
    except Timeout:
        waiting()
        return lock.acquire(), True


def _places_of_locks() -> Iterator[tuple[Path, bool]]:
    """Folders for locks, preferred ones first, each with whether only this user can create it."""
    user = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    yield cache_folder("locks"), True
    yield Path(tempfile.gettempdir(), f"hexapla-{user}"), False


def _refuse_others(folder: Path) -> None:
    """Raise PermissionError if a folder belongs to another user, who might set a trap there."""
    if hasattr(os, "getuid") and folder.lstat().st_uid != os.getuid():
        raise PermissionError(errno.EACCES, "belongs to another user", str(folder))
