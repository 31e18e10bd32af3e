"""What a zip file from an untrusted source must not contain, whoever reads it.

Nothing here unpacks anything: names, sizes and flags are those of the archive's directory.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple
from unicodedata import normalize

from hexapla.message import msg

__all__ = ["DAMAGES", "Limits", "excess", "has_same_paths", "objection", "shown"]

DAMAGES = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError,
    OverflowError, RuntimeError, ValueError,
)  # fmt: skip
"""What `zipfile` raises for a damaged file, and for one that it can't read."""

_LONGEST_NAME = 1_000
_LONGEST_SHOWN = 200


class Limits(NamedTuple):
    """The most that a zip file may unpack to.

    ``size`` is in bytes, ``files`` a number of files, and ``expansion`` the ratio of the unpacked
    size to that of the zip file.
    """

    size: int
    files: int
    expansion: int


def objection(member: zipfile.ZipInfo) -> str | None:
    """What is wrong with a member by itself, after its name; None if nothing is."""
    name = member.orig_filename
    parts = PurePosixPath(name).parts
    objections = {
        "is a link or a device": stat.S_IFMT(member.external_attr >> 16)
        not in (0, stat.S_IFREG, stat.S_IFDIR),
        f"has a name of more than {_LONGEST_NAME:,} characters": len(name) > _LONGEST_NAME,
        "has an absolute name": name.startswith("/") or bool(re.match(r"[A-Za-z]:", name)),
        "has an unsafe name": not name or ".." in parts or bool(re.search(r"[\\\0-\x1f]", name)),
        "is encrypted": bool(member.flag_bits & 0x1),
        "uses an unsupported compression method": member.compress_type
        not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
    }
    return next((objection for objection, holds in objections.items() if holds), None)


def has_same_paths(names: Collection[str]) -> bool:
    """Whether two names are the same on some file systems, or a file is also a folder."""
    # No sign sorts before NUL, so a folder comes just before what is in it.
    spelt = (normalize("NFC", name.casefold()) for name in names)
    paths = sorted("\0".join(PurePosixPath(name).parts) for name in spelt)
    return any(two == one or two.startswith(f"{one}\0") for one, two in pairwise(paths))


def excess(members: Collection[zipfile.ZipInfo], packed: int, limits: Limits) -> str | None:
    """Why a zip file of ``packed`` bytes unpacks to too much; None if it doesn't."""
    total = sum(member.file_size for member in members)
    if total > limits.size or len(members) > limits.files:
        return msg(
            "it unpacks to {total:,} bytes in {n:,} files; the limit is {size:,} bytes in "
            "{files:,} files",
            total=total,
            n=len(members),
            size=limits.size,
            files=limits.files,
        )
    if total > limits.expansion * packed:
        return msg(
            "its {packed:,} bytes unpack to {total:,}; the limit is {expansion} times",
            packed=packed,
            total=total,
            expansion=limits.expansion,
        )
    return None


def shown(member: zipfile.ZipInfo) -> str:
    """The name of a member for a message."""
    name = member.orig_filename
    return repr(name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…")
