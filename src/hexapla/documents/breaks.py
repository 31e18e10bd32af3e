"""Hard line breaks that end a sentence: between labels, and in verse, addresses and lists."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from hexapla.lazy import lazy_re

__all__ = ["are_layout"]

_LABEL = lazy_re(r"[^\w]*[^\W\d_][^\n:.!?]{0,40}[:：][^\w/]*(?:\s|$)")
# Characters of the longest line, and of all lines on average, in verse and addresses.
_LONGEST = 70
_AVERAGE = 45


def are_layout(lines: Sequence[str]) -> bool:
    """Whether the lines of a block, without those that have no letter, are sentences of their own.

    They are if two of them start with labels (``Place:``), or if they are three or more short ones,
    as in verse, addresses and instructions. Otherwise a sentence may go on in the next line.
    Capitals don't count, so that a translation has the same lines as its source.
    """
    if len(lines) < 2:
        return False
    if sum(_LABEL.match(line) is not None for line in lines) > 1:
        return True
    lengths = [len(line) for line in lines]
    return len(lines) > 2 and max(lengths) <= _LONGEST and fmean(lengths) <= _AVERAGE
