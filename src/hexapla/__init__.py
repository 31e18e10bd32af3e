"""Hexapla: one article in many languages, drafted offline, with a translator in charge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hexapla.languages import Language
    from hexapla.publication import Publication

__all__ = ["Language", "Publication", "__version__"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded on first use: `translate --help` must not wait for what it does not need.
    if name == "Publication":
        from hexapla.publication import Publication

        return Publication
    if name == "Language":
        from hexapla.languages import Language

        return Language
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
