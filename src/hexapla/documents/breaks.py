"""Hard line breaks that end a sentence: between labels, and in verse, addresses and lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from hexapla.lazy import lazy_re

__all__ = ["are_layout"]

_LABEL = lazy_re(r"[^\w]*[^\W\d_][^\n:.!?]{0,40}[:：][^\w/]*(?:\s|$)")
_ENDS = lazy_re(r"[.!?…:;。！？：；۔؟।][\"'”’»)\]]*$")
_FIRST = lazy_re(r"[^\W_]")
# Characters of the longest line, and of all lines on average, in verse and addresses.
_LONGEST = 70
_AVERAGE = 45


def are_layout(lines: Sequence[str]) -> bool:
    """Whether the lines of a block, without those that have no letter, are sentences of their own.

    They are if two of them start with labels (``Place:``), if they are three or more short ones, as
    in verse, or if each one starts with a capital or a digit, or follows the end of a sentence.
    Otherwise a sentence goes on in the next line.
    """
    if len(lines) < 2:
        return False
    if sum(_LABEL.match(line) is not None for line in lines) > 1:
        return True
    lengths = [len(line) for line in lines]
    if len(lines) > 2 and max(lengths) <= _LONGEST and fmean(lengths) <= _AVERAGE:
        return True
    return all(_ENDS.search(before) or _starts(line) for before, line in pairwise(lines))


def _starts(line: str) -> bool:
    first = _FIRST.search(line)
    return first is not None and (first[0].isupper() or first[0].isdigit())
