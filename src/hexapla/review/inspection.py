"""The findings of the checks in an article, kept up to date while it is reviewed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.glossary import Glossary
from hexapla.checks.check import Context, Finding
from hexapla.checks.context import learn_context
from hexapla.checks.run import check_catalogs, check_entry
from hexapla.documents import Listed
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.review.decisions import version, with_text
from hexapla.review.snapshot import Key, Snapshot
from hexapla.workers import WorkerError, Workers

__all__ = ["Inspection", "Job", "inspect"]

_UNPUBLISHED = (State.EMPTY, State.OBSOLETE)
# From this many entries, checking runs in a worker process: this one has to answer keystrokes.
_MIN_ENTRIES_FOR_PROCESS = 300

Found = dict[Key, tuple[str, tuple[Finding, ...]]]
"""The findings in each entry, with the version of the entry that was checked."""


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that checking a whole article needs."""

    entries: Sequence[Entry]
    source: Language
    target: Language
    glossary: Glossary | None
    disabled: Collection[str]
    listed: Listed = ()


def inspect(job: Job) -> tuple[Context, Found]:
    """The context learned from an article, and the findings of the checks in each entry."""
    context = learn_context(job.entries, job.source, job.target, job.glossary, job.listed)
    found: Found = {entry.key: (version(entry), ()) for entry in job.entries}
    catalog = Catalog(entries=tuple(job.entries))
    for one in check_catalogs([catalog], context, job.disabled, stale=True, processes=1):
        found[one.entry.key] = version(one.entry), one.findings
    return context, found


def _inspector() -> Callable[[Job], tuple[Context, Found]]:
    return inspect


class Inspection:
    """The findings of the checks in one article in one language.

    The whole article is checked once. After that, only changed entries are checked, in the context
    learned from the whole article.
    """

    def __init__(
        self, glossary: Glossary | None, disabled: Collection[str] = (), listed: Listed = ()
    ) -> None:
        self._glossary = glossary
        self._disabled, self._listed = disabled, listed
        self._context: Context | None = None
        self._found: Found = {}
        self._lock = Lock()
        self._workers: Workers[Job, tuple[Context, Found]] | None = None
        self._stopped = False

    @property
    def ready(self) -> bool:
        """Whether the whole article has been checked."""
        return bool(self._found)

    def run(self, snapshot: Snapshot) -> None:
        """Check the whole article. This takes a few milliseconds per entry."""
        with self._lock:
            if self.ready or self._stopped:
                return
            entries = list(snapshot.by_id.values())
            job = Job(
                entries,
                snapshot.prepared.language,
                snapshot.language,
                self._glossary,
                tuple(self._disabled),
                self._listed,
            )
            done = self._in_process(job) if len(entries) >= _MIN_ENTRIES_FOR_PROCESS else None
            if done is None and self._stopped:
                return
            self._context, self._found = done or inspect(job)

    def stop(self) -> None:
        """Stop checking, and never start again."""
        self._stopped = True
        if self._workers is not None:
            self._workers.stop()

    def _in_process(self, job: Job) -> tuple[Context, Found] | None:
        """`inspect` in a worker process, or None if that is stopped or fails."""
        with Workers(_inspector) as self._workers:
            if self._stopped:
                return None
            with suppress(WorkerError):
                (done,) = self._workers.map([job])
                return done
        return None

    def of(self, entry: Entry, snapshot: Snapshot) -> tuple[Finding, ...]:
        """The findings in an entry as it is now."""
        known = self._found.get(entry.key)
        now = version(entry)
        if known is not None and known[0] == now:
            return known[1]
        found = self._check(entry, self.context_of(snapshot))
        if self.ready:
            self._found[entry.key] = now, found
        return found

    def all(self, snapshot: Snapshot) -> Mapping[str, tuple[Finding, ...]]:
        """The findings in each entry, by identifier. Empty before `run`."""
        if not self.ready:
            return {}
        return {ident: self.of(entry, snapshot) for ident, entry in snapshot.by_id.items()}

    def check(self, entry: Entry, text: str, snapshot: Snapshot) -> tuple[Finding, ...]:
        """The findings in an entry if it had this translation."""
        try:
            typed = with_text(entry, text)
        except UsageError:  # while somebody writes the lines of plural forms
            return ()
        return self._check(typed, self.context_of(snapshot))

    def context_of(self, snapshot: Snapshot) -> Context:
        """What the whole article says about its entries; before `run`, only its languages."""
        return self._context or Context(
            snapshot.prepared.language,
            snapshot.language,
            self._glossary,
            listed=self._listed,
        )

    def _check(self, entry: Entry, context: Context) -> tuple[Finding, ...]:
        if entry.state in _UNPUBLISHED:
            return ()
        return tuple(check_entry(entry, context, self._disabled))
