"""Argos packages elsewhere: what an index offers, and fetching it.

The one module of Hexapla that opens a network connection, and only when it is told to.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from hexapla.engines.engine import Pair
from hexapla.engines.models import folder_name, identity, version_key
from hexapla.errors import InputError

__all__ = ["INDEX", "Available", "available", "download"]

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
"""Argos Translate's own index of packages."""

_MOST_INDEX = 64 * 2**20
_TIMEOUT = 30.0
_BLOCK = 2**16

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Available:
    """A package that an index offers; ``links`` are URLs, or paths where the index is local."""

    pair: Pair
    version: str
    links: tuple[str, ...]

    @property
    def filename(self) -> str:
        """The name for the package's file: ``translate-en_es-1_9.argosmodel``."""
        return f"{folder_name(self.pair, self.version)}.argosmodel"


def available(index: str | Path | None = None) -> list[Available]:
    """What an index offers, by pair, the newest package of each.

    ``index`` is a URL, or the path of an ``index.json`` or of its folder; by default
    ``$ARGOS_PACKAGE_INDEX``, or Argos' own. Raises InputError where it can't be read.
    """
    location = _index_location(index)
    try:
        with _stream(location) as stream:
            listed = json.loads(stream.read(_MOST_INDEX))
    except (ValueError, RecursionError):
        raise InputError("is no index of Argos packages", where=location) from None
    except _failures() as error:
        raise InputError(
            f"the index can't be read: {_reason(error)}",
            where=location,
            hint="check the connection, or name a local index",
        ) from error
    if not isinstance(listed, list):
        raise InputError("is no index of Argos packages", where=location)
    offers = [offer for metadata in listed if (offer := _offer(metadata, location)) is not None]
    offers.sort(key=lambda offer: version_key(offer.version))
    newest = {offer.pair: offer for offer in offers}
    return [newest[pair] for pair in sorted(newest)]


def download(offer: Available, target: Path, progress: Progress | None = None) -> Path:
    """Fetch a package's file to ``target``, and return that; `models.install` it then.

    What arrives goes to ``target`` with ``.part`` added, from where a later call goes on.
    ``progress`` is called with the bytes had and their total, None where that is unknown.
    Raises InputError where no link gives the whole file.
    """
    reason, link = "the index gives no link for it", str(offer.pair)
    for link in offer.links:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            return _fetch(link, target, progress or (lambda done, total: None))
        except _failures() as error:
            reason = _reason(error)
    raise InputError(
        f"can't be downloaded: {reason}",
        where=link,
        hint="check the connection and run it again: it goes on where it stopped",
    )


class _IncompleteError(Exception):
    """A file that stopped coming, or something else in its place."""


def _index_location(index: str | Path | None) -> str:
    """A URL or a path, in full, of an ``index.json``."""
    location = str(index or os.environ.get("ARGOS_PACKAGE_INDEX") or INDEX)
    if location.endswith(".json"):
        return location
    return f"{location.rstrip('/')}/index.json"


def _is_url(location: str) -> bool:
    return re.match(r"https?://", location) is not None


def _offer(metadata: object, index: str) -> Available | None:
    """An index's entry; None where it is no translation package, such as sentence splitters."""
    if not isinstance(metadata, dict):
        return None
    try:
        pair, version = identity(metadata, index)
    except InputError:
        return None
    return Available(pair, version, tuple(_links(metadata, index)))


def _links(metadata: Mapping[str, Any], index: str) -> Iterator[str]:
    """The links that can be fetched, in full. A remote index must not name local files."""
    from urllib.parse import urljoin

    links = metadata.get("links")
    for link in links if isinstance(links, list) else ():
        full = urljoin(index, str(link)) if _is_url(index) else str(link)
        if _is_url(full):
            yield full
        elif not _is_url(index) and not re.match(r"[a-z]+:", full):
            yield str(Path(index).parent / full)


def _failures() -> tuple[type[Exception], ...]:
    from http.client import HTTPException

    return (OSError, HTTPException, _IncompleteError)


def _reason(error: Exception) -> str:
    """One line of any failure; urllib's URLError wraps the one that tells something."""
    inner = getattr(error, "reason", None)
    cause = inner if isinstance(inner, OSError) else error
    return str(getattr(cause, "strerror", None) or cause) or type(cause).__name__


@contextmanager
def _stream(location: str, start: int = 0) -> Iterator[IO[bytes]]:
    """The bytes at a URL or a path; ``start`` asks a server for the rest from there."""
    from urllib.request import Request, urlopen

    if not _is_url(location):
        with Path(location).open("rb") as stream:
            yield stream
        return
    headers = {"User-Agent": "hexapla"} | ({"Range": f"bytes={start}-"} if start else {})
    with urlopen(Request(location, headers=headers), timeout=_TIMEOUT) as response:
        yield response


def _fetch(link: str, target: Path, progress: Progress) -> Path:
    from urllib.error import HTTPError

    part = target.with_name(f"{target.name}.part")
    had = part.stat().st_size if part.exists() else 0
    try:
        # The last byte is asked for again: a range that begins at the end of a file is an error.
        with _stream(link, max(had - 1, 0)) as stream:
            _receive(stream, part, progress)
    except HTTPError as error:
        if error.code != 416:
            raise
        part.unlink()
        raise _IncompleteError("the file there is another one than before") from error
    return part.replace(target)


def _receive(stream: IO[bytes], part: Path, progress: Progress) -> None:
    """Write a stream to a partial file, from where the server says that it begins."""
    done, total = _extent(stream)
    with part.open("r+b" if done else "wb") as file:
        if done > file.seek(0, os.SEEK_END):
            raise _IncompleteError("the server sent another part than was asked for")
        file.seek(done)
        file.truncate()
        while block := stream.read(_BLOCK):
            file.write(block)
            done += len(block)
            progress(done, total)
        file.flush()
        os.fsync(file.fileno())
    if total is not None and done != total:
        raise _IncompleteError(f"it stopped after {done:,} of {total:,} bytes")


def _extent(stream: IO[bytes]) -> tuple[int, int | None]:
    """Where a stream begins in its file, and the size of the file if that is told."""
    headers = getattr(stream, "headers", None)
    if headers is None:
        return 0, os.fstat(stream.fileno()).st_size
    partial = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", headers.get("Content-Range", "").strip())
    if partial and stream.status == 206:  # type: ignore[attr-defined]
        return int(partial[1]), None if partial[2] == "*" else int(partial[2])
    length = headers.get("Content-Length", "")
    return 0, int(length) if length.isdigit() else None
