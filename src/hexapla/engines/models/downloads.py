"""Files on other machines: reading and downloading them.

This is Hexapla's only module that opens a network connection, and only when it is called.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hexapla import systems
from hexapla.errors import InputError
from hexapla.files import opened
from hexapla.message import Message, msg
from hexapla.numerals import whole

__all__ = ["File", "checked_size", "download", "is_url", "read_index", "resolved"]

_MOST_INDEX = 64 * 2**20
_MOST_BYTES = 4 * 2**30
_MOST_SIZE = 2**63 - 1
_TIMEOUT = 30.0
# A server that sends fewer bytes in this time counts as one that sends nothing.
_SLOW_SECONDS = 60.0
_SLOW_BYTES = 64 * 2**10
_BLOCK = 2**16
_ATTEMPTS = 5

# What to do if the connection fails (for a file, for an index, with a server that can't resume), if
# the server fails, if it lacks the file or can't be trusted, and if the file differs.
_AGAIN = msg("check the connection and run it again: it continues where it stopped")
_CONNECTION = msg("check the connection, or name a local index with --index")
_ANEW = msg("check the connection and run it again: this server can't resume, so it starts over")
_LATER = msg("try again later, or name another index with --index")
_ELSEWHERE = msg("name another index with --index, or get the file from another source")
_OTHER = msg("run it again; if that doesn't help, name another index with --index")

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class File:
    """A file that an index offers; ``links`` are URLs, or paths if the index is local.

    ``size``, in bytes, and ``sha256`` are None if the index doesn't contain them. A file with
    ``unpacked_sha256`` is compressed with zstd.
    """

    name: str
    links: tuple[str, ...]
    size: int | None = None
    sha256: str | None = None
    unpacked_sha256: str | None = None


def download(file: File, target: Path, progress: Progress | None = None) -> Path:
    """Download a file to ``target``; returns ``target``.

    The data is written to ``target`` with ``.part`` added. After a broken connection, the download
    continues from there, a few times as long as more data comes, and again in a later call.
    ``progress`` is called with the bytes received and their total, None if it is unknown. Raises
    InputError if no link returns the whole file, or if the file differs from the index, or if
    ``target`` can't be written.
    """
    reason: str = msg("the index gives no link for it")
    hint: str = _ELSEWHERE
    link = file.name
    for link in file.links:
        had = -1
        for _ in range(_ATTEMPTS):
            if had >= (had := _size(_part(target))):
                break  # the last attempt received nothing
            try:
                with _writing(target):
                    target.parent.mkdir(parents=True, exist_ok=True)
                return _fetch(link, file, target, progress or (lambda done, total: None))
            except _failures() as error:
                reason = _reason(error)
                hint = _advice(error, _AGAIN if is_url(link) else _ELSEWHERE)
    if is_url(link) or not file.links:
        message = msg("can't be downloaded: {reason}", reason=reason)
    else:
        message = msg("can't be copied: {reason}", reason=reason)
    raise InputError(message, where=link, hint=hint)


class _IncompleteError(Exception):
    """The error for an incomplete or wrong file, with what to do about it."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


def is_url(location: str) -> bool:
    """Whether a location is a URL, and not a path."""
    return re.match(r"https?://", location) is not None


def checked_size(value: object) -> int | None:
    """The size of a file in an index, in bytes; None if it isn't one."""
    return value if type(value) is int and 0 <= value <= _MOST_BYTES else None


def resolved(link: str, index: str) -> str | None:
    """The full URL or path of a link in an index; None if it can't be downloaded.

    Relative links are resolved from the index. A remote index must not name local files, a local
    one only those in its folder.
    """
    from urllib.parse import urljoin, urlsplit

    try:
        full = urljoin(index, link) if is_url(index) else link
        is_odd = "\0" in link or not urlsplit(full)
    except ValueError:
        is_odd = True
    if is_odd:
        return None
    if is_url(full):
        return full
    path = Path(full)
    if is_url(index) or re.match(r"[a-z]+:", full) or path.is_absolute() or ".." in path.parts:
        return None
    return str(Path(index).parent / path)


def read_index(location: str) -> bytes:
    """The content of an index. Raises InputError if it can't be read."""
    try:
        with _stream(location) as stream:
            data = bytearray()
            for block in _blocks(stream):
                data += block
                if len(data) > _MOST_INDEX:
                    raise _IncompleteError(
                        msg("it has more than {most_index:,} bytes", most_index=_MOST_INDEX), _OTHER
                    )
            return bytes(data)
    except _failures() as error:
        raise InputError(
            msg("the index can't be read: {reason}", reason=_reason(error)),
            where=location,
            hint=_advice(error, _CONNECTION if is_url(location) else "check the path"),
        ) from error


def _failures() -> tuple[type[Exception], ...]:
    from http.client import HTTPException

    # Some addresses raise ValueError or OverflowError: a host in brackets, a port beyond 65535.
    return (OSError, HTTPException, _IncompleteError, ValueError, OverflowError)


def _reason(error: Exception) -> str:
    """Any failure in one line. urllib's URLError wraps the exception that says most."""
    from http.client import BadStatusLine, RemoteDisconnected

    if isinstance(error, BadStatusLine) and not isinstance(error, RemoteDisconnected):
        return msg("its answer is not HTTP")
    inner = getattr(error, "reason", None)
    cause = inner if isinstance(inner, OSError) else error
    if cause.args and isinstance(cause.args[0], Message):
        return cause.args[0]  # `str` would make it English
    reason = str(getattr(cause, "strerror", None) or cause) or type(cause).__name__
    # urllib's message for this has three lines and calls it an HTTP error.
    return msg("it is redirected in a loop") if "infinite loop" in reason else reason


def _advice(error: Exception, otherwise: str) -> str:
    """What to do about a failure; ``otherwise`` if the connection failed."""
    from urllib.error import HTTPError

    if isinstance(error, _IncompleteError):
        return error.hint
    if isinstance(error, HTTPError):
        return _LATER if error.code >= 500 or error.code == 429 else _ELSEWHERE
    return _ELSEWHERE if isinstance(error, (FileNotFoundError, PermissionError)) else otherwise


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Distinguish a failing disk from a failing connection."""
    try:
        yield
    except OSError as error:
        raise InputError(
            msg("can't be written: {strerror}", strerror=error.strerror or error),
            where=str(path),
            hint=msg(
                "free some space, or set {variable} to a writable folder",
                variable=systems.cache_setting(),
            ),
        ) from error


@contextmanager
def _stream(location: str, start: int = 0) -> Iterator[Any]:
    """The bytes at a URL or a path, from ``start`` if the server supports that."""
    from urllib.request import Request

    if not is_url(location):
        with opened(Path(location)) as stream:
            yield stream
        return
    headers = {"User-Agent": "hexapla"} | ({"Range": f"bytes={start}-"} if start else {})
    with _opened(Request(location, headers=headers)) as response:
        yield response


def _opened(request: Any) -> Any:
    """Send a request to a server and return its response."""
    from urllib.error import HTTPError

    from hexapla.engines.models.watching import opener

    try:
        return opener(_SLOW_SECONDS, _SLOW_BYTES, _check_redirect).open(request, timeout=_TIMEOUT)
    except HTTPError as error:
        error.close()  # it is a response, too: its connection would stay open
        raise


def _check_redirect(start: str, url: str) -> None:
    """Raise an error for a redirect from https to http, or to another protocol."""
    if not is_url(url) or (start.startswith("https:") and not url.startswith("https:")):
        raise _IncompleteError(msg("it redirects to {url}, which is not safe", url=url), _ELSEWHERE)


def _fetch(link: str, file: File, target: Path, progress: Progress) -> Path:
    from urllib.error import HTTPError

    part = _part(target)
    try:
        # Request the last byte again: a range that begins at the end of a file is an error.
        start = max(_size(part) - 1, 0)
        with _stream(link, start) as stream:
            again = _AGAIN if _extent(stream)[0] == start else _ANEW
            try:
                _receive(stream, part, file.size, progress)
            except _failures() as error:
                raise _IncompleteError(_reason(error), _advice(error, again)) from error
    except HTTPError as error:
        if error.code != 416:
            raise
        part.unlink()
        raise _IncompleteError(
            msg("the file there has changed"), "run it again: it starts over"
        ) from error
    if file.sha256 and _sha256(part) != file.sha256:
        part.unlink()
        raise _IncompleteError(msg("its SHA-256 is not the one in the index"), _OTHER)
    with _writing(target):
        return part.replace(target)


def _receive(stream: Any, part: Path, size: int | None, progress: Progress) -> None:
    """Write a stream to a partial file, at the position that the server reports."""
    done, total = _extent(stream)
    if size is not None and total not in (None, size):
        raise _IncompleteError(
            msg("it has {total:,} bytes; the index says {size:,}", total=total, size=size), _OTHER
        )
    most = _MOST_BYTES if size is None else size
    with _writing(part):
        output = part.open("r+b" if done else "wb")
    with output:
        if done > output.seek(0, os.SEEK_END):
            raise _IncompleteError(
                msg("the server sent a different part than was requested"), _OTHER
            )
        output.seek(done)
        output.truncate()
        for block in _blocks(stream):
            done += len(block)
            if done > most:
                raise _IncompleteError(msg("it has more than {most:,} bytes", most=most), _OTHER)
            with _writing(part):
                output.write(block)
            progress(done, total)
        with _writing(part):
            output.flush()
            os.fsync(output.fileno())
    wanted = size if total is None else total
    if wanted is not None and done != wanted:
        raise ConnectionError(f"it stopped after {done:,} of {wanted:,} bytes")


def _blocks(stream: Any) -> Iterator[bytes]:
    """The blocks of a stream as they arrive."""
    # Not `read`: it reads a chunk whose size is said to be negative without a limit.
    while block := stream.read1(_BLOCK):
        yield block


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _extent(stream: Any) -> tuple[int, int | None]:
    """Where a response begins in its file, and the file's size if the server reports it."""
    headers = getattr(stream, "headers", None)
    if headers is None:
        return 0, os.fstat(stream.fileno()).st_size
    partial = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", headers.get("Content-Range", "").strip())
    if partial and stream.status == 206:
        return whole(partial[1], _MOST_SIZE) or 0, whole(partial[2], _MOST_SIZE)
    return 0, whole(headers.get("Content-Length", ""), _MOST_SIZE)
