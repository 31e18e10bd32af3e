"""Find and load the catalogs of a publication, with the language they translate from."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hexapla.catalogs import store
from hexapla.catalogs.catalog import SOURCE_HEADER, Catalog
from hexapla.errors import HexaplaError, InputError, UsageError
from hexapla.languages import Language
from hexapla.message import either, msg
from hexapla.publication.layout import Article, Layout
from hexapla.publication.source_language import find_source_language

__all__ = ["ArticleCatalog", "OnError", "catalogs_between", "is_from", "load_catalogs", "skipped"]

_log = logging.getLogger(__name__)

OnError = Callable[[HexaplaError], object]
"""Called with an error that concerns one file; the other files are still processed."""


@dataclass(frozen=True, slots=True)
class ArticleCatalog:
    """The catalog of an article in one language, with the language it translates from."""

    article: Article
    source: Language
    language: Language
    path: Path
    catalog: Catalog


def load_catalogs(
    layout: Layout,
    articles: Sequence[Article],
    languages: Iterable[Language],
    source_language: Language | None = None,
    on_error: OnError | None = None,
) -> list[ArticleCatalog]:
    """Load the catalogs that articles have, language by language.

    ``source_language`` overrides the configured source language and the one in a catalog's header.
    An error in one catalog is passed to ``on_error`` and the catalog left out; without
    ``on_error`` it is raised. Raises UsageError if no article has a catalog in any language.
    """
    wanted = list(languages)
    paths = [
        (article, language, path)
        for language in wanted
        for article in articles
        if (path := layout.catalog(article, language)).exists()
        and not (article.messages and _is_in_another(layout, article, language))
    ]
    if not paths:
        tags = [language.tag for language in wanted]
        raise UsageError(
            msg("no catalogs in {tags}", tags=either(tags)) if tags else msg("no catalogs"),
            hint=msg("draft first: translate draft --to {tags}", tags=",".join(tags) or "es"),
        )
    found = []
    for article, language, path in paths:
        try:
            catalog = replace(store.load(path), where=layout.shown(path))
            from_ = _source_of(layout, article, catalog, source_language)
        except HexaplaError as error:
            if on_error is None:
                raise
            on_error(error)
            continue
        found.append(ArticleCatalog(article, from_, language, path, catalog))
    return found


def _is_in_another(layout: Layout, article: Article, language: Language) -> bool:
    """Whether a catalog of another program is known to be in other languages."""
    own = layout.languages(article)
    return bool(own) and language not in own


def _source_of(
    layout: Layout, article: Article, catalog: Catalog, requested: Language | None
) -> Language:
    if article.messages:
        from hexapla.publication.gettext.preparing import source_of

        return source_of(layout, catalog, requested)
    source = find_source_language(layout.configuration, requested, catalog)
    if source is None:
        raise UsageError(
            msg("the header {source_header} is missing", source_header=SOURCE_HEADER),
            where=catalog.where,
            hint=msg("use --from, or run translate extract"),
        )
    return source


def catalogs_between(layout: Layout, source: Language, language: Language) -> Iterator[Catalog]:
    """Load every catalog of the publication that translates from one language to another.

    A catalog that can't be read is logged as a warning and skipped.
    """
    for path in layout.catalogs_in(language):
        try:
            catalog = store.load(path)
            if is_from(catalog, source):
                yield catalog
        except InputError as error:
            _log.warning("%s", skipped(error))


def skipped(error: HexaplaError) -> HexaplaError:
    """The notice that memory does without a file."""
    message = msg("{message} (skipped in memory)", message=error.message)
    return HexaplaError(message, where=error.where, hint=error.hint)


def is_from(catalog: Catalog, source: Language) -> bool:
    """Whether a catalog translates from a language. True if its header doesn't say.

    Raises InputError if the header's source language is not a language code.
    """
    return catalog.source_language in (None, source)
