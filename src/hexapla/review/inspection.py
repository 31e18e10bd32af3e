"""The findings of the article on a desk, kept up while it is reviewed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from threading import Lock

from hexapla.catalogs.catalog import Entry, State
from hexapla.catalogs.glossary import Glossary
from hexapla.checks import Context, Finding, check_entry
from hexapla.checks.context import learn_context
from hexapla.checks.run import check_catalogs
from hexapla.review.decisions import tidy, version
from hexapla.review.desk import Key, Sheet

__all__ = ["Inspection"]

_UNPUBLISHED = (State.EMPTY, State.OBSOLETE)


class Inspection:
    """What the checks find in one article in one language.

    The whole is checked once; after that only the entries that change, against what was learnt
    from the whole.
    """

    def __init__(self, glossary: Glossary | None, disabled: Collection[str] = ()) -> None:
        self._glossary = glossary
        self._disabled = disabled
        self._context: Context | None = None
        self._found: dict[Key, tuple[str, tuple[Finding, ...]]] = {}
        self._lock = Lock()

    @property
    def ready(self) -> bool:
        """Whether the whole has been checked."""
        return bool(self._found)

    def run(self, sheet: Sheet) -> None:
        """Check the whole article, which takes some milliseconds an entry."""
        with self._lock:
            if self.ready:
                return
            entries = list(sheet.by_id.values())
            languages = sheet.prepared.language, sheet.language
            self._context = learn_context(entries, *languages, self._glossary)
            found: dict[Key, tuple[str, tuple[Finding, ...]]] = {
                entry.key: (version(entry), ()) for entry in entries
            }
            for one in check_catalogs(
                [replace(sheet.catalog, entries=tuple(entries))],
                *languages,
                self._glossary,
                self._disabled,
                context=self._context,
                processes=1,
            ):
                found[one.entry.key] = version(one.entry), one.findings
            for entry in entries:
                if entry.state is State.STALE:
                    found[entry.key] = version(entry), self._check(entry, self._context)
            self._found = found

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
        """The findings of all entries that have any, by identifier; of none before `run`."""
        if not self.ready:
            return {}
        found = {ident: self.of(entry, sheet) for ident, entry in sheet.by_id.items()}
        return {ident: findings for ident, findings in found.items() if findings}

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
