"""An article's template and catalogs, kept up to date with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.catalogs import store
from hexapla.catalogs.catalog import SOURCE_HEADER, Catalog, Entry
from hexapla.catalogs.update import Changes, update
from hexapla.editions.edition import Counts, count_states
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.ledger import Ledger, digest
from hexapla.publication.layout import Article, Layout
from hexapla.publication.reading import Prepared, carry_over
from hexapla.publication.results import Explained, Status

if TYPE_CHECKING:
    from hexapla.memory.memory import Memory

__all__ = [
    "CatalogStatus",
    "Updated",
    "catalog_status",
    "edit_catalog",
    "entries_to_draft",
    "explain",
    "extract",
    "has_current_template",
    "read_updated",
    "recorded_complete",
    "recorded_status",
    "refuse_own_language",
    "status",
    "updated_catalog",
]


MemoryOf = Callable[[Language, Language], "Memory"]
"""Returns the memory of a source and a target language."""


@dataclass(frozen=True, slots=True)
class Updated:
    """A catalog brought up to date; ``written`` says whether its file changed.

    The numbers are those of `Changes`.
    """

    article: Article
    language: Language
    path: Path
    written: bool
    new: int = 0
    stale: int = 0
    revived: int = 0
    obsolete: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class CatalogStatus:
    """A catalog as an update would leave it: whether it up_to_date so on the disk, how many of its
    entries want a draft, and the states of the article's sentences.
    """

    up_to_date: bool
    missing: int
    counts: Counts


def extract(
    layout: Layout,
    ledger: Ledger,
    prepared: Prepared,
    languages: Sequence[Language],
    memory: MemoryOf,
    *,
    dry_run: bool = False,
) -> list[Updated]:
    """Bring an article's template and catalogs up to date; see `catalogs.update`.

    ``memory`` returns the memory of a pair of languages. It is asked for only if sentences were
    removed and others added: a translation of exactly the new sentence is better than the text of
    a removed one.

    Raises UsageError where the article is in one of the languages, InputError where a catalog
    is refused; then nothing is written.
    """
    refuse_own_language(prepared.article, prepared.language, languages)
    # A catalog that is refused must not leave a new template.
    found = [
        layout.catalog(prepared.article, language).exists()
        and catalog_status(layout, ledger, prepared, language, memory).up_to_date
        for language in languages
    ]
    if not dry_run:
        _update_template(layout, ledger, prepared)
    return [
        Updated(prepared.article, language, layout.catalog(prepared.article, language), False)
        if up_to_date
        else _update_catalog(layout, prepared, language, memory, dry_run)
        for language, up_to_date in zip(languages, found, strict=True)
    ]


def refuse_own_language(
    article: Article, own: Language | None, languages: Sequence[Language]
) -> None:
    """Raises UsageError where an article's own language is one that it is to be translated into;
    that may not be known yet.
    """
    if own is not None and own in languages:
        raise UsageError(
            f"is in {own.name} already",
            where=article.name,
            hint=f"leave {own.tag} out of --to, or use --from",
        )


def catalog_status(
    layout: Layout,
    ledger: Ledger,
    prepared: Prepared,
    language: Language,
    memory: MemoryOf | None = None,
) -> CatalogStatus:
    """The status of an article's catalog, whether it exists or not.

    A catalog that the ledger knows is read, but not parsed. Raises InputError where it is refused.
    """
    file = store.read(layout.catalog(prepared.article, language))
    known = _recorded(ledger, prepared, language, file.data)
    if known is not None:
        return known
    from hexapla.drafting.fill import missing

    changes = _changes(file, prepared, language, memory)
    after = changes.catalog
    up_to_date = after.dump() == file.data
    if up_to_date:
        file.keep_update(prepared, replace(changes, catalog=file.catalog))
    found = CatalogStatus(
        up_to_date, len(missing(after.entries)), count_states(prepared.document, after)
    )
    ledger.put(_ledger_name(prepared, language), digest(prepared.inputs, file.data), asdict(found))
    return found


def status(
    layout: Layout, ledger: Ledger, prepared: Prepared, languages: Iterable[Language]
) -> list[Status]:
    """The states of an article's sentences, language by language; nothing is written."""
    out = []
    for language in languages:
        path = layout.catalog(prepared.article, language)
        counts = catalog_status(layout, ledger, prepared, language).counts
        out.append(Status(prepared.article, language, path, counts))
    return out


def explain(layout: Layout, prepared: Prepared, languages: Iterable[Language]) -> list[Explained]:
    """What the guards changed or rejected in an article's drafts, language by language."""
    from hexapla.drafting.explanation import explain as explain_entries

    out = []
    for language in languages:
        path = layout.catalog(prepared.article, language)
        entries = read_updated(layout, prepared, language).entries
        found = explain_entries(entries, (prepared.language, language))
        out.append(Explained(prepared.article, language, path, found))
    return out


def recorded_status(
    layout: Layout, ledger: Ledger, prepared: Prepared, language: Language
) -> CatalogStatus | None:
    """The same where the ledger knows it, None otherwise: nothing is parsed."""
    file = store.read(layout.catalog(prepared.article, language))
    return _recorded(ledger, prepared, language, file.data)


def recorded_complete(
    layout: Layout, ledger: Ledger, prepared: Iterable[Prepared], language: Language
) -> bool:
    """Whether the ledger knows of every article's catalog that nothing is missing in it."""
    found = (recorded_status(layout, ledger, one, language) for one in prepared)
    return all(one is not None and not one.missing for one in found)


def entries_to_draft(
    layout: Layout,
    ledger: Ledger,
    prepared: Prepared,
    language: Language,
    *,
    redraft: bool = False,
) -> list[Entry]:
    """The entries of an article's catalog that want a draft, as an update would leave them; see
    `drafting.fill.missing`.

    A catalog of which the ledger knows that nothing is missing is not parsed.
    """
    file = store.read(layout.catalog(prepared.article, language))
    known = _recorded(ledger, prepared, language, file.data)
    if known is not None and not known.missing and not redraft:
        return []
    from hexapla.drafting.fill import missing

    if known is not None and known.up_to_date:
        file.keep_update(prepared, Changes(file.catalog))
    return missing(_changes(file, prepared, language).catalog.entries, redraft=redraft)


def edit_catalog(
    layout: Layout, prepared: Prepared, language: Language, edit: Callable[[Catalog], Catalog]
) -> None:
    """Change the texts of an article's catalog, and save it; see `catalogs.store.change`.

    ``edit`` must leave the entries in their places.
    """
    path = layout.catalog(prepared.article, language)
    saved = store.change(path, lambda file: edit(file.catalog), root=layout.root)
    known = saved.before.update_for(prepared)
    if known is not None and known.catalog is saved.before.catalog:
        saved.after.keep_update(prepared, Changes(saved.after.catalog))


def _recorded(
    ledger: Ledger, prepared: Prepared, language: Language, data: bytes | None
) -> CatalogStatus | None:
    """What the ledger knows of a catalog's bytes."""
    known = ledger.get(_ledger_name(prepared, language), digest(prepared.inputs, data))
    if known is None:
        return None
    return CatalogStatus(known["up_to_date"], known["missing"], Counts(**known["counts"]))


def _ledger_name(prepared: Prepared, language: Language) -> str:
    return f"catalog {prepared.article.name} {language.tag}"


def read_updated(layout: Layout, prepared: Prepared, language: Language) -> Catalog:
    """An article's catalog as an update would leave it: a changed sentence is stale there.

    Its entries know their lines in the file. Raises InputError where the catalog is refused.
    """
    file = store.read(layout.catalog(prepared.article, language))
    return _changes(file.with_lines(), prepared, language).catalog


def updated_catalog(file: store.Stored, prepared: Prepared, language: Language) -> Catalog:
    """The same of a catalog's file, but the entries may not know their lines."""
    return _changes(file, prepared, language).catalog


def _changes(
    file: store.Stored, prepared: Prepared, language: Language, memory: MemoryOf | None = None
) -> Changes:
    """The update of a catalog's file, computed once while the file and the article stand."""
    known = file.update_for(prepared)
    if known is None:
        if file.data is None:
            catalog = store.new(prepared.article.domain, prepared.language, language)
        else:
            catalog = file.catalog
            store.check_languages(catalog, prepared.language, language)
        known = _update(catalog, prepared, language, memory)
        file.keep_update(prepared, known)
    return known


def _update(
    catalog: Catalog, prepared: Prepared, language: Language, memory: MemoryOf | None
) -> Changes:
    """A catalog's update."""

    @cache
    def opened() -> Memory | None:
        return memory(prepared.language, language) if memory else None

    def is_known(msgid: str) -> bool:
        known = opened()
        return known is not None and known.get(msgid) is not None

    changes = update(catalog, prepared.template, is_known)
    tagged = changes.catalog.with_headers({SOURCE_HEADER: prepared.language.tag})
    return replace(changes, catalog=tagged)


def has_current_template(layout: Layout, ledger: Ledger, prepared: Prepared) -> bool:
    """Whether the ledger knows that an article's template is up to date; nothing is parsed."""
    data = store.read(layout.template(prepared.article)).data
    name = _template_name(prepared)
    return data is not None and bool(ledger.get(name, digest(prepared.inputs, data)))


def _template_name(prepared: Prepared) -> str:
    return f"template {prepared.article.name}"


def _update_template(layout: Layout, ledger: Ledger, prepared: Prepared) -> None:
    """Bring the template up to date."""
    if has_current_template(layout, ledger, prepared):
        return
    path = layout.template(prepared.article)
    before = store.read(path).data
    saved = store.change(path, lambda file: _updated_template(file, prepared), root=layout.root)
    after = saved.after.data or b""
    carry_over(ledger, prepared, before, after)
    ledger.put(_template_name(prepared), digest(prepared.inputs, after), True)


def _updated_template(file: store.Stored, prepared: Prepared) -> Catalog:
    if file.data is None:
        template = store.new(prepared.article.domain, prepared.language)
    else:
        template = file.catalog
    if template.entries != prepared.template.entries:
        template = template.with_entries(prepared.template.entries)
    return template.with_headers(
        {SOURCE_HEADER: prepared.language.tag, "X-Source-Digest": prepared.digest}
    )


def _update_catalog(
    layout: Layout, prepared: Prepared, language: Language, memory: MemoryOf, dry_run: bool
) -> Updated:
    path = layout.catalog(prepared.article, language)
    saved = store.change(
        path,
        lambda file: _changes(file, prepared, language, memory).catalog,
        root=layout.root,
        dry_run=dry_run,
    )
    changes = _changes(saved.before, prepared, language)
    saved.after.keep_update(prepared, Changes(changes.catalog))
    numbers = (changes.new, changes.stale, changes.revived, changes.obsolete, changes.dropped)
    return Updated(prepared.article, language, path, saved.changed, *numbers)
