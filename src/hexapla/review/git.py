"""What the review reads from git: a catalog as it was last committed."""

from __future__ import annotations

from pathlib import Path

from hexapla.catalogs.catalog import Catalog
from hexapla.errors import InputError
from hexapla.programs import git

__all__ = ["committed"]


def committed(path: Path) -> Catalog | None:
    """A catalog as it was last committed, or None if it never was or git is missing."""
    data = _git(path.parent, "cat-file", "blob", f"HEAD:./{path.name}")
    if data is None:
        return None
    try:
        return Catalog.parse(data, f"HEAD:{path.name}")
    except InputError:
        return None


def _git(folder: Path, *command: str) -> bytes | None:
    done = git(folder, *command)
    return done.stdout if done is not None and done.returncode == 0 else None
