"""Reading and writing files so that a crash at any moment leaves them whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hexapla.errors import InputError

LOCK_SECONDS = 60

__all__ = ["lock", "read_bytes", "write_bytes", "write_text"]


def read_bytes(path: Path) -> bytes:
    """A file's bytes; raises InputError saying why they can't be had."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), hint="check the spelling") from None
    except IsADirectoryError:
        raise InputError("is a folder", where=str(path), hint="name the files in it") from None
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror}", where=str(path)) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Put a file in place in one step, with its folder where that is missing.

    A temporary file beside it is written, flushed to the disk and renamed over it, so that a
    reader sees the old file or the new one. An existing file keeps its permissions, and a
    symbolic link its target. Raises InputError saying why it can't be written.
    """
    try:
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o7777 if target.exists() else None
        handle, name = tempfile.mkstemp(prefix=".hexapla-", suffix="~", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(mode if mode is not None else 0o666 & ~_umask())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"can't be written: {reason}", where=str(path)) from error


def write_text(path: Path, text: str) -> None:
    """The same for text, as UTF-8 with the line endings that it has."""
    write_bytes(path, text.encode("utf-8"))


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Keep every other process of ours from writing into a folder.

    The lock's file stands in the user's cache directory, so that nothing is left in the folder.
    Waits a minute for a process that holds it; raises InputError after that.
    """
    from filelock import FileLock, Timeout
    from platformdirs import user_cache_path

    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    path = user_cache_path("hexapla", ensure_exists=True) / f"{name}.lock"
    try:
        with FileLock(path, timeout=LOCK_SECONDS):
            yield
    except Timeout:
        raise InputError(
            "another run has been writing for a minute", where=str(folder), hint="wait for it"
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
