"""The checks over the catalogs of a publication in one language, with the risk of each entry."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry, State
from hexapla.catalogs.glossary import Glossary
from hexapla.checks.check import Context, Finding, Severity
from hexapla.checks.consistency import check_consistency
from hexapla.checks.context import learn_context
from hexapla.checks.registry import check_entries, is_checked
from hexapla.checks.risk import risk
from hexapla.languages import Language

__all__ = ["Checked", "check_catalogs", "worst"]

# Closeness is measured against so many reviewed sources, from this likeness on (percent).
_MOST_SOURCES, _LEAST_CLOSENESS = 1_000, 60.0
_PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Checked:
    """An entry that was checked: its catalog's path, what was found, and its risk, 0 to 1."""

    path: str
    language: Language
    entry: Entry
    findings: tuple[Finding, ...]
    risk: float

    @property
    def severity(self) -> Severity | None:
        """That of its worst finding, None without any."""
        return max((finding.severity for finding in self.findings), default=None)


def check_catalogs(
    catalogs: Sequence[Catalog],
    source: Language,
    target: Language,
    glossary: Glossary | None = None,
    disabled: Collection[str] = (),
    *,
    context: Context | None = None,
    processes: int = _PROCESSES,
) -> list[Checked]:
    """Check the catalogs of one language together, in their order.

    Empty, obsolete and stale entries are left out: nothing of them is published. ``context`` is
    what was learnt of them before, ``processes`` how many may share the work. Raises UsageError
    for a name in ``disabled`` that no check has.
    """
    listed = [
        (catalog.where, entry)
        for catalog in catalogs
        for entry in catalog.entries
        if is_checked(entry) and entry.state is not State.STALE
    ]
    entries = [entry for _, entry in listed]
    context = context or learn_context(entries, source, target, glossary)
    single = check_entries(
        entries, context, disabled, processes=min(processes, os.cpu_count() or 1)
    )
    together = check_consistency(entries, context, disabled)
    near = _Closeness(entries)
    return [
        Checked(
            path,
            target,
            entry,
            tuple(sorted([*alone, *shared], key=lambda finding: -finding.severity)),
            risk(entry, [*alone, *shared], near(entry)),
        )
        for (path, entry), alone, shared in zip(listed, single, together, strict=True)
    ]


def worst(checked: Sequence[Checked], count: int) -> list[Checked]:
    """The entries with the highest risk, the highest first; equal ones in their order."""
    return sorted(checked, key=lambda one: -one.risk)[:count]


class _Closeness:
    """How alike a draft's source is to the nearest reviewed one, 0 to 1."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        reviewed = [entry.msgid for entry in entries if entry.state is State.REVIEWED]
        self._sources = reviewed[:: max(1, -(-len(reviewed) // _MOST_SOURCES))]

    def __call__(self, entry: Entry) -> float | None:
        if entry.state is not State.DRAFT or not self._sources:
            return None
        from rapidfuzz import fuzz, process

        best = process.extractOne(
            entry.msgid, self._sources, scorer=fuzz.ratio, score_cutoff=_LEAST_CLOSENESS
        )
        return float(best[1]) / 100 if best else 0.0
