"""Risk: one figure for each entry, so that a reviewer's time goes where it is needed."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, prod

from hexapla.catalogs.entry import Entry, State
from hexapla.checks.check import Finding, Severity

__all__ = ["risk"]

# How likely a finding is to be a fault that a reader would mind: of what is planted and found in
# benchmarks/checks.py against what is found in untouched professional pairs.
_FAULT = {Severity.ERROR: 0.95, Severity.WARNING: 0.6, Severity.NOTE: 0.08}
# A person's word weighs more than a machine's, and an exact memory match nearly as much.
_BASE = {State.REVIEWED: 0.01, State.EDITED: 0.05, State.DRAFT: 0.25, State.STALE: 0.6}
_USUAL_SCORE = 0.8
_LONG = 120


def risk(entry: Entry, findings: Iterable[Finding], similarity: float | None = None) -> float:
    """How likely a reader is to stumble over an entry, 0 to 1; 0 where there is no text.

    ``findings`` are the entry's own; ``similarity`` is how alike its source is to the nearest one
    that was reviewed, 0 to 1, None where that is not known. A draft's risk rises with its length
    and as its engine's score falls. Findings and the entry's own risk are taken as independent
    causes: the figure is 1 - Π(1 - p).
    """
    state = entry.state
    if state in (State.EMPTY, State.OBSOLETE):
        return 0.0
    causes = [_FAULT[finding.severity] for finding in findings]
    own = _BASE[state]
    if state is State.DRAFT:
        own = _draft_risk(entry, similarity)
    return round(1 - prod(1 - cause for cause in (own, *causes)), 3)


def _draft_risk(entry: Entry, similarity: float | None) -> float:
    draft = entry.draft
    own = _BASE[State.DRAFT]
    if draft is not None and draft.is_from_memory:
        similarity = draft.score if draft.score is not None else 1.0
        own = 0.05 + 0.6 * (1 - similarity)
    elif draft is not None and draft.score is not None:
        # Falls from 0.7 to 0.05 as the score rises; a quarter at the usual one.
        own = 0.05 + 0.65 / (1 + exp(8 * (draft.score - _USUAL_SCORE) + 0.8))
    length = min(len(entry.msgid) / _LONG, 2.0)
    own *= 0.7 + 0.3 * length
    return min(own * (1 - 0.5 * (similarity or 0.0)), 0.9)
