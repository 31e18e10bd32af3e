"""Zip files from untrusted sources: everything is checked before anything is unpacked."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from hexapla import files, systems, zipfiles
from hexapla.errors import InputError
from hexapla.message import msg

__all__ = ["Archive", "opened"]

# Far more than any model needs: int8 weights hardly compress (2.2 MB to 1.9 in the tests' package).
_LIMITS = zipfiles.Limits(size=4 * 2**30, files=10_000, expansion=100)

_BLOCK = 2**20
# In bytes: what file systems take.
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file with one folder in it. ``members`` are its files, by their path in that folder."""

    path: Path
    members: Mapping[str, zipfile.ZipInfo]
    _zip: zipfile.ZipFile

    def read(self, name: str) -> bytes:
        """The content of one file. Raises InputError if the archive is damaged."""
        return b"".join(self._blocks(name))

    def unpack(self, folder: Path) -> None:
        """Write every file to a folder and flush it to the disk.

        No file gets larger than the archive declares. Raises InputError if the archive is damaged,
        OSError if the folder can't be written.
        """
        for name in self.members:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as stream:
                for block in self._blocks(name):
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())

    def _blocks(self, name: str) -> Iterator[bytes]:
        """The content of one file, in blocks."""
        try:
            with self._zip.open(self.members[name]) as stream:
                while block := stream.read(_BLOCK):
                    yield block
        except zipfiles.DAMAGES as error:
            raise InputError(
                msg("is damaged at {name}: {error}", name=name, error=error),
                where=str(self.path),
                hint=msg("download it again"),
            ) from error


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a zip file and check every name and size in it.

    Raises InputError, naming the file, for links and devices, names that lead out of the folder,
    files that occur twice, several top-level folders, encryption, and excessive sizes.
    """
    with _opened(path) as stream, _zip(stream, path) as archive:
        # Folders count: there can be a million of them in a file that is not large.
        if reason := zipfiles.excess(archive.infolist(), path.stat().st_size, _LIMITS):
            raise _refusal(path, reason)
        members = _members(archive, path)
        if zipfiles.has_same_paths(members):
            raise _refusal(path, msg("two of its files have the same path"))
        yield Archive(path, members, archive)


def _opened(path: Path) -> BinaryIO:
    try:
        return files.opened(path)
    except FileNotFoundError:
        raise InputError(
            msg("no such file"), where=str(path), hint=msg("check the spelling")
        ) from None
    except OSError as error:
        raise files.unreadable(path, error) from error


def _zip(stream: BinaryIO, path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except zipfiles.DAMAGES:
        raise InputError(
            msg("is not a zip file, or is cut short"),
            where=str(path),
            hint=msg("download it again"),
        ) from None


def _members(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    tops: set[str] = set()
    for member in archive.infolist():
        top, *rest = PurePosixPath(member.filename).parts or ("",)
        tops.add(top)
        name = "/".join(rest)
        objection = _objection(member)
        if objection is None and len(tops) > 1:
            objection = msg("is in a second top-level folder")
        if objection is None and name in members:
            objection = "occurs twice"
        if objection is not None:
            raise _refusal(path, f"{zipfiles.shown(member)} {objection}")
        if not member.is_dir():
            members[name] = member
    return members


def _objection(member: zipfile.ZipInfo) -> str | None:
    """What is wrong with a member by itself; None if nothing is."""
    outside = len(PurePosixPath(member.orig_filename).parts) < 2 and not member.is_dir()
    names = PurePosixPath(member.filename).parts
    is_long = any(len(os.fsencode(name)) > _LONGEST_NAME for name in names)
    return (
        zipfiles.objection(member)
        or (msg("has a name that is too long") if is_long else None)
        or (msg("is not in a folder") if outside else None)
        or next(filter(None, map(systems.refusal, names)), None)
    )


def _refusal(path: Path, reason: str) -> InputError:
    return InputError(
        msg("refused: {reason}", reason=reason),
        where=str(path),
        hint=msg("install packages only from a source that you trust"),
    )
