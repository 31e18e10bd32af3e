"""An edition as the catalog that Sphinx looks for: an entry a paragraph, put together of ours.

Sphinx cuts a page into paragraphs and asks gettext for each; ours are cut into sentences. What it
asks for is the paragraph's own markup on one line (`sphinx.transforms.i18n`, `node.rawsource`).
"""

from __future__ import annotations

from collections.abc import Container

from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.documents.document import Document
from hexapla.editions.edition import Policy, sentences
from hexapla.languages import Language

__all__ = ["catalog_for_sphinx"]

_HEADERS = ("Project-Id-Version", "PO-Revision-Date", "Last-Translator", "Language-Team")


def catalog_for_sphinx(
    document: Document,
    catalog: Catalog,
    language: Language,
    policy: Policy,
    foreign: Container[str] = frozenset(),
) -> bytes:
    """The file's bytes; a paragraph without any translation that may be used is left out.

    No entry is fuzzy, for Sphinx takes no notice of those: what ``policy`` lets in, is in.
    """
    chosen = iter(sentences(document, catalog, policy, foreign))
    entries: dict[str, Entry] = {}
    for number, block in enumerate(document.blocks):
        own = [next(chosen) for _ in block.segments]
        if all(one.missing or one.text is None for one in own):
            continue
        texts = [one.text for one in own]
        msgid = _one_line(block.text)
        msgstr = _one_line(document.paragraph(number, texts, language))
        if msgstr:
            entries.setdefault(msgid, Entry(msgid, msgstr, extracted=(block.kind,)))
    known = {name: catalog.headers[name] for name in _HEADERS if name in catalog.headers}
    headers = known | {"Language": language.posix, "Plural-Forms": f"{language.plural_forms};"}
    return Catalog.new(headers).with_entries(entries.values()).dump()


def _one_line(text: str) -> str:
    return " ".join(text.split())
