"""A catalog of another program's template: a new one, as msginit makes it, or an updated one.

As with msgmerge, entries of the template that the catalog lacks are added, and those that the
template lacks become obsolete. Similar messages are left to the translation memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.entry import has_words
from hexapla.catalogs.plural_forms import form_count
from hexapla.catalogs.provenance import earlier
from hexapla.dates import gettext_now
from hexapla.languages import Language

__all__ = ["new_catalog", "updated", "with_other_plural"]


def new_catalog(template: Catalog, language: Language, name: str) -> Catalog:
    """An empty catalog of a template in a language. ``name`` is used if the header has none."""
    now = gettext_now()
    header = template.header or Entry("")
    flags = tuple(flag for flag in header.flags if flag != "fuzzy")
    start = Catalog(header=Entry("", header.msgstr, comments=header.comments, flags=flags))
    project = template.headers.get("Project-Id-Version", "")
    catalog = start.with_headers(
        {
            "Project-Id-Version": name if project in ("", "PACKAGE VERSION") else project,
            "PO-Revision-Date": now,
            "Last-Translator": "Hexapla (drafts)",
            "Language-Team": language.name,
            "Language": language.posix,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": f"{language.plural_forms};",
        }
    )
    return updated(catalog, template)


def updated(catalog: Catalog, template: Catalog) -> Catalog:
    """The catalog with the template's entries, in the template's order, then obsolete ones."""
    known = {entry.key: entry for entry in catalog.entries}
    wanted = [entry for entry in template.entries if not entry.obsolete]
    keys = {entry.key for entry in wanted}
    forms = form_count(catalog.headers)
    fresh = (_refreshed(known.get(one.key), one, forms) for one in wanted)
    entries = [*fresh, *_gone(catalog, keys)]
    return catalog if tuple(entries) == catalog.entries else catalog.with_entries(entries)


def _refreshed(entry: Entry | None, fresh: Entry, forms: int) -> Entry:
    if entry is None:
        plurals = ("",) * forms if fresh.plural is not None else ()
        flags = tuple(flag for flag in fresh.flags if flag != "fuzzy")
        return Entry(
            fresh.msgid,
            context=fresh.context,
            flags=flags,
            extracted=fresh.extracted,
            references=fresh.references,
            plural=fresh.plural,
            plurals=plurals,
        )
    own = [flag for flag in entry.flags if flag == "fuzzy" or not flag.endswith("-format")]
    formats = [flag for flag in fresh.flags if flag.endswith("-format")]
    now = entry.edit(
        extracted=fresh.extracted,
        references=fresh.references,
        flags=tuple(dict.fromkeys([*own, *formats])),
        obsolete=False,
    )
    return now if entry.plural == fresh.plural else with_other_plural(now, fresh.plural, forms)


def with_other_plural(entry: Entry, plural: str | None, forms: int) -> Entry:
    """An entry whose message got plural forms, lost them, or has another msgid_plural.

    ``forms`` is their number in the catalog. A person's texts become fuzzy; forms for which there
    is no place any more go into comments.
    """
    if plural is None:
        text, *others = entry.plurals or ("",)
        texts: dict[str, Any] = {"msgstr": text, "plurals": (), "plural": None}
    else:
        others = []
        plurals = entry.plurals or (entry.msgstr, *("",) * (forms - 1))
        texts = {"msgstr": "", "plurals": plurals, "plural": plural}
    if not has_words(entry):
        return entry.edit(**texts)
    left = dict.fromkeys(earlier(one) for one in others if one and one != texts["msgstr"])
    return entry.edit(
        **texts,
        flags=tuple(dict.fromkeys(["fuzzy", *entry.flags])),
        comments=tuple(dict.fromkeys((*entry.comments, *left))),
        previous=entry.msgid,
        previous_plural=entry.plural,
    )


def _gone(catalog: Catalog, keys: set[tuple[str | None, str]]) -> Iterator[Entry]:
    for entry in catalog.entries:
        if entry.key in keys:
            continue
        if entry.obsolete:
            yield entry
        elif has_words(entry):
            yield entry.edit(obsolete=True, extracted=(), references=())
