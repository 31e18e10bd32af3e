"""Checks: find the mistakes in a translation that a reader would notice, worst first.

Each check is a small function (`hexapla.checks.check`), found through the entry point group
``hexapla.checks``; `hexapla.checks.run` runs them. For a single entry::

    context = learn_context(entries, source, target, glossary)  # once per language
    findings = check_entry(entry, context)                      # takes a millisecond or two
    figure = risk(entry, findings)

`hexapla.publication.checking` checks the catalogs of a publication.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hexapla.checks.check import (
        Check,
        Context,
        Finding,
        Remark,
        Severity,
        TextPair,
        error,
        note,
        warning,
    )
    from hexapla.checks.context import learn_context
    from hexapla.checks.rating import risk
    from hexapla.checks.registry import checks
    from hexapla.checks.run import check_entries, check_entry
    from hexapla.documents.format import Kind

__all__ = [
    "Check",
    "Context",
    "Finding",
    "Kind",
    "Remark",
    "Severity",
    "TextPair",
    "check_entries",
    "check_entry",
    "checks",
    "error",
    "learn_context",
    "note",
    "risk",
    "warning",
]

_MODULES = {
    "Check": "hexapla.checks.check",
    "Context": "hexapla.checks.check",
    "Finding": "hexapla.checks.check",
    "Kind": "hexapla.documents.format",
    "TextPair": "hexapla.checks.check",
    "Remark": "hexapla.checks.check",
    "Severity": "hexapla.checks.check",
    "check_entries": "hexapla.checks.run",
    "check_entry": "hexapla.checks.run",
    "checks": "hexapla.checks.registry",
    "error": "hexapla.checks.check",
    "learn_context": "hexapla.checks.context",
    "note": "hexapla.checks.check",
    "risk": "hexapla.checks.rating",
    "warning": "hexapla.checks.check",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that importing `hexapla.checks.check` doesn't load every check.
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
