"""Which files are the articles of a publication, and why others in its folders can't be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from hexapla import documents
from hexapla.errors import InputError
from hexapla.message import msg
from hexapla.publication import domains
from hexapla.publication.article import Article
from hexapla.publication.configuration import FILE_NAME
from hexapla.publication.gettext import articles as gettext
from hexapla.publication.paths import files_below, is_within
from hexapla.publication.returned import refuse_returned

if TYPE_CHECKING:
    from hexapla.publication.layout import Layout

__all__ = ["Listing", "article_at", "listed"]


@dataclass(frozen=True, slots=True)
class Listing:
    """The articles in some folders, and why other files and folders there can't be articles.

    A folder can't be read; a name isn't text, is too long, or would give the same catalogs as
    another's.
    """

    articles: list[Article]
    refused: dict[str, InputError]

    def may_be_there(self, name: str) -> bool:
        """Whether an article with this name may exist, though it isn't among ``articles``."""
        path = PurePosixPath(name)
        return any(str(one) in self.refused for one in (path, *path.parents))


def listed(layout: Layout, paths: Iterable[Path] = ()) -> Listing:
    """The articles at some paths, or all, and the files whose names can't be used.

    Raises InputError for a path that is not a file or is outside the sources of a configured
    publication.
    """
    wanted = list(paths)
    refused: dict[str, InputError] = {}
    found = (
        [article for path in wanted for article in _at(layout, path, refused)]
        if wanted
        else _all_articles(layout, refused)
    )
    by_domain: dict[str, Article] = {}
    for article in found:
        other = by_domain.setdefault(article.domain, article)
        if other.path == article.path:
            continue
        # Who has the catalogs already keeps them.
        if domains.article_there(layout.root, layout.catalogs, article.domain) == article.name:
            by_domain[article.domain], article, other = article, other, article
        refused[article.name] = InputError(
            msg("would have the same catalogs as {name}", name=other.name),
            where=article.name,
            hint=msg("rename one of the two"),
        )
    return Listing(list(by_domain.values()), refused)


def article_at(layout: Layout, path: Path) -> Article | None:
    """The article with a path, if `listed` gives it; None if it doesn't.

    The other articles aren't looked at.
    """
    sources = layout.sources
    try:
        if not layout.configured:
            found = layout.article_of(path) if sources.may_have_template(path) else None
            there = found is not None and layout.template(found).exists()
        else:
            there = layout.is_among_sources(path) and sources.is_article(path)
            found = layout.article_of(path) if there else None
    except (InputError, OSError):
        return None
    return found if there and found is not None and found.path == path else None


def _at(layout: Layout, path: Path, refused: dict[str, InputError]) -> list[Article]:
    """The article at a path, or those in a folder; ``refused`` gets what isn't one there.

    Raises InputError for other paths, and UsageError for a folder without articles.
    """
    if not path.is_dir():
        catalog = gettext.is_catalog(path)
        if catalog and path.is_file():
            refuse_returned(layout.root, layout.catalogs, path, str(path))
        return [gettext.as_article(layout.root, path) if catalog else layout.article_of(path)]
    folder = path.resolve()
    if layout.configured:
        every = _all_articles(layout, refused)
        articles = [one for one in every if one.path.is_relative_to(folder)]
    else:
        articles = _in_folder(layout, folder, refused)
    if not articles:
        articles = _messages_in(layout, folder)
    if not articles and not refused:
        raise layout.no_articles(folder)
    return articles


def _messages_in(layout: Layout, folder: Path) -> list[Article]:
    """The catalogs of other programs in a folder without articles."""
    found = sorted(path for path in files_below(folder) if gettext.is_translated(path))
    return [
        gettext.as_article(layout.root, one) for one in found if not is_within(one, layout.catalogs)
    ]


def _all_articles(layout: Layout, refused: dict[str, InputError]) -> list[Article]:
    if not layout.configured:
        return _articles_with_templates(layout)
    found: list[Article] = []
    for root in layout.sources.folders:
        if not root.exists():
            raise InputError(
                msg("no such file or folder"),
                where=str(root),
                hint=msg("create it, or change sources in {file_name}", file_name=FILE_NAME),
            )
        found += _in_folder(layout, root, refused)
    return found


def _in_folder(layout: Layout, folder: Path, refused: dict[str, InputError]) -> list[Article]:
    """The articles in a folder, or the one that ``folder`` is itself."""
    found: list[Article] = []

    def failed(path: Path, error: InputError) -> None:
        if not layout.sources.excludes_all_in(path):
            refused[layout.name_at(path)] = error

    for path in layout.sources.articles_in(folder, failed):
        if layout.sources.is_excluded(layout.sources.relative(path)):
            continue
        try:
            found.append(layout.article_of(path))
        except InputError as error:
            refused[layout.name_at(path)] = error
    return found


def _articles_with_templates(layout: Layout) -> list[Article]:
    """The articles of an unconfigured folder: those that have a template and still exist."""
    suffixes = ("", *documents.suffixes())
    found: list[Article] = []
    for template in sorted(layout.catalogs.rglob("*.pot")):
        base = str(layout.root / template.relative_to(layout.catalogs).with_suffix(""))
        paths = (Path(base + suffix) for suffix in suffixes)
        path = next((one for one in paths if layout.sources.may_have_template(one)), None)
        found += [layout.article_of(path)] if path else []
    return found
