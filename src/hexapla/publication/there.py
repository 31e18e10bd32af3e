"""Translations that a program's files have already: they are taken over into a new catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.provenance import pair_digest, text_digest
from hexapla.documents.document import Document

__all__ = ["There", "is_taken_over", "with_settled_texts_of", "with_texts_of"]


class There(NamedTuple):
    """A file in a language that a program has already: its bytes, and what is in it.

    ``written`` are the digests of the texts that Hexapla wrote into it.
    """

    data: bytes
    document: Document
    written: frozenset[str] = frozenset()


def with_texts_of(catalog: Catalog, source: Document, there: There) -> Catalog:
    """The catalog with the texts of a file in its language, as edited, where it has none.

    Texts belong together by their keys. Those that repeat the source are no translations, and what
    Hexapla wrote there for another text isn't one of this text: an article of that name has gone.
    """
    ours = {pair.partition("/")[2] for pair in there.written}
    known = {
        key: text
        for key, text in _texts(source, there.document).items()
        if pair_digest(key[1], text) in there.written or text_digest(text) not in ours
    }
    return catalog.with_entries(
        _edited(entry, known[entry.key]) if entry.key in known and not entry.msgstr else entry
        for entry in catalog.entries
    )


def with_settled_texts_of(catalog: Catalog, source: Document, there: Document) -> Catalog:
    """The catalog with what a person has approved in a file that holds all languages.

    A draft or an empty entry gets such a text, as edited; what the catalog has by a person stays.
    """
    known = {
        key: text for key, text in _texts(source, there).items() if key[0] not in there.unsettled
    }
    return catalog.with_entries(
        _edited(entry, known[entry.key])
        if entry.key in known and entry.state in (State.DRAFT, State.EMPTY)
        else entry
        for entry in catalog.entries
    )


def is_taken_over(
    catalog: Catalog,
    source: Document,
    there: Document,
    written: Collection[str] = (),
    approved: Collection[str] = (),
) -> bool:
    """Whether a catalog has all translations of a file in its language.

    ``written`` are those that Hexapla wrote, by their digests in the record of the edition, and
    ``approved`` those that it wrote as approved: the catalog doesn't have what the file has if
    somebody has withdrawn an approval since.
    """
    texts = _texts(source, there)
    if any(
        key[0] in there.unsettled and pair_digest(key[1], text) in approved
        for key, text in texts.items()
    ):
        return False
    entries = {entry.key: entry.msgstr for entry in catalog.entries if not entry.obsolete}
    return all(
        entries.get(key) == text or pair_digest(key[1], text) in written
        for key, text in texts.items()
    )


def _texts(source: Document, there: Document) -> Mapping[tuple[str | None, str], str]:
    """The translations in a file, by the keys of the entries that they belong to."""
    own, other = _by_context(source), _by_context(there)
    found: dict[tuple[str | None, str], str] = {}
    for context, texts in own.items():
        new = other.get(context, [])
        if context is not None and len(new) == len(texts):
            pairs = zip(texts, new, strict=True)
            found |= {(context, text): there for text, there in pairs if there != text}
    return found


def _by_context(document: Document) -> Mapping[str | None, list[str]]:
    found: dict[str | None, list[str]] = defaultdict(list)
    for segment in document.segments:
        found[segment.context].append(segment.text)
    return found


def _edited(entry: Entry, text: str) -> Entry:
    flags = ("fuzzy", *(flag for flag in entry.flags if flag != "fuzzy"))
    return entry.edit(msgstr=text, flags=flags)
