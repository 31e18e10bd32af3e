"""Databases that cost time only: damaged, unusable, or created by several processes at once."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hexapla.database import Disposable, transaction
from tests.conftest import ROOT

SCHEMA = "CREATE TABLE IF NOT EXISTS words (word TEXT)"


def opened(path: Path | None) -> Disposable:
    return Disposable(path, SCHEMA, "list", level=logging.WARNING)


def add(word: str) -> Callable[[sqlite3.Connection], None]:
    def action(connection: sqlite3.Connection) -> None:
        with transaction(connection):
            connection.execute("INSERT INTO words VALUES (?)", (word,))

    return action


def words(database: Disposable) -> list[str]:
    rows = database.run(lambda one: one.execute("SELECT word FROM words ORDER BY word").fetchall())
    return [word for (word,) in rows]


def test_it_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "x.sqlite"
    umask = os.umask(0)
    try:
        opened(path).run(add("a"))
    finally:
        os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["x.sqlite"]


def overwrite(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"\xff" * (len(data) - 100))


def other_tables(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE words (number INTEGER, other TEXT)")
    connection.close()


def not_utf8(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO words VALUES (CAST(x'ff' AS TEXT))")
    connection.close()


def moved(path: Path) -> str:
    """What is said of a file that can't be used."""
    return f"{path}: the list can't be used and was moved to {path.name}.damaged; nothing is lost"


@pytest.mark.parametrize("spoil", [overwrite, other_tables, not_utf8])
@pytest.mark.parametrize("in_use", [False, True])
def test_damage_is_mended(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Path], None],
    in_use: bool,
) -> None:
    path = tmp_path / "x.sqlite"
    database = opened(path)
    database.run(add("a"))
    if not in_use:
        database = opened(path)
    database.restore = add("restored")
    spoil(path)
    if not in_use:
        assert words(database) == ["restored"]
        assert words(opened(path)) == ["restored"]
    assert words(database) in (["restored"], ["a"])  # SQLite may still have the old pages
    database.run(add("b"))
    assert "b" in words(database)
    for line in caplog.messages:
        assert line == moved(path)


def test_a_file_that_can_not_be_used_is_done_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "x.sqlite"
    path.mkdir()
    database = opened(path)
    database.restore = add("restored")
    database.run(add("a"))
    assert words(database) == ["a", "restored"]
    assert caplog.messages == [moved(path)]
    assert path.with_name("x.sqlite.damaged").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_process_with_too_many_open_files_damages_nothing(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "x.sqlite"
    opened(path).run(add("a"))
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    handle = os.open(os.devnull, os.O_RDONLY)
    os.close(handle)
    resource.setrlimit(resource.RLIMIT_NOFILE, (handle, limits[1]))
    try:
        assert words(opened(path)) == []
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert path.read_bytes() == before
    assert words(opened(path)) == ["a"]


def test_errors_of_the_action_itself_are_raised(tmp_path: Path) -> None:
    database = opened(tmp_path / "x.sqlite")
    database.run(add("a"))
    with pytest.raises(UnicodeEncodeError):
        database.run(add("\ud800"))
    with pytest.raises(sqlite3.ProgrammingError):
        database.run(lambda one: one.execute("SELECT ?"))
    assert words(database) == ["a"]
    assert words(opened(None)) == []


ADD = """
import sys
from pathlib import Path
from tests.test_database import add, opened

print("ready", flush=True)
sys.stdin.readline()
for turn in range(5):
    opened(Path(sys.argv[2]) / f"{turn}.sqlite").run(add(sys.argv[1]))
"""


@pytest.mark.parametrize("damaged", [False, True])
def test_several_processes_create_one_at_once(tmp_path: Path, damaged: bool) -> None:
    paths = [tmp_path / f"{turn}.sqlite" for turn in range(5)]
    for path in paths if damaged else ():
        path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", ADD, str(number), str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for number in range(4)
    ]
    for run in runs:
        assert run.stdout
        run.stdout.readline()
    for run in runs:
        assert run.stdin
        run.stdin.write("go\n")
        run.stdin.flush()
    complaints: list[str] = []
    for run in runs:
        complaint = run.communicate(timeout=60)[1]
        assert run.returncode == 0
        complaints += complaint.splitlines()
    assert sorted(complaints) == [moved(path) for path in paths if damaged]
    for path in paths:
        assert words(opened(path)) == ["0", "1", "2", "3"]
