"""Translation units of a memory, and how similar they are to a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.forms import pairs_of
from hexapla.catalogs.masking import MARKUP, adapt, mask, unmarked
from hexapla.dates import iso, of_gettext
from hexapla.documents.document import is_too_long
from hexapla.errors import UsageError
from hexapla.languages import Language

__all__ = ["Hit", "Unit", "similarity_to", "units_of"]

# A hit that is not exact is never shown as exact.
_NEARLY = 0.99


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation of one sentence.

    ``previous`` is the sentence before it, "" at the start of a text, None if unknown; ``after`` is
    the start of what is probably that sentence, for units whose file doesn't say. ``changed``
    is a time in TMX format ("20260102T030405Z") and ``author`` the person who wrote it, both "" if
    unknown. ``file`` is where the unit was found.
    """

    source: str
    target: str
    previous: str | None = None
    changed: str = ""
    author: str = ""
    file: str = ""
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found for a sentence, with its translation adapted to that sentence.

    ``score`` is the similarity, from 0 to 1; 1 means the same sentence. ``in_context`` is True if
    the unit probably comes after the same sentence.
    """

    unit: Unit
    text: str
    score: float
    in_context: bool = False


def units_of(catalog: Catalog, file: str = "") -> Iterator[Unit]:
    """What people translated in a catalog, as units.

    These are the reviewed entries, also those whose sentence is gone (obsolete), and texts that now
    belong to a changed sentence (stale) or did so when it was removed, under the sentence that they
    were written for. Plurals give a unit for each text of the source, too.
    """
    changed = _tmx_time(catalog.headers.get("PO-Revision-Date", ""))
    author = catalog.translator
    previous = ""
    language = _language_of(catalog)
    for entry in _moved(catalog):
        yield Unit(entry.msgid, entry.msgstr, None, changed, author, file)
    for entry in catalog.entries:
        if entry.obsolete:
            continue
        if entry.state is State.REVIEWED and language is not None:
            for source, target in pairs_of(entry, catalog.headers, language):
                yield Unit(source, target, None, changed, author, file)
        if entry.state is State.REVIEWED and entry.plural is None:
            context = entry.context or ""
            there = context.removeprefix("after:").strip() if context else previous
            yield Unit(entry.msgid, entry.msgstr, None, changed, author, file, there)
        if entry.context is None:
            previous = entry.msgid


def _language_of(catalog: Catalog) -> Language | None:
    try:
        return Language(catalog.headers.get("Language", ""))
    except UsageError:
        return None


def _moved(catalog: Catalog) -> Iterator[Entry]:
    """A person's texts whose sentences are no longer in the article, with those sentences."""
    stale: dict[str, list[Entry]] = {}
    for entry in catalog.entries:
        if entry.plural is not None or not entry.msgstr or entry.by_machine:
            continue
        if entry.obsolete and not entry.fuzzy:
            yield entry
        elif entry.fuzzy and entry.previous:
            stale.setdefault(entry.previous, []).append(entry)
    # A sentence that was split has left each part a part of its translation.
    whole = ((previous, one[0]) for previous, one in stale.items() if len(one) == 1)
    yield from (one.edit(msgid=was, msgstr=one.original or one.msgstr) for was, one in whole)


def _tmx_time(date: str) -> str:
    """A gettext date in TMX format, in UTC; "" for anything else."""
    moment = of_gettext(date)
    return iso(moment).replace("-", "").replace(":", "") if moment else ""


def similarity_to(source: str) -> Callable[[Unit], Hit]:
    """A function that compares units with a sentence and adapts their translations to it."""
    from rapidfuzz import fuzz

    masked = mask(source)
    bare = all(kind != MARKUP for kind in masked.kinds)

    def similar(unit: Unit) -> Hit:
        known, text = unit.source, unit.target
        if is_too_long(known, text):
            return Hit(unit, text, 0.0)
        if bare and MARKUP in mask(known).kinds:
            known, text = unmarked(known), unmarked(text)
        other = mask(known)
        adapted = adapt(text, other, masked)
        if adapted is None:
            return Hit(unit, text, min(_NEARLY, fuzz.ratio(source, known) / 100))
        score = fuzz.ratio(masked.text, other.text) / 100
        same = unit.source == source
        return Hit(unit, adapted, score if same else min(_NEARLY, score))

    return similar
