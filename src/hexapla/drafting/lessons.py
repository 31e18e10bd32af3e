"""The sentences of a run from which words are learned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from hexapla.drafting.align import Table, learn

__all__ = ["MOST_EXAMPLES", "Lessons"]

MOST_EXAMPLES = 1_000
"""The most sentences to learn words from; more take time and add little."""


@dataclass(slots=True)
class Lessons:
    """Sentences with their translations, and the table of words learned from them.

    `add` does nothing unless ``grows`` is set.
    """

    examples: list[tuple[str, str]]
    grows: bool = True
    _table: Table = field(default_factory=dict)
    _learned: int = 0

    def add(self, examples: Iterable[tuple[str, str]]) -> None:
        """Add plain sentences with their translations, up to a limit."""
        if self.grows:
            self.examples += islice(examples, max(0, MOST_EXAMPLES - len(self.examples)))

    def table(self) -> Table:
        """The table, learned again whenever the number of examples has grown by half."""
        if len(self.examples) > self._learned * 3 // 2:
            self._table, self._learned = learn(self.examples), len(self.examples)
        return self._table
