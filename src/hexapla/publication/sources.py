"""Which files in the source folders are articles, by their names and the settings."""

from __future__ import annotations

import logging
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hexapla.documents.signatures import kind_of_name
from hexapla.errors import InputError, UsageError
from hexapla.files import leads_out
from hexapla.languages import Language
from hexapla.publication.configuration import FILE_NAME, GLOSSARY_NAME, Configuration
from hexapla.publication.edition_paths import BOOK_SUFFIX, edition_regex, pattern_of
from hexapla.publication.language_paths import language_in
from hexapla.publication.paths import MARKS, files_below
from hexapla.publication.places import is_hidden, not_read
from hexapla.publication.settings_file import place_of

_log = logging.getLogger(__name__)
# Stands for the name of any file.
_ANY_NAME = "\0"

__all__ = ["Sources"]


@dataclass(frozen=True, slots=True)
class Sources:
    """The source folders of a publication, and which of their files are articles.

    ``languages`` gives the target languages. It is a function because finding them lists the
    catalogs, and most questions don't need them.
    """

    root: Path
    configuration: Configuration
    languages: Callable[[], list[Language]]

    @property
    def folders(self) -> list[Path]:
        """The source folders, or files, that the settings name."""
        return [(self.root / name).resolve() for name in self.configuration.sources]

    @property
    def catalogs(self) -> Path:
        """The folder of the catalogs."""
        return self.root / self.configuration.catalogs

    def relative(self, path: Path) -> str:
        """A path in the source folder that it is in, with slashes."""
        root = next((one for one in self.folders if path.is_relative_to(one)), path.parent)
        return path.relative_to(root).as_posix()

    def is_excluded(self, relative: str) -> bool:
        """Whether the settings exclude a path in a source folder."""
        path = PurePosixPath(relative)
        return any(path.match(pattern) for pattern in self.configuration.exclude)

    def excludes_all_in(self, folder: Path) -> bool:
        """Whether the settings exclude whatever is in a folder."""
        return self.is_excluded(f"{self.relative(folder)}/{_ANY_NAME}")

    def is_taken(self, path: Path) -> bool:
        """Whether a format reads a file that it finds in a folder."""
        found = self.configuration.format_of(path)
        options = self.configuration.formats.get(found.name, {}) if found else {}
        return found is not None and found.takes(path, options)

    def may_have_template(self, path: Path) -> bool:
        """Whether a file can be the article of a template with its name: no data or settings."""
        return path.is_file() and (not path.suffix or self.is_taken(path))

    def pattern(self, folder: str) -> str:
        """The pattern for the editions of a source folder; raises UsageError as `pattern_of`."""
        try:
            return pattern_of(self.configuration.layout, folder)
        except UsageError as error:
            raise UsageError(
                error.message, where=place_of(self.root / FILE_NAME, "layout"), hint=error.hint
            ) from None

    def could_be_article(self, path: Path) -> bool:
        """Whether a file with this path would be an article, whatever it says."""
        return self._could_be_article(path, self._editions())

    def is_article(self, path: Path) -> bool:
        """Whether `articles_in` gives a file, and the settings don't exclude it."""
        if not self._is_article(path, self._editions()) or self.is_excluded(self.relative(path)):
            return False
        root = next(one for one in self.folders if path.is_relative_to(one))
        above = [one for one in path.parents if one.is_relative_to(root)]
        return not any((folder / mark).exists() for folder in above for mark in MARKS)

    def articles_in(
        self, folder: Path, failed: Callable[[Path, InputError], None]
    ) -> Iterator[Path]:
        """The files in a folder that are articles, sorted, or ``folder`` if it is one itself.

        ``failed`` gets each folder in it that can't be read.
        """
        files = sorted(files_below(folder, failed)) if folder.is_dir() else [folder]
        editions = self._editions()
        return (path for path in files if self._is_article(path, editions))

    def unread_in(self, folder: Path) -> Iterator[Path]:
        """The documents in a folder that no format reads, such as PDFs; no images and the like.

        Folders that can't be read are passed over: `articles_in` reports them.
        """
        editions = self._editions()
        return (
            path
            for path in files_below(folder.resolve(), lambda path, error: None)
            if kind_of_name(path.name)
            and not self.is_taken(path)
            and self._is_own(path, editions)
            and not self.is_excluded(self.relative(path))
        )

    def may_publish(self, name: PurePosixPath) -> bool:
        """Whether a file that an article links to may be copied into a site or a book.

        ``name`` is its path in the publication. Settings, catalogs, hidden files, what the settings
        exclude and what is outside are not published because an article names them.
        """
        path = self.root / name
        if leads_out(path, self.root) or self.is_excluded(self.relative(path)):
            return False
        full = path.resolve()
        own = (self.root / FILE_NAME).parent.resolve(), self.catalogs.resolve()
        hidden = is_hidden(name) or is_hidden(full.relative_to(self.root))
        return not (hidden or any(full.is_relative_to(one) for one in own))

    def _is_article(self, path: Path, editions: re.Pattern[str]) -> bool:
        if not (path.is_file() and self._could_be_article(path, editions) and self.is_taken(path)):
            return False
        outside = path.is_symlink() and leads_out(path, self.root)
        if outside:
            _log.warning("%s", not_read(path))
        return not outside

    def _could_be_article(self, path: Path, editions: re.Pattern[str]) -> bool:
        if self.configuration.format_of(path) is None:
            return False
        return self._is_own(path, editions)

    def _is_own(self, path: Path, editions: re.Pattern[str]) -> bool:
        """Whether a file is the publisher's: not hidden, not a catalog, and not an edition."""
        name = self._name(path)
        hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
        found = self.configuration.format_of(path)
        # Programs, too, keep their texts in folders with these names.
        shared = found is not None and found.named_by_language
        if found is not None and found.holds_all(name):
            return not hidden
        if shared and self._is_of_another(name):
            return False
        among_own = path.is_relative_to(self.catalogs) or name.startswith("i18n/")
        own = name in self._own or (among_own and not shared)
        return not (hidden or own or editions.fullmatch(name))

    @property
    def _own(self) -> tuple[str, ...]:
        """Files that Hexapla reads or writes, whatever folder the settings name as sources."""
        return FILE_NAME, GLOSSARY_NAME, posixpath.normpath(self.configuration.manifest)

    def _is_of_another(self, name: str) -> bool:
        """Whether a path names another language than that of the articles.

        If no setting says which that is, it is English if there is the same file in English.
        """
        found = language_in(name)
        if found is None or found.language is None:
            return False
        own = self.configuration.source_language
        if own == "auto":
            if not (self.root / f"{found.before}en{found.after}").is_file():
                return found.language in self.languages()
            own = "en"
        return found.language.base != Language(own).base

    def _name(self, path: Path) -> str:
        """A path from the root, with slashes; "" outside the publication."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else ""

    def _editions(self) -> re.Pattern[str]:
        """A regular expression for editions among the sources, by path from the root."""
        folders = [posixpath.normpath(name) for name in self.configuration.sources]
        patterns = [(self.pattern(folder), folder) for folder in folders]
        languages = self.languages()
        if languages:  # Books that Hexapla made: `news.es.epub`, `news.en+es.epub`.
            patterns.append((f"{{stem}}.{{lang}}{BOOK_SUFFIX}", ""))
        return edition_regex(patterns, languages)
