"""Where things are: a publication's root, its articles, and the paths of what belongs to them."""

from __future__ import annotations

import errno
import os
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hexapla import documents
from hexapla.catalogs.extract import reference
from hexapla.catalogs.glossary import Glossary
from hexapla.errors import InputError, UsageError
from hexapla.languages import Language
from hexapla.publication.configuration import FILE_NAME, Configuration, read_configuration
from hexapla.publication.edition_paths import edition_path, edition_regex, pattern_of

__all__ = ["BUILT", "GLOSSARY_NAME", "Article", "Layout"]

BUILT = ".hexapla-site"
"""The file that marks a folder as a site of ours: nothing in it is an article."""
GLOSSARY_NAME = "i18n/glossary.csv"
"""Where a publication's terms are."""


@dataclass(frozen=True, slots=True)
class Article:
    """A source file. ``name`` is its path inside the publication, ``relative`` inside its source
    root, both with slashes; ``domain`` names its catalogs.
    """

    path: Path
    name: str
    relative: str
    domain: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a publication; without an `i18n/publication.toml` the same in any folder."""

    root: Path
    configuration: Configuration
    configured: bool

    @classmethod
    def open(cls, start: Path | None = None) -> Layout:
        """The publication that a folder lies in, else the folder itself as an unconfigured one.

        Raises what `read_configuration` raises.
        """
        folder = (start or Path.cwd()).resolve()
        if not folder.is_dir():
            raise InputError("no such folder", where=str(start))
        for root in (folder, *folder.parents):
            if (root / FILE_NAME).is_file():
                return cls(root, read_configuration(root / FILE_NAME), configured=True)
        return cls(folder, Configuration(), configured=False)

    def articles(self, paths: Iterable[Path] = ()) -> list[Article]:
        """The articles at some paths, or all of the publication's; each once, in order.

        Raises InputError for a path that is no file, or lies outside a configured publication's
        sources, and where two articles would share their catalogs.
        """
        wanted = list(paths)
        found = [self._article(path) for path in wanted] if wanted else self._all()
        by_domain: dict[str, Article] = {}
        for article in found:
            other = by_domain.setdefault(article.domain, article)
            if other.path != article.path:
                raise InputError(
                    f"would share its catalogs with {other.name}",
                    where=article.name,
                    hint="rename one of the two",
                )
        return list(by_domain.values())

    def template(self, article: Article) -> Path:
        """The path of an article's `.pot`."""
        return self.catalogs / f"{article.domain}.pot"

    def catalog(self, article: Article, language: Language) -> Path:
        """The path of an article's `.po` in one language."""
        return self._messages(language, f"{article.domain}.po")

    def catalogs_in(self, language: Language) -> list[Path]:
        """Every catalog in one language, in the order of their names."""
        return sorted(self._messages(language).rglob("*.po"))

    def edition(self, article: Article, language: Language, beside: Language | None = None) -> Path:
        """The path of an edition, or of one in two languages, which is called `en+es`.

        Raises UsageError where the layout leads out or onto the source.
        """
        settings = self.configuration
        source = article.name.removesuffix(article.relative).rstrip("/") or "."
        original = settings.source_language if settings.source_language != "auto" else ""
        pattern = self._pattern(source)
        name = edition_path(pattern, source, article.relative, original, language, beside)
        path = Path(os.path.normpath(self.root / name))
        reason = self._objection(path, article)
        if beside and self.makes_catalogs:
            reason = "into a catalog, which is of one language"
        if reason:
            raise UsageError(
                f"the layout {pattern!r} puts an edition {reason}",
                where=str(self.root / FILE_NAME),
                hint="use a pattern such as editions/{lang}/{path}",
            )
        return path

    def would_be_article(self, path: Path) -> bool:
        """Whether a file written there would be taken for an article in the next run."""
        if not (self.configured and any(path.is_relative_to(root) for root in self._roots())):
            return False
        return self._could_be_source(path, self._editions())

    @property
    def makes_catalogs(self) -> bool:
        """Whether editions are catalogs themselves: for Sphinx, which puts pages together."""
        return self.configuration.layout == "sphinx"

    def _pattern(self, source: str) -> str:
        try:
            return pattern_of(self.configuration.layout, source)
        except UsageError as error:
            raise UsageError(
                error.message, where=str(self.root / FILE_NAME), hint=error.hint
            ) from None

    def _objection(self, path: Path, article: Article) -> str | None:
        """What an edition at a path would destroy."""
        if not _is_within(path, self.root):
            return "outside the publication"
        if path == article.path:
            return "over its own article"
        catalog = path.suffix in (".po", ".pot") and not self.makes_catalogs
        if _is_within(path, self.catalogs) or catalog:
            return "among the catalogs"
        own = self.root / "i18n"
        # Docusaurus has a folder of that name, too, with the languages in it.
        docusaurus = self.configuration.layout == "docusaurus"
        if path == self.root or (_is_within(path, own) and not docusaurus):
            return "over the publication's own files"
        return None

    @property
    def catalogs(self) -> Path:
        """The folder of the catalogs."""
        return self.root / self.configuration.catalogs

    def languages(self, article: Article | None = None) -> list[Language]:
        """The target languages: the configured ones, else those that have a catalog (of an
        article).
        """
        if self.configuration.languages:
            return [Language(tag) for tag in self.configuration.languages]
        known = [
            Language(folder.parent.name) for folder in sorted(self.catalogs.glob("*/LC_MESSAGES"))
        ]
        return [one for one in known if not article or self.catalog(article, one).exists()]

    def shown(self, path: Path) -> str:
        """A path as a person standing in the current folder would write it."""
        try:
            return str(path.relative_to(Path.cwd()))
        except ValueError:
            return str(path)

    def glossary(self) -> Glossary | None:
        """The publication's terms; None where it has none. Raises InputError for a broken file."""
        path = self.root / GLOSSARY_NAME
        return Glossary.load(path) if path.exists() else None

    def _messages(self, language: Language, *names: str) -> Path:
        catalogs = self.configuration.catalogs
        return self.root.joinpath(catalogs, language.locale, "LC_MESSAGES", *names)

    def _roots(self) -> list[Path]:
        return [(self.root / source).resolve() for source in self.configuration.sources]

    def _article(self, path: Path) -> Article:
        full = _checked(path)
        root = next((root for root in self._roots() if full.is_relative_to(root)), None)
        if root is None and self.configured:
            raise InputError(
                "lies outside the publication's sources",
                where=str(path),
                hint=f"move it to {self.shown(self._roots()[0])}, or add its folder to sources "
                f"in {FILE_NAME}",
            )
        if root is None:
            return self._outsider(full)
        relative = full.relative_to(root) if root.is_dir() else Path(full.name)
        return Article(
            full,
            full.relative_to(self.root).as_posix() if full.is_relative_to(self.root) else full.name,
            relative.as_posix(),
            self._domain(full, relative),
        )

    def _outsider(self, full: Path) -> Article:
        """An article outside an unconfigured folder: it lends its name, if that is free here."""
        namesake = self.root / full.name
        if namesake.exists():
            raise InputError(
                f"would share its catalogs with {self.shown(namesake)}",
                where=str(full),
                hint="run this in another folder, or copy it here under another name",
            )
        return Article(full, full.name, full.name, self._domain(full, Path(full.name)))

    def _domain(self, path: Path, relative: Path) -> str:
        """The path without its suffix, as Sphinx does; with it where a sibling would share it.

        Who came first keeps the name that its catalogs have: no sibling takes them over.
        """
        short, long = relative.with_suffix("").as_posix(), relative.as_posix()
        if self._template_is_of(long, relative):
            return long
        if self._template_is_of(short, relative):
            return short
        siblings = (
            path.with_suffix(suffix) for suffix in documents.suffixes() if suffix != path.suffix
        )
        shared = any(os.path.isfile(sibling) for sibling in siblings)  # noqa: PTH113 (raises nothing)
        taken = os.path.isfile(self.catalogs / f"{short}.pot")  # noqa: PTH113
        return long if shared or (taken and not self.is_orphan(short)) else short

    def _template_is_of(self, domain: str, relative: Path) -> bool:
        """Whether a template with this name stands and was made from this file."""
        return os.path.basename(self._source_of(domain)) == reference(relative.name)  # noqa: PTH119

    def is_orphan(self, domain: str) -> bool:
        """Whether the article of a template is gone."""
        return not os.path.isfile(self.root / self._source_of(domain))  # noqa: PTH113

    def _source_of(self, domain: str) -> str:
        try:
            with (self.catalogs / f"{domain}.pot").open(encoding="utf-8") as lines:
                found = next((line for line in lines if line.startswith("#: ")), "")
        except (OSError, UnicodeDecodeError):
            return ""
        return found.removeprefix("#: ").strip()

    def _all(self) -> list[Article]:
        if not self.configured:
            return self._known()
        found: list[Article] = []
        editions = self._editions()
        for root in self._roots():
            if not root.exists():
                raise InputError("no such source", where=str(root), hint=f"see {FILE_NAME}")
            files = sorted(root.rglob("*")) if root.is_dir() else [root]
            sites = {path.parent for path in files if path.name == BUILT}
            if sites:
                files = [path for path in files if sites.isdisjoint(path.parents)]
            articles = [self._article(path) for path in files if self._is_source(path, editions)]
            found += [article for article in articles if not self._excluded(article)]
        return found

    def _known(self) -> list[Article]:
        """In an unconfigured folder: the articles that templates speak of and that are there."""
        by_domain = [
            (path.relative_to(self.catalogs).with_suffix("").as_posix(), path)
            for path in sorted(self.catalogs.rglob("*.pot"))
        ]
        suffixes = ("", *documents.suffixes())
        candidates = (
            next((p for s in suffixes if (p := self.root / f"{domain}{s}").is_file()), None)
            for domain, _ in by_domain
        )
        return [self._article(path) for path in candidates if path]

    def _is_source(self, path: Path, editions: re.Pattern[str]) -> bool:
        return path.is_file() and self._could_be_source(path, editions)

    def _could_be_source(self, path: Path, editions: re.Pattern[str]) -> bool:
        if path.suffix.lower() not in documents.suffixes():
            return False
        name = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else ""
        hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
        own = path.is_relative_to(self.catalogs) or name.startswith("i18n/")
        return not (hidden or own or editions.fullmatch(name))

    def _excluded(self, article: Article) -> bool:
        relative = PurePosixPath(article.relative)
        return any(relative.match(pattern) for pattern in self.configuration.exclude)

    def _editions(self) -> re.Pattern[str]:
        """What tells editions among the sources from articles."""
        sources = [posixpath.normpath(source) for source in self.configuration.sources]
        patterns = [(self._pattern(source), source) for source in sources]
        return edition_regex(patterns, self.languages())


def _is_within(path: Path, folder: Path) -> bool:
    """What `Path.is_relative_to` says of two whole paths, in a tenth of its time."""
    return path == folder or str(path).startswith(os.path.join(folder, ""))  # noqa: PTH118


def _checked(path: Path) -> Path:
    """The absolute path, under its own name; InputError where it leads to no file."""
    try:
        full = path.resolve(strict=True)
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), hint="check the spelling") from None
    except RuntimeError:  # what Python up to 3.12 says of a loop
        raise _loop(path) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _loop(path) from None
        raise InputError(f"can't be read: {error.strerror}", where=str(path)) from None
    except ValueError as error:
        raise InputError(f"is no path: {error}", where=repr(str(path))) from None
    if full.is_dir():
        raise InputError("is a folder", where=str(path), hint="name the files in it")
    named = Path(os.path.abspath(path))  # noqa: PTH100 (a link keeps its own name)
    return named if named.is_relative_to(Path.cwd()) else full


def _loop(path: Path) -> InputError:
    return InputError(
        "is a link that leads to itself", where=str(path), hint="name the file itself"
    )
