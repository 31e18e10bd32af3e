"""What a second engine's translation says about a draft: the comment line ``critic: …``."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.lazy import lazy_re
from hexapla.message import joined, msg

__all__ = ["NAMES", "NUMBERS", "Opinion"]

NUMBERS, NAMES = "numbers", "names"
"""What the second translation has kept of the sentence and the draft has not."""

_LOW = 0.3
_LINE = lazy_re(
    r"critic: (?=.{1,42};)([^\s;]+(?: [^\s;]+)*); (0\.[0-9]{2}|1\.00)"
    rf"(?:; ({NUMBERS}|{NAMES}|{NUMBERS}, {NAMES}))?"
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """A second engine's opinion of a draft.

    ``origin`` is the engine and its version ("apertium-en_es 1.9"). ``agreement`` says how similar
    its translation is to the draft, or its translation of the draft to the sentence: chrF, from 0
    to 1, with two decimals. ``lost`` are `NUMBERS` and `NAMES` if its translation has some of the
    sentence's that the draft lacks.
    """

    origin: str
    agreement: float
    lost: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the two engines disagree so much that a person should look."""
        return self.agreement < _LOW or bool(self.lost)

    @property
    def summary(self) -> str:
        """The opinion in words: ``apertium-en_es 3.8 agrees to 31% and keeps names…``."""
        kept = (
            msg(" and keeps {lost} that the draft lacks", lost=joined(self.lost, msg(" and ")))
            if self.lost
            else ""
        )
        return msg(
            "{origin} agrees to {agreement:.0%}{kept}",
            origin=self.origin,
            agreement=self.agreement,
            kept=kept,
        )

    @classmethod
    def parse(cls, comment: str) -> Opinion | None:
        """The opinion in a comment line (without its marker); None for a person's comment."""
        match = _LINE.fullmatch(comment)
        if match is None:
            return None
        origin, agreement, lost = match.groups()
        return cls(origin, float(agreement), tuple(lost.split(", ")) if lost else ())

    def comment(self) -> str:
        """The comment line, without its marker."""
        lost = f"; {', '.join(self.lost)}" if self.lost else ""
        return f"critic: {self.origin}; {self.agreement:.2f}{lost}"
