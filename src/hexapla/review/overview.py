"""The progress of every article in each of its languages, for the list of articles."""

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
from hexapla.message import msg
from hexapla.publication import updating
from hexapla.publication.layout import Article
from hexapla.publication.reading import Prepared, prepare_if_known

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["Cell", "Overview", "Place", "Progress"]

Place = tuple[str, str]
"""The tag of a language, and the domain of an article."""

# How many seconds the browser gets to open the list before reading takes up processor time.
_HEAD_START = 1.0

_Files = tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The progress of an article in one language.

    ``counts`` is how many sentences are in each state, and ``error`` why that is not known. Both
    are None if the article itself is written in that language.
    """

    counts: Counts | None = None
    error: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether the article itself is written in that language."""
        return self.counts is None and self.error is None


@dataclass(frozen=True, slots=True)
class Progress:
    """The cells that have changed since a moment.

    ``seen`` is the current moment: pass it to the next call of `Overview.since`. ``read`` is how
    many of the ``articles`` have been read.
    """

    seen: int
    cells: Mapping[Place, Cell]
    read: int
    articles: int


class Overview:
    """The progress of all articles. One thread calls `run`; any thread may call the rest.

    What the ledger knows comes first. The other articles are then parsed one by one, and only the
    counts are kept. ``source`` is the language of the articles; None detects it.
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
        """Read everything, then read changes whenever `since` is called, until `stop`."""
        self._asked.wait(_HEAD_START)
        while not self._stopped:
            self._asked.clear()
            self.refresh()
            self._asked.wait()

    def refresh(self) -> None:
        """Read what has changed since the last call."""
        left = [target for target in self._targets if not self._look(*target, parse=False)]
        for target in left:
            self._look(*target, parse=True)

    def stop(self) -> None:
        """Make `run` return after the current article."""
        self._stopped = True
        self._asked.set()
        with self._changed:
            self._changed.notify_all()

    def since(self, seen: int, timeout: float) -> Progress:
        """What has changed since ``seen``. Waits up to ``timeout`` seconds for a change."""
        self._asked.set()
        with self._changed:
            self._changed.wait_for(lambda: self._seen > seen or self._stopped, timeout)
            cells = {at: cell for at, (number, _, cell) in self._cells.items() if number > seen}
            return Progress(self._seen, cells, len(self._read), len(self._targets))

    def is_own(self, language: Language, article: Article) -> bool:
        """Whether an article is known to be written in a language."""
        found = self._cells.get((language.tag, article.domain))
        return found is not None and found[2].is_own

    def _look(self, article: Article, languages: Sequence[Language], *, parse: bool) -> bool:
        """Read the changes of an article. Returns whether everything about it is known now."""
        changed = self._outdated(article, languages) if not self._stopped else {}
        for language, cell in self._found(article, list(changed), parse) if changed else ():
            if self._stopped:
                return True
            self._put((language.tag, article.domain), changed.pop(language), cell)
        if not changed:
            self._read.add(article.domain)
        return not changed

    def _outdated(self, article: Article, languages: Sequence[Language]) -> dict[Language, _Files]:
        """The languages whose files have changed since they were read, with their files."""
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
        """The cells of an article. Without ``parse``, only those that the ledger knows."""
        try:
            prepared = self._prepared(article, parse)
        except Exception as error:  # even a bug must not keep other articles off the list
            failed = Cell(error=self._message(error, article))
            yield from ((language, failed) for language in languages)
            return
        if prepared is None:
            return
        for language in languages:
            try:
                cell = self._cell(prepared, language, parse)
            except Exception as error:
                cell = Cell(error=self._message(error, article))
            if cell is not None:
                yield language, cell

    def _prepared(self, article: Article, parse: bool) -> Prepared | None:
        publication = self._publication
        if parse:
            return publication.prepare(article, self._source)
        return prepare_if_known(
            publication.layout, article, publication.ledger(), source_language=self._source
        )

    def _cell(self, prepared: Prepared, language: Language, parse: bool) -> Cell | None:
        if prepared.language == language:
            return Cell()
        look = updating.catalog_status if parse else updating.recorded_status
        found = look(self._publication.layout, self._publication.ledger(), prepared, language)
        return Cell(found.counts) if found else None

    def _put(self, place: Place, files: _Files, cell: Cell) -> None:
        with self._changed:
            self._seen += 1
            self._cells[place] = self._seen, files, cell
            self._changed.notify_all()

    def _message(self, error: Exception, article: Article) -> str:
        """An error without the name of the article, which is shown above it."""
        if not isinstance(error, HexaplaError):
            return msg("a bug in Hexapla: {error!r}", error=error)
        layout = self._publication.layout
        line = str(error).replace(f"{layout.root}{os.sep}", "")
        for name in (article.name, layout.shown(article.path)):
            line = line.removeprefix(f"{name}: ")
        return line
