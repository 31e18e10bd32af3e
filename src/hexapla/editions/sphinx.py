"""An edition as a catalog for Sphinx: one entry per paragraph.

Sphinx splits a page into paragraphs and asks gettext for each of them, while Hexapla's catalogs
have one entry per sentence. The msgid is the paragraph's markup on one line
(`sphinx.transforms.i18n`, `node.rawsource`).
"""

from __future__ import annotations

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.editions.edition import Edition

__all__ = ["catalog_for_sphinx"]

_HEADERS = ("Project-Id-Version", "PO-Revision-Date", "Last-Translator", "Language-Team")


def catalog_for_sphinx(edition: Edition) -> bytes:
    """The bytes of the catalog; paragraphs without a usable translation are left out.

    No entry is fuzzy, because Sphinx ignores fuzzy entries: whatever the policy allows is used.
    """
    document, language = edition.document, edition.language
    chosen = iter(edition.sentences)
    entries: dict[str, Entry] = {}
    for number, block in enumerate(document.blocks):
        own = [next(chosen) for _ in block.segments]
        if all(one.missing or one.text is None for one in own):
            continue
        texts = [one.text for one in own]
        msgid, msgstr = document.message(number, texts, language)
        if msgstr:
            entries.setdefault(msgid, Entry(msgid, msgstr, extracted=(block.kind,)))
    found = edition.catalog.headers
    known = {name: found[name] for name in _HEADERS if name in found}
    headers = known | {"Language": language.posix, "Plural-Forms": f"{language.plural_forms};"}
    return Catalog.new(headers).with_entries(entries.values()).dump()
