"""Where things are: a publication's root, its articles, and the paths of what belongs to them."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hexapla import documents
from hexapla.configuration import FILE_NAME, Configuration, read_configuration
from hexapla.errors import InputError, UsageError
from hexapla.languages import Language

__all__ = ["Article", "Layout"]


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
        return self._messages(language) / f"{article.domain}.po"

    def catalogs_in(self, language: Language) -> list[Path]:
        """Every catalog in one language, in the order of their names."""
        return sorted(self._messages(language).rglob("*.po"))

    def edition(self, article: Article, language: Language) -> Path:
        """The path of an edition; UsageError where the pattern leads out or onto the source."""
        pattern = self.configuration.editions
        where = str(self.root / FILE_NAME)
        relative = PurePosixPath(article.relative)
        try:
            name = pattern.format(
                lang=language.tag,
                path=article.relative,
                stem=str(relative.with_suffix("")),
                suffix=relative.suffix,
            )
        except (KeyError, IndexError, ValueError):
            raise UsageError(
                f"editions can't be {pattern!r}",
                where=where,
                hint="use {lang}, {path}, {stem} and {suffix}",
            ) from None
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root) or path == article.path:
            raise UsageError(
                f"the pattern {pattern!r} puts an edition "
                + ("over its own article" if path == article.path else "outside the publication"),
                where=where,
                hint="use a pattern such as editions/{lang}/{path}",
            )
        return path

    @property
    def catalogs(self) -> Path:
        """The folder of the catalogs."""
        return self.root / self.configuration.catalogs

    def languages(self) -> list[Language]:
        """The target languages: the configured ones, else those that have a catalog."""
        if self.configuration.languages:
            return [Language.parse(tag) for tag in self.configuration.languages]
        return [
            Language.parse(folder.parent.name)
            for folder in sorted(self.catalogs.glob("*/LC_MESSAGES"))
        ]

    def shown(self, path: Path) -> str:
        """A path as a person standing in the current folder would write it."""
        try:
            return str(path.relative_to(Path.cwd()))
        except ValueError:
            return str(path)

    def _messages(self, language: Language) -> Path:
        return self.catalogs / language.locale / "LC_MESSAGES"

    def _roots(self) -> list[Path]:
        return [(self.root / source).resolve() for source in self.configuration.sources]

    def _article(self, path: Path) -> Article:
        full = _resolved(path)
        root = next((root for root in self._roots() if full.is_relative_to(root)), None)
        if root is None and self.configured:
            raise InputError(
                "lies outside the publication's sources",
                where=str(path),
                hint=f"move it to {self.shown(self._roots()[0])}, or add its folder to sources "
                f"in {FILE_NAME}",
            )
        if root is None:
            return Article(full, full.name, full.name, full.stem)
        relative = full.relative_to(root) if root.is_dir() else Path(full.name)
        return Article(
            full,
            full.relative_to(self.root).as_posix() if full.is_relative_to(self.root) else full.name,
            relative.as_posix(),
            _domain(full, relative),
        )

    def _all(self) -> list[Article]:
        if not self.configured:
            return self._known()
        found: list[Article] = []
        for root in self._roots():
            if not root.exists():
                raise InputError("no such source", where=str(root), hint=f"see {FILE_NAME}")
            files = sorted(root.rglob("*")) if root.is_dir() else [root]
            articles = [self._article(path) for path in files if self._is_source(path)]
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

    def _is_source(self, path: Path) -> bool:
        if not path.is_file() or path.suffix.lower() not in documents.suffixes():
            return False
        name = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else ""
        hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
        own = path.is_relative_to(self.catalogs) or name.startswith("i18n/")
        return not (hidden or own or self._edition_pattern().fullmatch(name))

    def _excluded(self, article: Article) -> bool:
        relative = PurePosixPath(article.relative)
        return any(relative.match(pattern) for pattern in self.configuration.exclude)

    def _edition_pattern(self) -> re.Pattern[str]:
        tags = "|".join(re.escape(language.tag) for language in self.languages())
        pattern = re.escape(self.configuration.editions)
        pattern = pattern.replace(r"\{lang\}", f"(?:{tags or '[^/]+'})")
        return re.compile(re.sub(r"\\\{(path|stem|suffix)\\\}", ".*", pattern), re.DOTALL)


def _resolved(path: Path) -> Path:
    """The file that a path leads to; InputError where it leads to none."""
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
    return full


def _loop(path: Path) -> InputError:
    return InputError(
        "is a link that leads to itself", where=str(path), hint="name the file itself"
    )


def _domain(path: Path, relative: Path) -> str:
    """The path without its suffix, as Sphinx does; with it where a sibling would share it."""
    siblings: Sequence[Path] = [
        path.with_suffix(suffix) for suffix in documents.suffixes() if suffix != path.suffix
    ]
    shared = any(os.path.isfile(sibling) for sibling in siblings)  # noqa: PTH113 (raises nothing)
    return (relative if shared else relative.with_suffix("")).as_posix()
