"""Which ids occur more than once among any number of documents, in eight bytes for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import pairwise

__all__ = ["Ids"]

_PARTS = 256


class Ids:
    """Collects digests of ids: 16 hexadecimal digits each."""

    def __init__(self) -> None:
        self._parts = [array("Q") for _ in range(_PARTS)]

    def add(self, digests: Iterable[str]) -> None:
        """Add digests."""
        for one in digests:
            number = int(one, 16)
            self._parts[number % _PARTS].append(number)

    def repeated(self) -> set[str]:
        """The digests that were added more than once."""
        # One part after the other: sorting needs several times the memory of what is sorted.
        return {f"{a:016x}" for part in self._parts for a, b in pairwise(sorted(part)) if a == b}
