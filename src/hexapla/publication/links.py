"""Links in an edition that lead nowhere, though the article's lead somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from hexapla.catalogs import store
from hexapla.documents.document import Document
from hexapla.errors import HexaplaError
from hexapla.languages import Language
from hexapla.ledger import digest
from hexapla.message import msg
from hexapla.publication.addresses import Addresses, has_relative, split_address
from hexapla.publication.anchors import PageAnchors, page_anchors
from hexapla.publication.layout import Article
from hexapla.publication.paths import exists
from hexapla.publication.reading import Prepared, prepare

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["BrokenLink", "broken_links"]


class BrokenLink(NamedTuple):
    """An address in an edition, and why it leads nowhere."""

    address: str
    reason: str


def broken_links(
    publication: Publication, prepared: Prepared, language: Language
) -> list[BrokenLink]:
    """The broken links in the edition of an article that would be published now.

    Addresses that are broken in the article too are left out, and so are those that only a site
    generator understands. The result is kept in the ledger.
    """
    layout = publication.layout
    if layout.makes_catalogs or not has_relative(prepared.data):
        return []
    path = layout.edition(prepared.article, language)
    addresses = Addresses(publication, prepared, language, path)
    file = store.read(layout.catalog(prepared.article, language))
    inputs = digest(prepared.inputs, file.data, addresses.inputs())
    name = f"links {prepared.article.name} {language.tag}"
    known = publication.ledger().get(name, inputs)
    if known is None:
        known = _Finder(publication, prepared, language, addresses, path).broken()
        publication.ledger().put(name, inputs, known)
    return [BrokenLink(*one) for one in known]


@dataclass
class _Finder:
    publication: Publication
    prepared: Prepared
    language: Language
    addresses: Addresses
    path: Path

    def broken(self) -> list[BrokenLink]:
        """The broken links, in the order of the edition."""
        document = self.prepared.document
        own = frozenset(_found(document, self.prepared.data))
        edition = self.publication.edition(self.prepared, self.language)
        there = dict.fromkeys(_found(document, edition.render()))
        reasons = ((one, self._reason(one, known=one in own)) for one in there)
        return [BrokenLink(one, reason) for one, reason in reasons if reason]

    def _reason(self, address: str, *, known: bool) -> str:
        """Why an address is broken, "" if it isn't; ``known``: the article has it, too."""
        parts = split_address(address)
        if parts is None:
            return ""
        path, _, fragment = parts
        target = self.addresses.target(path) if path else self.prepared.article.path
        article = self.addresses.article(target) if target else None
        if article is None:
            there = target is not None and (exists(target) or self._is_beside(path))
            return (
                ""
                if known or there or not Path(path).suffix
                else msg("there is no file {path}", path=path)
            )
        page = self._page(article)
        anchor = unquote(fragment or "")
        if known and anchor and (page.source is None or anchor not in page.source):
            return ""
        if path and not self._has_edition(article):
            return msg("{path} has no edition in {name}", path=path, name=self.language.name)
        if not anchor or page.edition is None:
            return ""
        new = page.renamed.get(anchor, anchor)
        where = path or "the edition"
        return (
            "" if new in page.edition else msg("{where} has no anchor {new}", where=where, new=new)
        )

    def _is_beside(self, path: str) -> bool:
        return exists(self.path.parent / unquote(path))

    def _has_edition(self, article: Article) -> bool:
        """Whether an article has an edition, or a site generator shows the article instead."""
        layout = self.publication.layout
        return (
            self.addresses.resolved
            or article == self.prepared.article
            or layout.catalog(article, self.language).exists()
            or layout.edition(article, self.language).exists()
        )

    @cached_property
    def _pages(self) -> dict[Article, PageAnchors]:
        return {}

    def _page(self, article: Article) -> PageAnchors:
        if article not in self._pages:
            try:
                self._pages[article] = self._read(article)
            except HexaplaError:  # It is reported for that article itself.
                self._pages[article] = PageAnchors(None, None, {})
        return self._pages[article]

    def _read(self, article: Article) -> PageAnchors:
        own = article == self.prepared.article
        prepared = (
            self.prepared
            if own
            else prepare(self.publication.layout, article, self.publication.ledger(), quiet=True)
        )
        return page_anchors(self.publication, prepared, self.language)


def _found(document: Document, data: bytes) -> list[str]:
    """The addresses in a file."""
    found: list[str] = []

    def look(address: str) -> str:
        found.append(address)
        return address

    document.with_addresses(data, look)
    return found
