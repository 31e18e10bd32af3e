"""The entry points of installed packages, through which plug-ins are found and loaded."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from hexapla.errors import HexaplaError, InputError
from hexapla.message import msg

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["entry_points", "load", "reason"]

T = TypeVar("T")


def entry_points(group: str) -> dict[str, EntryPoint]:
    """The entry points of a group by name, sorted.

    The packages are read once: that takes some milliseconds, longer than a step of many runs.
    """
    return {point.name: point for point in sorted(_of_path(tuple(sys.path)).select(group=group))}


def load(point: EntryPoint, kind: type[T], title: str, error: type[HexaplaError] = InputError) -> T:
    """Load the object of an entry point; a class is called without arguments.

    Parameters: ``kind`` is the class that the object must be of, ``title`` how messages refer to
    it. Raises ``error``, which names the entry point and its package, if it can't be loaded or is
    of another kind.
    """
    try:
        found = point.load()
        if isinstance(found, type):
            found = found()
        if not isinstance(found, kind):
            raise TypeError(f"it is not of type {kind.__name__}")
    except Exception as failure:  # a plug-in may fail in any way
        package = point.dist.name if point.dist else msg("its plug-in")
        raise error(
            f"{title} can't be loaded: {reason(failure)}",
            where=point.value,
            hint=msg("update or remove {package}", package=package),
        ) from failure
    return found


def reason(error: Exception) -> str:
    """What went wrong in a plug-in, in one line."""
    return f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"


@lru_cache(maxsize=4)
def _of_path(path: tuple[str, ...]) -> Any:  # Python 3.11 and 3.12 return different classes
    """All entry points of the packages on a path."""
    from importlib.metadata import entry_points as find

    return find()
