"""Find earlier translations of a sentence, exact and similar ones, in an index.

The index is an SQLite database, in the user's cache folder or in memory. It finds units by a digest
of their source, and with a full-text table by digests of single words and of pairs of adjacent
words. It can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import heapq
import sqlite3
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations, islice, pairwise
from pathlib import Path
from typing import Any

from hexapla.catalogs.catalog import Catalog, context_after
from hexapla.catalogs.masking import mask
from hexapla.catalogs.similarity import words
from hexapla.database import Disposable, transaction
from hexapla.documents.document import is_too_long
from hexapla.errors import HexaplaError
from hexapla.files import is_settled, signature
from hexapla.memory.unit import Hit, Unit, similarity_to, units_of
from hexapla.message import msg
from hexapla.user_cache import cache_folder

__all__ = ["SIMILAR", "Memory", "index_path"]

SIMILAR = 0.75
"""The lowest similarity (0 to 1) at which the translation of a sentence is offered."""

# The most units that are looked up for one word; how many words with more units than that are
# looked up in pairs; and how many of the units found are compared.
_FROM_A_WORD = 500
_COMMON_WORDS = 6
_COMPARED = 60
_BATCH = 5_000

_UTF8 = ("utf-8", "surrogatepass")
_UNITS = """
SELECT units.id, source, target, previous, changed, author, coalesce(files.name, file, ''), place
FROM units LEFT JOIN files ON files.id = file
"""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (id INTEGER PRIMARY KEY, name TEXT UNIQUE, stamp TEXT);
CREATE TABLE IF NOT EXISTS units (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key INTEGER NOT NULL, source TEXT NOT NULL,
    target TEXT NOT NULL, previous TEXT, place TEXT, changed TEXT, author TEXT, file INTEGER
);
CREATE INDEX IF NOT EXISTS units_by_key ON units (key);
CREATE INDEX IF NOT EXISTS units_by_file ON units (file);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    word, content='', detail=none, columnsize=0, tokenize='ascii'
);
"""
_RENUMBER = (
    "CREATE TEMP TABLE kept AS SELECT * FROM units ORDER BY id",
    "DELETE FROM units",
    "INSERT INTO units SELECT rowid, key, source, target, previous, place, changed, author, file "
    "FROM kept",
    "DROP TABLE kept",
    "UPDATE sqlite_sequence SET seq = (SELECT count(*) FROM units) WHERE name = 'units'",
    "INSERT INTO words (words) VALUES ('delete-all')",
)


def index_path(root: Path, source: str, language: str) -> Path:
    """The path of a publication's memory index for a pair of language tags."""
    name = hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return cache_folder("memory-5", f"{name}-{source}-{language}.sqlite")


class Memory:
    """A translation memory for one pair of languages.

    ``path`` is the index file, kept from run to run. Without one, or if it can't be used, the index
    is kept in memory. If the units of a sentence differ, those in the same context come first, then
    the most frequent translation, then the oldest unit. Threads may share a memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._database = Disposable(path, _SCHEMA, msg("memory index"), whole=True)

    @classmethod
    def of(cls, catalogs: Iterable[Catalog]) -> Memory:
        """A memory of all reviewed entries of some catalogs, all in the same pair of languages."""
        memory = cls()
        for catalog in catalogs:
            memory.add_all(units_of(catalog, catalog.where))
        return memory

    def add(self, source: str, text: str, previous: str | None = None) -> None:
        """Add one translation of one sentence."""
        self.add_all([Unit(source, text, previous)])

    def add_all(self, units: Iterable[Unit]) -> None:
        """Add units, except those without a source or a translation."""

        def add(database: sqlite3.Connection) -> None:
            with transaction(database):
                _insert(database, units, None)

        self._database.change(add)

    def refresh(
        self, files: Iterable[Path], read: Callable[[Path], Iterable[Unit]]
    ) -> list[HexaplaError]:
        """Update the memory to the units of exactly these files; only changed files are read.

        ``read`` returns the units of a file. The errors it raises are returned, and those files are
        left out. If the index is later found damaged, it is filled from these files again.
        """
        paths = list(files)

        def refresh(database: sqlite3.Connection) -> list[HexaplaError]:
            return _refresh(database, paths, read)

        errors = self._database.change(refresh)
        self._database.restore = refresh
        return errors

    def get(self, source: str, previous: Collection[str] = ()) -> str | None:
        """The translation of exactly this sentence, or None."""
        hit = self.exact(source, previous)
        return hit.text if hit else None

    def exact(self, source: str, previous: Collection[str] = ()) -> Hit | None:
        """The best unit for exactly this sentence; ``previous`` are the sentences before it."""
        places = {context_after(one) for one in previous}
        in_context: Counter[str] = Counter()
        by_target: dict[str, list[Unit]] = defaultdict(list)
        query = f"{_UNITS} WHERE key = ? AND source = ? ORDER BY units.id"
        for row in self._rows(query, _key(source), _plain(source)):
            unit = _unit(row)
            by_target[unit.target].append(unit)
            in_context[unit.target] += row[7] in places
        if not by_target:
            return None
        best = max(by_target, key=lambda text: (in_context[text], len(by_target[text])))
        return Hit(by_target[best][0], best, 1.0, bool(in_context[best]))

    def units_of(self, source: str, target: str) -> list[Unit]:
        """The units with exactly this sentence and this translation."""
        rows = self._rows(
            f"{_UNITS} WHERE key = ? AND source = ? AND target = ? ORDER BY units.id",
            _key(source), _plain(source), _plain(target),
        )  # fmt: skip
        return [_unit(row) for row in rows]

    def containing(self, words: Sequence[str], limit: int = 2_000) -> list[Unit]:
        """The newest units that probably have all of some words in the source, or all in the
        translation.

        Upper and lower case, and the form of an apostrophe, don't matter. A word counts wherever
        its letters are, so callers compare more closely.
        """
        one = " OR ".join(["{0} LIKE ? ESCAPE '\\'"] * len(_CASES))
        all_of = " AND ".join([f"({one})"] * len(words))
        where = f"({all_of.format('source')}) OR ({all_of.format('target')})"
        values = [_like(case(word)) for word in words for case in _CASES]
        query = f"{_UNITS} WHERE {where} ORDER BY units.id DESC LIMIT ?"
        return [_unit(row) for row in self._rows(query, *values, *values, limit)]

    def best(self, source: str, previous: Collection[str] = ()) -> Hit | None:
        """The exact hit, or the most similar one with a score of at least `SIMILAR`, or None."""
        exact = self.exact(source, previous)
        if exact:
            return exact
        return next(iter(self.search(source, limit=1)), None)

    def search(
        self,
        source: str,
        previous: Collection[str] = (),
        *,
        limit: int = 5,
        least: float = SIMILAR,
    ) -> list[Hit]:
        """The best hits, one per translation: the exact one first, then by similarity."""
        exact = self.exact(source, previous)
        hits = {exact.text: exact} if exact else {}
        candidates: list[Unit] = []
        if not is_too_long(source):
            candidates = self._database.run(lambda database: _candidates(database, source))
        if candidates:
            found = map(similarity_to(source), candidates)
            for hit in sorted(found, key=lambda hit: -hit.score):
                if hit.score >= least:
                    hits.setdefault(hit.text, hit)
        return list(hits.values())[:limit]

    def __len__(self) -> int:
        return int(self._rows("SELECT count(DISTINCT source) FROM units")[0][0])

    def __bool__(self) -> bool:
        return bool(self._rows("SELECT 1 FROM units LIMIT 1"))

    def __iter__(self) -> Iterator[str]:
        """Iterate over the sentences that have a translation, each once."""
        for (source,) in self._rows("SELECT DISTINCT source FROM units"):
            yield source

    def units(self) -> Iterator[Unit]:
        """All units in the order in which they were added."""
        query = f"{_UNITS} WHERE units.id > ? ORDER BY units.id LIMIT {_BATCH}"
        last = 0
        while rows := self._rows(query, last):
            yield from map(_unit, rows)
            last = rows[-1][0]

    def _rows(self, query: str, *values: Any) -> list[Any]:
        return self._database.run(lambda database: database.execute(query, values).fetchall())


def _refresh(
    database: sqlite3.Connection, files: Sequence[Path], read: Callable[[Path], Iterable[Unit]]
) -> list[HexaplaError]:
    errors: list[HexaplaError] = []
    with transaction(database):
        # Inside the transaction: another process may have refreshed it while this one waited.
        known = {
            name: (number, stamp)
            for number, name, stamp in database.execute("SELECT id, name, stamp FROM files")
        }
        stamps = {str(path): (path, _stamp(path)) for path in files}
        for name, (number, stamp) in known.items():
            if not stamp or name not in stamps or stamp != stamps[name][1]:
                database.execute("DELETE FROM units WHERE file = ?", (number,))
                database.execute("DELETE FROM files WHERE id = ?", (number,))
        for name, (path, stamp) in stamps.items():
            if not stamp or name not in known or stamp != known[name][1]:
                try:
                    _insert_file(database, name, stamp, read(path))
                except HexaplaError as error:
                    errors.append(error)
        _drop_dead_words(database)
    return errors


def _insert_file(
    database: sqlite3.Connection, name: str, stamp: str, units: Iterable[Unit]
) -> None:
    """Insert the units of a file, or none of them if reading fails."""
    database.execute("SAVEPOINT file")
    try:
        insert = "INSERT INTO files (name, stamp) VALUES (?, ?)"
        number = database.execute(insert, (name, stamp)).lastrowid
        _insert(database, units, number)
    except BaseException:
        if database.in_transaction:  # if the disk is full, SQLite has already rolled back
            database.execute("ROLLBACK TO file")
            database.execute("RELEASE file")
        raise
    database.execute("RELEASE file")


def _insert(database: sqlite3.Connection, units: Iterable[Unit], file: int | None) -> None:
    last = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'units'")
    number = (last.fetchone() or (0,))[0]
    coming = iter(unit for unit in units if unit.source and unit.target)
    while batch := list(islice(coming, _BATCH)):
        numbered = list(enumerate(batch, number + 1))
        database.executemany(
            "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    at,
                    _key(unit.source),
                    unit.source,
                    unit.target,
                    unit.previous,
                    _place(unit),
                    unit.changed,
                    unit.author,
                    file if file is not None else unit.file,
                )
                for at, unit in numbered
            ),
        )
        _index(database, ((at, unit.source) for at, unit in numbered))
        number += len(batch)


def _index(database: sqlite3.Connection, sources: Iterable[tuple[int, str]]) -> None:
    database.executemany(
        "INSERT INTO words (rowid, word) VALUES (?, ?)",
        ((at, " ".join(_tokens(source))) for at, source in sources),
    )


def _drop_dead_words(database: sqlite3.Connection) -> None:
    """Renumber and reindex all units once many words in the index point to deleted ones."""
    query = "SELECT count(*), coalesce(max(id), 0) FROM units"
    count, last = database.execute(query).fetchone()
    if last <= 1.5 * count + _BATCH:
        return
    for statement in _RENUMBER:
        database.execute(statement)
    _index(database, database.execute("SELECT id, source FROM units").fetchall())


def _candidates(database: sqlite3.Connection, source: str) -> list[Unit]:
    """The units that share the most words with a sentence; rare words count more."""
    votes: dict[int, float] = defaultdict(float)
    common: list[str] = []
    for token in _tokens(source):
        if not _vote(database, token, votes):
            common.append(token)
    for two in combinations(common[:_COMMON_WORDS], 2):
        _vote(database, " ".join(two), votes)
    chosen = heapq.nlargest(_COMPARED, votes, key=votes.__getitem__)
    marks = ",".join("?" * len(chosen))
    query = f"{_UNITS} WHERE units.id IN ({marks}) ORDER BY units.id"
    return [_unit(row) for row in database.execute(query, chosen)]


def _vote(database: sqlite3.Connection, tokens: str, votes: dict[int, float]) -> bool:
    """Vote for the units that contain all of some tokens; return False if there are too many."""
    # The newest first: deleted units are old ones.
    query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?"
    found = database.execute(query, (tokens, _FROM_A_WORD)).fetchall()
    weight = 1.0 / (10.0 + len(found))
    for (number,) in found:
        votes[number] += weight
    return len(found) < _FROM_A_WORD


def _unit(row: Sequence[Any]) -> Unit:
    _, source, target, previous, changed, author, file, place = row
    after = place.removeprefix("after:").lstrip() if place is not None else None
    return Unit(source, target, previous, changed, author, file, None if previous else after)


def _place(unit: Unit) -> str | None:
    previous = unit.after if unit.previous is None else unit.previous
    return None if previous is None else context_after(previous)


def _tokens(source: str) -> list[str]:
    """Digests of a sentence's words and pairs of words, without numbers and markup.

    A sentence that is too long is only found exactly.
    """
    if is_too_long(source):
        return []
    text = mask(source).text
    ordered = words(text)
    pairs = (f"{a} {b}" for a, b in pairwise(ordered))
    return [f"{zlib.crc32(token.encode(*_UTF8)):x}" for token in dict.fromkeys([*pairs, *ordered])]


def _key(source: str) -> int:
    digest = hashlib.blake2b(source.encode(*_UTF8), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


# SQLite compares letters beyond ASCII exactly: a word is looked up in each of these forms.
_CASES: tuple[Callable[[str], str], ...] = (str, str.lower, str.upper, str.capitalize)


def _like(word: str) -> str:
    """A pattern for LIKE that finds a word anywhere, with any character for an apostrophe."""
    escaped = "".join(f"\\{char}" if char in "%_\\" else char for char in _plain(word))
    return f"%{escaped.translate(_ANY_APOSTROPHE)}%"


_ANY_APOSTROPHE = str.maketrans(dict.fromkeys("'’ʼ", "_"))


def _plain(source: str) -> str:
    """The sentence without lone surrogates, which SQLite refuses and no unit contains."""
    return source.encode("utf-8", "replace").decode()


def _stamp(path: Path) -> str:
    """A stamp that changes when a file does; "" if a change could go unnoticed."""
    found = signature(path)
    return "" if found is None or not is_settled(found) else " ".join(map(str, found))
