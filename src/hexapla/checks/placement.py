"""Check of the position of markup in a draft: what drafting could not place with certainty."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.catalogs.provenance import MARKUP, PROTECTED, Remedy
from hexapla.checks.check import Remark, TextPair, note, warning
from hexapla.message import msg

__all__ = ["placement"]

_WHAT = {
    MARKUP: msg("markup may be around different words than in the source"),
    PROTECTED: msg("code, an address or a placeholder may be in the wrong place"),
}
_SAFER = {
    Remedy.IN_PIECES: msg("the words between the markup were translated separately"),
    Remedy.SOURCE_KEPT: msg("no translation keeps the markup: this is the source"),
}


def placement(pair: TextPair) -> Iterator[Remark]:
    """Markup, code and placeholders are in the right place, as far as drafting can tell."""
    guarded = pair.entry.guarded
    if guarded is None or not pair.entry.fuzzy:
        return
    for name, done in guarded.faults:
        if done == Remedy.NEAREST_PLACE and name in _WHAT:
            yield warning(_WHAT[name])
        elif name == MARKUP and done == Remedy.PLAIN_WORDS:
            yield note(msg("signs of markup that the engine added were left out"))
        elif name == MARKUP and done in _SAFER:
            yield warning(_SAFER[Remedy(done)])
