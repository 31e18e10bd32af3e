"""What a publication's methods return: plain data; the results of outputs can also be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hexapla.editions.edition import Counts
from hexapla.errors import HexaplaError
from hexapla.languages import Language
from hexapla.message import amount, counted, joined, msg
from hexapla.publication.layout import Article

if TYPE_CHECKING:
    from hexapla.catalogs.entry import Entry
    from hexapla.drafting.explanation import Explanation

__all__ = [
    "EDITED",
    "NOT_OURS",
    "Book",
    "BuiltSite",
    "Explained",
    "Orphan",
    "Published",
    "Result",
    "StaleSentence",
    "Status",
]

EDITED, NOT_OURS = msg("edited by hand"), msg("not written by Hexapla")
"""Why a file is not overwritten: it differs from what Hexapla wrote, or isn't in the manifest."""

Shown = Callable[[Path], str]
"""Formats a path for messages: relative to the current folder if it is inside."""


class ForeignFileError(HexaplaError):
    """A file that has something else in it than Hexapla wrote."""

    exit_code = 1


class Result(Protocol):
    """One thing that an output made, or would make in a dry run."""

    @property
    def complete(self) -> bool:
        """Whether everything passed the gate. If not, the command exits with code 1."""

    def line(self, shown: Shown, *, dry_run: bool) -> str:
        """One line of text."""

    def facts(self, shown: Shown, *, dry_run: bool) -> dict[str, Any]:
        """The result as JSON data."""


@dataclass(frozen=True, slots=True)
class Published:
    """An edition's file: its path, its counts, and whether the file changed.

    ``refused`` says why the gate didn't let the edition pass, None if it did; ``foreign`` why the
    file on disk is not overwritten, `EDITED` or `NOT_OURS`, None if it may be. ``record`` describes
    the edition in the manifest. ``written`` is also True if a dry run would change the file.
    """

    article: Article
    language: Language
    path: Path
    counts: Counts
    written: bool
    refused: str | None = None
    record: Mapping[str, Any] = field(default_factory=dict, repr=False)
    foreign: str | None = None

    @property
    def complete(self) -> bool:
        """Whether the file is the edition: nothing kept it from being written."""
        return not (self.refused or self.foreign)

    def error(self, shown: Shown) -> ForeignFileError | None:
        """The error of a file that is not overwritten, with what to do."""
        path = shown(self.path)
        if not self.foreign:
            return None
        advice = msg("translate adopt-edit {path} takes the changes into the catalog", path=path)
        if self.foreign == NOT_OURS:
            advice = msg("move it away")
        elif self.path == self.article.path or self.path.suffix != self.article.path.suffix:
            advice = msg("correct the catalog instead: translate review")
        hint = msg("{advice}; --force overwrites it", advice=advice)
        return ForeignFileError(
            msg("{foreign}, so it is not overwritten", foreign=self.foreign), where=path, hint=hint
        )

    def note(self, *, dry_run: bool) -> str:
        """A remark about the edition, often empty."""
        if self.foreign:
            return msg("not written: {foreign}", foreign=self.foreign)
        if self.refused:
            note = msg("; the older edition is still there") if self.path.exists() else ""
            return msg("not written: {refused}{note}", refused=self.refused, note=note)
        notes = [msg("nothing is translated")] if self.counts.untranslated else []
        if not self.written:
            notes.append(msg("unchanged"))
        elif dry_run:
            notes.append(msg("would be written"))
        return joined(notes) if notes else ""

    def line(self, shown: Shown, *, dry_run: bool) -> str:
        """The path, with a remark if there is one."""
        note = self.note(dry_run=dry_run)
        path = shown(self.path)
        return msg("{path} ({note})", path=path, note=note) if note else path

    def facts(self, shown: Shown, *, dry_run: bool) -> dict[str, Any]:
        """The edition as JSON data."""
        return {
            "article": self.article.name,
            "language": self.language.tag,
            "edition": shown(self.path),
            "changed": self.written,
            "written": self.written and not dry_run,
            "refused": self.refused or self.foreign,
            "sentences": self.counts.as_data(),
            "words": self.counts.words,
        }


@dataclass(frozen=True, slots=True)
class Book:
    """A book: its path, the number of its articles, and whether the file changed.

    Articles in ``refused`` did not pass the gate; those in ``untranslated`` have no translation at
    all. Without any article no book is written.
    """

    path: Path
    language: Language
    articles: int
    refused: tuple[Article, ...]
    untranslated: tuple[Article, ...]
    written: bool

    @property
    def complete(self) -> bool:
        """Whether every article passed the gate."""
        return not self.refused

    def line(self, shown: Shown, *, dry_run: bool) -> str:
        """The path, the number of articles in the book, and the articles that are left out."""
        parts = [amount(self.articles, "article")]
        if self.refused:
            names = joined(article.name for article in self.refused)
            parts.append(msg("not reviewed enough: {names}", names=names))
        if self.untranslated:
            names = joined(article.name for article in self.untranslated)
            parts.append(msg("not translated: {names}", names=names))
        if self.articles and not self.written:
            parts.append(msg("unchanged"))
        elif self.articles:
            parts.append(msg("would be written") if dry_run else msg("written"))
        return msg("{path}: {parts}", path=shown(self.path), parts=joined(parts, "; "))

    def facts(self, shown: Shown, *, dry_run: bool) -> dict[str, Any]:
        """The book as JSON data."""
        return {
            "book": shown(self.path),
            "language": self.language.tag,
            "articles": self.articles,
            "refused": [article.name for article in self.refused],
            "untranslated": [article.name for article in self.untranslated],
            "changed": self.written,
            "written": self.written and not dry_run,
        }


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A site: its number of articles, and what changed.

    ``made`` is the number of articles whose pages were rendered again; ``written`` and ``removed``
    are numbers of files. ``sitemap`` is True if the site has a site map. ``failed`` are the errors
    of articles that were left out.
    """

    folder: Path
    articles: int
    made: int
    written: int
    removed: int
    sitemap: bool
    failed: tuple[HexaplaError, ...] = ()

    @property
    def complete(self) -> bool:
        """Always True: a site leaves out what doesn't pass the gate."""
        return True

    def line(self, shown: Shown, *, dry_run: bool) -> str:
        """What changed, and the path of the first page."""
        start = shown(self.folder / "index.html")
        if dry_run:
            return msg(
                "{made} of {articles} articles would be rendered: {start}",
                made=self.made,
                articles=self.articles,
                start=start,
            )
        parts = [
            msg("{made} of {articles} articles rendered", made=self.made, articles=self.articles)
        ]
        if self.written:
            parts.append(counted(self.written, "{n} file written", "{n} files written"))
        else:
            parts.append(msg("nothing changed"))
        if self.removed:
            parts.append(msg("{n} removed", n=self.removed))
        line = msg("{parts}: {start}", parts=joined(parts), start=start)
        missing = msg("no sitemap.xml: base-url in [site] is not set")
        return line if self.sitemap else joined([line, missing], "\n")

    def facts(self, shown: Shown, *, dry_run: bool) -> dict[str, Any]:
        """The site as JSON data."""
        return {
            "site": shown(self.folder),
            "articles": self.articles,
            "made": self.made,
            "written": self.written,
            "removed": self.removed,
            "sitemap": self.sitemap,
            "dry_run": dry_run,
        }


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file that was made of an article that no longer exists.

    ``kind`` is "template", "catalog", "edition", "book", "file" or "page". ``article`` is the
    article's name, for a catalog its domain. ``kept`` says why `prune` doesn't remove the file, ""
    if it does.
    """

    path: Path
    kind: str
    article: str
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How many of an article's sentences are in which state, in one language.

    ``path`` is the catalog's; it may not exist yet.
    """

    article: Article
    language: Language
    path: Path
    counts: Counts


@dataclass(frozen=True, slots=True)
class Explained:
    """What the guards changed or rejected in an article's drafts, in one language.

    ``path`` is the catalog's.
    """

    article: Article
    language: Language
    path: Path
    explanations: list[Explanation]


@dataclass(frozen=True, slots=True)
class StaleSentence:
    """A sentence whose translation belongs to an earlier or a similar sentence.

    ``path`` is the catalog's; ``line`` is where the sentence is in the article, ``entry.line``
    where its entry is in the catalog, and ``entry.previous`` the earlier sentence, None if that is
    not known.
    """

    article: Article
    language: Language
    path: Path
    entry: Entry
    line: int
