"""The findings of the article on a desk, kept up while it is reviewed."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from hexapla.catalogs.catalog import Catalog, Entry, State
from hexapla.catalogs.glossary import Glossary
from hexapla.checks import Context, Finding, check_entry
from hexapla.checks.context import learn_context
from hexapla.checks.run import check_catalogs
from hexapla.languages import Language
from hexapla.review.decisions import tidy, version
from hexapla.review.sheets import Key, Sheet

__all__ = ["Inspection", "Job", "inspect"]

_UNPUBLISHED = (State.EMPTY, State.OBSOLETE)
# From so many entries on another process does the work: this one has keystrokes to answer.
_MANY = 300

Found = dict[Key, tuple[str, tuple[Finding, ...]]]
"""The findings of entries, each with the version of the entry that they are of."""


@dataclass(frozen=True, slots=True)
class Job:
    """All that checking a whole article takes."""

    entries: Sequence[Entry]
    source: Language
    target: Language
    glossary: Glossary | None
    disabled: Collection[str]


def inspect(job: Job) -> tuple[Context, Found]:
    """What was learnt of an article, and what the checks find in each of its entries."""
    context = learn_context(job.entries, job.source, job.target, job.glossary)
    found: Found = {entry.key: (version(entry), ()) for entry in job.entries}
    catalog = Catalog(entries=tuple(job.entries))
    for one in check_catalogs(
        [catalog], job.source, job.target, job.glossary, job.disabled, context=context, processes=1
    ):
        found[one.entry.key] = version(one.entry), one.findings
    for entry in job.entries:
        if entry.state is State.STALE:  # a publication's check has no business with these
            findings = tuple(check_entry(entry, context, job.disabled))
            found[entry.key] = version(entry), findings
    return context, found


class Inspection:
    """What the checks find in one article in one language.

    The whole is checked once; after that only the entries that change, against what was learnt
    from the whole.
    """

    def __init__(self, glossary: Glossary | None, disabled: Collection[str] = ()) -> None:
        self._glossary = glossary
        self._disabled = disabled
        self._context: Context | None = None
        self._found: Found = {}
        self._lock = Lock()
        self._helper: subprocess.Popen[bytes] | None = None
        self._stopped = False

    @property
    def ready(self) -> bool:
        """Whether the whole has been checked."""
        return bool(self._found)

    def run(self, sheet: Sheet) -> None:
        """Check the whole article, which takes some milliseconds an entry."""
        with self._lock:
            if self.ready or self._stopped:
                return
            entries = list(sheet.by_id.values())
            job = Job(
                entries,
                sheet.prepared.language,
                sheet.language,
                self._glossary,
                tuple(self._disabled),
            )
            done = self._elsewhere(job) if len(entries) >= _MANY else None
            if done is None and self._stopped:
                return
            self._context, self._found = done or inspect(job)

    def stop(self) -> None:
        """Give up a check that is going on in another process, and begin no other."""
        self._stopped = True
        if self._helper is not None:
            self._helper.kill()

    def _elsewhere(self, job: Job) -> tuple[Context, Found] | None:
        """`inspect` in a process of its own; None where that is not to be had."""
        command = [sys.executable, "-m", "hexapla.review.helper"]
        try:
            # In a session of its own, Ctrl-C is for us to tell it.
            with subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
            ) as helper:
                self._helper = helper
                answer, _ = helper.communicate(pickle.dumps(job))
            if helper.returncode == 0:
                done: tuple[Context, Found] = pickle.loads(answer)
                return done
        except OSError:
            pass
        finally:
            self._helper = None
        return None

    def of(self, entry: Entry, sheet: Sheet) -> tuple[Finding, ...]:
        """What is found in an entry as it is now."""
        known = self._found.get(entry.key)
        now = version(entry)
        if known is not None and known[0] == now:
            return known[1]
        found = self._check(entry, self._context_of(sheet))
        if self.ready:
            self._found[entry.key] = now, found
        return found

    def all(self, sheet: Sheet) -> Mapping[str, tuple[Finding, ...]]:
        """The findings of each entry, by identifier; of none before `run`."""
        if not self.ready:
            return {}
        return {ident: self.of(entry, sheet) for ident, entry in sheet.by_id.items()}

    def check(self, entry: Entry, text: str, sheet: Sheet) -> tuple[Finding, ...]:
        """What would be found in an entry with these words."""
        typed = entry.edit(msgstr=tidy(text, entry.msgid))
        return self._check(typed, self._context_of(sheet))

    def _context_of(self, sheet: Sheet) -> Context:
        return self._context or Context(sheet.prepared.language, sheet.language, self._glossary)

    def _check(self, entry: Entry, context: Context) -> tuple[Finding, ...]:
        if entry.state in _UNPUBLISHED:
            return ()
        return tuple(check_entry(entry, context, self._disabled))
