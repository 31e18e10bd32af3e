"""Read and write files so that a crash at any moment leaves them whole."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hexapla import systems
from hexapla.errors import InputError
from hexapla.message import Message, msg
from hexapla.temporary import create

__all__ = [
    "LARGEST_BYTES",
    "Signature",
    "append_line",
    "is_settled",
    "leads_out",
    "not_ours",
    "opened",
    "read_bytes",
    "read_if_there",
    "reason_of",
    "refuse_link",
    "refuse_outside",
    "replace_bytes",
    "replacing",
    "signature",
    "too_large",
    "unreadable",
    "unwritable",
    "write_bytes",
]

LARGEST_BYTES = 64_000_000
"""The largest file that is read, in bytes: an article of 64 MB has ten million words."""

_SPLIT = msg("split it into several articles")
_READ_ATTEMPTS = 5
# The coarsest clock among common file systems: that of FAT.
_TICK_SECONDS = 2.0
_VERSION_CONTROL = frozenset([".git", "git~1", ".hg", ".svn", ".bzr"])


# Where the system has the pipes of a command line: `<(command)`, /dev/stdin.
_PIPES = ("/dev/", "/proc/")
_ANYBODYS = "/dev/shm/"


def opened(path: Path) -> BinaryIO:
    """Open a file for reading, in bytes.

    A pipe, socket or device is opened only in the system's own folders: somebody may have put one
    into a folder, and reading it would wait forever. Raises OSError if the file can't be opened.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except PermissionError:
        if path.is_dir():  # Windows doesn't open folders
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path)) from None
        raise
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            place = str(path.absolute())
            if not place.startswith(_PIPES) or place.startswith(_ANYBODYS):
                raise OSError(errno.EINVAL, msg("it is a pipe, a socket or a device"), str(path))
            if hasattr(os, "set_blocking"):
                os.set_blocking(handle, True)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_bytes(path: Path) -> bytes:
    """The contents of a file at one moment, in bytes.

    Raises InputError if the file can't be read, is larger than `LARGEST_BYTES`, or keeps changing
    while it is read.
    """
    try:
        for attempt in range(_READ_ATTEMPTS):
            with opened(path) as stream:
                before = os.fstat(stream.fileno())
                if before.st_size > LARGEST_BYTES:
                    raise too_large(str(path), before.st_size, _SPLIT)
                # A pipe or device has no size, so the limit is applied to what is read.
                data = stream.read((before.st_size or LARGEST_BYTES) + 1)
                if len(data) > LARGEST_BYTES:
                    raise too_large(str(path), len(data), _SPLIT)
                after = os.fstat(stream.fileno())
            if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size):
                return data
            time.sleep(0.05 * 2**attempt)
    except FileNotFoundError:
        raise InputError(
            msg("no such file"), where=str(path), hint=msg("check the spelling")
        ) from None
    except OSError as error:
        raise unreadable(path, error) from error
    raise InputError(
        msg("keeps changing while it is read"),
        where=str(path),
        hint=msg("run again once it is saved"),
    )


def read_if_there(path: Path) -> bytes | None:
    """The contents of a file, or None if it doesn't exist; raises what `read_bytes` raises."""
    try:
        there = path.exists()
    except OSError as error:  # a name that is too long, a loop of links
        raise unreadable(path, error) from error
    return read_bytes(path) if there else None


Signature = tuple[int, int, int, int] | None
"""Identifies the state of a file: its inode, its size, and the times when its contents (mtime) and
its inode (ctime, which programs can't set) last changed. None if there is no file.
"""


def signature(path: Path) -> Signature:
    """The current signature of a file."""
    try:
        return _signature(path)
    except OSError:
        return None


def _signature(path: Path) -> tuple[int, int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def is_settled(found: Signature) -> bool:
    """Whether a file that still has this signature is sure to be unchanged.

    A file that was written a moment ago may be written again within one tick of the clock.
    """
    return found is None or time.time() - max(found[2:]) / 1e9 > _TICK_SECONDS


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path leads out of a folder, through ``..`` or links, or into version control.

    Neither the path nor the folder has to exist.
    """
    try:
        full, root = path.resolve(), folder.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name with NUL
        return True
    if not full.is_relative_to(root):
        return True
    names = {systems.bare(name) for name in full.relative_to(root).parts}
    return not names.isdisjoint(_VERSION_CONTROL)


def refuse_outside(path: Path, folder: Path) -> None:
    """Raise InputError for a file that isn't in a folder: see `leads_out`."""
    if leads_out(path, folder):
        raise InputError(
            msg(
                "leads out of {folder} or into version control, so it isn't written", folder=folder
            ),
            where=str(path),
            hint=msg("name another path, or replace a link in it by a folder or a file"),
        )


def refuse_linked(path: Path, folder: Path) -> None:
    """Raise InputError for a file below a folder to which a link leads, wherever it leads.

    What programs write there is listed by its name, which a link would make that of another file.
    """
    named, base = (Path(os.path.abspath(one)) for one in (path, folder))  # noqa: PTH100 (links stay)
    if named.is_relative_to(base) and named.resolve() != base.resolve() / named.relative_to(base):
        raise InputError(
            msg(
                "a link leads from there to {resolve}, so it isn't written", resolve=named.resolve()
            ),
            where=str(path),
            hint=msg("replace the link by a folder or a file"),
        )


def refuse_link(path: Path) -> None:
    """Raise InputError for a file to write that is a link to one elsewhere.

    A person has named it, but somebody else may have made it.
    """
    if path.is_symlink() and leads_out(path, path.parent):
        raise InputError(
            msg("is a link to another folder"), where=str(path), hint=msg("name a file")
        )


def replace_bytes(path: Path, data: bytes, before: Signature, *, within: Path) -> Signature:
    """Like `write_bytes`, but only if nobody else has changed the file since ``before``.

    This is checked last, right before the file is renamed into place. Returns the new file's
    signature, None if the file was not replaced.
    """
    refuse_outside(path, within)
    return _write(path, data, lambda: signature(path) == before)


def write_bytes(path: Path, data: bytes, *, within: Path | None = None, flush: bool = True) -> None:
    """Replace a file in one step, creating its folder if necessary.

    The data goes to a temporary file beside it, is flushed to disk, and is renamed, so readers see
    either the old file or the new one. An existing file keeps its permissions, and a symbolic link
    its target. ``flush=False`` doesn't wait for the disk: use it for many files that can be
    regenerated. With ``within``, a file is refused that isn't in this folder, if links are
    followed: somebody else may have put them there. Raises InputError with the reason if the file
    can't be written.
    """
    if within is not None:
        refuse_outside(path, within)
    _write(path, data, lambda: True, flush)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file of any size: the stream's contents replace the file when the block ends.

    If the block raises an exception, the old file stays. Raises InputError with the reason if the
    file can't be written.
    """
    with _unwritable(path), _temporary(path.resolve()) as (stream, move):
        yield stream
        move(True, lambda: True)


def _write(path: Path, data: bytes, go: Callable[[], bool], flush: bool = True) -> Signature:
    with _unwritable(path), _temporary(path.resolve()) as (stream, move):
        stream.write(data)
        return move(flush, go)


def append_line(path: Path, line: bytes, *, within: Path) -> None:
    """Add a line to the end of a file, whole and in one step, creating the file if necessary.

    A file that isn't ``within`` a folder is refused, as by `write_bytes`. One that has other names
    (hard links), or is a pipe, is replaced. Raises InputError with the reason if the file can't be
    written.
    """
    refuse_outside(path, within)
    with _unwritable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not (path.is_file() and path.stat().st_nlink == 1):
            path.unlink()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            os.write(handle, line + b"\n")
        finally:
            os.close(handle)


@contextmanager
def _unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise unwritable(path, error) from error


_Move = Callable[[bool, Callable[[], bool]], Signature]


@contextmanager
def _temporary(target: Path) -> Iterator[tuple[BinaryIO, _Move]]:
    """A stream to a temporary file, and a function that moves it to its target.

    The function returns the target's signature, None if it wasn't to be moved.
    """
    _refuse_name(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
    handle, temporary = create(target.parent)
    stream = os.fdopen(handle, "w+b")

    def move(flush: bool, go: Callable[[], bool]) -> Signature:
        stream.flush()
        if flush:
            os.fsync(stream.fileno())
        temporary.chmod(mode)
        if systems.is_windows():  # which neither renames nor deletes an open file
            stream.close()
        if not go():
            temporary.unlink()
            return None
        written = _signature(temporary)
        systems.replace(temporary, target)
        # Renaming changes only the ctime; if more has changed, somebody else has already
        # replaced the file.
        now = signature(target)
        return now if now is not None and now[:3] == written[:3] else written

    try:
        with stream:
            yield stream, move
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _refuse_name(path: Path) -> None:
    """Raise InputError for a path that this system has no files for."""
    for name in path.parts[1:] if path.anchor else path.parts:
        if problem := systems.refusal(name):
            raise InputError(problem, where=str(path), hint=msg("choose another name"))


def not_ours(path: Path, what: str) -> InputError:
    """An error that says that a file is not overwritten, because it is not ``what`` it must be."""
    return InputError(
        msg("is not {what}, so it isn't overwritten", what=what),
        where=str(path),
        hint=msg("move it, or write to another place"),
    )


def too_large(where: str, size: int, hint: str) -> InputError:
    """The error for something of ``size`` bytes that is larger than `LARGEST_BYTES`."""
    return InputError(
        msg(
            "is {size:,.0f} MB; the limit is {largest_bytes:.0f} MB",
            size=size / 1e6,
            largest_bytes=LARGEST_BYTES / 1e6,
        ),
        where=where,
        hint=hint,
    )


def unreadable(path: Path | str, error: Exception) -> InputError:
    """The error for a file that the system can't read: the reason, and what to do."""
    if isinstance(error, IsADirectoryError):
        return InputError(msg("is a folder"), where=str(path), hint=msg("name the files in it"))
    return InputError(
        msg("can't be read: {reason}", reason=reason_of(error)),
        where=str(path),
        hint=_advice(error),
    )


def unwritable(path: Path | str, error: Exception) -> InputError:
    """The error for a file that the system can't write: the reason, and what to do."""
    hint = _shorter(path, error) or _advice(error)
    return InputError(
        msg("can't be written: {reason}", reason=reason_of(error)), where=str(path), hint=hint
    )


def _shorter(path: Path | str, error: Exception) -> str:
    """What to do if a path is too long, else "". Windows says that there is no such folder."""
    if getattr(error, "errno", None) == errno.ENAMETOOLONG:
        return msg("use a shorter name")
    length = len(os.path.abspath(path))  # noqa: PTH100
    if systems.is_windows() and length > systems.LONGEST_PATH:
        return msg(
            "the path has {length} characters: use a folder nearer to the root", length=length
        )
    return ""


def reason_of(error: Exception) -> str:
    """The reason in the system's words, such as "no space left on device"."""
    if isinstance(error, FileExistsError):  # mkdir's, when a folder in the path is a file
        return msg("not a directory")
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    if isinstance(text, Message):
        return text
    line = next(iter(str(text).splitlines()), "")  # some packages explain at length
    return line[:1].lower() + line[1:]


def _advice(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return msg("change its permissions, or use a folder that you own")
    if isinstance(error, FileExistsError | NotADirectoryError):
        return msg("a folder in this path is a file: choose another path")
    if getattr(error, "errno", None) == errno.EROFS:
        return msg("use another folder")
    return (
        msg("free some space or use another folder") if _is_full(error) else msg("check the path")
    )


def _is_full(error: Exception) -> bool:
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
