"""A source file of a publication."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Article"]


@dataclass(frozen=True, slots=True)
class Article:
    """A source file.

    ``name`` is its path in the publication and ``relative`` its path in its source folder, both
    with slashes; ``domain`` is the name of its catalogs. ``messages`` is True for a catalog or a
    template of another program, which is translated in place.
    """

    path: Path
    name: str
    relative: str
    domain: str
    messages: bool = False
