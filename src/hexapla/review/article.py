"""One article in one language under review: read it, change it, undo changes."""

from __future__ import annotations

import contextlib
import hashlib
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import TYPE_CHECKING

from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.signing import unsigned
from hexapla.dates import gettext_now
from hexapla.errors import HexaplaError, InputError
from hexapla.files import Signature, signature
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.layout import Article
from hexapla.publication.reading import Prepared
from hexapla.publication.updating import refuse_own_language, updated_catalog
from hexapla.review import decisions
from hexapla.review.snapshot import Key, Snapshot

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["ArticleReview", "Change", "Conflict", "PreparedArticles", "Saved", "signed"]

_MAX_UNDO_STEPS = 1_000
_MAX_PREPARED_ARTICLES = 24


@dataclass(frozen=True, slots=True)
class Change:
    """A reviewer's decision on one entry.

    ``base`` is the version of the entry that the reviewer saw, or None if the entry did not exist.
    ``decide`` takes the current entry and returns the new one, or None to remove it.
    """

    key: Key
    base: str | None
    decide: Callable[[Entry | None], Entry | None]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change that was not made because somebody else changed the entry in the meantime.

    ``entry`` is the entry as it is now, or None if it is gone.
    """

    key: Key
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of saving some changes.

    ``snapshot`` is the article afterwards and ``before`` the stamp of the snapshot before;
    ``changed`` are the keys of the changed entries. Pass ``undo`` to `ArticleReview.undo` to take
    the changes back; it is None if nothing changed.
    """

    snapshot: Snapshot
    before: str
    changed: tuple[Key, ...]
    conflicts: tuple[Conflict, ...]
    undo: int | None


@dataclass(frozen=True, slots=True)
class _UndoStep:
    """What is needed to undo a save: each entry before the save, and its version after it."""

    number: int
    entries: tuple[tuple[Key, Entry | None, str | None], ...]


@dataclass
class _CachedArticle:
    """The last prepared state of an article, and the files it was read from."""

    files: tuple[Signature, Signature] | None = None
    prepared: Prepared | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass
class PreparedArticles:
    """A cache of prepared articles, shared by the reviews of all languages.

    It keeps the most recently used articles. There is one lock per article, so reading one article
    does not hold up another.
    """

    publication: Publication
    source: Language | None = None
    _cached: OrderedDict[str, _CachedArticle] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def read(self, article: Article) -> Prepared:
        """The article, prepared. Raises what `Publication.prepare` raises."""
        with self._lock:
            cached = self._cached.setdefault(article.domain, _CachedArticle())
            self._cached.move_to_end(article.domain)
            if len(self._cached) > _MAX_PREPARED_ARTICLES:
                self._cached.popitem(last=False)
        with cached.lock:
            template = self.publication.layout.template(article)
            files = signature(article.path), signature(template)
            if cached.prepared is None or cached.files != files:
                cached.prepared = self.publication.prepare(article, self.source)
                cached.files = files
            return cached.prepared


class ArticleReview:
    """One article under review in one language.

    Its methods may be called from several threads.
    """

    def __init__(self, prepared: PreparedArticles, article: Article, language: Language) -> None:
        self.article = article
        self.language = language
        self.path = prepared.publication.layout.catalog(article, language)
        self._prepared = prepared
        self._publication = prepared.publication
        self._lock = RLock()
        self._snapshot: tuple[Signature, Prepared, Snapshot] | None = None
        self._undo_steps: deque[_UndoStep] = deque(maxlen=_MAX_UNDO_STEPS)
        self._undo_number = 0
        self._drafts: dict[Key, str] = {}

    @property
    def latest(self) -> Snapshot:
        """The last snapshot taken. Does not wait while a change is being saved."""
        cached = self._snapshot
        return cached[2] if cached is not None else self.read()

    def read(self) -> Snapshot:
        """A snapshot of the files as they are now. Raises InputError if one can't be read."""
        with self._lock:
            prepared = self._prepared.read(self.article)
            now = signature(self.path)
            cached = self._snapshot
            if cached is None or cached[0] != now or cached[1] is not prepared:
                cached = now, prepared, self._read(prepared, now)
                self._snapshot = cached
            return cached[2]

    def clear(self) -> None:
        """Free the memory that the snapshot takes. The next call reads the files again."""
        with self._lock:
            self._snapshot = None

    def _read(self, prepared: Prepared, now: Signature) -> Snapshot:
        refuse_own_language(self.article, prepared.language, [self.language])
        file = store.read(self.path)
        catalog = updated_catalog(file, prepared, self.language)
        for entry in catalog.entries:
            if entry.by_machine:
                self._drafts[entry.key] = decisions.shown_text(entry)
        stamp = hashlib.sha256(f"{prepared.digest} {now}".encode()).hexdigest()[:16]
        outdated = file.data is None or catalog.entries != file.catalog.entries
        return Snapshot(prepared, self.language, catalog, outdated, stamp)

    def change(self, changes: Sequence[Change], reviewer: str) -> Saved:
        """Make some changes and save them in one step.

        Changes that others made to the file in the meantime are kept. If they touched one of the
        entries in ``changes``, that change is not made and is returned as a conflict. ``reviewer``
        ("NAME <mail>") becomes the catalog's Last-Translator.

        Raises UsageError for a change that can't be made, InputError if the catalog can't be
        written.
        """
        with self._lock:
            snapshot = self.read()
            if snapshot.outdated:
                self._publication.extract(snapshot.prepared, [self.language])
            before = snapshot.stamp
            made: list[tuple[Key, Entry | None, Entry | None]] = []
            conflicts: list[Conflict] = []

            def edit(file: store.Stored) -> Catalog:
                made.clear()
                conflicts.clear()
                return _apply(file.catalog, changes, reviewer, made, conflicts)

            store.change(self.path, edit, root=self._publication.layout.root_of(self.path))
            keys = tuple(after.key if after is not None else key for key, _, after in made)
            return Saved(self.read(), before, keys, tuple(conflicts), self._remember(made))

    def undo(self, number: int, reviewer: str) -> Saved:
        """Undo a save. An entry that has changed since then is returned as a conflict.

        Raises InputError for an unknown number, for example one from before a restart.
        """
        with self._lock:
            step = next((step for step in self._undo_steps if step.number == number), None)
            if step is None:
                raise InputError(msg("this change can no longer be undone"))
            self._undo_steps.remove(step)
            return self.change([_undoing(*one) for one in step.entries], reviewer)

    def seen_draft(self, key: Key) -> str | None:
        """The last machine draft of an entry seen since the server started."""
        return self._drafts.get(key)

    def _remember(self, made: Sequence[tuple[Key, Entry | None, Entry | None]]) -> int | None:
        if not made:
            return None
        self._undo_number += 1
        entries = tuple(
            (key, was, decisions.version(after) if after else None) for key, was, after in made
        )
        self._undo_steps.append(_UndoStep(self._undo_number, entries))
        return self._undo_number


def _undoing(key: Key, was: Entry | None, after: str | None) -> Change:
    def restore(entry: Entry | None) -> Entry | None:
        return decisions.restore(entry, was) if entry is not None and was is not None else was

    return Change(key, after, restore)


def _apply(
    catalog: Catalog,
    changes: Sequence[Change],
    reviewer: str,
    made: list[tuple[Key, Entry | None, Entry | None]],
    conflicts: list[Conflict],
) -> Catalog:
    """The catalog with all changes that are not in conflict.

    Fills ``made`` with the key, the old entry and the new entry of each change made, and
    ``conflicts`` with the other changes.
    """
    entries = list(catalog.entries)
    positions = {entry.key: at for at, entry in enumerate(entries) if not entry.obsolete}
    added: dict[Key, Entry] = {}
    removed: set[Key] = set()
    for change in changes:
        was = entries[positions[change.key]] if change.key in positions else None
        seen = change.base == (decisions.version(was) if was is not None else None)
        after = change.decide(was) if seen else _only_signed(change, was)
        if not seen and after is None:
            conflicts.append(Conflict(change.key, was))
            continue
        if after == was:
            continue
        made.append((change.key, was, after))
        if was is None and after is not None:
            # A new entry goes right after the one with the same msgid and no context.
            added[(None, after.msgid)] = after
        elif after is None:
            removed.add(change.key)
        else:
            entries[positions[change.key]] = after
    if not made:
        return catalog
    out: list[Entry] = []
    for entry in entries:
        out += [entry] if entry.key not in removed else []
        out += [added.pop(entry.key)] if entry.key in added else []
    return signed(catalog.with_entries([*out, *added.values()]), reviewer)


def _only_signed(change: Change, was: Entry | None) -> Entry | None:
    """The entry that a change makes of one that somebody else has changed in the meantime, if
    that adds no more than a record of the reviewer; else None.
    """
    if was is None:
        return None
    with contextlib.suppress(HexaplaError):
        after = change.decide(was)
        if after is not None and after != was and unsigned(after) == unsigned(was):
            return after
    return None


def signed(catalog: Catalog, reviewer: str) -> Catalog:
    """A catalog whose header says that it was changed now, and by whom if that is known."""
    now = gettext_now()
    by = {"Last-Translator": reviewer} if reviewer else {}
    return catalog.with_headers({"PO-Revision-Date": now, **by})
