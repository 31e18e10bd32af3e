"""The similarity of two sentences by their characters: chrF2 (Popović 2015), as in sacrebleu."""

from __future__ import annotations

from collections import Counter

__all__ = ["chrf"]

_ORDER = 6
_BETA = 2


def chrf(text: str, reference: str) -> float:
    """How much of a reference is in a text, and of the text in it, from 0 to 1.

    The mean precision and recall of runs of 1 to 6 characters, white space ignored; recall counts
    more. Lengths for which one of the two has no run are left out.
    """
    ours, theirs = "".join(text.split()), "".join(reference.split())
    orders = range(1, min(_ORDER, len(ours), len(theirs)) + 1)
    if not orders:
        return float(not ours and not theirs)
    precision = recall = 0.0
    for size in orders:
        own, wanted = _runs(ours, size), _runs(theirs, size)
        common = sum(min(count, wanted[run]) for run, count in own.items() if run in wanted)
        precision += common / own.total() / len(orders)
        recall += common / wanted.total() / len(orders)
    weighted = _BETA**2 * precision + recall
    return (1 + _BETA**2) * precision * recall / weighted if weighted else 0.0


def _runs(text: str, size: int) -> Counter[str]:
    return Counter(text[at : at + size] for at in range(len(text) - size + 1))
