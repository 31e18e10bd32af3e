"""Read a catalog of another program as an article: its messages are the sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from types import MappingProxyType

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.from_template import new_catalog, updated
from hexapla.documents.document import Block, Document, Segment, Segmenter, Translate
from hexapla.documents.format import Format, Kind, Options
from hexapla.documents.inline import Piece
from hexapla.languages import Language
from hexapla.ledger import Ledger, digest
from hexapla.publication.gettext.places import TEMPLATE
from hexapla.publication.layout import Article, Layout
from hexapla.publication.reading import Prepared, no_text
from hexapla.publication.source_language import find_source_language

__all__ = ["in_language", "prepare", "source_of"]

# The gettext manual asks programmers to write messages in English.
_USUAL = "en"
# Detection must be this certain that they are in another language.
_SURE = 0.97
# How many characters of the messages are enough to tell their language.
_ENOUGH = 20_000


class Messages(Document):
    """The messages of a catalog, each a block of one segment. Its editions are catalogs."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.blocks = list(_blocks(catalog))

    def render(self, translate: Translate, language: Language, note: str | None = None) -> bytes:
        """See `Document.render`."""
        texts = {(one.context, one.text): translate(one) for one in self.segments}
        return self.catalog.with_entries(
            entry.edit(msgstr=text) if (text := texts.get(entry.key)) else entry
            for entry in self.catalog.entries
        ).dump()


class _Catalogs(Format):
    """The format of catalogs. It isn't registered: in a folder, catalogs are not articles."""

    name = "po"
    suffixes = (".po", TEMPLATE)
    markup = Kind.MESSAGE

    def parse(
        self,
        data: bytes,
        segmenter: Segmenter,
        *,
        where: str = "",
        encoding: str | None = None,
        language: str = "",
        options: Options = MappingProxyType({}),
    ) -> Document:
        """See `Format.parse`. Messages are not cut."""
        return Messages(Catalog.parse(data, where))


def _blocks(catalog: Catalog) -> Iterator[Block]:
    previous, number = "", 0
    for entry in catalog.entries:
        if entry.obsolete or not entry.msgid:
            continue
        text = entry.msgid
        segment = Segment(
            text, previous, number, 0, 1, entry.line or 1, "message", context=entry.context
        )
        yield Block("message", segment.line, (segment,), text, (Piece(text, 0, len(text)),))
        previous = text
        number += 1


def prepare(
    layout: Layout, article: Article, ledger: Ledger, requested: Language | None = None
) -> Prepared:
    """Read a catalog or a template of another program; nothing is written.

    Raises InputError if it can't be read or has no messages, and what `source_of` raises.
    """
    file = store.read(article.path)
    document = Messages(file.parsed)
    if not document.blocks:
        raise no_text(layout.shown(article.path))
    language = source_of(layout, file.parsed, requested, ledger)
    data = file.data or b""
    inputs = digest(data, article.name, language.tag)
    return Prepared(
        article,
        _Catalogs(),
        language,
        hashlib.sha256(data).hexdigest(),
        {},
        inputs,
        inputs,
        lambda segmenter: document,
        data,
    )


def in_language(prepared: Prepared, file: store.Stored, language: Language) -> Catalog:
    """The catalog in a language: the file as it is, or as its template wants it."""
    document = prepared.document
    assert isinstance(document, Messages)
    if prepared.article.path.suffix.lower() != TEMPLATE:
        return file.catalog
    if file.data is None:
        return new_catalog(document.catalog, language, prepared.article.path.stem)
    return updated(file.catalog, document.catalog)


def source_of(
    layout: Layout, catalog: Catalog, requested: Language | None, ledger: Ledger | None = None
) -> Language:
    """The language of a catalog's messages.

    It is the requested, the configured or the recorded one, else the detected one, or English if
    that isn't certain. Raises what `find_source_language` raises.
    """
    found = find_source_language(
        layout.configuration, requested, catalog, lambda: _detected(catalog, ledger or Ledger())
    )
    assert found is not None  # `_detected` always finds one
    return found


def _detected(catalog: Catalog, ledger: Ledger) -> Language:
    text = "\n\n".join(entry.msgid for entry in catalog.entries)[:_ENOUGH]
    name, inputs = f"messages {digest(text).hex()}", digest(text)
    known = ledger.get(name, inputs)
    if known is None:
        from hexapla.detection import detect

        verdict = detect(text, [_USUAL])
        sure = not verdict.short and verdict.confidence >= _SURE
        known = verdict.tag if sure and verdict.tag != "und" else _USUAL
        ledger.put(name, inputs, known)
    return Language(known)
