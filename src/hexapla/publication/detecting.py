"""Detect languages in files: of a whole file, and of the blocks that are in another language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from hexapla import documents
from hexapla.catalogs.catalog import Catalog
from hexapla.documents.document import Document
from hexapla.errors import HexaplaError, UsageError
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.layout import Layout

if TYPE_CHECKING:  # not needed for an article that has not changed
    from hexapla.detection import Share, Verdict

__all__ = [
    "Detected",
    "blocks_of",
    "clear",
    "detect_file",
    "detect_foreign",
    "likeliest",
    "usual_languages",
]

_UNCLEAR = msg("the language is not clear")
_ENOUGH = 50  # templates that show which languages a publication is written in


def blocks_of(document: Document) -> list[tuple[int, str]]:
    """The line and the text of each block, as `hexapla.detection` needs them."""
    return [(b.line, " ".join(segment.text for segment in b.segments)) for b in document.blocks]


@dataclass(frozen=True, slots=True)
class Detected:
    """The language of a file.

    ``shares`` are the languages in it, each with its share of the letters and its lines.
    ``encoding`` is the name of the encoding if it was guessed, else None.
    """

    verdict: Verdict
    shares: Sequence[Share]
    encoding: str | None


def detect_file(
    name: str, data: bytes, encoding: str | None = None, format: str | None = None
) -> Detected:
    """Detect the language of a file; settings and templates are ignored.

    ``format`` and ``encoding`` are found out unless they are given. Raises InputError if the file
    can't be read as a text.
    """
    from hexapla.detection import detect, shares
    from hexapla.documents.document import uncut

    document = documents.parse(data, uncut, name=name, encoding=encoding, format=format)
    blocks = blocks_of(document)
    verdict = detect("\n\n".join(text for _, text in blocks))
    found = shares(blocks, None if verdict.tag == "und" else verdict.tag)
    return Detected(verdict, found, document.guessed_encoding)


def clear(verdict: Verdict, where: str, usual: Sequence[str] = ()) -> Language:
    """The language of a verdict; UsageError with the best guesses if it is not certain.

    Of a text that is too short, the ``usual`` languages are named first.
    """
    if verdict.tag != "und":
        return Language(verdict.tag)
    guesses = [Language(tag) for tag in likeliest(verdict, usual)]
    names = " or ".join(language.name for language in guesses)
    said = msg("the text is too short to tell its language") if verdict.short else _UNCLEAR
    raise UsageError(
        msg(
            "{said}{value}",
            said=said,
            value=msg(" (perhaps {names})", names=names) if names else "",
        ),
        where=where,
        hint="use " + (" or ".join(f"--from {one.tag}" for one in guesses) or "--from CODE"),
    )


def likeliest(verdict: Verdict, usual: Sequence[str] = ()) -> list[str]:
    """The tags of the two best guesses; for a short text the ``usual`` languages come first."""
    guesses = [tag for tag, _ in verdict.guesses]
    return list(dict.fromkeys([*(usual if verdict.short else ()), *guesses]))[:2]


def usual_languages(layout: Layout) -> list[str]:
    """The languages of a publication: those that its articles are known to be in, the most used
    first, then those that it is translated into.
    """
    known: Counter[str] = Counter()
    for path in islice(sorted(layout.catalogs.rglob("*.pot")), _ENOUGH):
        with suppress(HexaplaError):
            language = Catalog.load(path).source_language
            known.update([language.tag] if language else [])
    return [*(tag for tag, _ in known.most_common()), *layout.configuration.languages]


def detect_foreign(document: Document, language: Language) -> dict[str, Language]:
    """The language of each sentence that occurs only in blocks of other languages.

    If the document has more text in one other language than in its own, the result is empty: the
    person who set its language is more reliable than detection.
    """
    from hexapla.detection import foreign

    blocks = blocks_of(document)
    found = foreign(blocks, language.tag)
    letters: Counter[str | None] = Counter()
    for (_, text), tag in zip(blocks, found, strict=True):
        letters[tag] += len(text)
    if letters.most_common(1)[0][0] is not None:
        return {}
    others: dict[str, Language] = {}
    own: set[str] = set()
    for block, tag in zip(document.blocks, found, strict=True):
        for segment in block.segments:
            if tag:
                others[segment.text] = Language(tag)
            else:
                own.add(segment.text)
    return {text: other for text, other in others.items() if text not in own}
