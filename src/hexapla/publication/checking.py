"""Checking the catalogs of a publication: for `translate check`, the glossary and the risk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from hexapla.catalogs.catalog import Catalog
from hexapla.checks.context import learn_context
from hexapla.checks.run import Checked, check_catalogs
from hexapla.languages import Language
from hexapla.publication.catalogs import OnError, load_catalogs
from hexapla.publication.layout import Article, Layout

__all__ = ["check"]


def check(
    layout: Layout,
    articles: Sequence[Article],
    languages: Iterable[Language],
    *,
    source: Language | None = None,
    only: Collection[str] | None = None,
    on_error: OnError | None = None,
) -> list[Checked]:
    """Check the catalogs of articles, those of one pair of languages together.

    ``only`` names the checks to run; without it all run that the publication does not switch off
    (``checks-off``). For ``source``, ``on_error`` and what is raised for missing catalogs see
    `catalogs.load_catalogs`. Raises UsageError also for a name that no check has, InputError for
    a broken glossary, EngineError naming a check that fails.
    """
    glossary, off = layout.glossary(), layout.configuration.checks_off
    pairs: dict[tuple[Language, Language], list[Catalog]] = {}
    for one in load_catalogs(layout, articles, languages, source, on_error):
        pairs.setdefault((one.source, one.language), []).append(one.catalog)
    checked: list[Checked] = []
    for pair, catalogs in pairs.items():
        entries = [entry for catalog in catalogs for entry in catalog.entries]
        context = learn_context(entries, *pair, glossary)
        checked += check_catalogs(catalogs, context, off, only=only)
    return checked
