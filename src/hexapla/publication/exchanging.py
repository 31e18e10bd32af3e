"""Export to other programs and import from them: XLIFF, TMX memories and glossaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from pathlib import Path

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.glossary import Glossary
from hexapla.catalogs.signing import recorded_all
from hexapla.checks.check import Context
from hexapla.checks.run import fault_of_structure
from hexapla.errors import InputError, UsageError
from hexapla.exchange import termbase, tmx, xliff
from hexapla.exchange.xmlstream import put
from hexapla.files import opened, refuse_outside, write_bytes
from hexapla.languages import Language, nearest
from hexapla.memory.memory import Memory
from hexapla.message import joined, msg
from hexapla.publication.configuration import GLOSSARY_NAME
from hexapla.publication.gettext.preparing import source_of
from hexapla.publication.layout import Article, Layout
from hexapla.publication.places import refuse_export, write_export
from hexapla.publication.reading import Prepared, is_measured
from hexapla.publication.remembering import FOLDER
from hexapla.publication.source_language import find_source_language, require_source_language

__all__ = [
    "Exported",
    "ImportedGlossary",
    "ImportedMemory",
    "ImportedXliff",
    "article_named",
    "existing_glossary",
    "export_glossary",
    "export_memory",
    "export_xliff",
    "import_glossary",
    "import_memory",
    "import_xliff",
]

_CHUNK_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Exported:
    """A written file, and the number of its sentences or terms."""

    path: Path
    units: int


@dataclass(frozen=True, slots=True)
class ImportedXliff:
    """What an XLIFF file changed in a catalog.

    ``path`` is the catalog's. ``changed`` is the number of entries with a new text or a new
    approval. ``conflicts`` are entries that were changed in the catalog since the export; they stay
    as they are. ``unknown`` are the ids of units whose entry no longer exists. ``problems`` are
    units that were not taken, or not as reviewed, each with its line in the file.
    """

    path: Path
    changed: int
    conflicts: tuple[Entry, ...]
    unknown: tuple[str, ...]
    problems: tuple[xliff.Problem, ...]


@dataclass(frozen=True, slots=True)
class ImportedMemory:
    """A TMX file that the publication keeps, and its number of units by language tag.

    ``replaced`` is True if an older file with its name was there.
    """

    path: Path
    units: dict[str, int]
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class ImportedGlossary:
    """What the import of a glossary added to the publication's.

    ``path`` is the publication's glossary; ``added`` is the number of new terms and rules.
    ``conflicts`` are terms, each with a language tag, for which both glossaries have different
    rules; the publication's stay.
    """

    path: Path
    added: int
    conflicts: tuple[tuple[str, str], ...]


def export_xliff(
    layout: Layout,
    prepared: Prepared,
    languages: Sequence[Language],
    folder: Path,
    *,
    version: str = "1.2",
) -> list[Exported]:
    """Write an article's catalogs as XLIFF, one file per language: ``DOMAIN.LANGUAGE.xlf``.

    ``version`` is one of `xliff.VERSIONS`. Raises InputError if a catalog is missing or can't be
    read.
    """
    article = prepared.article
    written = []
    for language in languages:
        catalog_path = layout.catalog(article, language)
        if not catalog_path.exists():
            raise InputError(
                msg("no such catalog"),
                where=layout.shown(catalog_path),
                hint=msg("draft first: translate draft --to {language}", language=language),
            )
        catalog = store.load(catalog_path)
        data, count = xliff.export(
            catalog,
            prepared.language,
            language,
            article.name,
            version,
            limits=_limits(prepared),
            datatype="po" if article.messages else prepared.format.datatype(article.name),
        )
        path = folder / f"{article.domain.replace('/', '.')}.{language}.xlf"
        write_export(layout.root, layout.catalogs, path, data)
        written.append(Exported(path, count))
    return written


def _limits(prepared: Prepared) -> dict[tuple[str | None, str], int]:
    """The most characters of the sentences that have limited space, by the keys of entries."""
    if not is_measured(prepared.article):
        return {}
    segments = prepared.document.segments
    known = ((one, prepared.document.limit(one)) for one in segments)
    return {(one.context, one.text): limit for one, limit in known if limit}


def import_xliff(
    layout: Layout,
    file: Path,
    *,
    accept: bool = False,
    translator: str | None = None,
    dry_run: bool = False,
) -> ImportedXliff:
    """Import the translations of an XLIFF file into the catalog that it was exported from.

    Translations that the tool marked as approved, final or reviewed become reviewed entries; with
    ``accept``, every new text does. A file in `es-ES` is for the catalog in `es` if there is no
    other. ``translator`` is recorded as the one who wrote the new texts, and who approved them if
    the tool says so.

    Raises InputError if the file can't be read, names no target language or another source language
    than the article's, or if the publication has no such article or catalog.
    """
    received = xliff.read(file)
    article = article_named(layout, received.original, file)
    language = _language_for(layout, article, received)
    path = layout.catalog(article, language)
    off = layout.configuration.checks_off
    results: list[xliff.Imported] = []

    def edit(file: store.Stored) -> Catalog:
        source = find_source_language(layout.configuration, None, file.catalog)
        if source is None and article.messages:
            source = source_of(layout, file.catalog, None)
        if source:
            _refuse_other_source(source, received)
        context = Context(source, language) if source else None
        fault_in = partial(fault_of_structure, context=context, off=off) if context else None
        results.append(
            xliff.apply(
                file.catalog,
                received.units,
                language=language,
                accept=accept,
                fault_in=fault_in,
            )
        )
        return recorded_all(file.catalog, results[-1].catalog, translator)

    store.change(path, edit, root=layout.root_of(path), dry_run=dry_run)
    last = results[-1]
    return ImportedXliff(path, last.changed, last.conflicts, last.unknown, last.problems)


def article_named(layout: Layout, name: str, file: Path) -> Article:
    """The article that a returned file names. Raises InputError if there is none with this name."""
    article = layout.messages_named(name) or next(
        (one for one in layout.articles() if one.name == name), None
    )
    if article is None:
        raise InputError(
            msg("translates {name}, which is not an article here", name=name),
            where=str(file),
            hint=msg("run this in the publication that the file was exported from"),
        )
    return article


def _refuse_other_source(source: Language, received: xliff.Received) -> None:
    """Raise InputError if a file translates from another language than its article's."""
    try:
        same = not received.source or Language(received.source).base == source.base
    except UsageError:
        same = False
    if not same:
        raise InputError(
            msg(
                "translates from {source!r}, but the article is in {name}",
                source=received.source,
                name=source.name,
            ),
            where=received.place,
            hint=msg("use a file that translate xliff export wrote"),
        )


def _language_for(layout: Layout, article: Article, received: xliff.Received) -> Language:
    """The language of the catalog that a file is for: its own, else the nearest that there is.

    Programs often add a region to the language of a file: "es" returns as "es-ES".
    """
    if not received.tag:
        raise InputError(
            msg("no target language"),
            where=received.place,
            hint=msg(
                'add target-language="…" to <file> in XLIFF 1.2, trgLang="…" to <xliff> in 2.x'
            ),
        )
    try:
        language = Language(received.tag)
    except UsageError as error:
        raise InputError(error.message, where=received.place, hint=error.hint) from None
    known = {one.tag for one in (language, *layout.languages(article))}
    offered = sorted(tag for tag in known if layout.catalog(article, Language(tag)).exists())
    tag = nearest(language, offered)
    if tag is None:
        has = (
            msg("only for {offered}", offered=joined(offered)) if offered else msg("in no language")
        )
        raise InputError(
            msg(
                "is in {language}, but {name} has catalogs {has}",
                language=language,
                name=article.name,
                has=has,
            ),
            where=received.place,
            hint=msg("draft first: translate draft --to {language}", language=language),
        )
    return Language(tag)


def import_memory(layout: Layout, file: Path, *, dry_run: bool = False) -> ImportedMemory:
    """Copy a TMX file into the publication, to ``i18n/memory``; it replaces an older one.

    Raises InputError if it is not a TMX file, or if a file with its name is there whose languages
    are others: that is another memory, not an older one.
    """
    units = tmx.languages(file)
    kept = layout.root / FOLDER / file.with_suffix(".tmx").name
    known = kept.exists() and (file.samefile(kept) or _are_equal(file, kept))
    replaced = kept.exists() and not known
    if replaced and not tmx.languages(kept).keys() <= units.keys():
        raise InputError(
            msg("the memory already has a file with this name, in other languages"),
            where=layout.shown(kept),
            hint=msg("rename the new file, or remove the old one"),
        )
    if not dry_run and not known:
        refuse_outside(kept, layout.root)
        put(kept, _chunks(file))
    return ImportedMemory(kept, units, replaced)


def _are_equal(file: Path, other: Path) -> bool:
    return all(one == two for one, two in zip_longest(_chunks(file), _chunks(other)))


def _chunks(file: Path) -> Iterator[bytes]:
    with opened(file) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk


def import_glossary(
    layout: Layout, file: Path, source_language: Language | None, *, dry_run: bool = False
) -> ImportedGlossary:
    """Add the terms of a CSV or TBX file to the publication's glossary; existing terms stay.

    ``source_language`` is the language of the terms; it defaults to the configured one. Raises
    InputError if a file can't be read, UsageError if it is neither CSV nor TBX or if the language
    is not set.
    """
    path = layout.root / GLOSSARY_NAME
    other = termbase.read(file, require_source_language(layout.configuration, source_language))
    combined = termbase.combine(layout.glossary() or Glossary(), other)
    if combined.added and not dry_run:
        write_bytes(path, termbase.to_csv(combined.glossary), within=layout.root)
    return ImportedGlossary(path, combined.added, combined.conflicts)


def export_glossary(layout: Layout, path: Path, source_language: Language | None) -> Exported:
    """Write the publication's glossary as TBX-Basic or CSV, depending on the suffix of ``path``.

    ``source_language`` is the language of the terms; it defaults to the configured one. Raises
    InputError if there is no glossary, UsageError for any other suffix and for TBX without a
    language.
    """
    glossary = existing_glossary(layout)
    language = find_source_language(layout.configuration, source_language)
    data = termbase.dump(path, glossary, language)
    write_export(layout.root, layout.catalogs, path, data)
    return Exported(path, len(glossary.terms))


def existing_glossary(layout: Layout) -> Glossary:
    """The publication's glossary. Raises InputError if there is none or it is not valid."""
    glossary = layout.glossary()
    if glossary is None:
        raise InputError(
            msg("there is no glossary"),
            where=layout.shown(layout.root / GLOSSARY_NAME),
            hint=msg("import one: translate glossary import terms.csv"),
        )
    return glossary


def export_memory(
    layout: Layout, path: Path, memory: Memory, source: Language, language: Language
) -> Exported:
    """Write the memory of a pair of languages as TMX 1.4b.

    Units name their file as seen from the publication: others must not learn the paths of this
    machine.
    """
    refuse_export(layout.root, layout.catalogs, path)
    units = (replace(unit, file=_seen_from(layout.root, unit.file)) for unit in memory.units())
    return Exported(path, tmx.write(path, units, source, language))


def _seen_from(root: Path, file: str) -> str:
    path = Path(file)
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.name if path.is_absolute() else file
