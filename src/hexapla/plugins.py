"""The entry points of installed packages, through which plug-ins are found."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["entry_points", "reason"]


def entry_points(group: str) -> dict[str, EntryPoint]:
    """The entry points of a group by name, sorted.

    The packages are read once: that takes some milliseconds, longer than a step of many runs.
    """
    return {point.name: point for point in sorted(_of_path(tuple(sys.path)).select(group=group))}


def reason(error: Exception) -> str:
    """What went wrong in a plug-in, in one line."""
    return f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"


@lru_cache(maxsize=4)
def _of_path(path: tuple[str, ...]) -> Any:  # Python 3.11 and 3.12 return different classes
    """All entry points of the packages on a path."""
    from importlib.metadata import entry_points as find

    return find()
