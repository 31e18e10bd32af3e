"""The user's cache folder: what is in it, who can read it, and how it is emptied.

Everything in it can be recreated, so it can be deleted at any time, even while Hexapla runs.
"""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hexapla import systems
from hexapla.message import msg

__all__ = [
    "Contents",
    "Part",
    "cache_folder",
    "checksum",
    "clear",
    "contents",
    "delete",
    "make_private",
    "mode",
    "set_aside",
]

_PRIVATE = 0o700
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the cache: its files and folders in the cache folder begin with ``name``.

    ``has_text`` tells whether sentences or translations can be read in it. A part that is not
    ``disposable`` is never deleted.
    """

    name: str
    what: str
    has_text: bool = False
    disposable: bool = True

    def has(self, path: Path) -> bool:
        """Whether a file or folder of the cache folder belongs to this part."""
        return path.name.startswith(self.name)


PARTS = (
    Part("translations", msg("translations by engines"), has_text=True),
    Part("memory", msg("indexes of reviewed sentences and TMX files"), has_text=True),
    Part("ledger", msg("results of earlier runs, file names, foreign sentences"), has_text=True),
    Part("editions", msg("which editions were written, if no manifest lists them")),
    Part("detection", msg("the unpacked model for language detection")),
    Part("models", msg("which models have been tried, by their digests")),
    Part("downloads", msg("models that are being downloaded")),
    Part("writing", msg("the folders that running commands write into"), disposable=False),
    Part("locks", msg("empty files that keep processes apart"), disposable=False),
)
OTHER = Part("", msg("other files"))


@dataclass(frozen=True, slots=True)
class Contents:
    """What the cache has of a part: the ``paths`` in the cache folder, the number of ``files``, and
    their size in ``bytes``.
    """

    part: Part
    paths: tuple[Path, ...]
    files: int
    bytes: int


def cache_folder(*names: str) -> Path:
    """The path of Hexapla's cache folder, or of a file or folder in it. It need not exist."""
    from platformdirs import user_cache_path

    return user_cache_path("hexapla").joinpath(*names)


def make_private(folder: Path) -> None:
    """Create a folder in the cache folder if necessary, so that only this user can open it.

    Folders that other versions left open to others are closed. Raises OSError if a folder can't be
    created.
    """
    root = cache_folder()
    inside = [one for one in (folder, *folder.parents) if one == root or root in one.parents]
    for one in reversed(inside or [folder]):
        one.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        with suppress(OSError):  # a folder of somebody else
            if one.stat().st_mode & 0o077:
                one.chmod(_PRIVATE)


def checksum(path: Path) -> bytes:
    """A checksum of a file and its name, which tells damage: 66 MB take a fortieth of a second.

    Raises OSError if the file can't be read.
    """
    found = zlib.crc32(os.fsencode(path.name))
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(_BLOCK):
            found = zlib.crc32(block, found)
    return b"%08x" % found


def set_aside(path: Path) -> Path:
    """Rename a file or folder that can't be used to "….damaged"; returns its new path.

    Raises OSError if that isn't possible.
    """
    aside = path.with_name(f"{path.name}.damaged")
    delete(aside)
    return path.rename(aside)


def delete(path: Path) -> None:
    """Delete a file or a folder, if there is one; a link is deleted, not followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def contents() -> list[Contents]:
    """What is in the cache, part by part; parts that are empty have no files."""
    root = cache_folder()
    found = sorted(root.iterdir()) if root.is_dir() else []
    by_part: dict[Part, list[Path]] = {part: [] for part in PARTS}
    for path in found:
        part = next((part for part in PARTS if part.has(path)), OTHER)
        by_part.setdefault(part, []).append(path)
    return [_measured(part, paths) for part, paths in by_part.items()]


def clear() -> list[Contents]:
    """Delete everything that can be recreated; returns what was deleted.

    What running processes hold stays: lock files, and the records of the folders that they write
    into. Raises OSError if a file can't be deleted.
    """
    gone = [one for one in contents() if one.part.disposable and one.paths]
    for one in gone:
        for path in one.paths:
            delete(path)
    return [one for one in gone if one.files]


def _measured(part: Part, paths: list[Path]) -> Contents:
    files = [file for path in paths for file in _files_in(path)]
    size = 0
    for file in files:
        with suppress(OSError):  # another process has deleted it
            size += file.stat().st_size
    return Contents(part, tuple(paths), len(files), size)


def _files_in(path: Path) -> Iterator[Path]:
    return (one for one in path.rglob("*") if one.is_file()) if path.is_dir() else iter((path,))


def mode(path: Path) -> str | None:
    """Who can open a file or folder, as in chmod: "0700". None on Windows, which has no such modes.

    The cache is in the user's profile there, which Windows keeps other users out of.
    """
    if systems.is_windows():
        return None
    return f"{path.stat().st_mode & 0o7777:04o}"
