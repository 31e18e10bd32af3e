"""Everything under review: the articles of a publication, and what the page shows beside them."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Draft, Entry
from hexapla.catalogs.glossary import Glossary
from hexapla.drafting.fill import fill
from hexapla.drafting.segments import Segments
from hexapla.engines.routes import find_route
from hexapla.errors import EngineError, HexaplaError
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.memory.unit import Hit
from hexapla.message import msg
from hexapla.publication.drafting import drafter_for
from hexapla.publication.layout import Article
from hexapla.review import decisions
from hexapla.review.article import ArticleReview, PreparedArticles
from hexapla.review.concordance import Occurrence, Search, catalogs_with, look_up
from hexapla.review.git import committed
from hexapla.review.inspection import Inspection
from hexapla.review.overview import Overview
from hexapla.review.page_data import snapshot_data
from hexapla.review.snapshot import Key, Snapshot

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["Review"]

# How many articles keep their snapshot, and the JSON made of it, in memory.
_MAX_OPEN_ARTICLES = 24
# How many bytes of other catalogs stay parsed in memory. The list needs each of them only once.
_PARSED_BYTES = 2_000_000


class Review:
    """The review of a publication.

    ``targets`` are the articles, each with the languages to review it in. ``source`` is the
    language of the articles; None detects it. ``glossary`` is the publication's glossary.
    ``reviewer`` ("NAME <mail>") signs the changes if the page gives no other name. ``read_only``
    refuses every change.

    Nothing is read until `start` is called or an article is asked for.
    """

    def __init__(
        self,
        publication: Publication,
        targets: Sequence[tuple[Article, Sequence[Language]]],
        *,
        source: Language | None = None,
        glossary: Glossary | None = None,
        reviewer: str = "",
        read_only: bool = False,
    ) -> None:
        self.publication = publication
        self.targets = targets
        self.reviewer = reviewer
        self.read_only = read_only
        self.policy = publication.policy()
        prepared = PreparedArticles(publication, source)
        self.articles: Mapping[tuple[str, str], ArticleReview] = {
            (language.tag, article.domain): ArticleReview(prepared, article, language)
            for article, languages in targets
            for language in languages
        }
        self.overview = Overview(publication, targets, source)
        self.glossary = glossary
        self._inspections: dict[ArticleReview, Inspection] = {}
        self._bodies: OrderedDict[ArticleReview, tuple[str, bytes]] = OrderedDict()
        self._suggestions: dict[tuple[ArticleReview, Key], tuple[str, tuple[str, ...]]] = {}
        self._closed = False
        self._lock = threading.Lock()
        self._checking = ThreadPoolExecutor(1, "checks")
        self._running: dict[ArticleReview, Future[None]] = {}

    def body(self, article: ArticleReview) -> tuple[str, bytes]:
        """The stamp of an article's snapshot, and the JSON that the page gets of it."""
        snapshot = article.read()
        with self._lock:
            cached = self._bodies.get(article)
        if cached is None or cached[0] != snapshot.stamp:
            data = json.dumps(snapshot_data(snapshot, self.policy), separators=(",", ":"))
            cached = snapshot.stamp, data.encode()
        with self._lock:
            self._bodies[article] = cached
            self._bodies.move_to_end(article)
            if len(self._bodies) > _MAX_OPEN_ARTICLES:
                oldest, _ = self._bodies.popitem(last=False)
                oldest.clear()
        return cached

    def start(self) -> None:
        """Start reading in the background."""
        store.keep_at_most(_PARSED_BYTES)
        for work in (self.overview.run, self._warm_up):
            threading.Thread(target=work, daemon=True).start()

    def _warm_up(self) -> None:
        """Read and check the articles before they are asked for, if there are only a few."""
        articles = list(self.articles.values())
        for article in articles if len(articles) <= _MAX_OPEN_ARTICLES else ():
            if self._closed:
                return
            with contextlib.suppress(HexaplaError):  # reported when the article is opened
                self.body(article)
                if not self._running:
                    self.inspect(article)

    def inspection(self, article: ArticleReview) -> Inspection:
        """The findings of the checks in an article."""
        with self._lock:
            if article not in self._inspections:
                settings = self.publication.configuration
                self._inspections[article] = Inspection(
                    self.glossary, settings.checks_off, settings.listed
                )
            return self._inspections[article]

    def inspect(self, article: ArticleReview) -> None:
        """Start checking a whole article in the background, unless that has been done."""
        inspection = self.inspection(article)
        with self._lock:
            if article not in self._running and not self._closed:
                self._running[article] = self._checking.submit(
                    lambda: inspection.run(article.latest)
                )

    def memory_of(self, snapshot: Snapshot, entry: Entry, row: int) -> list[Hit]:
        """The translation memory's matches for the entry in a row."""
        memory = self.publication.recent_memory(snapshot.prepared.language, snapshot.language)
        return memory.search(entry.msgid, [snapshot.segments[row].previous])

    def concordance(self, snapshot: Snapshot, search: Search) -> list[Occurrence]:
        """How the words of a search were translated, in the memory and in all catalogs."""
        layout, source, language = (
            self.publication.layout,
            snapshot.prepared.language,
            snapshot.language,
        )
        under_review = [one.path for one in self.articles.values() if one.language == language]
        paths = dict.fromkeys([*layout.catalogs_in(language), *under_review])
        memory = self.publication.recent_memory(source, language)
        return look_up(search, memory, catalogs_with(search, paths, source))

    def place_of(self, file: str) -> str:
        """How the page names the file of a sentence: by its article, if it has one."""
        article = next((o.article for o in self.articles.values() if str(o.path) == file), None)
        return article.name if article else self.publication.layout.shown(Path(file))

    def known_draft(self, article: ArticleReview, entry: Entry) -> str | None:
        """The machine draft of an entry, if it is still known: seen here or committed to git."""
        for find in (article.seen_draft, lambda key: _committed_text(article, key)):
            text = find(entry.key) if entry.draft is not None else None
            if text is not None and decisions.is_draft_of(entry, text):
                return text
        return None

    def draft(
        self, article: ArticleReview, snapshot: Snapshot, entry: Entry
    ) -> tuple[str, tuple[str, ...]]:
        """The machine draft of an entry.

        Returns the original draft if it is still known, with no comments. Otherwise an engine
        makes a new one, returned with its comment lines. Raises EngineError if there is no engine.
        """
        known = self.known_draft(article, entry)
        return (known, ()) if known is not None else self._engine_draft(snapshot, entry)

    def suggestion(
        self, article: ArticleReview, snapshot: Snapshot, entry: Entry
    ) -> tuple[str, str]:
        """An engine's translation of an entry, which changes nothing, and the name of the engine.

        It is made once. Raises EngineError if there is no engine.
        """
        made = self.suggested(article, entry)
        if made is None:
            made = self._suggestions[article, entry.key] = self._engine_draft(snapshot, entry)
        drafts = [draft for line in made[1] if (draft := Draft.parse(line)) is not None]
        return made[0], drafts[0].origin if drafts else ""

    def suggested(self, article: ArticleReview, entry: Entry) -> tuple[str, tuple[str, ...]] | None:
        """The engine's translation that was suggested for an entry, with its comment lines."""
        return self._suggestions.get((article, entry.key))

    def _engine_draft(self, snapshot: Snapshot, entry: Entry) -> tuple[str, tuple[str, ...]]:
        source = snapshot.prepared.foreign.get(entry.msgid, snapshot.prepared.language)
        engines = self.publication.engines_between(source, snapshot.language)
        route = find_route(source, snapshot.language, engines)
        if snapshot.prepared.article.messages:
            return self._message_draft(snapshot, entry)
        segments = Segments()
        segments.add(snapshot.prepared.document)
        memory = self.publication.memory(source, snapshot.language)
        layout = self.publication.layout
        drafter = drafter_for(layout, route, source, snapshot.language, memory, segments)
        for proposal in fill([entry.msgid], Memory(), drafter):
            return proposal.text, proposal.comments
        raise EngineError(msg("the engine has no translation for this sentence"))

    def _message_draft(self, snapshot: Snapshot, entry: Entry) -> tuple[str, tuple[str, ...]]:
        """The draft of an entry of another program's catalog; its plural forms have a line each."""
        from hexapla.publication.gettext.drafting import MessageDrafting

        publication = self.publication
        drafting = MessageDrafting(publication.layout, publication.engines_between)
        draft = drafting.draft_one(snapshot.prepared, snapshot.catalog, entry, snapshot.language)
        if draft is None:
            raise EngineError(msg("the engine has no translation for this sentence"))
        return "\n".join(draft.texts), draft.comments

    def changed_since_commit(self, article: ArticleReview, snapshot: Snapshot) -> list[str] | None:
        """The identifiers of the entries that differ from the last commit, or None if the catalog
        was never committed.
        """
        before = committed(article.path)
        if before is None:
            return None
        return [
            ident
            for ident, entry in snapshot.by_id.items()
            if (was := before.find(entry.msgid, entry.context)) is None
            or decisions.version(was) != decisions.version(entry)
        ]

    def edition(self, snapshot: Snapshot) -> bytes:
        """The edition as `translate publish` would write it now; as HTML if it is not a text."""
        edition = self.publication.edition(snapshot.prepared, snapshot.language)
        return edition.render() if snapshot.prepared.format.is_text else edition.as_page()

    def close(self) -> None:
        """Stop all background work."""
        with self._lock:  # nothing may be submitted to a pool that has been shut down
            self._closed = True
        self.overview.stop()
        self._checking.shutdown(wait=False, cancel_futures=True)
        for inspection in self._inspections.values():
            inspection.stop()


def _committed_text(article: ArticleReview, key: Key) -> str | None:
    catalog = committed(article.path)
    found = catalog.find(key[1], key[0]) if catalog is not None else None
    return decisions.shown_text(found) if found is not None else None
