"""Sign the reviewed sentences of an article's catalog with a person's name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.signature import identity
from hexapla.catalogs.signing import (
    is_unchanged_draft,
    name_of,
    reviewers,
    sign,
    translated_by,
    translator,
)
from hexapla.errors import InputError
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.layout import Article, Layout
from hexapla.publication.reading import Prepared
from hexapla.publication.updating import edit_catalog

__all__ = ["Signed", "sign_catalog"]


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed in an article's catalog in one language.

    ``name`` is the person as recorded. ``signed`` is the number of sentences that were signed now,
    ``before`` of those that the person had signed already, and ``left`` of those that can't be:
    they aren't reviewed, or, for a translator, have no text by a person or another translator.
    """

    article: Article
    language: Language
    path: Path
    name: str
    signed: int
    before: int
    left: int


def sign_catalog(
    layout: Layout,
    prepared: Prepared,
    language: Language,
    name: str,
    *,
    translated: bool = False,
    dry_run: bool = False,
) -> Signed:
    """Record in each reviewed entry of a catalog that a person reviewed it.

    With ``translated``, record instead that the person wrote the texts, in all entries with a text
    by a person of which nobody is recorded as the translator. Raises UsageError for a name of which
    nothing can be recorded, InputError if the catalog is missing or can't be read.
    """
    name, path = name_of(name), layout.catalog(prepared.article, language)
    catalog = store.load(path) if path.exists() else None
    if catalog is None:
        raise InputError(
            msg("no such catalog"),
            where=layout.shown(path),
            hint=msg("draft first: translate draft --to {language}", language=language),
        )
    live = [entry for entry in catalog.entries if not entry.obsolete]
    before = sum(identity(name) in _names(entry, translated=translated) for entry in live)
    after = [_signed(entry, name, translated=translated) for entry in live]
    signed = sum(new is not old for new, old in zip(after, live, strict=True))
    if signed and not dry_run:
        edit_catalog(
            layout, prepared, language, partial(_all_signed, name=name, translated=translated)
        )
    left = len(live) - before - signed
    return Signed(prepared.article, language, path, name, signed, before, left)


def _all_signed(catalog: Catalog, name: str, *, translated: bool) -> Catalog:
    return catalog.with_entries(
        entry if entry.obsolete else _signed(entry, name, translated=translated)
        for entry in catalog.entries
    )


def _signed(entry: Entry, name: str, *, translated: bool) -> Entry:
    if not translated:
        return sign(entry, name)
    is_a_persons = entry.state in (State.REVIEWED, State.EDITED) and not is_unchanged_draft(entry)
    return translated_by(entry, name) if is_a_persons and translator(entry) is None else entry


def _names(entry: Entry, *, translated: bool) -> set[str]:
    """Who has signed an entry, by `identity`."""
    author = translator(entry) if translated else None
    found = [author] if author else [] if translated else reviewers(entry)
    return {identity(one.name) for one in found}
