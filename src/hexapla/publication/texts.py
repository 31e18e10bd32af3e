"""Translate plain text that is not an article, without a catalog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hexapla.drafting.pipe import Pipe
from hexapla.engines.engine import Engine
from hexapla.engines.routes import find_route
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.publication.drafting import drafter_for
from hexapla.publication.layout import Layout
from hexapla.publication.reading import clear, segmenter_for

__all__ = ["TranslatedSegment", "TranslatedText", "open_pipe", "source_of", "translated"]


@dataclass(frozen=True, slots=True)
class TranslatedSegment:
    """One sentence (``source``) and its translation (``text``).

    ``origin`` is what translated it: "memory", or an engine with its pair and version. It is None
    for a sentence that was not translated; ``text`` is then the source. ``score`` (0 to 1) is the
    confidence of the engine or the similarity of the match in memory, None if unknown.
    """

    source: str
    text: str
    origin: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """A translated text with its languages, and its sentences in order."""

    text: str
    source_language: Language
    target_language: Language
    segments: tuple[TranslatedSegment, ...]


def source_of(text: str) -> Language:
    """The language of a text; UsageError if detection is not certain."""
    from hexapla.detection import detect

    return clear(detect(text), "the text")


def open_pipe(
    layout: Layout,
    memory: Callable[[Language, Language], Memory],
    engines: Callable[[], Sequence[Engine]],
    source: Language,
    language: Language,
) -> Pipe:
    """A pipe that translates plain text from memory, then with an engine.

    ``memory`` opens the memory of a pair of languages. ``engines`` is called for the first sentence
    that is not in memory. Raises UsageError if both languages are the same.
    """
    if source == language:
        raise UsageError(f"the text is already in {language.name}", hint="use --from")
    known = memory(source, language)
    return Pipe(
        source,
        language,
        segmenter_for(layout.configuration, source),
        known,
        lambda: drafter_for(
            layout, find_route(source, language, engines()), source, language, known
        ),
    )


def translated(pipe: Pipe, text: str) -> TranslatedText:
    """Translate a text through a pipe; raises what `Pipe.translate` raises."""
    out, segments = pipe.translate(text)
    found = (
        TranslatedSegment(one.text, draft.text, draft.draft.origin, draft.draft.score)
        if draft
        else TranslatedSegment(one.text, one.text)
        for one, draft in segments
    )
    return TranslatedText(out, pipe.source, pipe.language, tuple(found))
