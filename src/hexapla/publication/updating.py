"""Keep an article's catalogs up to date with the article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.catalogs import store
from hexapla.catalogs.catalog import SOURCE_HEADER, Catalog, Entry, State
from hexapla.catalogs.glossary import Glossary
from hexapla.catalogs.update import Changes, update
from hexapla.editions.edition import Counts, count_states, state_in_edition
from hexapla.errors import UsageError
from hexapla.files import read_if_there
from hexapla.languages import Language
from hexapla.ledger import Ledger, digest
from hexapla.message import msg
from hexapla.publication.configuration import GLOSSARY_NAME
from hexapla.publication.layout import Article, Layout
from hexapla.publication.reading import Prepared
from hexapla.publication.results import Explained, StaleSentence, Status
from hexapla.publication.templates import refuse_foreign_catalog, update_template
from hexapla.publication.there import with_settled_texts_of, with_texts_of

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
    "outdated",
    "placed",
    "read_updated",
    "recorded_complete",
    "recorded_status",
    "refuse_own_language",
    "stale",
    "status",
    "updated_catalog",
]


MemoryOf = Callable[[Language, Language], "Memory"]
"""Returns the memory of a source and a target language."""


@dataclass(frozen=True, slots=True)
class Updated:
    """The result of updating one catalog.

    ``written`` is True if the file changed, or would change in a dry run. The numbers are those of
    `Changes`.
    """

    article: Article
    language: Language
    path: Path
    written: bool
    new: int = 0
    stale: int = 0
    kept: int = 0
    revived: int = 0
    obsolete: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class CatalogStatus:
    """What an update would do to a catalog.

    ``up_to_date`` is True if it would leave the file as it is. ``missing`` is the number of entries
    that need a draft; ``counts`` are the states of the article's sentences. Both describe the
    updated catalog.
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
    """Update an article's template and catalogs; see `catalogs.update`.

    ``memory`` returns the memory of a pair of languages. It is called only if some sentences were
    removed and others added: a translation of exactly the new sentence is better than the text of
    a removed one.

    Raises UsageError if the article is written in one of the languages, InputError if a catalog
    can't be used. In both cases nothing is written.
    """
    refuse_own_language(prepared.article, prepared.language, languages)
    # If a catalog can't be used, the template must not be written either.
    found = [
        layout.catalog(prepared.article, language).exists()
        and catalog_status(layout, ledger, prepared, language, memory).up_to_date
        for language in languages
    ]
    if not dry_run and not prepared.article.messages:
        update_template(layout, ledger, prepared)
    return [
        Updated(prepared.article, language, layout.catalog(prepared.article, language), False)
        if up_to_date
        else _update_catalog(layout, prepared, language, memory, dry_run)
        for language, up_to_date in zip(languages, found, strict=True)
    ]


def refuse_own_language(
    article: Article, own: Language | None, languages: Sequence[Language]
) -> None:
    """Raise UsageError if an article's own language is one of its target languages.

    ``own`` is None if the article's language is not known yet.
    """
    if own is not None and own in languages:
        raise UsageError(
            msg("is already in {name}", name=own.name),
            where=article.name,
            hint=msg("leave {tag} out of --to, or use --from", tag=own.tag),
        )


def catalog_status(
    layout: Layout,
    ledger: Ledger,
    prepared: Prepared,
    language: Language,
    memory: MemoryOf | None = None,
) -> CatalogStatus:
    """The status of an article's catalog, which need not exist.

    A catalog with a result in the ledger is read but not parsed. Raises InputError if it can't be
    used.
    """
    file = store.read(layout.catalog(prepared.article, language))
    known = _recorded(ledger, prepared, language, file.data)
    if known is not None:
        return known
    changes = _changes(file, prepared, language, memory)
    after = changes.catalog
    up_to_date = after.dump() == file.data
    if up_to_date:
        file.keep_update(prepared, replace(changes, catalog=file.catalog))
    found = CatalogStatus(
        up_to_date, len(_missing(prepared, after.entries)), count_states(prepared.document, after)
    )
    ledger.put(
        _ledger_name(prepared, language), _inputs(prepared, language, file.data), asdict(found)
    )
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


def stale(
    layout: Layout, ledger: Ledger, prepared: Prepared, languages: Iterable[Language]
) -> list[StaleSentence]:
    """The sentences of an article whose translation is stale, language by language."""
    out = []
    for language in languages:
        if not catalog_status(layout, ledger, prepared, language).counts.stale:
            continue
        path = layout.catalog(prepared.article, language)
        out += [
            StaleSentence(prepared.article, language, path, entry, line)
            for entry, line in placed(layout, prepared, language)
            if state_in_edition(entry) is State.STALE
        ]
    return out


def placed(layout: Layout, prepared: Prepared, language: Language) -> Iterator[tuple[Entry, int]]:
    """The entries of an article, each once, with the line of its first sentence in the article."""
    catalog = read_updated(layout, prepared, language)
    seen = set()
    for segment in prepared.document.segments:
        entry = catalog.get(segment)
        if entry and entry.key not in seen:
            seen.add(entry.key)
            yield entry, segment.line


def recorded_status(
    layout: Layout, ledger: Ledger, prepared: Prepared, language: Language
) -> CatalogStatus | None:
    """Like `catalog_status`, but only from the ledger, without parsing: None if it has no
    result.
    """
    file = store.read(layout.catalog(prepared.article, language))
    return _recorded(ledger, prepared, language, file.data)


def recorded_complete(
    layout: Layout, ledger: Ledger, prepared: Iterable[Prepared], language: Language
) -> bool:
    """Whether the ledger has a result for each article's catalog, and nothing is missing in any."""
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
    """The entries of an article's updated catalog that need a draft; see `drafting.fill.missing`.

    The catalog is not parsed if the ledger says that nothing is missing.
    """
    file = store.read(layout.catalog(prepared.article, language))
    known = _recorded(ledger, prepared, language, file.data)
    if known is not None and not known.missing and not redraft:
        return []
    if known is not None and known.up_to_date:
        file.keep_update(prepared, Changes(file.catalog))
    return _missing(prepared, _changes(file, prepared, language).catalog.entries, redraft=redraft)


def _missing(prepared: Prepared, entries: Iterable[Entry], *, redraft: bool = False) -> list[Entry]:
    if prepared.article.messages:
        from hexapla.drafting.gettext.filling import missing_messages

        return missing_messages(entries, redraft=redraft)
    from hexapla.drafting.fill import missing

    return missing(entries, redraft=redraft)


def outdated(layout: Layout, ledger: Ledger, prepared: Prepared, language: Language) -> int:
    """How many of an article's drafts in a catalog the current glossary would change.

    See `drafting.outdated`. Nothing is parsed if the ledger knows. Raises InputError if the catalog
    or the glossary can't be used.
    """
    file = store.read(layout.catalog(prepared.article, language))
    if file.data is None:
        return 0
    name = f"outdated {prepared.article.name} {language.tag}"
    inputs = digest(prepared.inputs, file.data, read_if_there(layout.root / GLOSSARY_NAME))
    known = ledger.get(name, inputs)
    if known is None:
        from hexapla.drafting.outdated import outdated as outdated_entries

        glossary = layout.glossary() or Glossary()
        entries = _changes(file, prepared, language).catalog.entries
        known = len(outdated_entries(entries, glossary, (prepared.language, language)))
        ledger.put(name, inputs, known)
    return int(known)


def edit_catalog(
    layout: Layout, prepared: Prepared, language: Language, edit: Callable[[Catalog], Catalog]
) -> None:
    """Change the texts in an article's catalog and save it; see `catalogs.store.change`.

    ``edit`` must keep the entries and their order.
    """
    path = layout.catalog(prepared.article, language)
    saved = store.change(path, lambda file: edit(file.catalog), root=layout.root_of(path))
    known = saved.before.update_for(prepared)
    if known is not None and known.catalog is saved.before.catalog:
        saved.after.keep_update(prepared, Changes(saved.after.catalog))


def _recorded(
    ledger: Ledger, prepared: Prepared, language: Language, data: bytes | None
) -> CatalogStatus | None:
    """The ledger's result for the bytes of a catalog, if there is one."""
    known = ledger.get(_ledger_name(prepared, language), _inputs(prepared, language, data))
    if known is None:
        return None
    return CatalogStatus(known["up_to_date"], known["missing"], Counts(**known["counts"]))


def _inputs(prepared: Prepared, language: Language, data: bytes | None) -> bytes:
    """A digest of what the status of a catalog depends on."""
    there = prepared.there(language) if data is None else None
    if there is None:
        return digest(prepared.inputs, data)
    return digest(prepared.inputs, data, there.data, *sorted(there.written))


def _ledger_name(prepared: Prepared, language: Language) -> str:
    return f"catalog {prepared.article.name} {language.tag}"


def read_updated(layout: Layout, prepared: Prepared, language: Language) -> Catalog:
    """Read an article's catalog and update it in memory: entries whose sentence changed are stale.

    The entries have their line numbers in the file. Raises InputError if the catalog can't be used.
    """
    file = store.read(layout.catalog(prepared.article, language))
    return _changes(file.with_lines(), prepared, language).catalog


def updated_catalog(file: store.Stored, prepared: Prepared, language: Language) -> Catalog:
    """Like `read_updated`, for a file that was read already. Entries may lack line numbers."""
    return _changes(file, prepared, language).catalog


def _changes(
    file: store.Stored, prepared: Prepared, language: Language, memory: MemoryOf | None = None
) -> Changes:
    """The update of a catalog's file; computed once for the same file and article."""
    known = file.update_for(prepared)
    if known is None:
        if file.data is not None:
            store.check_languages(file.catalog, prepared.language, language)
            if not prepared.article.messages:
                refuse_foreign_catalog(file.catalog, prepared)
        known = _update(file, prepared, language, memory)
        if file.data is None and (there := prepared.there(language)):
            taken = with_texts_of(known.catalog, prepared.document, there)
            known = replace(known, catalog=taken)
        elif prepared.again and (there := prepared.there(language)):
            taken = with_settled_texts_of(known.catalog, prepared.document, there.document)
            known = replace(known, catalog=taken)
        file.keep_update(prepared, known)
    return known


def _update(
    file: store.Stored, prepared: Prepared, language: Language, memory: MemoryOf | None
) -> Changes:
    """Update a catalog, and record the source language in its header."""
    if prepared.article.messages:
        from hexapla.publication.gettext.preparing import in_language

        return Changes(in_language(prepared, file, language))
    if file.data is None:
        catalog = store.new(prepared.article.domain, prepared.language, language)
    else:
        catalog = file.catalog

    @cache
    def opened() -> Memory | None:
        return memory(prepared.language, language) if memory else None

    def is_known(msgid: str) -> bool:
        known = opened()
        return known is not None and known.get(msgid) is not None

    changes = update(catalog, prepared.template, is_known, keep_reviewed=prepared.keep_reviewed)
    tagged = changes.catalog.with_headers({SOURCE_HEADER: prepared.language.tag})
    return replace(changes, catalog=tagged)


def _update_catalog(
    layout: Layout, prepared: Prepared, language: Language, memory: MemoryOf, dry_run: bool
) -> Updated:
    path = layout.catalog(prepared.article, language)
    saved = store.change(
        path,
        lambda file: _changes(file, prepared, language, memory).catalog,
        root=layout.root_of(path),
        dry_run=dry_run,
    )
    changes = _changes(saved.before, prepared, language)
    saved.after.keep_update(prepared, Changes(changes.catalog))
    numbers = (
        changes.new,
        changes.stale,
        changes.kept,
        changes.revived,
        changes.obsolete,
        changes.dropped,
    )
    return Updated(prepared.article, language, path, saved.changed, *numbers)
