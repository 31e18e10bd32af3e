"""Risk: one figure per entry, to show reviewers where to look first."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, prod

from hexapla.catalogs.entry import Entry, State
from hexapla.catalogs.opinion import Opinion
from hexapla.checks.check import Finding, Severity

__all__ = ["risk"]

# The probability that a finding is a mistake that matters to readers: from planted mistakes that
# are found in benchmarks/checks.py, compared with findings in unchanged professional translations.
_FAULT = {Severity.ERROR: 0.95, Severity.WARNING: 0.6, Severity.NOTE: 0.08}
# A human translation is more reliable than a machine's; an exact memory match nearly as much.
_BASE = {State.REVIEWED: 0.01, State.EDITED: 0.05, State.DRAFT: 0.25, State.STALE: 0.6}
_USUAL_SCORE = 0.8
_LONG = 120
# How the odds of a mistake depend on the agreement of two engines: see benchmarks/critic.py.
_USUAL_AGREEMENT, _DISAGREEMENT = 0.5, 6.0
# Names or numbers that only the second translation keeps count as this much less agreement.
_LOST = 0.05


def risk(entry: Entry, findings: Iterable[Finding], similarity: float | None = None) -> float:
    """How likely a reader is to notice a mistake in an entry, 0 to 1; 0 if it has no text.

    ``findings`` are those of the entry; a crashed check tells nothing about it. ``similarity`` is
    how similar its source is to the most similar reviewed one, 0 to 1, or None if unknown. The risk
    of a draft rises with its length, and falls with its engine's score and with the agreement of a
    second engine. Findings and the entry's own risk are combined as independent causes:
    1 - Π(1 - p).
    """
    state = entry.state
    if state in (State.EMPTY, State.OBSOLETE):
        return 0.0
    causes = [_FAULT[finding.severity] for finding in findings if not finding.crashed]
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
        # Falls from 0.7 to 0.05 as the score rises; 0.25 at the usual score.
        own = 0.05 + 0.65 / (1 + exp(8 * (draft.score - _USUAL_SCORE) + 0.8))
    opinion = entry.opinion
    if opinion is not None:
        own = _with_opinion(own, opinion)
    else:
        own *= 0.7 + 0.3 * min(len(entry.msgid) / _LONG, 2.0)
    return min(own * (1 - 0.5 * (similarity or 0.0)), 0.99)


def _with_opinion(own: float, opinion: Opinion) -> float:
    """The risk of a draft that a second engine has translated, too.

    Its length doesn't count any more: two engines agree less about long sentences.
    """
    agreement = opinion.agreement - _LOST * len(opinion.lost)
    odds = own / (1 - own) * exp(_DISAGREEMENT * (_USUAL_AGREEMENT - agreement))
    return odds / (1 + odds)
