"""The sample publication that comes with Hexapla, and copies of it."""

from __future__ import annotations

from pathlib import Path

import hexapla
from hexapla.errors import UsageError
from hexapla.files import read_bytes, write_bytes
from hexapla.message import msg
from hexapla.publication.configuration import FILE_NAME

__all__ = ["create"]

_FOLDERS = ("seeds", "locales")
_SETTINGS = (str(Path(FILE_NAME).with_name("glossary.csv")), FILE_NAME)


def create(folder: Path) -> list[Path]:
    """Copy the sample publication into a new or empty folder, and return the files written.

    Raises UsageError if the folder has files, and InputError if it can't be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(msg("is a file"), where=str(folder), hint=msg("name a new folder"))
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(msg("is not empty"), where=str(folder), hint=msg("name a new folder"))
    written = []
    for name in _names():
        path = folder / name
        write_bytes(path, read_bytes(_origin() / name), within=folder, flush=False)
        written.append(path)
    return written


def _origin() -> Path:
    """The sample of an installed package, or of a checkout, which has its files at the top."""
    package = Path(hexapla.__file__).parent
    installed = package / "sample"
    return installed if installed.is_dir() else package.parents[1]


def _names() -> list[str]:
    """The sample's files; the settings last, because they make the folder a publication."""
    origin = _origin()
    found = [
        path.relative_to(origin).as_posix()
        for name in _FOLDERS
        for path in sorted((origin / name).rglob("*"))
        if path.is_file()
    ]
    return [*found, *_SETTINGS]
