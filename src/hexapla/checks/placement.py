"""Where a draft's markup stands: what drafting could not place for sure."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.catalogs.entry import MARKUP, PROTECTED, Remedy
from hexapla.checks.check import Remark, TextPair, warning

__all__ = ["placement"]

_WHAT = {
    MARKUP: "the markup may stand around other words than in the source",
    PROTECTED: "code, an address or a placeholder may stand in a wrong place",
}


def placement(pair: TextPair) -> Iterator[Remark]:
    """Markup and what is protected stand where their words are, as far as drafting could tell."""
    guarded = pair.entry.guarded
    if guarded is None or not pair.entry.fuzzy:
        return
    for name, done in guarded.faults:
        if done == Remedy.NEAREST_PLACE and name in _WHAT:
            yield warning(_WHAT[name])
