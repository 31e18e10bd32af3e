"""What a text that is in no file becomes: its translation, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.drafting.pipe import Pipe
from hexapla.languages import Language

__all__ = ["TranslatedSegment", "TranslatedText", "translated"]


@dataclass(frozen=True, slots=True)
class TranslatedSegment:
    """One sentence: ``source`` and its translation ``text``.

    ``origin`` names what translated it ("memory", or engine, pair and version), None where nothing
    did and ``text`` is the source. ``score`` is from 0 to 1: how sure the engine is, or how similar
    the sentence in memory is; None where that is not known.
    """

    source: str
    text: str
    origin: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """A translated text, its languages, and its sentences in order."""

    text: str
    source: Language
    target: Language
    segments: tuple[TranslatedSegment, ...]


def translated(pipe: Pipe, text: str) -> TranslatedText:
    """A text through a pipe; raises what `Pipe.translate` raises."""
    out, segments = pipe.translate(text)
    found = (
        TranslatedSegment(one.text, draft.text, draft.draft.origin, draft.draft.score)
        if draft
        else TranslatedSegment(one.text, one.text)
        for one, draft in segments
    )
    return TranslatedText(out, pipe.source, pipe.language, tuple(found))
