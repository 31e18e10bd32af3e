"""The segmenter: decides about each candidate by a rule, which it can report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import pairwise

from hexapla.lazy import lazy_regex
from hexapla.segmentation.candidates import candidate, is_casual, spans
from hexapla.segmentation.language_data import load
from hexapla.segmentation.masking import CONTENT, dateline_end, forced_breaks, mask
from hexapla.segmentation.rules import stopping_rule
from hexapla.segmentation.spaces import load_spaces

__all__ = ["Decision", "RecordingSegmenter", "Segmenter"]

_WORD = lazy_regex(rf"[\p{{L}}\p{{N}}{CONTENT}]")
_WORDLESS = "no letter or digit"


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision about one offset: whether a segment starts there, and by which rule."""

    offset: int
    breaks: bool
    rule: str


class Segmenter:
    """Splits the text of a block into segments, one sentence each.

    Parameters: ``language`` is a BCP 47 tag; ``abbreviations`` are additional ones that never end a
    sentence (`Abt.`, `z. Hd.`); ``paragraphwise`` keeps every paragraph whole.

    ``supported`` tells whether the language has its own data; other languages use generic rules.
    ``unmarked`` is true for languages that mark few sentence ends in writing, such as Thai: a
    segment may have several sentences.
    """

    def __init__(
        self, language: str, *, abbreviations: Iterable[str] = (), paragraphwise: bool = False
    ) -> None:
        data = load(language)
        self.language = language
        self.supported = data.own
        self.unmarked = data.unmarked
        self.paragraphwise = paragraphwise
        self._data = data.with_abbreviations(abbreviations)

    def __call__(self, text: str, atoms: Sequence[tuple[int, int]] = ()) -> list[str]:
        """The segments of a text. Joined, they are the text; white space stays at their ends.

        ``atoms`` are spans of code points that are never cut and whose punctuation doesn't end a
        sentence: tags, code, placeholders. A line break counts as a space; a blank line always
        cuts. An empty text has no segments.
        """
        cuts = [decision.offset for decision in self.explain(text, atoms) if decision.breaks]
        bounds = [0, *cuts, len(text)] if text else []
        return [text[start:end] for start, end in pairwise(bounds)]

    def explain(self, text: str, atoms: Sequence[tuple[int, int]] = ()) -> list[Decision]:
        """Every offset that was considered, in order, with the rule that decided about it."""
        masked = mask(text, atoms)
        decisions = list(self._decide(masked))
        last = next((at for at in reversed(range(len(decisions))) if decisions[at].breaks), None)
        if last is not None and not _WORD.search(masked, decisions[last].offset):
            decisions[last] = Decision(decisions[last].offset, False, _WORDLESS)
        return decisions

    def _decide(self, text: str) -> Iterator[Decision]:
        forced = ((offset, -1, rule) for offset, rule in forced_breaks(text, self._data.ordinals))
        found = () if self.paragraphwise else self._found(text)
        casual = is_casual(text, self._data)
        start = seen = 0
        dateline = dateline_end(text, start)
        worded = False
        for end, begin, rule in merge(forced, found):
            if not seen < end < len(text):
                continue
            worded = worded or _WORD.search(text, seen, end) is not None
            seen = end
            if not worded:
                decision = Decision(end, False, _WORDLESS)
            elif begin < 0:
                decision = Decision(end, True, rule)
            elif begin < dateline:
                decision = Decision(end, False, "dateline")
            else:
                stopped = stopping_rule(candidate(text, start, begin, end, casual), self._data)
                rule = stopped or _ending(text[begin])
                decision = Decision(end, stopped is None, rule)
            yield decision
            if decision.breaks:
                start, worded = end, False
                dateline = dateline_end(text, start) if begin < 0 else dateline

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """The offset and start of every candidate, marks and spaces."""
        found = spans(self._data, text)
        if not self._data.spaces:
            return found
        cuts = load_spaces(self._data.spaces).cuts(text)
        return merge(found, ((space.end, space.start, "") for space in cuts))


def _ending(mark: str) -> str:
    return "sentence ends at a space" if mark.isspace() else f"sentence ends with {mark}"


class RecordingSegmenter(Segmenter):
    """A segmenter that records each text and its decisions in ``calls``."""

    def __init__(
        self, language: str, *, abbreviations: Iterable[str] = (), paragraphwise: bool = False
    ) -> None:
        super().__init__(language, abbreviations=abbreviations, paragraphwise=paragraphwise)
        self.calls: list[tuple[str, list[Decision]]] = []

    def explain(self, text: str, atoms: Sequence[tuple[int, int]] = ()) -> list[Decision]:
        """Like `Segmenter.explain`, and recorded."""
        decisions = super().explain(text, atoms)
        self.calls.append((text, decisions))
        return decisions
