"""The paths of a publication: its root, its articles, and the files that belong to them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hexapla import documents
from hexapla.catalogs.glossary import Glossary
from hexapla.documents.signatures import kind_for_other_commands, refusal
from hexapla.errors import InputError, UsageError
from hexapla.files import leads_out
from hexapla.languages import Language, is_language
from hexapla.message import either, msg
from hexapla.publication import domains, listing
from hexapla.publication.article import Article
from hexapla.publication.configuration import FILE_NAME, GLOSSARY_NAME, Configuration
from hexapla.publication.edition_paths import edition_path
from hexapla.publication.gettext import articles as gettext
from hexapla.publication.language_paths import MESSAGES, path_in
from hexapla.publication.listing import Listing
from hexapla.publication.paths import checked, is_within, refuse_bytes, refuse_long
from hexapla.publication.places import check_settings, is_hidden
from hexapla.publication.settings_file import find_root, read_configuration
from hexapla.publication.source_language import find_source_language
from hexapla.publication.sources import Sources

__all__ = ["Article", "Layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a publication.

    A folder is ``configured`` if it has an `i18n/publication.toml`; any other has the default
    settings.
    """

    root: Path
    configuration: Configuration
    configured: bool

    @classmethod
    def open(cls, start: Path | None = None) -> Layout:
        """The layout of the publication that contains a folder (default: the current folder).

        If no `i18n/publication.toml` is found there or above, the folder itself is the root. Raises
        InputError if the folder doesn't exist, and what `read_configuration` raises.
        """
        folder = (start or Path.cwd()).resolve()
        if not folder.is_dir():
            raise InputError(
                msg("no such folder"), where=str(start), hint=msg("check the spelling")
            )
        root = find_root(folder)
        if root is not None:
            settings = read_configuration(root / FILE_NAME)
            check_settings(root, settings)
            return cls(root, settings, configured=True)
        return cls(folder, Configuration(), configured=False)

    def articles(self, paths: Iterable[Path] = ()) -> list[Article]:
        """The articles at some paths, or all articles of the publication; each once, in order.

        Raises InputError for a path that is not a file or is outside the sources of a configured
        publication, and if the name of an article that a path names can't be used. See `listed`.
        """
        wanted = list(paths)
        found = self.listed(wanted)
        for path in wanted if found.refused else ():
            error = found.refused.get(self.name_at(path.absolute()))
            if error is not None:
                raise error
        return found.articles

    def listed(self, paths: Iterable[Path] = ()) -> Listing:
        """The articles at some paths, or all, and what can't be one; see `listing.listed`."""
        return listing.listed(self, paths)

    def skipped(self, paths: Iterable[Path] = ()) -> list[Path]:
        """The documents that `articles` passes over because no format reads them, such as PDFs.

        They are found in the folders among ``paths``, by default in the sources. Images, style
        sheets and the like don't count, nor does what the settings exclude.
        """
        wanted = list(paths)
        folders = wanted or (self.sources.folders if self.configured else [])
        return sorted(path for folder in folders for path in self.sources.unread_in(folder))

    def template(self, article: Article) -> Path:
        """The path of an article's `.pot`."""
        if article.messages:
            return article.path
        return self.catalogs / f"{article.domain}.pot"

    def catalog(self, article: Article, language: Language) -> Path:
        """The path of an article's `.po` in one language."""
        if article.messages:
            return gettext.catalog_of(article, language)
        return self._messages(language, f"{article.domain}.po")

    def root_of(self, path: Path) -> Path:
        """The folder to lock for a change of a catalog, in which it is."""
        return self.root if is_within(path, self.root) else path.parent

    def catalogs_in(self, language: Language) -> list[Path]:
        """Every catalog in one language, sorted by path."""
        return sorted(self._messages(language).rglob("*.po"))

    def edition(self, article: Article, language: Language, beside: Language | None = None) -> Path:
        """The path of an edition; with the source language ``beside``, that of a bilingual one
        (`en+es`).

        Raises UsageError if the path is outside the publication or would overwrite one of its
        files.
        """
        settings = self.configuration
        root = article.name.removesuffix(article.relative).rstrip("/") or "."
        source_tag = settings.source_language if settings.source_language != "auto" else ""
        pattern = self.sources.pattern(root)
        found = settings.format_of(article.path)
        if found and found.holds_all(article.name):
            return article.path
        named = path_in(article.name, language) if found and found.named_by_language else None
        name = named or edition_path(pattern, root, article.relative, source_tag, language, beside)
        path = Path(os.path.normpath(self.root / name))
        reason = self._conflict(path, article, own_place=named is not None)
        if beside and self.makes_catalogs:
            reason = msg("into a catalog, which holds only one language")
        if reason:
            raise UsageError(
                msg(
                    "the layout {pattern!r} would write an edition {reason}",
                    pattern=pattern,
                    reason=reason,
                ),
                where=str(self.root / FILE_NAME),
                hint=msg("use a pattern such as editions/{lang}/{path}"),
            )
        return path

    def would_be_article(self, path: Path) -> bool:
        """Whether a file with this path would be an article in the next run."""
        return self.is_among_sources(path) and self.sources.could_be_article(path)

    def is_among_sources(self, path: Path) -> bool:
        """Whether a path is in a source folder of a configured publication."""
        return self.configured and any(path.is_relative_to(root) for root in self.sources.folders)

    def has_articles(self, folder: Path) -> bool:
        """Whether articles are in a folder, or could be: it is the root, or a source folder."""
        kept = (self.root, *self.sources.folders)
        return any(is_within(one, folder) for one in (*kept, *(a.path for a in self.articles())))

    @property
    def makes_catalogs(self) -> bool:
        """Whether editions are catalogs, which Sphinx turns into pages."""
        return self.configuration.layout == "sphinx"

    def _conflict(self, path: Path, article: Article, *, own_place: bool) -> str | None:
        """Why an edition can't have this path: what it would overwrite, or None.

        ``own_place`` is True if it is where a program looks for it.
        """
        if not is_within(path, self.root):
            return msg("outside the publication")
        if path == article.path or (path.exists() and path.samefile(article.path)):
            return msg("over its own article")
        if is_hidden(path.relative_to(self.root)):
            return msg("into a hidden folder")
        catalog = path.suffix in (".po", ".pot") and not self.makes_catalogs
        if catalog or (is_within(path, self.catalogs) and not own_place):
            return msg("among the catalogs")
        own = self.root / "i18n"
        # Docusaurus has a folder with this name too; it contains the languages.
        docusaurus = self.configuration.layout == "docusaurus"
        if path == self.root or (is_within(path, own) and not (docusaurus or own_place)):
            return msg("over the publication's own files")
        return None

    @property
    def sources(self) -> Sources:
        """The source folders."""
        return Sources(self.root, self.configuration, self.languages)

    @property
    def catalogs(self) -> Path:
        """The folder of the catalogs."""
        return self.sources.catalogs

    def languages(self, article: Article | None = None) -> list[Language]:
        """The target languages: the configured ones, else those with a catalog (of ``article``).

        A catalog of another program is in the language that its header or its path names.
        """
        if article and article.messages:
            configured = [Language(tag) for tag in self.configuration.languages]
            return gettext.languages_of(article, configured, self.shown(article.path))
        if self.configuration.languages:
            return [Language(tag) for tag in self.configuration.languages]
        known = [
            language
            for language, folder in self.message_folders()
            if next(folder.rglob("*.po"), None) is not None
        ]
        return [one for one in known if not article or self.catalog(article, one).exists()]

    def message_folders(self) -> list[tuple[Language, Path]]:
        """The folders in which catalogs are kept, with their languages, sorted by path.

        A folder with another name, such as a copy of one (`es.bak`), is somebody else's, or has
        templates of articles.
        """
        found = sorted(self.catalogs.glob(f"*/{MESSAGES}"))
        named = [(one.parent.name, one) for one in found if is_language(one.parent.name)]
        return [(Language(name), one) for name, one in named if Language(name).locale == name]

    def shown(self, path: Path) -> str:
        """A path as messages show it: seen from the current folder, if that is in the publication
        or the path is in it.
        """
        here = Path.cwd()
        if path.is_relative_to(here):
            return str(path.relative_to(here))
        near = here.is_relative_to(self.root) and path.is_relative_to(self.root)
        return os.path.relpath(path) if near else str(path)

    def glossary(self) -> Glossary | None:
        """The publication's glossary, None if it has none. Raises InputError for an invalid
        file, and for one that is elsewhere.
        """
        path = self.root / GLOSSARY_NAME
        if not path.exists():
            return None
        if leads_out(path, self.root):
            raise InputError(
                msg("is a link that leads out of the publication"),
                where=self.shown(path),
                hint=msg("copy the file"),
            )
        return Glossary.load(path, find_source_language(self.configuration))

    def _messages(self, language: Language, *names: str) -> Path:
        catalogs = self.configuration.catalogs
        return self.root.joinpath(catalogs, language.locale, MESSAGES, *names)

    def name_at(self, full: Path) -> str:
        """How an article at a path is named: seen from the root, if it is in the publication."""
        return full.relative_to(self.root).as_posix() if is_within(full, self.root) else full.name

    def article_of(self, path: Path) -> Article:
        """A file as an article. Raises InputError if it can't be one by its path."""
        full = checked(path)
        refuse_bytes(full.relative_to(self.root) if full.is_relative_to(self.root) else full)
        other = kind_for_other_commands(path.name)
        if other and self.configuration.format_of(path) is None:
            raise refusal(other, str(path))
        root = next((root for root in self.sources.folders if full.is_relative_to(root)), None)
        if root is None and self.configured:
            raise InputError(
                msg("is outside the publication's sources"),
                where=str(path),
                hint=msg(
                    "move it to {roots}, or add its folder to sources in {file_name}",
                    roots=self.shown(self.sources.folders[0]),
                    file_name=FILE_NAME,
                ),
            )
        if root is None:
            return self._article_outside(full)
        relative = full.relative_to(root) if root.is_dir() else Path(full.name)
        domain = self._domain(full, relative)
        refuse_long(domain, path)
        return Article(full, self.name_at(full), relative.as_posix(), domain)

    def messages_named(self, name: str) -> Article | None:
        """The catalog of another program with this path in the folder; None if there is none."""
        path = self.root / name
        if not (gettext.is_catalog(path) and is_within(path.resolve(), self.root.resolve())):
            return None
        return gettext.as_article(self.root, path) if path.is_file() else None

    def _article_outside(self, full: Path) -> Article:
        """An article outside an unconfigured folder. It gets a name in the folder, if that
        is free.
        """
        namesake = self.root / full.name
        if namesake.exists():
            raise InputError(
                msg("would have the same catalogs as {namesake}", namesake=self.shown(namesake)),
                where=str(full),
                hint=msg("run this in another folder, or copy the file here with another name"),
            )
        return Article(full, full.name, full.name, self._domain(full, Path(full.name)))

    def _domain(self, path: Path, relative: Path) -> str:
        return domains.domain_of(self.root, self.catalogs, path, relative, self.sources.is_taken)

    def is_free(self, domain: str) -> bool:
        """Whether no article has a template: its own is gone, or has another domain now.

        The latter happens if a folder becomes a publication, or its sources change.
        """
        return not self.article_there(domain) or self.has_moved(domain)

    def has_moved(self, domain: str) -> bool:
        """Whether the article of a template exists, and has another domain now."""
        name = self.article_there(domain)
        try:
            return bool(name) and self.article_of(self.root / name).domain != domain
        except InputError:  # outside the sources
            return False

    def article_there(self, domain: str) -> str:
        """The file that a template was made from, if it still exists, else ""."""
        return domains.article_there(self.root, self.catalogs, domain)

    def no_articles(self, folder: Path | None = None) -> UsageError:
        """The error for a folder, by default the whole publication, without any articles.

        It names the folders that were searched, and the formats.
        """
        if folder is None and not self.configured:
            return UsageError(
                msg("no articles, because there are no catalogs yet"),
                where=self.shown(self.catalogs),
                hint=msg("name a file or folder: translate article.txt --to es"),
            )
        folders = self.sources.folders if folder is None else [folder]
        places = ", ".join(self.shown(one) for one in folders)
        formats = either(documents.format_names())
        return UsageError(
            msg("no articles: no file is {formats}", formats=formats),
            where=places,
            hint=msg("add one"),
        )
