"""Paths of files and folders, checked and compared."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from hexapla import systems
from hexapla.errors import InputError
from hexapla.files import unreadable
from hexapla.languages import Language, is_language
from hexapla.message import msg

__all__ = [
    "BUILT",
    "MARKS",
    "PUBLISHED",
    "checked",
    "exists",
    "files_below",
    "is_file",
    "is_within",
    "refuse_bytes",
    "refuse_long",
]

BUILT = ".hexapla-site"
"""The file that marks a folder as a site made by Hexapla; nothing in it is an article."""
PUBLISHED = ".hexapla-output"
"""The file that marks a folder among the sources as an output's; nothing in it is an article."""
MARKS = frozenset({BUILT, PUBLISHED})
# POSIX's NAME_MAX as it usually is, less the suffix of a template.
_LONGEST_NAME = 255 - len(".pot")


def files_below(
    folder: Path, failed: Callable[[Path, InputError], None] | None = None
) -> Iterator[Path]:
    """The files in a folder and its subfolders, except in hidden ones and those of outputs.

    ``failed`` gets each folder that can't be read; without it, the InputError is raised.
    """

    def report(error: OSError) -> None:
        path = Path(error.filename)
        if failed is None:
            raise unreadable(path, error) from error
        failed(path, unreadable(path, error))

    for place, folders, names in os.walk(folder, onerror=report):
        if not MARKS.isdisjoint(names):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names)


def is_within(path: Path, folder: Path) -> bool:
    """Like `Path.is_relative_to` for absolute normalized paths, but ten times faster."""
    return path == folder or str(path).startswith(os.path.join(folder, ""))  # noqa: PTH118


def exists(path: Path) -> bool:
    """Whether there is a file or folder, False for a path that no file can have or be read at.

    `Path.exists` raises an error for a name that is too long.
    """
    try:
        return path.exists()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """Whether there is a file; False for what can't be a path, such as a name that is too long."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def checked(path: Path) -> Path:
    """The absolute path of a file; a link in the current folder keeps its name. Else InputError."""
    try:
        full = path.resolve(strict=True)
    except FileNotFoundError:
        raise InputError(msg("no such file"), where=str(path), hint=_advice(path)) from None
    except RuntimeError:  # raised by Python up to 3.12 for a loop
        raise _loop(path) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _loop(path) from None
        raise unreadable(path, error) from None
    except ValueError as error:
        hint = msg("check the spelling")
        raise InputError(
            msg("is not a valid path: {error}", error=error), where=ascii(path), hint=hint
        ) from None
    if full.is_dir():
        raise InputError(msg("is a folder"), where=str(path), hint=msg("name the files in it"))
    named = Path(os.path.abspath(path))  # noqa: PTH100 (a link keeps its own name)
    return systems.as_listed(named if named.is_relative_to(Path.cwd()) else full)


def _advice(path: Path) -> str:
    """What to do about a file that doesn't exist."""
    if path.parts[0] in ("http:", "https:"):
        return msg("save the page in a file first: Hexapla opens no network connection")
    if len(path.parts) == 1 and is_language(path.name):
        return msg(
            "to translate into {name}, use --to {path_name}",
            name=Language(path.name).name,
            path_name=path.name,
        )
    return msg("check the spelling")


def _loop(path: Path) -> InputError:
    return InputError(msg("is a link to itself"), where=str(path), hint=msg("name the file itself"))


def refuse_bytes(path: Path) -> None:
    """Raise InputError for a name that isn't text: catalogs and pages couldn't repeat it."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise InputError(
            msg("the name of this file isn't valid UTF-8"), where=str(path), hint=msg("rename it")
        ) from None


def refuse_long(domain: str, where: Path) -> None:
    """Raise InputError for a file whose catalogs, by their domain, would have too long a name."""
    if len(domain.rpartition("/")[2].encode()) > _LONGEST_NAME:
        raise InputError(
            msg("the name of this file is too long for its catalogs"),
            where=str(where),
            hint=msg("rename it"),
        )
