"""Which engines draft, and in which order: one order for all pairs, or others for some of them."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.engines.engine import Pair
from hexapla.languages import Language, nearest

__all__ = ["ALL_PAIRS", "DEFAULT_ORDER", "Order"]

ALL_PAIRS = "*"
"""In the settings, the key of the engines for every pair that has none of its own."""

DEFAULT_ORDER = ("firefox", "argos", "apertium")
"""The preferred engine first. A plug-in's engine is used only if it is configured."""


@dataclass(frozen=True, slots=True)
class Order:
    """The names of the engines to draft with, the preferred one first.

    ``pairs`` are the pairs of languages that have another order than the ``usual`` one.
    """

    usual: tuple[str, ...] = DEFAULT_ORDER
    pairs: tuple[tuple[Pair, tuple[str, ...]], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All engines that are named, each once."""
        every = [*self.usual, *(name for _, names in self.pairs for name in names)]
        return tuple(dict.fromkeys(every))

    def between(self, source: Language, target: Language) -> tuple[str, ...]:
        """The engines for two languages: those of the pair that is nearest to them, if any.

        The order of en-pt applies to pt-BR too, unless en-pt-BR has its own.
        """
        fitting = [
            (pair, names)
            for pair, names in self.pairs
            if nearest(source, [pair.source]) and nearest(target, [pair.target])
        ]
        target_tag = nearest(target, (pair.target for pair, _ in fitting))
        fitting = [one for one in fitting if one[0].target == target_tag]
        source_tag = nearest(source, (pair.source for pair, _ in fitting))
        found = next((names for pair, names in fitting if pair.source == source_tag), self.usual)
        return tuple(dict.fromkeys(found))
