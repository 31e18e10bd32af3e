"""An article's template and catalogs, kept up to date with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.update import Changes, update
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.layout import Article, Layout
from hexapla.preparation import Prepared

__all__ = ["Updated", "current", "extract"]


@dataclass(frozen=True, slots=True)
class Updated:
    """A catalog brought up to date; ``written`` says whether its file changed."""

    article: Article
    language: Language
    path: Path
    changes: Changes
    written: bool


def extract(
    layout: Layout, prepared: Prepared, languages: Sequence[Language], *, dry_run: bool = False
) -> list[Updated]:
    """Bring an article's template and catalogs up to date; see `catalogs.update`.

    Raises UsageError where the article is in one of the languages, InputError where a catalog
    is refused; then nothing is written.
    """
    if prepared.language in languages:
        raise UsageError(
            f"is in {prepared.language.name} already",
            where=prepared.article.name,
            hint=f"leave {prepared.language.tag} out of --to, or say --from",
        )
    for language in languages:  # a catalog that is refused must not leave a new template
        _stored(layout, prepared, language)
    if not dry_run:
        store.change(
            layout.template(prepared.article),
            lambda template: _renewed(template, prepared),
            new=lambda: store.new(prepared.article.domain, prepared.language),
            root=layout.root,
        )
    return [_updated(layout, prepared, language, dry_run) for language in languages]


def current(layout: Layout, prepared: Prepared, language: Language) -> Catalog:
    """An article's catalog as an update would leave it: a changed sentence is stale there."""
    return update(_stored(layout, prepared, language), prepared.template).catalog


def _updated(layout: Layout, prepared: Prepared, language: Language, dry_run: bool) -> Updated:
    path = layout.catalog(prepared.article, language)
    changes: list[Changes] = []

    def change(catalog: Catalog) -> Catalog:
        store.check_languages(catalog, prepared.language, language)
        changes.append(update(catalog, prepared.template))
        return changes[-1].catalog.with_headers({"X-Source-Language": prepared.language.tag})

    written = store.change(
        path,
        change,
        new=lambda: store.new(prepared.article.domain, prepared.language, language),
        root=layout.root,
        dry_run=dry_run,
    )
    return Updated(prepared.article, language, path, changes[-1], written)


def _stored(layout: Layout, prepared: Prepared, language: Language) -> Catalog:
    """An article's catalog as it is on disk, or an empty one."""
    path = layout.catalog(prepared.article, language)
    if not path.exists():
        return store.new(prepared.article.domain, prepared.language, language)
    catalog = store.load(path)
    store.check_languages(catalog, prepared.language, language)
    return catalog


def _renewed(template: Catalog, prepared: Prepared) -> Catalog:
    if template.entries != prepared.template.entries:
        template = template.with_entries(prepared.template.entries)
    return template.with_headers(
        {"X-Source-Language": prepared.language.tag, "X-Source-Digest": prepared.digest}
    )
