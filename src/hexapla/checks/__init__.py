"""Checks: what a reader would stumble over in a translation, worst first.

One small function a check (`hexapla.checks.check`), found through the entry points
``hexapla.checks``; `hexapla.checks.registry` runs them.
"""

from hexapla.checks.check import Check, Context, Finding, Kind, Pair, Remark, Severity
from hexapla.checks.registry import check_entries, check_entry, checks

__all__ = [
    "Check",
    "Context",
    "Finding",
    "Kind",
    "Pair",
    "Remark",
    "Severity",
    "check_entries",
    "check_entry",
    "checks",
]
