"""Translate text that is not an article, without a catalog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hexapla import documents
from hexapla.documents.document import uncut
from hexapla.drafting.fill import Translator
from hexapla.drafting.pipe import Pipe
from hexapla.drafting.segments import Segments
from hexapla.engines.engine import Engine
from hexapla.engines.routes import find_route
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.message import msg
from hexapla.publication.detecting import blocks_of, clear
from hexapla.publication.drafting import drafter_for
from hexapla.publication.layout import Layout
from hexapla.publication.reading import segmenter_for

__all__ = ["TranslatedSegment", "TranslatedText", "language_of", "open_pipe", "translated"]


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


def language_of(data: bytes, format: str, encoding: str | None, where: str) -> Language:
    """The detected language of the words in a file or a text.

    Raises UsageError if detection isn't sure or the format's files are not text, InputError if the
    file can't be read; ``where`` names it in errors.
    """
    from hexapla.detection import detect

    documents.load_text_format(format)
    document = documents.parse(data, uncut, format=format, where=where, encoding=encoding)
    return clear(detect("\n\n".join(text for _, text in blocks_of(document))), where)


def open_pipe(
    layout: Layout,
    memory: Callable[[Language, Language], Memory],
    engines: Callable[[Language, Language], Sequence[Engine]],
    source: Language,
    language: Language,
    format: str,
) -> Pipe:
    """A pipe that translates files of a format, from memory, then with an engine.

    ``memory`` opens the memory of a pair of languages; ``engines`` returns the engines for
    one; it is called for the first sentence that is not in memory. Raises UsageError if both
    languages are the same, or if there is no such format or its files are not text.
    """
    found = documents.load_text_format(format)
    if source == language:
        raise UsageError(
            msg("the text is already in {name}", name=language.name), hint=msg("use --from")
        )
    known = memory(source, language)

    def find(segments: Segments) -> Translator:
        route = find_route(source, language, engines(source, language))
        return drafter_for(layout, route, source, language, known, segments, learning=False)

    return Pipe(
        source,
        language,
        segmenter_for(layout.configuration, source),
        known,
        find,
        found,
        layout.configuration.formats.get(format, {}),
    )


def translated(pipe: Pipe, data: bytes) -> TranslatedText:
    """Translate a text in UTF-8; raises what `Pipe.translate` raises."""
    out, segments = pipe.translate(data, "utf-8", "the text")
    found = (
        TranslatedSegment(one.text, draft.text, draft.draft.origin, draft.draft.score)
        if draft
        else TranslatedSegment(one.text, one.text)
        for one, draft in segments
    )
    return TranslatedText(out.decode("utf-8"), pipe.source, pipe.language, tuple(found))
