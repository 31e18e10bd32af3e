"""Making a folder a publication."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hexapla.errors import UsageError
from hexapla.files import write_bytes
from hexapla.publication.configuration import FILE_NAME, commented_toml

__all__ = ["create"]

_EDITIONS = "/editions/"


def create(folder: Path, values: Mapping[str, Any], *, dry_run: bool = False) -> list[Path]:
    """Make a folder a publication, and return the files that this writes or changes.

    It writes `i18n/publication.toml`, adds the editions to `.gitignore`, and creates the source
    folders. ``values`` sets fields of `Configuration`; all other keys are written as comments.
    With ``dry_run`` nothing is written. Raises UsageError if the folder is a publication already.
    """
    path = folder / FILE_NAME
    if path.exists():
        raise UsageError("already exists", where=str(path), hint="edit it")
    ignore = folder / ".gitignore"
    lines = ignore.read_text("utf-8").splitlines() if ignore.exists() else []
    files = {path: commented_toml(values)}
    if _EDITIONS not in lines:
        files[ignore] = "\n".join([*lines, _EDITIONS]) + "\n"
    if not dry_run:
        for name in values.get("sources", ()):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            write_bytes(file, text.encode())
    return list(files)
