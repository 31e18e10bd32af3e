"""Translate a text as it arrives, without a catalog."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from hexapla import documents
from hexapla.documents.document import Segment, Segmenter
from hexapla.drafting.fill import Proposal, Translator, fill
from hexapla.languages import Language
from hexapla.memory.memory import Memory

__all__ = ["Pipe"]

_log = logging.getLogger(__name__)


@dataclass
class Pipe:
    """Translate plain text into plain text; sentences that can't be translated stay as they are.

    ``find`` returns the translator. It is called once, for the first sentence that is not in
    memory, and raises EngineError if there is no translator. Sentences that the translator can't
    translate are logged as warnings.
    """

    source: Language
    language: Language
    segmenter: Segmenter
    memory: Memory
    find: Callable[[], Translator]
    _translator: Translator | None = field(default=None, init=False)

    def translate(self, text: str) -> tuple[str, list[tuple[Segment, Proposal | None]]]:
        """Translate whole paragraphs; return the new text, and each segment with its proposal."""
        document = documents.parse(
            text.encode("utf-8", "surrogatepass"),
            self.segmenter,
            format=documents.PLAIN,
            encoding="utf-8",
        )
        sentences = [segment.text for segment in document.segments]
        if self._translator is None and any(self.memory.get(one) is None for one in sentences):
            self._translator = self.find()
        found = fill(sentences, self.memory, self._translator, warn=_log.warning)
        drafts = {one.msgid: one for one in found}

        def look_up(segment: Segment) -> str | None:
            draft = drafts.get(segment.text)
            return draft.text if draft else None

        out = document.render(look_up, self.language).decode("utf-8")
        return out, [(segment, drafts.get(segment.text)) for segment in document.segments]
