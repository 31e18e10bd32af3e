"""A publication as a static site: what changed is made anew, everything else stays as it is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from importlib import resources
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from hexapla.catalogs import store
from hexapla.editions.edition import Policy
from hexapla.errors import HexaplaError, UsageError
from hexapla.files import read_bytes, write_bytes
from hexapla.languages import Language
from hexapla.publication.layout import BUILT, Article, Layout
from hexapla.publication.outputs import Job, Output
from hexapla.publication.publication import Publication
from hexapla.publication.results import BuiltSite
from hexapla.site.fronts import Card, Front, fronts
from hexapla.site.making import Made, PageJob, make
from hexapla.site.manifest import Manifest, put
from hexapla.site.pages import Pages, Site
from hexapla.site.versions import known_since

__all__ = ["SiteOutput", "build_site"]

_MARK = "Made by `translate publish --site`: built, never edited.\n"
# Fewer articles than this are made before other processes have begun.
_ALONE = 24
_MADE_OF = (".html", ".xml", ".css", ".js", ".po", ".py")


class SiteOutput(Output):
    """The publication as a static site, in a folder of its own."""

    name = "site"
    whole = True
    needs_folder = True
    ignores = ("label", "bilingual")

    def publish(self, job: Job) -> list[BuiltSite]:
        """Build the site: see `build_site`."""
        assert job.folder is not None  # `check` saw to it
        built = build_site(
            job.publication,
            job.folder,
            languages=job.languages,
            policy=job.policy,
            dry_run=job.dry_run,
        )
        for error in built.failed:
            job.failed(error)
        return [built]


def build_site(
    publication: Publication,
    folder: Path,
    *,
    languages: Sequence[Language] = (),
    policy: Policy | None = None,
    processes: int | None = None,
    dry_run: bool = False,
) -> BuiltSite:
    """Write a publication's site into a folder.

    Every article has a page in each language whose edition passes the policy's gate, and
    one of all languages side by side; a front page and a feed each language, and a site map.
    What an article's pages are made of is digested into `manifest.json`: an article with the
    digest that is there already is not made again. ``languages`` and ``policy`` default to the
    publication's, ``processes`` to the machine's cores.

    Raises UsageError for a folder that is not ours to write into, and for settings that make no
    sense; an article that fails is left as it was, and told in the result.
    """
    layout = publication.layout
    folder = folder.resolve()
    _check_folder(folder, layout)
    articles = publication.articles()
    if not articles:
        raise UsageError("no articles here", hint="name one, or see translate init --help")
    settings = layout.configuration
    before = Manifest.read(folder)
    job = PageJob(
        layout,
        folder,
        policy or publication.policy(),
        Site.configured(settings, layout.root),
        {article.name: article for article in articles},
        tuple(languages) or tuple(layout.languages()),
        before.editions(),
    )
    pages = Pages(job.site)
    shared = _digest_of_shared(job)
    keys = {article.name: _key(article, job, shared) for article in articles}
    root = layout.root
    todo = [one for one in articles if not before.stands(one.name, keys, root, folder)]
    if dry_run:
        return BuiltSite(folder, len(articles), len(todo), 0, 0, bool(job.site.base_url))
    write_bytes(folder / BUILT, _MARK.encode())
    now = Manifest({one.name: r for one in articles if (r := before.articles.get(one.name))})
    written, failed = _make_all(job, pages, todo, keys, now, processes)
    if failed and not now.articles:
        raise failed[0]
    # Links that counted on editions that are not there, or that did not know of them.
    job = replace(job, editions=now.editions())
    again = [article for article in articles if now.misled(article.name)]
    written += _make_all(job, pages, again, keys, now, processes)[0]
    now.articles = {name: now.articles[name] for name in job.articles if name in now.articles}
    cards = [
        Card(one.source["language"], one.editions, one.hexapla) for one in now.articles.values()
    ]
    for front in (*fronts(pages, cards), *_static(job.site)):
        digest = hashlib.sha256(f"{shared}{front.made_of!r}".encode()).hexdigest()
        if before.has(front.path, digest, folder):
            now.shared[front.path] = before.shared[front.path]
            continue
        data = front.write()
        written += put(folder / front.path, data)
        now.shared[front.path] = digest, len(data)
    removed = now.remove(folder, before.files() - now.files())
    now.write(folder)
    return BuiltSite(
        folder,
        len(articles),
        len({one.name for one in (*todo, *again)}),
        written,
        removed,
        bool(job.site.base_url),
        tuple(failed),
    )


def _check_folder(folder: Path, layout: Layout) -> None:
    """Refuse a folder in which pages would be lost among other files, or others among them."""
    if folder == layout.root or layout.root.is_relative_to(folder):
        raise UsageError(
            "the site needs a folder of its own", where=str(folder), hint="say --site public"
        )
    if folder.is_relative_to(layout.catalogs) or folder.is_relative_to(layout.root / "i18n"):
        raise UsageError("is the publication's own", where=str(folder), hint="say --site public")
    if folder.exists() and not folder.is_dir():
        raise UsageError("is a file", where=str(folder), hint="name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / BUILT).exists():
        raise UsageError(
            "is not empty, and what is in it is no site of Hexapla's",
            where=str(folder),
            hint="name a new folder",
        )


# ── what changed ─────────────────────────────────────────────────────────────────────────────────


def _digest_of_shared(job: PageJob) -> str:
    """What every page depends on beside its article: settings, templates, words, our code."""
    digest = hashlib.sha256(version("hexapla").encode())
    for folder in filter(None, (Path(str(resources.files("hexapla.site"))), job.site.theme)):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _MADE_OF and path.is_file():
                digest.update(path.read_bytes())
    site = replace(job.site, theme=None)  # what is in it counts, and not where it is
    settings = job.layout.configuration
    digest.update(repr((job.policy, site, settings, known_since())).encode())
    return digest.hexdigest()


def _key(article: Article, job: PageJob, shared: str) -> str:
    """The digest of all that an article's pages are made of; "" where it can't be read."""
    layout = job.layout
    try:
        digest = hashlib.sha256(shared.encode() + read_bytes(article.path))
        catalogs = [layout.catalog(article, language) for language in job.languages]
        for path in (layout.template(article), *catalogs):
            data = read_bytes(path) if path.is_file() else b""
            digest.update(f"\0{path.name}\0{len(data)}\0".encode() + data)
    except HexaplaError:
        return ""  # the same error is told when the article is made
    return digest.hexdigest()


# ── making articles ──────────────────────────────────────────────────────────────────────────────


def _make_all(
    job: PageJob,
    pages: Pages,
    todo: Sequence[Article],
    keys: Mapping[str, str],
    now: Manifest,
    processes: int | None,
) -> tuple[int, list[HexaplaError]]:
    """Make articles and put their records into a manifest; how many files changed, and why
    articles failed.
    """
    failed: list[HexaplaError] = []
    written = 0
    for article, made in zip(todo, _results(job, pages, todo, processes), strict=True):
        if isinstance(made, HexaplaError):
            failed.append(made)
            continue
        written += made.written
        made.record.key = keys[article.name]
        now.articles[article.name] = made.record
    return written, failed


def _results(
    job: PageJob, pages: Pages, todo: Sequence[Article], processes: int | None
) -> Iterator[Made | HexaplaError]:
    """Each article's pages, written; in several processes where that is worth it."""
    if len(todo) < _ALONE:
        for article in todo:
            yield _make_safely(job, pages, article)
        return
    processes = processes or os.cpu_count() or 1
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (job,)) as pool:
        yield from pool.map(_make_here, todo, chunksize=8)


_here: tuple[PageJob, Pages] | None = None
"""What a process of the pool works with."""


def _begin(job: PageJob) -> None:
    global _here
    store.keep_at_most(1_000_000)
    _here = job, Pages(job.site)


def _make_here(article: Article) -> Made | HexaplaError:
    assert _here is not None
    return _make_safely(*_here, article)


def _make_safely(job: PageJob, pages: Pages, article: Article) -> Made | HexaplaError:
    try:
        return make(job, pages, article)
    except HexaplaError as error:
        return error


# ── what all articles share ──────────────────────────────────────────────────────────────────────


def _static(site: Site) -> list[Front]:
    """The style sheet and the script, and what a theme has in its folder `static`."""
    folders = [Path(str(resources.files("hexapla.site"))) / "static"]
    if site.theme and (site.theme / "static").is_dir():
        folders.append(site.theme / "static")
    files = {
        f"static/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return [Front(path, data, partial(bytes, data)) for path, data in files.items()]
