"""Check the catalogs of a publication, for `translate check`, `glossary check` and `status`."""

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
    source_language: Language | None = None,
    only: Collection[str] | None = None,
    on_error: OnError | None = None,
) -> list[Checked]:
    """Check the catalogs of articles. Those of one pair of languages are checked together.

    Returns one result for each entry with a translation that is not stale.

    Parameters: ``only`` names the checks to run; by default all run except those in the setting
    ``checks-off``. For ``source_language`` and ``on_error`` see `catalogs.load_catalogs`.

    Raises what `load_catalogs` raises, UsageError for an unknown check, and InputError for an
    invalid glossary.
    """
    glossary, off = layout.glossary(), layout.configuration.checks_off
    pairs: dict[tuple[Language, Language], list[Catalog]] = {}
    for one in load_catalogs(layout, articles, languages, source_language, on_error):
        pairs.setdefault((one.source, one.language), []).append(one.catalog)
    checked: list[Checked] = []
    for pair, catalogs in pairs.items():
        entries = [entry for catalog in catalogs for entry in catalog.entries]
        context = learn_context(entries, *pair, glossary)
        checked += check_catalogs(catalogs, context, off, only=only)
    return checked
