"""How far every article is in each of its languages: what the list of a review shows."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hexapla.editions.edition import Counts
from hexapla.errors import HexaplaError
from hexapla.files import Signature, signature
from hexapla.languages import Language
from hexapla.publication import updating
from hexapla.publication.layout import Article
from hexapla.publication.reading import Prepared, known

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["Cell", "News", "Overview", "Place"]

Place = tuple[str, str]
"""Where a desk is: the tag of its language, the domain of its article."""

# So many seconds a browser has to open the list before the reading begins to take the time of it.
_HEAD_START = 1.0

_Files = tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of an article in one language: the states of its sentences, or why they can't
    be told. It has neither where the article itself is in that language.
    """

    counts: Counts | None = None
    error: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether the article itself is in that language."""
        return self.counts is None and self.error is None


@dataclass(frozen=True, slots=True)
class News:
    """What was found out after some moment, up to the moment ``seen``; of the ``articles`` so
    many have been ``read``.
    """

    seen: int
    cells: Mapping[Place, Cell]
    read: int
    articles: int


class Overview:
    """How far the articles are, worked out by whoever calls `run` and told to everybody else.

    What the ledger knows comes first; then the other articles are parsed, one after the other, and
    nothing of them is kept but the numbers. ``source`` is the articles' language, None to have it
    found.
    """

    def __init__(
        self,
        publication: Publication,
        targets: Sequence[tuple[Article, Sequence[Language]]],
        source: Language | None = None,
    ) -> None:
        self._publication = publication
        self._targets = targets
        self._source = source
        self._cells: dict[Place, tuple[int, _Files, Cell]] = {}
        self._read: set[str] = set()
        self._seen = 0
        self._changed = threading.Condition()
        self._asked = threading.Event()
        self._stopped = False

    def run(self) -> None:
        """Read all, and what has changed whenever somebody asks, until `stop`."""
        self._asked.wait(_HEAD_START)
        while not self._stopped:
            self._asked.clear()
            self.refresh()
            self._asked.wait()

    def refresh(self) -> None:
        """Read what has changed since the last time."""
        left = [target for target in self._targets if not self._look(*target, parse=False)]
        for target in left:
            self._look(*target, parse=True)

    def stop(self) -> None:
        """End `run` after the article that it is at."""
        self._stopped = True
        self._asked.set()
        with self._changed:
            self._changed.notify_all()

    def since(self, seen: int, patience: float) -> News:
        """What was found out after another `News`; waits so many seconds where that is nothing."""
        self._asked.set()
        with self._changed:
            self._changed.wait_for(lambda: self._seen > seen or self._stopped, patience)
            cells = {at: cell for at, (number, _, cell) in self._cells.items() if number > seen}
            return News(self._seen, cells, len(self._read), len(self._targets))

    def is_own(self, language: Language, article: Article) -> bool:
        """Whether an article is known to be in a language itself."""
        found = self._cells.get((language.tag, article.domain))
        return found is not None and found[2].is_own

    def _look(self, article: Article, languages: Sequence[Language], *, parse: bool) -> bool:
        """Read what has changed of an article; whether all of it is known now."""
        changed = self._outdated(article, languages) if not self._stopped else {}
        for language, cell in self._found(article, list(changed), parse) if changed else ():
            if self._stopped:
                return True
            self._put((language.tag, article.domain), changed.pop(language), cell)
        if not changed:
            self._read.add(article.domain)
        return not changed

    def _outdated(self, article: Article, languages: Sequence[Language]) -> dict[Language, _Files]:
        """The languages whose numbers come from other files than those that there are now."""
        layout = self._publication.layout
        shared = signature(article.path), signature(layout.template(article))
        out: dict[Language, _Files] = {}
        for language in languages:
            files = *shared, signature(layout.catalog(article, language))
            found = self._cells.get((language.tag, article.domain))
            if found is None or found[1] != files:
                out[language] = files
        return out

    def _found(
        self, article: Article, languages: Sequence[Language], parse: bool
    ) -> Iterator[tuple[Language, Cell]]:
        """What can be told of an article; not ``parse``: as far as the ledger knows it."""
        try:
            prepared = self._prepared(article, parse)
        except Exception as error:  # a fault of ours, too, must not keep the others from the list
            failed = Cell(error=self._said(error, article))
            yield from ((language, failed) for language in languages)
            return
        if prepared is None:
            return
        for language in languages:
            try:
                cell = self._cell(prepared, language, parse)
            except Exception as error:
                cell = Cell(error=self._said(error, article))
            if cell is not None:
                yield language, cell

    def _prepared(self, article: Article, parse: bool) -> Prepared | None:
        publication = self._publication
        if parse:
            return publication.prepare(article, self._source)
        return known(publication.layout, article, publication.ledger(), source=self._source)

    def _cell(self, prepared: Prepared, language: Language, parse: bool) -> Cell | None:
        if prepared.language == language:
            return Cell()
        look = updating.standing if parse else updating.known_standing
        found = look(self._publication.layout, self._publication.ledger(), prepared, language)
        return Cell(found.counts) if found else None

    def _put(self, place: Place, files: _Files, cell: Cell) -> None:
        with self._changed:
            self._seen += 1
            self._cells[place] = self._seen, files, cell
            self._changed.notify_all()

    def _said(self, error: Exception, article: Article) -> str:
        """What is wrong, in short: the article's name stands above it."""
        if not isinstance(error, HexaplaError):
            return f"a fault of Hexapla's: {error!r}"
        layout = self._publication.layout
        line = str(error).replace(f"{layout.root}{os.sep}", "")
        for name in (article.name, layout.shown(article.path)):
            line = line.removeprefix(f"{name}: ")
        return line
