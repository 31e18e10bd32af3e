"""Build EPUB 3 books: the articles of a publication in one language, or in two.

Building is reproducible: the same input gives the same bytes, because the book's dates are those of
its catalogs.
"""

from __future__ import annotations

import html
import io
import logging
import os
import re
import uuid
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from hexapla.dates import iso
from hexapla.editions import manifest
from hexapla.editions.edition import Policy
from hexapla.errors import HexaplaError, InputError
from hexapla.files import not_ours, read_bytes, read_if_there, write_bytes
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.numerals import unescape
from hexapla.publication.edition_paths import BOOK_SUFFIX
from hexapla.publication.layout import Article, Layout
from hexapla.publication.output import Job, Output, by_language
from hexapla.publication.paths import is_file
from hexapla.publication.places import refuse_linked_output
from hexapla.publication.publication import Publication
from hexapla.publication.reading import Prepared
from hexapla.publication.records import announce, is_foreign, list_files
from hexapla.publication.results import EDITED, Book
from hexapla.site.chrome import chrome_for
from hexapla.site.images import SUFFIXES, Image, added, image_of
from hexapla.site.markup import Link
from hexapla.site.pages import Page, Pages, Site, facts_of, status_of
from hexapla.site.versions import Version, known_since, version_of
from hexapla.zipfiles import DAMAGES

__all__ = ["EpubOutput", "make_book"]

_log = logging.getLogger(__name__)

_BOOK = msg("a book that Hexapla made")
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/hexapla/epub")
# The dates that a zip file can have.
_FIRST, _LAST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
_CODE = frozenset(["code", "kbd", "pre", "samp"])
_VOID = frozenset(["br", "hr", "img", "wbr", "col", "source", "track"])
_TAG = lazy_re(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*>')
_HREF = lazy_re(r' href="([^"]*)"')
_ID = lazy_re(r'\sid="([^"]+)"')
_ATTRIBUTE = lazy_re(r'(?<![a-z-])([a-z-]++)="([^"]*)"')
# An address in the web, or a file of the book.
_ELSEWHERE = lazy_re(r"[A-Za-z][\w+.-]*:|//|images/")
_ADDRESS = lazy_re(r"([^?#]*)(.*)", re.DOTALL)


class EpubOutput(Output):
    """The output that writes a book per language, with all articles of the run."""

    name = "epub"
    needs_folder = True

    def publish(self, job: Job) -> list[Book]:
        """Write the books; see `make_book`."""
        assert job.folder is not None
        books: list[Book] = []
        records: dict[Path, dict[str, Any]] = {}
        for language, prepared in by_language(job.targets).items():
            book = make_book(
                job.publication,
                prepared,
                language,
                job.folder,
                policy=job.policy,
                dry_run=job.dry_run,
            )
            books.append(book)
            if book.articles and not job.dry_run:
                left_out = {one.name for one in (*book.refused, *book.untranslated)}
                names = [one.article.name for one in prepared if one.article.name not in left_out]
                path = book.path.resolve()
                records[path] = manifest.describe_book(names, language, read_bytes(path))
        if records:
            list_files(job.publication, records)
        return books


@dataclass(frozen=True, slots=True)
class _Chapter:
    name: str
    title: str
    data: bytes


def make_book(
    publication: Publication,
    prepared: Sequence[Prepared],
    language: Language,
    folder: Path,
    *,
    policy: Policy | None = None,
    dry_run: bool = False,
) -> Book:
    """Write articles in one language as a book; with ``policy.bilingual``, the source as well.

    The file is named after the publication's folder, or after the article if there is only one,
    followed by the language. Articles whose edition the policy's gate refuses are left out, and so
    are untranslated ones; the result lists both. With ``dry_run`` nothing is written.
    """
    layout = publication.layout
    policy = policy or publication.policy()
    names = {one.article.name: f"chapter-{n:03}.xhtml" for n, one in enumerate(prepared, 1)}
    chosen: list[tuple[Prepared, Version]] = []
    refused: list[Article] = []
    untranslated: list[Article] = []
    images: dict[str, Image] = {}
    looked_up: dict[PurePosixPath, str | None] = {}
    for one in prepared:
        edition = publication.edition(one, language, policy)
        if edition.counts.untranslated:
            untranslated.append(one.article)
        elif edition.refusal:
            refused.append(one.article)
        else:
            links = _links(layout, one.article, names, images, looked_up)
            own = PurePosixPath(one.article.relative).stem
            chosen.append((one, version_of(edition, links, own)))
    sources = {one.language for one, _ in chosen} if policy.bilingual else set()
    tag = "+".join([*sorted(one.tag for one in sources), language.tag])
    only = PurePosixPath(prepared[0].article.relative).stem if len(prepared) == 1 else ""
    stem = only or layout.root.name
    path = folder / f"{stem}.{tag}{BOOK_SUFFIX}"
    if not chosen:
        return Book(path, language, 0, tuple(refused), tuple(untranslated), False)
    site = Site.configured(layout.configuration, layout.root)
    data = _book(Pages(site), language, sorted(sources), chosen, names, images, stem)
    before = read_if_there(path)
    if before not in (None, data):
        _refuse_foreign(publication, path, before or b"")
    written = before != data
    if written and not dry_run:
        record = manifest.describe_book([one.article.name for one, _ in chosen], language, data)
        refuse_linked_output(layout.root, path, folder)
        announce(publication, path.resolve(), record)
        write_bytes(path, data, within=folder)
    return Book(path, language, len(chosen), tuple(refused), tuple(untranslated), written)


def _book(
    pages: Pages,
    language: Language,
    sources: Sequence[Language],
    chosen: Sequence[tuple[Prepared, Version]],
    names: dict[str, str],
    images: dict[str, Image],
    stem: str,
) -> bytes:
    words = chrome_for(language)
    notice = pages.site.notice(language)
    page = Page("book/content.opf", language)
    ids = {names[one.article.name]: _ids(version.body) for one, version in chosen}
    chapters = []
    for one, version in chosen:
        name = names[one.article.name]
        data = pages.render(
            "epub/chapter.xhtml",
            page,
            language=language,
            title=version.title,
            titled=version.titled,
            named=version.named,
            body=pages.markup(_xhtml(_without_dead_links(version.body, name, ids), language)),
            status=status_of(version.counts),
            facts=facts_of(version, one.language, one.digest, words),
            notice=notice,
        )
        chapters.append(_Chapter(name, version.title, data))
    versions = [version for _, version in chosen]
    origins = [version.origin for version in versions]
    title = versions[0].title if len(versions) == 1 else pages.site.title(language)
    modified = max((v.revised for v in versions if v.revised), default=known_since())
    values: dict[str, Any] = {"language": language, "title": title, "chapters": chapters}
    text = b"".join(chapter.data for chapter in chapters)
    used = {path: one for path, one in images.items() if f'src="{path}"'.encode() in text}
    package = pages.render(
        "epub/content.opf",
        page,
        **values,
        identifier=f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{stem} {language.tag} {sources}')}",
        languages=[language, *sources],
        translators=sorted({one.translator for one in origins if one.translator}),
        reviewers=_reviewers(versions),
        source_types=sorted({one.source_type for one in origins if one.source_type}),
        statuses=sorted({words(status_of(version.counts)) for version in versions}),
        notice=notice,
        modified=iso(modified),
        images=[(path, one.media_type) for path, one in sorted(used.items())],
    )
    files = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": _CONTAINER.encode(),
        "book/content.opf": package,
        "book/nav.xhtml": pages.render("epub/nav.xhtml", page, **values),
        "book/style.css": pages.render("epub/style.css", page),
        **{f"book/{chapter.name}": chapter.data for chapter in chapters},
        **{f"book/{unquote(path)}": one.data for path, one in sorted(used.items())},
    }
    return _zipped(files, modified)


def _reviewers(versions: Sequence[Version]) -> list[str]:
    """The names of those who reviewed a book; none if a part of it isn't reviewed."""
    if any(one.counts and one.counts.left for one in versions):
        return []
    return sorted({name for one in versions for name in one.origin.reviewers})


def _refuse_foreign(publication: Publication, path: Path, before: bytes) -> None:
    """Raise InputError for a book that a person has edited, or that Hexapla didn't make."""
    if not _is_ours(before):
        raise not_ours(path, _BOOK)
    foreign = is_foreign(publication, path.resolve(), before)
    if foreign == EDITED:
        raise InputError(
            msg("was {edited}, so it isn't overwritten", edited=EDITED),
            where=str(path),
            hint=msg("move it, or write to another place"),
        )
    # Without a cache there may be no record of a book outside the publication.
    if foreign and publication.cache:
        raise not_ours(path, _BOOK)


def _is_ours(data: bytes) -> bool:
    """Whether a file is a book with the structure of those that are made here."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read("META-INF/container.xml") == _CONTAINER.encode()
    except (*DAMAGES, KeyError):
        return False


def _zipped(files: dict[str, bytes], moment: datetime) -> bytes:
    """Build an archive whose bytes depend only on its files and on ``moment``."""
    when = min(max(moment.astimezone(UTC).timetuple()[:6], _FIRST), _LAST)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, when)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            plain = name == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def _links(
    layout: Layout,
    article: Article,
    names: dict[str, str],
    images: dict[str, Image],
    looked_up: dict[PurePosixPath, str | None],
) -> Link:
    """A function that maps an article's relative addresses to the book's chapters and images.

    The images that it finds are added to ``images``, and the address of each in the book, or None
    for what isn't one, to ``looked_up``.
    """

    def link(address: str) -> str | None:
        bare, rest = _ADDRESS.match(address).groups()  # type: ignore[union-attr]
        folder = PurePosixPath(article.name).parent
        name = PurePosixPath(os.path.normpath(folder / unquote(bare)))
        if str(name) in names:
            return names[str(name)] + rest
        if name not in looked_up:  # An article may name an image in a million places.
            looked_up[name] = find(name)
        return looked_up[name]

    def find(name: PurePosixPath) -> str | None:
        path = layout.root / name
        if name.suffix.lower() not in SUFFIXES or not is_file(path):
            return None
        if not layout.sources.may_publish(name):
            return None
        image = image_of(read_bytes(path))
        if image is None:
            lacks = msg("is not an image that a book can have; its description replaces it")
            _log.warning(
                "%s", HexaplaError(lacks, where=str(name), hint=msg("save it as PNG or JPEG"))
            )
            return None
        return added(images, name, image)

    return link


def _without_dead_links(body: str, name: str, ids: Mapping[str, Collection[str]]) -> str:
    """Remove links from a chapter's body if their target is not in the book.

    ``ids`` are the ids in each chapter, of which this one is ``name``.
    """

    def check(match: re.Match[str]) -> str:
        bare, _, anchor = unescape(match[1]).partition("#")
        there = ids.get(bare or name)
        if there is None:
            return match[0] if _ELSEWHERE.match(bare) else ""
        if anchor and unquote(anchor) not in there:
            return f' href="{bare}"' if bare else ""
        return match[0]

    # Not in the words between the tags, which may speak of such an attribute.
    return _TAG.sub(lambda tag: _HREF.sub(check, tag[0]), body)


def _ids(body: str) -> set[str]:
    return {value for tag in _TAG.finditer(body) for value in _ID.findall(tag[3])}


def _xhtml(fragment: str, language: Language) -> str:
    """Turn a clean HTML fragment into XML: close every element, replace named references.

    An image that is not in the book becomes its alternative text, because reading systems don't
    fetch anything. Code is written from left to right; EPUB allows no style sheet to say so.
    """
    out: list[str] = []
    at = 0
    for tag in _TAG.finditer(fragment):
        out.append(_text(fragment[at : tag.start()]))
        at = tag.end()
        closing, name = tag[1], tag[2]
        found = {key: unescape(value) for key, value in _ATTRIBUTE.findall(tag[3])}
        if name == "img" and not found.get("src", "").startswith("images/"):
            out.append(_text(found.get("alt", "")))
            continue
        if name == "track" and not found.get("src"):  # It has no meaning without a file.
            continue
        if name in _CODE and not closing and language.direction == "rtl":
            found.setdefault("dir", "ltr")
        found.pop("its-tool", None)  # EPUB knows no attributes of ITS
        if "lang" in found:
            found["xml:lang"] = found["lang"]
        written = "".join(f' {key}="{html.escape(value)}"' for key, value in found.items())
        out.append(f"<{closing}{name}{written}{'/' if name in _VOID and not closing else ''}>")
    return "".join([*out, _text(fragment[at:])])


def _text(text: str) -> str:
    return html.escape(unescape(text), quote=False)
