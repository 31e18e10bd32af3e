"""Damaged files in the cache: no command fails, and no edition differs from a clean run's."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from hexapla.catalogs.catalog import Catalog
from hexapla.user_cache import cache_folder
from tests.conftest import Translate

SETTINGS = """sources = ["news"]
languages = ["es"]
source-language = "en"
engines = ["upper"]
"""
KNOWN = (
    "The bridge was closed on Monday by the mayor of the town.\n\n"
    "Nobody has to pay for crossing the river any more.\n\n"
    "It will open again in the spring of next year.\n"
)
NEW = (
    "Nobody has to pay for crossing the river any more.\n\n"
    "It will open again in the spring of next year, perhaps.\n\n"
    "The library has *two* floors and a cellar.\n"
)
COMMANDS = (
    ("run",),
    ("status", "--json"),
    ("memory", "search", KNOWN.split("\n")[0], "--to", "es"),
)
NOT_HARMFUL = re.compile(r"translate: .*(can't be used and was moved to|continuing without)")


def tree(folder: Path) -> dict[str, bytes]:
    """The files of a publication, without the dates in its catalogs."""
    dates = re.compile(
        rb'"(PO-Revision|POT-Creation)-Date: .*\n|"(catalog_sha256|revised)": "[^"]*"'
    )
    return {
        path.relative_to(folder).as_posix(): dates.sub(b"", path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Scene:
    """A publication with everything cached, which can be set up again and again."""

    def __init__(self, folder: Path, translate: Translate) -> None:
        self.work, self.kept, self.cached = Path.cwd(), folder / "kept", folder / "cached"
        self._translate = translate
        (self.work / "i18n").mkdir()
        (self.work / "news").mkdir()
        (self.work / "i18n/publication.toml").write_text(SETTINGS)
        (self.work / "news/known.txt").write_text(KNOWN)
        assert translate("run").code == 0
        path = self.work / "locales/es/LC_MESSAGES/known.po"
        catalog = Catalog.load(path)
        reviewed = [entry.edit(msgstr=f"¡{entry.msgid}!", flags=()) for entry in catalog.entries]
        catalog.with_entries(reviewed).save(path)
        os.utime(path, (10**9, 10**9))  # so that the index needn't be refreshed
        (self.work / "news/new.md").write_text(NEW)
        shutil.copytree(self.work, self.kept)
        self.clean = self.commands()
        shutil.copytree(cache_folder(), self.cached, symlinks=True)

    def as_if_killed(self) -> None:
        """Keep the cache as processes leave it that are killed while they write."""
        shutil.rmtree(self.cached)
        held = []
        for path in cache_folder().rglob("*.sqlite"):
            database = sqlite3.connect(path, isolation_level=None)
            held.append(database)
            for pragma in ("cache_size = 1", "wal_autocheckpoint = 0", "synchronous = OFF"):
                database.execute(f"PRAGMA {pragma}")
            database.execute("BEGIN IMMEDIATE")
            for statement in UPDATES:
                with suppress(sqlite3.OperationalError):  # a table of another database
                    database.execute(statement)
            if path.name.startswith("translations"):
                database.execute("COMMIT")  # what is in the log, but not in the database
        shutil.copytree(cache_folder(), self.cached, symlinks=True)
        for database in held:
            database.close()

    def commands(self) -> list[object]:
        """The results of some commands, and the files that they leave."""
        found: list[object] = []
        for command in COMMANDS:
            done = self._translate(*command)
            said = [line for line in done.err.splitlines() if not NOT_HARMFUL.match(line)]
            found += [done.code, said, self._without_warnings(done.out)]
        return [*found, tree(self.work)]

    @staticmethod
    def _without_warnings(out: str) -> object:
        """The output of a command, without the warnings in JSON that aren't harmful."""
        if not out.startswith("{"):
            return out
        found = json.loads(out)
        said = (f"translate: {one['message']}" for one in found["warnings"])
        found["warnings"] = [line for line in said if not NOT_HARMFUL.match(line)]
        return found

    def files(self) -> list[Path]:
        """The files that the cache keeps."""
        found = (path for path in self.cached.rglob("*") if path.is_file())
        paths = sorted(path.relative_to(self.cached) for path in found)
        return [path for path in paths if path.parts[0] not in ("locks", "detection-2")]

    def with_damage(self, path: Path, damage: Callable[[Path], object]) -> list[object]:
        """The results with a damaged file in the cache."""
        os.chdir("/")
        for folder, source in ((self.work, self.kept), (cache_folder(), self.cached)):
            shutil.rmtree(folder)
            shutil.copytree(source, folder, symlinks=True)
        damage(cache_folder() / path)
        os.chdir(self.work)
        return self.commands()


def flipped(rng: random.Random) -> Callable[[Path], object]:
    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        for _ in range(rng.choice((1, 1, 2, 8))):
            # Half of the flips hit a page's header, where SQLite's structure is.
            at = rng.randrange(len(data))
            at = at if rng.random() < 0.5 else min(at // 4096 * 4096 + rng.randrange(100), at)
            data[at] ^= 1 << rng.randrange(8) if rng.random() < 0.7 else rng.randrange(1, 256)
        path.write_bytes(data)

    return damage


def overwritten(rng: random.Random) -> Callable[[Path], object]:
    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        at = rng.randrange(len(data))
        size = min(rng.choice((16, 512, 4096)), len(data) - at)
        data[at : at + size] = rng.choice((bytes(size), rng.randbytes(size)))
        path.write_bytes(data[: rng.choice((len(data), len(data), at + 1))])

    return damage


SWAPS = (
    "UPDATE results SET value = (SELECT value FROM results ORDER BY name DESC LIMIT 1)",
    "UPDATE results SET value = 'null', seal = NULL",
    "UPDATE results SET value = replace(value, 'draft', 'drabt')",
    "UPDATE translations SET text = (SELECT text FROM translations ORDER BY key DESC LIMIT 1)",
    "UPDATE translations SET score = 'x', incidents = 7",
    "UPDATE units SET target = (SELECT target FROM units ORDER BY id DESC LIMIT 1)",
    "DELETE FROM units WHERE id = 1",
    "DELETE FROM files",
    "DROP TABLE units",
    "ALTER TABLE results RENAME COLUMN value TO other",
    "ALTER TABLE translations DROP COLUMN score",
)


def exchanged(statement: str) -> Callable[[Path], object]:
    def damage(path: Path) -> None:
        database = sqlite3.connect(path, isolation_level=None)
        assert database.execute(statement).rowcount != 0
        database.close()

    return damage


UPDATES = (
    "UPDATE results SET inputs = x'00'",
    "UPDATE translations SET used = used + 1",
    "UPDATE units SET target = 'wrong'",
)


@pytest.fixture
def scene(
    translate: Translate, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Scene:
    # As if all had been written long ago: otherwise the memory is read again.
    monkeypatch.setattr("hexapla.memory.memory.is_settled", lambda found: True)
    return Scene(tmp_path_factory.mktemp("scene"), translate)


@pytest.mark.parametrize("rounds", [1, pytest.param(100, marks=pytest.mark.slow)])
def test_a_damaged_cache_changes_nothing(scene: Scene, rounds: int) -> None:
    files = scene.files()
    assert {path.parts[0] for path in files} >= {"ledger-4", "memory-5", "translations-4.sqlite"}
    damage_all(scene, files, rounds)


@pytest.mark.slow
def test_damage_after_a_kill_changes_nothing(scene: Scene) -> None:
    scene.as_if_killed()
    files = scene.files()
    suffixes = {path.name.rpartition("-")[2] for path in files}
    assert {"journal", "wal", "shm"} <= suffixes
    damage_all(scene, files, 30)


def damage_all(scene: Scene, files: list[Path], rounds: int) -> None:
    rng = random.Random(rounds)
    for number in range(rounds):
        for path in files:
            state = rng.getstate()
            damage = flipped(rng) if number % 3 < 2 else overwritten(rng)
            assert scene.with_damage(path, damage) == scene.clean, (path, number, state)


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_exchanged_rows_are_not_believed(scene: Scene, every: int) -> None:
    files = [path for path in scene.files() if path.suffix == ".sqlite"]
    tables = dict(zip(("results", "units|files", "translations"), files, strict=True))
    for statement in SWAPS[::every]:
        (path,) = (file for table, file in tables.items() if re.search(table, statement))
        assert scene.with_damage(path, exchanged(statement)) == scene.clean, statement
