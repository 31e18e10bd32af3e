"""What replaces the line ends within a paragraph: a space or nothing, with or without a hyphen."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.documents.text.hyphens import Hyphens
from hexapla.importing.hangul import Hangul
from hexapla.importing.ideographs import are_spaced, meet, touch
from hexapla.importing.parts import Block

__all__ = ["Joints"]


class Joints:
    """Decides by the words of some blocks how their lines go together."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        texts = [block.text for block in blocks if block.kind != "code"]
        whole = "\n\n".join(texts)
        self._hyphens = Hyphens(whole)
        self._hangul = Hangul(text.split("\n") for text in texts)
        self._between = " " if are_spaced(whole) else ""

    def joint(self, before: str, after: str) -> tuple[int, str]:
        """How many characters at the end of a line to drop, and what to put in their place."""
        if touch(before, after):
            return 0, ""
        if meet(before, after):
            return 0, self._between
        korean = self._hangul.joint(before, after)
        return (0, korean) if korean is not None else self._hyphens.joint(before, after)
