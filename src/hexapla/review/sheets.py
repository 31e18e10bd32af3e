"""An article on a reviewer's desk: read as it is now, and changed one decision at a time."""

from __future__ import annotations

import hashlib
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock, RLock
from typing import TYPE_CHECKING

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.update import update
from hexapla.documents.document import Segment
from hexapla.errors import InputError
from hexapla.files import Signature, signature
from hexapla.languages import Language
from hexapla.publication.layout import Article
from hexapla.publication.reading import Prepared
from hexapla.publication.updating import refuse_own
from hexapla.review import decisions

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["Change", "Conflict", "Desk", "Key", "Readings", "Saved", "Sheet", "identifier"]

Key = tuple[str | None, str]
"""What tells entries apart: msgctxt and msgid."""

_UNDO_STEPS = 1_000
# So many articles are kept as they were read, for whichever language is asked for.
_OPEN_ARTICLES = 24


def identifier(key: Key) -> str:
    """A short name for an entry's key, fit for a page."""
    context, msgid = key
    text = msgid if context is None else f"{context}\x04{msgid}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Sheet:
    """An article beside its translation, as both are on disk at one moment.

    ``catalog`` is as an update would leave it; ``outdated`` says that the one on disk is not.
    ``stamp`` changes whenever either file does.
    """

    prepared: Prepared
    language: Language
    catalog: Catalog
    outdated: bool
    stamp: str

    @cached_property
    def segments(self) -> list[Segment]:
        """The article's segments, in order."""
        return self.prepared.document.segments

    @cached_property
    def entries(self) -> list[Entry]:
        """The entry of each segment, in order."""
        empty = {entry.msgid: entry for entry in self.prepared.template.entries}
        return [self.catalog.get(segment) or empty[segment.text] for segment in self.segments]

    @cached_property
    def layout(self) -> str:
        """What changes when a row leads to another entry."""
        names = " ".join(identifier(entry.key) for entry in self.entries)
        return hashlib.sha256(names.encode()).hexdigest()[:16]

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The article's entries by their identifier."""
        return {identifier(entry.key): entry for entry in self.entries}


@dataclass(frozen=True, slots=True)
class Change:
    """A decision on one entry: what it becomes, if it still is the version that was seen.

    ``base`` is that version, None where the entry was not there; ``decide`` gives the entry
    afterwards, None to take it out.
    """

    key: Key
    base: str | None
    decide: Callable[[Entry | None], Entry | None]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision that was not taken, since somebody else has changed the entry in between:
    ``entry`` is what it is now, None where it is gone.
    """

    key: Key
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of some changes: the sheet after them, the keys of the entries that are other
    now, the number that undoes them (None where nothing changed), and what was in conflict.
    """

    sheet: Sheet
    before: str
    changed: tuple[Key, ...]
    conflicts: tuple[Conflict, ...]
    undo: int | None


@dataclass(frozen=True, slots=True)
class _Step:
    """What undoes one saving: each entry before it, and its version after it."""

    number: int
    entries: tuple[tuple[Key, Entry | None, str | None], ...]


@dataclass
class _Reading:
    """An article as it was read last."""

    files: tuple[Signature, Signature] | None = None
    prepared: Prepared | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass
class Readings:
    """Articles read for all of their languages at once, while their files stand: those that were
    asked for last. Nobody waits for another article than their own.
    """

    publication: Publication
    source: Language | None = None
    _kept: OrderedDict[str, _Reading] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def read(self, article: Article) -> Prepared:
        """The article, prepared; raises what `Publication.prepare` raises."""
        with self._lock:
            known = self._kept.setdefault(article.domain, _Reading())
            self._kept.move_to_end(article.domain)
            if len(self._kept) > _OPEN_ARTICLES:
                self._kept.popitem(last=False)
        with known.lock:
            template = self.publication.layout.template(article)
            files = signature(article.path), signature(template)
            if known.prepared is None or known.files != files:
                known.prepared = self.publication.prepare(article, self.source)
                known.files = files
            return known.prepared


class Desk:
    """One article in one language.

    Its methods may be called from several threads; what they give is of one moment.
    """

    def __init__(self, readings: Readings, article: Article, language: Language) -> None:
        self.article = article
        self.language = language
        self.path = readings.publication.layout.catalog(article, language)
        self._readings = readings
        self._publication = readings.publication
        self._lock = RLock()
        self._sheet: tuple[Signature, Prepared, Sheet] | None = None
        self._steps: deque[_Step] = deque(maxlen=_UNDO_STEPS)
        self._number = 0
        self._drafts: dict[Key, str] = {}

    @property
    def latest(self) -> Sheet:
        """The article and its catalog as they were read last; never waits for a saving."""
        known = self._sheet
        return known[2] if known is not None else self.read()

    def read(self) -> Sheet:
        """The article and its catalog as they are now; raises InputError where one can't be."""
        with self._lock:
            prepared = self._readings.read(self.article)
            now = signature(self.path)
            known = self._sheet
            if known is None or known[0] != now or known[1] is not prepared:
                known = now, prepared, self._read(prepared, now)
                self._sheet = known
            return known[2]

    def clear(self) -> None:
        """Forget what was read, until it is asked for again."""
        with self._lock:
            self._sheet = None

    def _read(self, prepared: Prepared, now: Signature) -> Sheet:
        refuse_own(self.article, prepared.language, [self.language])
        if now is None:
            found = store.new(self.article.domain, prepared.language, self.language)
        else:
            found = store.load(self.path)
            store.check_languages(found, prepared.language, self.language)
        changes = update(found, prepared.template)
        for entry in changes.catalog.entries:
            if entry.by_machine:
                self._drafts[entry.key] = entry.msgstr
        stamp = hashlib.sha256(f"{prepared.digest} {now}".encode()).hexdigest()[:16]
        outdated = now is None or changes.catalog.entries != found.entries
        return Sheet(prepared, self.language, changes.catalog, outdated, stamp)

    def change(self, changes: Sequence[Change], reviewer: str) -> Saved:
        """Take some decisions and save them, in one step.

        Entries that changed on disk meanwhile are merged; a decision on one of them is a
        conflict and is not taken. ``reviewer`` is who takes them, "NAME <mail>". Raises UsageError
        for a decision that makes no sense, InputError where the catalog can't be written.
        """
        with self._lock:
            sheet = self.read()
            if sheet.outdated:
                self._publication.extract(sheet.prepared, [self.language])
            before = sheet.stamp
            taken: list[tuple[Key, Entry | None, Entry | None]] = []
            conflicts: list[Conflict] = []

            def edit(catalog: Catalog) -> Catalog:
                taken.clear()
                conflicts.clear()
                return _applied(catalog, changes, reviewer, taken, conflicts)

            store.change(self.path, edit, root=self._publication.root)
            keys = tuple(after.key if after is not None else key for key, _, after in taken)
            return Saved(self.read(), before, keys, tuple(conflicts), self._remember(taken))

    def undo(self, number: int, reviewer: str) -> Saved:
        """Take one saving back, as far as nobody has changed its entries since.

        Raises InputError where it is not known, such as after the server was started anew.
        """
        with self._lock:
            step = next((step for step in self._steps if step.number == number), None)
            if step is None:
                raise InputError("that can't be undone any more")
            self._steps.remove(step)
            return self.change([_undoing(*one) for one in step.entries], reviewer)

    def seen_draft(self, key: Key) -> str | None:
        """The machine's words of an entry, where they stood here since the server started."""
        return self._drafts.get(key)

    def _remember(self, taken: Sequence[tuple[Key, Entry | None, Entry | None]]) -> int | None:
        if not taken:
            return None
        self._number += 1
        entries = tuple(
            (key, was, decisions.version(after) if after else None) for key, was, after in taken
        )
        self._steps.append(_Step(self._number, entries))
        return self._number


def _undoing(key: Key, was: Entry | None, after: str | None) -> Change:
    def back(entry: Entry | None) -> Entry | None:
        return decisions.restore(entry, was) if entry is not None and was is not None else was

    return Change(key, after, back)


def _applied(
    catalog: Catalog,
    changes: Sequence[Change],
    reviewer: str,
    taken: list[tuple[Key, Entry | None, Entry | None]],
    conflicts: list[Conflict],
) -> Catalog:
    """The catalog with the changes that are not in conflict; ``taken`` and ``conflicts`` say
    which these are.
    """
    entries = list(catalog.entries)
    at = {entry.key: number for number, entry in enumerate(entries) if not entry.obsolete}
    added: dict[Key, Entry] = {}
    gone: set[Key] = set()
    for change in changes:
        was = entries[at[change.key]] if change.key in at else None
        if change.base != (decisions.version(was) if was is not None else None):
            conflicts.append(Conflict(change.key, was))
            continue
        after = change.decide(was)
        if after == was:
            continue
        taken.append((change.key, was, after))
        if was is None and after is not None:
            added[(None, after.msgid)] = after
        elif after is None:
            gone.add(change.key)
        else:
            entries[at[change.key]] = after
    if not taken:
        return catalog
    out: list[Entry] = []
    for entry in entries:
        out += [entry] if entry.key not in gone else []
        out += [added.pop(entry.key)] if entry.key in added else []
    return _signed(catalog.with_entries([*out, *added.values()]), reviewer)


def _signed(catalog: Catalog, reviewer: str) -> Catalog:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000")
    signed = {"Last-Translator": reviewer} if reviewer else {}
    return catalog.with_headers({"PO-Revision-Date": now, **signed})
