"""Turn a folder into a publication."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hexapla.errors import UsageError
from hexapla.files import read_if_there, write_bytes
from hexapla.message import msg
from hexapla.publication.configuration import FILE_NAME
from hexapla.publication.settings_file import commented_toml

__all__ = ["create"]

_EDITIONS = "/editions/"
_ANY_BYTES = ("utf-8", "surrogateescape")


def create(folder: Path, values: Mapping[str, Any], *, dry_run: bool = False) -> list[Path]:
    """Turn a folder into a publication, and return the files that are written or changed.

    It writes `i18n/publication.toml`, and adds the editions to `.gitignore`. ``values`` sets fields
    of `Configuration`; all other keys are written as comments. With ``dry_run`` nothing is written.
    Raises UsageError if the folder is already a publication, or if a source doesn't exist.
    """
    path = folder / FILE_NAME
    if path.exists():
        raise UsageError(msg("already exists"), where=str(path), hint=msg("edit it"))
    ignore = folder / ".gitignore"
    lines = (read_if_there(ignore) or b"").decode(*_ANY_BYTES).splitlines()
    files = {path: commented_toml(values)}
    if _EDITIONS not in lines:
        files[ignore] = "\n".join([*lines, _EDITIONS]) + "\n"
    for name in values.get("sources", ()):
        _require(folder, name)
    if not dry_run:
        # The settings last: while there are none, the command can be run again.
        for file, text in reversed(files.items()):
            write_bytes(file, text.encode(*_ANY_BYTES), within=folder)
    return list(files)


def _require(folder: Path, source: str) -> None:
    """Raise UsageError if a folder has no such source, with a suggestion."""
    if (folder / source).exists() or Path(source) == Path():
        return
    names = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    close = difflib.get_close_matches(source, names, n=1)
    hint = (
        msg("did you mean {close}?", close=close[0])
        if close
        else msg("create it first: mkdir {folder}", folder=folder / source)
    )
    raise UsageError(msg("no such source folder"), where=str(folder / source), hint=hint)
