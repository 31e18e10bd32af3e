"""Check the catalogs of a publication, for `translate check`, `glossary check` and `status`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hexapla.catalogs.catalog import Catalog
from hexapla.checks.check import Finding, Severity
from hexapla.checks.context import learn_context
from hexapla.checks.registry import BROKEN_LINKS, LIMITS, ignored, is_ignored, select
from hexapla.checks.run import Checked, check_catalogs
from hexapla.errors import HexaplaError
from hexapla.languages import Language
from hexapla.publication.catalogs import ArticleCatalog, OnError, load_catalogs
from hexapla.publication.layout import Article, Layout

if TYPE_CHECKING:
    from hexapla.publication.links import BrokenLink

__all__ = ["check"]

Links = Callable[[Article, Language], Sequence["BrokenLink"]]
"""Finds the broken links in the edition of an article."""


Faults = Callable[[Article, Language], Sequence[tuple[str, str]]]
"""Finds the texts without enough space or time in the edition of an article: the sentence, and what
is wrong.
"""


def check(
    layout: Layout,
    articles: Sequence[Article],
    languages: Iterable[Language],
    *,
    source_language: Language | None = None,
    only: Collection[str] | None = None,
    on_error: OnError | None = None,
    links: Links | None = None,
    faults: Faults | None = None,
) -> list[Checked]:
    """Check the catalogs of articles. Those of one pair of languages are checked together.

    Returns one result for each entry with a translation that is not stale.

    Parameters: ``only`` names the checks to run; by default all run except those in the setting
    ``checks-off``. ``links`` finds broken links, ``faults`` texts without enough space or time;
    both are added to the entries that have them. For
    ``source_language`` and ``on_error`` see `catalogs.load_catalogs`.

    Raises what `load_catalogs` raises, UsageError for an unknown check, and InputError for an
    invalid glossary.
    """
    glossary, off = layout.glossary(), layout.configuration.checks_off
    loaded = load_catalogs(layout, articles, languages, source_language, on_error)
    pairs: dict[tuple[Language, Language], list[Catalog]] = {}
    for one in loaded:
        pairs.setdefault((one.source, one.language), []).append(one.catalog)
    checked: list[Checked] = []
    for pair, catalogs in pairs.items():
        entries = [entry for catalog in catalogs for entry in catalog.entries]
        context = learn_context(entries, *pair, glossary, layout.configuration.listed)
        checked += check_catalogs(catalogs, context, off, only=only)
    if links is not None and select(off, only).links:
        _add_broken_links(checked, loaded, links, on_error)
    if faults is not None and select(off, only).limits:
        _add_faults(checked, loaded, faults, on_error)
    return checked


def _add_faults(
    checked: list[Checked],
    catalogs: Sequence[ArticleCatalog],
    faults: Faults,
    on_error: OnError | None,
) -> None:
    """Add a warning for each fault to the entry of its sentence."""
    places = {(one.path, one.entry.msgid): at for at, one in enumerate(checked)}
    for catalog in catalogs:
        try:
            found = faults(catalog.article, catalog.language)
        except HexaplaError as error:
            if on_error is not None:
                on_error(error)
            continue
        for sentence, message in found:
            at = places.get((catalog.catalog.where, sentence))
            if at is not None and not is_ignored(LIMITS, ignored(checked[at].entry)):
                finding = Finding(LIMITS.name, Severity.WARNING, message)
                checked[at] = replace(checked[at], findings=(*checked[at].findings, finding))


def _add_broken_links(
    checked: list[Checked],
    catalogs: Sequence[ArticleCatalog],
    links: Links,
    on_error: OnError | None,
) -> None:
    """Add a finding for each broken link to an entry that has it, or to the first of the article.

    An article that can't be read is reported. Its catalog is checked all the same.
    """
    places: dict[str, list[int]] = {}
    for at, one in enumerate(checked):
        places.setdefault(one.path, []).append(at)
    for catalog in catalogs:
        try:
            broken = () if catalog.article.messages else links(catalog.article, catalog.language)
        except HexaplaError as error:
            if on_error is not None:
                on_error(error)
            continue
        here = places.get(catalog.catalog.where, [])
        for address, reason in broken if here else ():
            at = next((n for n in here if address in checked[n].entry.msgstr), here[0])
            if not is_ignored(BROKEN_LINKS, ignored(checked[at].entry)):
                finding = Finding(
                    BROKEN_LINKS.name, Severity.ERROR, f"broken link {address}: {reason}"
                )
                checked[at] = replace(checked[at], findings=(finding, *checked[at].findings))
