"""Places for files: folders of this machine, and whatever fsspec opens."""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import IO, Any, ClassVar
from urllib.parse import unquote, urlsplit

from hexapla.errors import InputError, UsageError
from hexapla.files import opened, unreadable, unwritable, write_bytes
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.publication.paths import MARKS, files_below

__all__ = ["Place", "is_remote", "missing_extra", "open_place"]

_URL = lazy_re(r"[A-Za-z][A-Za-z0-9+.-]+://")
_LOCAL = ("file://", "local://")


class Place(ABC):
    """A folder or a file. Names are relative to it, with slashes; "" is the place itself."""

    url: str
    is_checked: ClassVar[bool] = False
    """Whether the place notices by itself if a file is damaged, as stores do."""

    @abstractmethod
    def is_file(self, name: str = "") -> bool:
        """Whether there is a file with this name."""

    @abstractmethod
    def is_folder(self) -> bool:
        """Whether the place is a folder."""

    @abstractmethod
    def open(self, name: str = "", *, scattered: bool = False) -> IO[bytes]:
        """Open a file for reading; ``scattered`` if little of it will be read, here and there.

        Raises InputError if that isn't possible.
        """

    @abstractmethod
    def size(self, name: str = "") -> int:
        """The size of a file in bytes. Raises InputError if it can't be read."""

    @abstractmethod
    def stamp(self, name: str = "") -> str:
        """What changes whenever a file does: its size and its time, or the store's own mark."""

    def mark(self, name: str = "") -> str:
        """As `stamp`, but on this machine also for a change that left the size and the time."""
        return self.stamp(name)

    @abstractmethod
    def write(self, name: str, data: bytes) -> None:
        """Write a file in one step, with its folder. Raises InputError if that isn't possible."""

    @abstractmethod
    def files(self) -> Iterator[str]:
        """The names of all files that aren't hidden and aren't outputs of Hexapla, unsorted."""

    @abstractmethod
    def names(self, folder: str) -> list[str]:
        """The names of the files and folders in a folder, sorted; none if there is no folder."""

    @abstractmethod
    def below(self, folder: str) -> Iterator[str]:
        """The names of all files in a folder and its subfolders, but no links; none if there is no
        folder.
        """

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file, or a folder with everything in it, if it is there."""

    @abstractmethod
    def move(self, name: str, new: str) -> None:
        """Give a file another name, in a folder that may be new."""

    @abstractmethod
    def is_link(self, name: str) -> bool:
        """Whether a file or folder is a link."""

    def read(self, name: str = "") -> bytes:
        """The contents of a file. Raises InputError if it can't be read."""
        with self.open(name) as stream, self.reading(name):
            return stream.read()

    def read_part(self, name: str, start: int, stop: int) -> bytes:
        """The bytes of a file from ``start`` up to ``stop``."""
        with self.open(name) as stream, self.reading(name):
            stream.seek(start)
            return stream.read(stop - start)

    def shown(self, name: str = "") -> str:
        """A file as messages name it."""
        return f"{self.url.rstrip('/')}/{name}" if name else self.url

    def reading(self, name: str) -> _Reading:
        """A block that reads a file: what the system or the store raises becomes an InputError."""
        return _Reading(self.shown(name))


class _Reading:
    """Turns an OSError while a file is read into an InputError."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise unreadable(self._where, error) from error


@dataclass
class LocalPlace(Place):
    """A file or folder of this machine."""

    url: str

    @property
    def _root(self) -> Path:
        return Path(self.url)

    def _path(self, name: str) -> Path:
        return self._root / name if name else self._root

    def is_file(self, name: str = "") -> bool:
        """See `Place.is_file`."""
        return self._path(name).is_file()

    def is_folder(self) -> bool:
        """See `Place.is_folder`."""
        return self._root.is_dir()

    def open(self, name: str = "", *, scattered: bool = False) -> IO[bytes]:
        """See `Place.open`."""
        try:
            return opened(self._path(name))
        except FileNotFoundError:
            raise _missing(self.shown(name)) from None
        except OSError as error:
            raise unreadable(self.shown(name), error) from error

    def size(self, name: str = "") -> int:
        """See `Place.size`."""
        return self._stat(name).st_size

    def stamp(self, name: str = "") -> str:
        """See `Place.stamp`."""
        found = self._stat(name)
        return f"{found.st_size} {found.st_mtime_ns}"

    def mark(self, name: str = "") -> str:
        """See `Place.mark`. Programs can't set when a file last changed."""
        return f"{self.stamp(name)} {self._stat(name).st_ctime_ns}"

    def _stat(self, name: str) -> os.stat_result:
        try:
            return self._path(name).stat()
        except OSError as error:
            raise unreadable(self.shown(name), error) from error

    def write(self, name: str, data: bytes) -> None:
        """See `Place.write`. A link that leads out of the place is refused."""
        write_bytes(self._path(name), data, within=self._root)

    def files(self) -> Iterator[str]:
        """See `Place.files`. Links to files elsewhere are left out."""
        for path in files_below(self._root):
            hidden = path.name.startswith(".")
            if not hidden and path.is_file() and not path.is_symlink():
                yield path.relative_to(self._root).as_posix()

    def names(self, folder: str) -> list[str]:
        """See `Place.names`."""
        try:
            return sorted(os.listdir(self._path(folder)))  # noqa: PTH208
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise unreadable(self.shown(folder), error) from error

    def below(self, folder: str) -> Iterator[str]:
        """See `Place.below`."""
        for place, _, names in os.walk(self._path(folder)):
            for path in (Path(place, name) for name in names):
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(self._root).as_posix()

    def remove(self, name: str) -> None:
        """See `Place.remove`."""
        path = self._path(name)
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error

    def move(self, name: str, new: str) -> None:
        """See `Place.move`."""
        path = self._path(new)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._path(name).rename(path)
        except OSError as error:
            raise unwritable(path, error) from error

    def is_link(self, name: str) -> bool:
        """See `Place.is_link`."""
        return self._path(name).is_symlink()


class RemotePlace(Place):
    """A file or folder of a store that fsspec opens. Stores write whole objects in one step."""

    is_checked = True

    def __init__(self, url: str) -> None:
        self.url = url
        fsspec = _fsspec(url)
        try:
            self._system, self._root = fsspec.core.url_to_fs(url, use_listings_cache=False)
        except OSError as error:
            raise unreadable(url, error) from error
        except Exception as error:  # each store has errors of its own
            raise UsageError(
                msg("can't open this kind of address: {error}", error=_first_line(error)),
                where=url,
                hint=msg("install the package of fsspec for it"),
            ) from None

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}" if name else self._root

    def is_file(self, name: str = "") -> bool:
        """See `Place.is_file`."""
        return bool(self._do(name, self._system.isfile))

    def is_folder(self) -> bool:
        """See `Place.is_folder`."""
        return bool(self._do("", self._system.isdir))

    def open(self, name: str = "", *, scattered: bool = False) -> IO[bytes]:
        """See `Place.open`."""
        # Otherwise megabytes are read ahead of each place.
        how = {"cache_type": "none"} if scattered else {}
        stream: IO[bytes] = self._do(name, partial(self._system.open, **how))
        return stream

    def size(self, name: str = "") -> int:
        """See `Place.size`."""
        return int(self._do(name, self._system.size))

    def stamp(self, name: str = "") -> str:
        """See `Place.stamp`."""
        return str(self._do(name, self._system.ukey))

    def read_part(self, name: str, start: int, stop: int) -> bytes:
        """See `Place.read_part`."""
        data: bytes = self._do(name, lambda path: self._system.cat_file(path, start, stop))
        return data

    def write(self, name: str, data: bytes) -> None:
        """See `Place.write`."""
        path = self._path(name)
        try:
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(path, data)
        except Exception as error:
            raise unwritable(self.shown(name), error) from error

    def files(self) -> Iterator[str]:
        """See `Place.files`."""
        begin = len(self._root.rstrip("/")) + 1
        names = [path[begin:] for path in self._do("", self._system.find)]
        outputs = {
            folder for folder, _, name in (one.rpartition("/") for one in names) if name in MARKS
        }
        for name in names:
            path = PurePosixPath(name)
            hidden = any(part.startswith(".") for part in path.parts)
            if not hidden and outputs.isdisjoint(map(str, path.parents)):
                yield name

    def names(self, folder: str) -> list[str]:
        """See `Place.names`."""
        try:
            found = self._system.ls(self._path(folder), detail=False)
        except FileNotFoundError:
            return []
        except Exception as error:
            raise unreadable(self.shown(folder), error) from error
        return sorted(PurePosixPath(one).name for one in found)

    def below(self, folder: str) -> Iterator[str]:
        """See `Place.below`."""
        for path in self._do(folder, self._system.find):
            yield path[len(self._root.rstrip("/")) + 1 :]

    def remove(self, name: str) -> None:
        """See `Place.remove`."""
        path = self._path(name)
        if self._do(name, self._system.exists):
            self._do(name, lambda _: self._system.rm(path, recursive=True))

    def move(self, name: str, new: str) -> None:
        """See `Place.move`."""
        self.write(new, self.read(name))
        self.remove(name)

    def is_link(self, name: str) -> bool:
        """See `Place.is_link`. Stores have none."""
        return False

    def _do(self, name: str, action: Any) -> Any:
        """The result of an action on a file; InputError with the store's reason if it fails.

        Each store has errors of its own, so any error counts.
        """
        try:
            return action(self._path(name))
        except FileNotFoundError:
            raise _missing(self.shown(name)) from None
        except Exception as error:
            raise unreadable(self.shown(name), error) from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__


def _missing(where: str) -> InputError:
    message = msg("no such file or folder")
    return InputError(message, where=where, hint=msg("check the spelling"))


def is_remote(url: str) -> bool:
    """Whether a path or an address is on another machine, as far as its spelling says."""
    return _URL.match(url) is not None and not url.startswith(_LOCAL)


def open_place(url: str) -> Place:
    """The place at a path, or at an address such as ``file:///archive`` or ``s3://archive/news``.

    Raises UsageError if there is no package for this kind of address, or no such path can be.
    """
    if is_remote(url):
        return RemotePlace(url)
    if url.startswith(_LOCAL):
        url = unquote(urlsplit(url).path)
    if "\0" in url:
        raise UsageError(
            msg("is not a valid path: {error}", error="NUL"),
            where=ascii(url),
            hint=msg("check the spelling"),
        )
    return LocalPlace(os.path.abspath(url))  # noqa: PTH100 (links stay)


def missing_extra(what: str, package: str) -> UsageError:
    """The error for a package that isn't installed."""
    return UsageError(
        msg("{what} needs the package {package}", what=what, package=package),
        hint=msg("install it: pip install 'hexapla[batch]'"),
    )


def _fsspec(url: str) -> Any:
    try:
        import_module("fsspec.core")
        return import_module("fsspec")
    except ImportError:
        raise missing_extra(f"the address {url}", "fsspec") from None
