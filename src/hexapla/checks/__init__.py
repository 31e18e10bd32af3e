"""Checks: what a reader would stumble over in a translation, worst first.

One small function a check (`hexapla.checks.check`), found through the entry points
``hexapla.checks``; `hexapla.checks.run` runs them. For one entry::

    context = learn_context(entries, source, target, glossary)  # once a language
    findings = check_entry(entry, context)                      # a millisecond or two
    figure = risk(entry, findings)

`hexapla.publication.checking` checks the catalogs of a publication.
"""

from hexapla.checks.check import (
    Check,
    Context,
    Finding,
    Pair,
    Remark,
    Severity,
    error,
    note,
    warning,
)
from hexapla.checks.context import learn_context
from hexapla.checks.registry import checks
from hexapla.checks.risk import risk
from hexapla.checks.run import check_entries, check_entry
from hexapla.documents.format import Markup

__all__ = [
    "Check",
    "Context",
    "Finding",
    "Markup",
    "Pair",
    "Remark",
    "Severity",
    "check_entries",
    "check_entry",
    "checks",
    "error",
    "learn_context",
    "note",
    "risk",
    "warning",
]
