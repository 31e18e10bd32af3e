"""All that is under review: the desks of a publication, and what is known around them."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import TYPE_CHECKING

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Entry
from hexapla.catalogs.glossary import Glossary
from hexapla.drafting.fill import fill
from hexapla.editions.edition import build
from hexapla.engines.routes import find_route
from hexapla.errors import EngineError, HexaplaError
from hexapla.languages import Language
from hexapla.memory.memory import Memory
from hexapla.memory.unit import Hit
from hexapla.publication.drafting import drafter_for
from hexapla.publication.layout import Article
from hexapla.review import decisions
from hexapla.review.history import committed
from hexapla.review.inspection import Inspection
from hexapla.review.overview import Overview
from hexapla.review.sheets import Desk, Key, Readings, Sheet
from hexapla.review.views import sheet_data

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["Office"]

# So many desks keep their sheets and what the page gets of them.
_OPEN_DESKS = 24
# Bytes of catalogs that are kept parsed beside those of open desks: the list needs each only once.
_PARSED_BYTES = 2_000_000
# How old what memory knows may be.
_MEMORY_SECONDS = 15.0


class Office:
    """The desks of a publication.

    Parameters: ``targets`` are the articles with the languages to review each in; ``source`` is
    the articles' language, None to have it found; ``glossary`` are the publication's terms;
    ``read_only`` refuses every change. No article is read before `start`, or before it is asked
    for.
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
        readings = Readings(publication, source)
        self.desks: Mapping[tuple[str, str], Desk] = {
            (language.tag, article.domain): Desk(readings, article, language)
            for article, languages in targets
            for language in languages
        }
        self.overview = Overview(publication, targets, source)
        self.glossary = glossary
        self._inspections: dict[Desk, Inspection] = {}
        self._memories: dict[tuple[Language, Language], tuple[float, Memory]] = {}
        self._bodies: OrderedDict[Desk, tuple[str, bytes]] = OrderedDict()
        self._closed = False
        self._lock = threading.Lock()
        self._checking = ThreadPoolExecutor(1, "checks")
        self._running: dict[Desk, Future[None]] = {}

    def body(self, desk: Desk) -> tuple[str, bytes]:
        """A desk's sheet as the page gets it, in JSON, with the stamp that says how old it is."""
        sheet = desk.read()
        with self._lock:
            known = self._bodies.get(desk)
        if known is None or known[0] != sheet.stamp:
            data = json.dumps(sheet_data(sheet), separators=(",", ":"))
            known = sheet.stamp, data.encode()
        with self._lock:
            self._bodies[desk] = known
            self._bodies.move_to_end(desk)
            if len(self._bodies) > _OPEN_DESKS:
                oldest, _ = self._bodies.popitem(last=False)
                oldest.clear()
        return known

    def start(self) -> None:
        """Begin to read in the background, so that nobody waits for it."""
        store.keep_at_most(_PARSED_BYTES)
        for work in (self.overview.run, self._warm):
            threading.Thread(target=work, daemon=True).start()

    def _warm(self) -> None:
        """Read and check what will be asked for, where that is not too much to be kept."""
        desks = list(self.desks.values())
        for desk in desks if len(desks) <= _OPEN_DESKS else ():
            if self._closed:
                return
            with contextlib.suppress(HexaplaError):  # it is told to who opens it
                self.body(desk)
                if not self._running:
                    self.inspect(desk)

    def inspection(self, desk: Desk) -> Inspection:
        """What the checks find in a desk's article."""
        with self._lock:
            if desk not in self._inspections:
                disabled = self.publication.configuration.checks_off
                self._inspections[desk] = Inspection(self.glossary, disabled)
            return self._inspections[desk]

    def inspect(self, desk: Desk) -> None:
        """Have a desk's whole article checked in the background, if it was not."""
        inspection = self.inspection(desk)
        with self._lock:
            if desk not in self._running and not self._closed:
                self._running[desk] = self._checking.submit(lambda: inspection.run(desk.latest))

    def memory_of(self, sheet: Sheet, entry: Entry, row: int) -> list[Hit]:
        """What memory knows of an entry; always to be called from the same thread."""
        pair = sheet.prepared.language, sheet.language
        known = self._memories.get(pair)
        if known is None or monotonic() - known[0] > _MEMORY_SECONDS:
            # What was approved since is known to it, too.
            known = monotonic(), self.publication.memory(*pair)
            self._memories[pair] = known
        return known[1].search(entry.msgid, [sheet.segments[row].previous])

    def known_draft(self, desk: Desk, entry: Entry) -> str | None:
        """The very words that a machine drafted for an entry, where they can be found."""
        for find in (desk.seen_draft, lambda key: _committed_text(desk, key)):
            text = find(entry.key) if entry.draft is not None else None
            if text is not None and decisions.is_draft_of(entry, text):
                return text
        return None

    def draft(self, desk: Desk, sheet: Sheet, entry: Entry) -> tuple[str, tuple[str, ...]]:
        """An entry's draft: the machine's very words where they can be found (without a new
        provenance), else what an engine says now, with its comment lines.

        Raises EngineError where there is no engine either.
        """
        known = self.known_draft(desk, entry)
        if known is not None:
            return known, ()
        source = sheet.prepared.foreign.get(entry.msgid, sheet.prepared.language)
        route = find_route(source, sheet.language, self.publication.engines())
        marks = {segment.text: segment.marks for segment in sheet.segments if segment.marks}
        memory = self.publication.memory(source, sheet.language)
        layout = self.publication.layout
        translator = drafter_for(layout, route, source, sheet.language, memory, marks)
        for proposal in fill([entry.msgid], Memory(), translator):
            lines = (proposal.draft, proposal.guarded)
            return proposal.text, tuple(line.comment() for line in lines if line is not None)
        raise EngineError("the engine has no translation for this sentence")

    def changed_since_commit(self, desk: Desk, sheet: Sheet) -> list[str] | None:
        """The entries that are other than in the last commit; None where there is no commit."""
        before = committed(desk.path)
        if before is None:
            return None
        return [
            ident
            for ident, entry in sheet.by_id.items()
            if (was := before.find(entry.msgid, entry.context)) is None
            or decisions.version(was) != decisions.version(entry)
        ]

    def edition(self, sheet: Sheet) -> bytes:
        """The edition as it would be published now."""
        prepared = sheet.prepared
        policy = self.publication.policy()
        return build(
            prepared.document, sheet.catalog, sheet.language, policy, prepared.foreign
        ).data

    def close(self) -> None:
        """Let nothing go on in the background."""
        with self._lock:  # nothing is submitted to a pool that has been shut down
            self._closed = True
        self.overview.stop()
        self._checking.shutdown(wait=False, cancel_futures=True)
        for inspection in self._inspections.values():
            inspection.stop()


def _committed_text(desk: Desk, key: Key) -> str | None:
    catalog = committed(desk.path)
    found = catalog.find(key[1], key[0]) if catalog is not None else None
    return found.msgstr if found is not None else None
