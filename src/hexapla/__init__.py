"""Hexapla: one article in many languages, drafted offline, with a translator in charge."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str
    from hexapla.languages import Language
    from hexapla.publication.publication import Publication

__all__ = ["Language", "Publication", "__version__"]

_HOMES = {"Language": "hexapla.languages", "Publication": "hexapla.publication.publication"}


def __getattr__(name: str) -> Any:
    # Loaded on first use: `translate --help` must not wait for what it does not need.
    if name == "__version__":
        from importlib.metadata import version

        return version("hexapla")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
