"""The questions to the desk that translators have left in catalogs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hexapla.catalogs.desk import questions
from hexapla.catalogs.entry import Entry
from hexapla.languages import Language
from hexapla.ledger import Ledger
from hexapla.publication.layout import Article, Layout
from hexapla.publication.reading import Prepared
from hexapla.publication.updating import catalog_status, placed

__all__ = ["Question", "questions_of"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a translator asks about a sentence.

    ``path`` is the catalog's; ``line`` is where the sentence is in the article, ``entry.line``
    where its entry is in the catalog.
    """

    article: Article
    language: Language
    path: Path
    entry: Entry
    line: int
    text: str


def questions_of(
    layout: Layout, ledger: Ledger, prepared: Prepared, languages: Iterable[Language]
) -> list[Question]:
    """The questions in an article's catalogs, language by language; nothing is written."""
    out = []
    for language in languages:
        if not catalog_status(layout, ledger, prepared, language).counts.questions:
            continue
        path = layout.catalog(prepared.article, language)
        out += [
            Question(prepared.article, language, path, entry, line, text)
            for entry, line in placed(layout, prepared, language)
            for text in questions(entry)
        ]
    return out
