"""The sheets of an edition: names that they can have, from the texts of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hexapla.documents.document import Notice
from hexapla.documents.office.document import OfficeDocument, Texts, plain_text
from hexapla.documents.office.sheet_names import KIND, Names, unique
from hexapla.documents.xml.reading import characters
from hexapla.documents.xml.writing import content
from hexapla.languages import Language
from hexapla.message import msg

__all__ = ["MACROS", "named", "renamed"]

MACROS = Notice(msg("has macros, which may name its sheets"), "the sheets keep their names")
"""Said if the names of sheets should be translated, and aren't."""


def named(
    document: OfficeDocument,
    texts: Sequence[Texts],
    own: Sequence[str],
    language: Language,
    arrangement: str,
    format: str,
) -> Sequence[Texts]:
    """The texts of all blocks; those of sheets are names that the sheets can have.

    ``own`` are the names of all sheets, and ``format`` is the name of the format. In a bilingual
    edition, sheets keep their names.
    """
    wanted: dict[str, str | None] = {}
    places: dict[str, int] = {}
    for at, (block, new) in enumerate(zip(document.blocks, texts, strict=True)):
        if block.owner.kind == KIND:
            part = document.parts[block.part]
            name = characters(part.xml.text[block.owner.start : block.owner.end])
            places[name] = at
            changed = any(text is not None for text in new) and not arrangement
            wanted[name] = plain_text(part, block, new, language).strip() if changed else None
    if not places:
        return texts
    found = list(texts)
    new_names = unique(own, [wanted.get(name) for name in own], format)
    for name, new_name in zip(own, new_names, strict=True):
        if name in places:
            rest = len(texts[places[name]]) - 1
            new = [None] * (rest + 1) if new_name == name else [content(new_name), *[""] * rest]
            found[places[name]] = new
    return found


def renamed(pairs: Iterable[tuple[str, str]]) -> Names:
    """The sheets with another name than before, from pairs of both."""
    return {before.casefold(): after for before, after in pairs if before != after}
