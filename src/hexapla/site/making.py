"""Build the pages of one article: one per language, and one with all languages side by side."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath, PurePosixPath
from typing import Any
from urllib.parse import unquote

from hexapla.catalogs import store
from hexapla.dates import iso
from hexapla.editions.edition import Policy, source_edition
from hexapla.errors import HexaplaError
from hexapla.files import read_bytes
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.publication.layout import Article, Layout
from hexapla.publication.publication import Publication
from hexapla.publication.reading import Prepared
from hexapla.site.addresses import relative
from hexapla.site.images import may_run
from hexapla.site.manifest import Record, digest_of, put
from hexapla.site.markup import Link
from hexapla.site.pages import Page, Pages, Site, status_of
from hexapla.site.versions import Version, version_of

__all__ = ["Made", "PageJob", "make", "warn_of_program"]

_log = logging.getLogger(__name__)


_RESERVED = lazy_re(r"index(-\d+)?\Z", re.IGNORECASE)
_FILE = lazy_re(r"\.(?:html|xml)\Z", re.IGNORECASE)
_ADDRESS = lazy_re(r"([^?#]*)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PageJob:
    """Everything a process needs to build an article.

    ``articles`` holds all articles by name. ``editions`` holds the language tags of each article's
    existing editions by article name, the source's tag first; links between articles lead to them.
    """

    layout: Layout
    folder: Path
    policy: Policy
    site: Site
    articles: Mapping[str, Article]
    languages: tuple[Language, ...]
    editions: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Made:
    """The result for an article: its record, still without a key, and how many files changed."""

    record: Record
    written: int


def make(job: PageJob, pages: Pages, article: Article) -> Made:
    """Write an article's pages into the site's folder.

    Raises HexaplaError if the article or one of its catalogs can't be read.
    """
    publication = Publication(job.layout, cache=False)
    prepared = publication.prepare(article)
    links = _Links(job, article, prepared.language)
    versions, digests = _versions(job, publication, prepared, links)
    files = _write(job, pages, prepared, versions) | links.assets
    date = prepared.document.date
    record = Record(
        "",
        {"language": prepared.language.tag, "sha256": prepared.digest},
        {one.language.tag: _edition(one, article, digests, date) for one in versions},
        _hexapla(article) if len(versions) > 1 else "",
        links.linked_articles,
        links.linked_files,
        {path: hashlib.sha256(data).hexdigest() for path, data in files.items()},
    )
    return Made(record, sum(put(job.folder, path, data) for path, data in files.items()))


def _versions(
    job: PageJob, publication: Publication, prepared: Prepared, links: _Links
) -> tuple[list[Version], dict[str, str]]:
    """The article in every language that passes the gate, and its catalogs' digests by tag."""
    own = source_edition(
        prepared.document, prepared.language, prepared.article.name, prepared.digest
    )
    name = PurePosixPath(prepared.article.relative).stem
    versions = [version_of(own, links.to(prepared.language), name)]
    digests: dict[str, str] = {}
    for language in job.languages:
        data = store.read(job.layout.catalog(prepared.article, language)).data
        if language == prepared.language or data is None:
            continue
        edition = publication.edition(prepared, language, job.policy)
        if not (edition.counts.untranslated or edition.refusal):
            versions.append(version_of(edition, links.to(language), name))
            digests[language.tag] = hashlib.sha256(data).hexdigest()
    return versions, digests


def _write(
    job: PageJob, pages: Pages, prepared: Prepared, versions: Sequence[Version]
) -> dict[str, bytes]:
    """Render the pages, by path."""
    article, source = prepared.article, prepared.language
    alternates = [(one.language, _path(article, one.language.tag)) for one in versions]
    hexapla = _hexapla(article) if len(versions) > 1 else ""
    files: dict[str, bytes] = {}
    for version, (language, path) in zip(versions, alternates, strict=True):
        page = Page(
            path,
            language,
            version.title,
            version.summary,
            home=f"{language.tag}/index.html",
            feed=f"{language.tag}/feed.xml",
            alternates=alternates,
            default=alternates[0][1],
            kind="article",
            nav="This text in other languages",
        )
        files[path] = pages.article(
            page, version, source=source, digest=prepared.digest, hexapla=hexapla
        )
    if hexapla:
        page = Page(
            hexapla,
            source,
            versions[0].title,
            versions[0].summary,
            home=f"{source.tag}/index.html",
            kind="article",
        )
        columns = [(one, path) for one, (_, path) in zip(versions, alternates, strict=True)]
        files[hexapla] = pages.hexapla(page, prepared.document, columns)
    return files


def _name(article: Article) -> str:
    """The name of an article's pages without suffix: its gettext domain, as for its catalogs."""
    # The names index, index-2, … are those of the front pages, and no folder is named as a page.
    if _RESERVED.match(article.domain):
        return f"{article.domain}-"
    *folders, name = article.domain.split("/")
    return "/".join([*(_FILE.sub(r"\g<0>-", folder) for folder in folders), name])


def _path(article: Article, tag: str) -> str:
    return f"{tag}/{_name(article)}.html"


def _hexapla(article: Article) -> str:
    return f"hexapla/{_name(article)}.html"


def _edition(
    version: Version,
    article: Article,
    digests: Mapping[str, str],
    date: datetime | None,
) -> dict[str, Any]:
    """A page's entry in the manifest."""
    tag = version.language.tag
    found: dict[str, Any] = {
        "path": _path(article, tag),
        "title": version.title,
        "summary": version.summary,
        "status": status_of(version.counts),
        "date": _iso(date),
        "revised": _iso(version.revised),
    }
    if version.counts:
        found |= {
            "catalog_sha256": digests[tag],
            "sentences": version.counts.as_data(),
            "reviewed_percent": round(version.counts.reviewed_percent, 1),
            "translator": version.origin.translator,
            "drafted_by": dict(version.origin.drafted),
            **version.origin.as_data(),
        }
    return found


def _iso(moment: datetime | None) -> str:
    return iso(moment) if moment else ""


def warn_of_program(path: PurePath) -> None:
    """Warn that a file isn't in the site because a browser or a server may run it."""
    left_out = msg("could run in the name of the site, so it isn't copied")
    hint = msg("link to it at another address")
    _log.warning("%s", HexaplaError(left_out, where=str(path), hint=hint))


class _Links:
    """Map an article's relative addresses to other articles' pages and to files.

    ``linked_articles`` holds the articles that are linked to, with the editions that the links
    assumed; ``linked_files`` the files with their digests, and ``assets`` the contents of those to
    copy, by path in the site.
    """

    def __init__(self, job: PageJob, article: Article, source: Language) -> None:
        self._job = job
        self._article = article
        self._source = source
        self.linked_articles: dict[str, list[str]] = {}
        self.linked_files: dict[str, str] = {}
        self.assets: dict[str, bytes] = {}
        self._copies: dict[PurePosixPath, str | None] = {}

    def to(self, language: Language) -> Link:
        """The function that maps the addresses on the page in a language."""
        page = _path(self._article, language.tag)

        def link(address: str) -> str:
            bare, rest = _ADDRESS.match(address).groups()  # type: ignore[union-attr]
            target = self._target(unquote(bare), language) if bare else None
            return relative(target, page) + rest if target else address

        return link

    def _target(self, address: str, language: Language) -> str | None:
        folder = PurePosixPath(self._article.name).parent
        name = PurePosixPath(os.path.normpath(folder / address))
        linked = self._job.articles.get(str(name))
        if linked:
            tags = self._editions(linked)
            self.linked_articles[linked.name] = list(tags)
            return _path(linked, language.tag if language.tag in tags else tags[0])
        if name not in self._copies:  # An article may link to a file in a million places.
            self._copies[name] = self._copied(name)
        return self._copies[name]

    def _copied(self, name: PurePosixPath) -> str | None:
        """The path in the site of a file that is copied to it; None for what isn't copied."""
        path = self._job.layout.root / name
        if not self._job.layout.sources.may_publish(name):
            return None
        self.linked_files[str(name)] = digest_of(path)
        if not self.linked_files[str(name)]:
            return None
        data = read_bytes(path)
        if may_run(name, data):
            warn_of_program(name)
            return None
        self.assets[f"files/{name}"] = data
        return f"files/{name}"

    def _editions(self, article: Article) -> Sequence[str]:
        """An article's known editions; before its first build, those that its catalogs suggest."""
        known = self._job.editions.get(article.name)
        if known:
            return known
        layout = self._job.layout
        there = [one for one in self._job.languages if layout.catalog(article, one).is_file()]
        return [self._source.tag, *(one.tag for one in there if one != self._source)]
