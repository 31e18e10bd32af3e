"""A translation cut into parts, for a sentence that was split."""

from __future__ import annotations

from itertools import pairwise

from hexapla.lazy import lazy_re

__all__ = ["parts"]

# Where a translation may be cut, best first: after a sentence, a clause, a word.
_CUTS = (
    lazy_re(r"(?:[.!?…؟۔।]['\"”’»)\]]*(?=\s)|[。！？][」』”’）]*)"),
    lazy_re(r"(?:[,;:،؛—–](?=\s)|[，；：、])"),
    lazy_re(r"\S(?=\s)"),
)
# How far a cut of each kind may be from its ideal place, as a share of the whole text.
_REACH = (0.3, 0.2, 0.1)


def parts(text: str, count: int) -> list[str]:
    """A text cut into this many parts of about equal length; fewer if there is no suitable
    place.
    """
    if count == 1:
        return [text]
    cuts = {0, len(text)}
    for number in range(1, count):
        cut = _cut(text, len(text) * number / count)
        cuts |= {cut} if cut else set()
    found = (text[a:b].strip() for a, b in pairwise(sorted(cuts)))
    return [part for part in found if part]


def _cut(text: str, wanted: float) -> int | None:
    for kind, reach in zip(_CUTS, _REACH, strict=True):
        near = [m.end() for m in kind.finditer(text) if abs(m.end() - wanted) <= reach * len(text)]
        if near:
            return min(near, key=lambda end: abs(end - wanted))
    return None
