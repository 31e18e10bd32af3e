"""The anchors in an article and in its edition: what links to its headings lead to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from hexapla.catalogs import store
from hexapla.documents.document import Anchors
from hexapla.languages import Language
from hexapla.ledger import digest
from hexapla.publication.reading import Prepared

if TYPE_CHECKING:
    from hexapla.editions.edition import Edition
    from hexapla.publication.publication import Publication

__all__ = ["PageAnchors", "page_anchors", "renamed"]


class PageAnchors(NamedTuple):
    """The anchors in an article and in its edition, None if its format has none.

    ``renamed`` has the edition's anchors by the article's, where they differ.
    """

    source: frozenset[str] | None
    edition: frozenset[str] | None
    renamed: Mapping[str, str]


def page_anchors(publication: Publication, prepared: Prepared, language: Language) -> PageAnchors:
    """The anchors of an article and of the edition that would be published now.

    They are kept in the ledger: many articles may link to one.
    """
    layout = publication.layout
    file = store.read(layout.catalog(prepared.article, language))
    name, inputs = (
        f"anchors {prepared.article.name} {language.tag}",
        digest(prepared.inputs, file.data),
    )
    known = publication.ledger().get(name, inputs)
    if known is None:
        edition = publication.edition(prepared, language)
        data, style = edition.render(), _style(layout.configuration.layout)
        found = (prepared.document.targets(one, style) for one in (prepared.data, data))
        known = [
            *(None if anchors is None else sorted(anchors) for anchors in found),
            renamed(edition, data, layout.configuration.layout),
        ]
        publication.ledger().put(name, inputs, known)
    source, there, changed = known
    return PageAnchors(_set(source), _set(there), changed)


def renamed(edition: Edition, data: bytes, layout: str) -> Mapping[str, str]:
    """The anchors of an edition's headings by those of the article's, where they differ."""
    pairs = edition.document.anchors(data, _style(layout))
    return {own: new for own, new in pairs if own != new}


def _style(layout: str) -> Anchors:
    """How the site generator of a layout makes the anchors of headings."""
    return Anchors.PYTHON_MARKDOWN if layout == "mkdocs" else Anchors.GITHUB


def _set(anchors: list[str] | None) -> frozenset[str] | None:
    return None if anchors is None else frozenset(anchors)
