"""Results of a publication's methods: plain data. Those of outputs can be shown as text or JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hexapla.editions.edition import Counts
from hexapla.errors import HexaplaError
from hexapla.languages import Language
from hexapla.publication.layout import Article

if TYPE_CHECKING:
    from hexapla.drafting.explanation import Explanation

__all__ = ["Book", "BuiltSite", "Explained", "Published", "Result", "Status"]

Shown = Callable[[Path], str]
"""Writes a path as a person in the current folder would."""


class Result(Protocol):
    """One thing that an output made, or would make in a dry run."""

    @property
    def complete(self) -> bool:
        """Whether everything passed the gate; if not, the command ends with exit code 1."""

    def line(self, shown: Shown, *, dry_run: bool) -> str:
        """What was made, for a person."""

    def facts(self, shown: Shown, *, dry_run: bool) -> dict[str, Any]:
        """What was made, as JSON."""


@dataclass(frozen=True, slots=True)
class Published:
    """The file of an edition: its path, what the edition is made of, and whether the file changed.

    ``refused`` says why an edition was not published. ``record`` is what `manifest` keeps of it.
    """

    article: Article
    language: Language
    path: Path
    counts: Counts
    written: bool
    refused: str | None = None
    record: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def complete(self) -> bool:
        """Whether the edition passed the gate."""
        return not self.refused

    def note(self, *, dry_run: bool) -> str:
        """What a person should know beside the counts and the path; often nothing."""
        if self.refused:
            stands = "; the older edition stays" if self.path.exists() else ""
            return f"not written: {self.refused}{stands}"
        notes = ["nothing is translated"] if self.counts.untranslated else []
        if not self.written:
            notes.append("unchanged")
        elif dry_run:
            notes.append("would be written")
        return ", ".join(notes)

    def line(self, shown: Shown, *, dry_run: bool) -> str:
        """The path, with a note."""
        note = self.note(dry_run=dry_run)
        return f"{shown(self.path)} ({note})" if note else shown(self.path)

    def facts(self, shown: Shown, *, dry_run: bool) -> dict[str, Any]:
        """The edition, as JSON."""
        return {
            "article": self.article.name,
            "language": self.language.tag,
            "edition": shown(self.path),
            "changed": self.written,
            "written": self.written and not dry_run,
            "refused": self.refused,
            "sentences": self.counts.as_data(),
        }


@dataclass(frozen=True, slots=True)
class Book:
    """A book: its path, how many articles are in it, and whether the file changed.

    ``refused`` articles did not pass the gate; in ``untranslated`` ones nothing is translated.
    Without any article no book is written.
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
        """The path, how many articles are in the book, and which are not."""
        parts = [f"{self.articles} {'article' if self.articles == 1 else 'articles'}"]
        for what, left_out in (
            ("not reviewed enough", self.refused),
            ("not translated", self.untranslated),
        ):
            if left_out:
                parts.append(f"{what}: {', '.join(article.name for article in left_out)}")
        if self.articles:
            said = "would be written" if dry_run else "written"
            parts.append(said if self.written else "unchanged")
        return f"{shown(self.path)}: {'; '.join(parts)}"

    def facts(self, shown: Shown, *, dry_run: bool) -> dict[str, Any]:
        """The book, as JSON."""
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
    """A site: how many articles there are, how many of them had to be made again, and how many
    files were written and removed. ``sitemap`` says whether it has a site map; ``failed`` are the
    errors of articles that could not be made.
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
        """True: pages that don't pass the gate are left out, which is what the site is for."""
        return True

    def line(self, shown: Shown, *, dry_run: bool) -> str:
        """What was made again, and where the site begins."""
        start = shown(self.folder / "index.html")
        if dry_run:
            return f"{self.made} of {self.articles} articles would be made anew: {start}"
        parts = [f"{self.made} of {self.articles} articles made anew"]
        parts.append(f"{self.written} files written" if self.written else "nothing changed")
        if self.removed:
            parts.append(f"{self.removed} removed")
        said = f"{', '.join(parts)}: {start}"
        missing = "no sitemap.xml, for base-url in [site] is not set"
        return said if self.sitemap else f"{said}\n{missing}"

    def facts(self, shown: Shown, *, dry_run: bool) -> dict[str, Any]:
        """The site, as JSON."""
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
