"""Catalogs and templates of other programs as articles."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from hexapla.errors import InputError, UsageError
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.article import Article
from hexapla.publication.gettext import places
from hexapla.publication.gettext.places import is_catalog
from hexapla.publication.language_paths import catalog_language
from hexapla.publication.paths import checked, is_within, refuse_bytes

__all__ = ["as_article", "catalog_of", "is_catalog", "is_translated", "languages_of"]


def as_article(root: Path, path: Path) -> Article:
    """A catalog or a template as an article, wherever it is; ``root`` is the publication's folder.

    Raises InputError if there is no such file.
    """
    full = checked(path)
    inside = is_within(full, root)
    relative = full.relative_to(root) if inside else Path(os.path.relpath(full, root))
    refuse_bytes(relative)
    domain = relative.with_suffix("") if is_translated(full) else relative
    name = relative.as_posix()
    return Article(full, name, name, domain.as_posix().replace("../", ""), messages=True)


def is_translated(path: Path) -> bool:
    """Whether a file is a catalog and no template, by its name."""
    return path.suffix.lower() == places.CATALOG


def catalog_of(article: Article, language: Language) -> Path:
    """The path of the catalog in a language: the article itself, or a template's catalog."""
    path = article.path
    return path if is_translated(path) else places.catalog_of(path, language)


def languages_of(article: Article, configured: Sequence[Language], where: str) -> list[Language]:
    """The languages of a catalog or a template.

    A catalog is in the language of its header, or else of its path, or in none that is known. A
    template has the ``configured`` ones, or else those of its catalogs. Raises InputError if the
    file can't be read or its header is no language code; ``where`` names it.
    """
    from hexapla.catalogs import store

    if not is_translated(article.path):
        return [*configured] or list(places.existing_catalogs(article.path))
    code = store.read(article.path).parsed.headers.get("Language", "")
    try:
        named = Language(code) if code else catalog_language(article.path)
    except UsageError as error:
        raise InputError(error.message, where=where, hint=msg("correct its header")) from None
    return [named] if named else []
