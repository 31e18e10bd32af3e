"""Killed, interrupted and parallel runs leave valid catalogs and keep everything people wrote.

`make test` kills a few runs, `make soak` 200.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from hexapla.catalogs.catalog import Catalog, State
from hexapla.engines.models.packages import install
from tests.conftest import ROOT, Translate, hear_interrupts

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
TO_SPANISH = ("--to", "es", "--from", "en", "--engine")
RUN = ("a.txt", *TO_SPANISH, "upper")
COUNT = 400  # sentences of the article

# The command with an engine that waits before each sentence, and a minute after some of them. A run
# lasts more than a second without taking time from other tests.
SLOWLY = """
import sys, time
from hexapla.cli import main
from hexapla.publication import drafting
from hexapla.testing import engines

last, drafting.SAVE_EVERY_SECONDS = int(sys.argv[1]), float(sys.argv[2])
real, number = engines.IdentityEngine._translation, 0

def slowly(engine, sentence):
    global number
    number += 1
    time.sleep(0.003 if number <= last else 0.3)
    return real(engine, sentence)

engines.IdentityEngine._translation = slowly
main(sys.argv[3:])
"""

WHO = ["She", "He", "Tom", "Mary", "Anna", "We", "They", "Peter", "Everyone", "Nobody"]
DID = ["bought", "found", "lost", "sold", "wanted", "saw", "painted", "needed", "broke", "cleaned"]
WHAT = ("a red car", "the house", "an old book", "three apples", "the key", "a horse", "the door")
WHEN = ("yesterday", "last year", "on Monday", "before dinner", "two days ago", "at night")


def sentences(count: int) -> list[str]:
    out = [f"{a} {b} {c} {d}." for a in WHO for b in DID for c in WHAT for d in WHEN]
    random.Random(7).shuffle(out)
    return out[:count]


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("\n\n".join(sentences(COUNT)) + "\n")
    return tmp_path


def start(folder: Path, *args: str, last: int = 10**6, every: float = 2.0) -> subprocess.Popen[str]:
    """Run a command; drafting is slow after ``last`` sentences, and saves ``every`` few seconds."""
    return subprocess.Popen(
        [sys.executable, "-c", SLOWLY, str(last), str(every), *(args or RUN)],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=hear_interrupts,
    )  # fmt: skip


def catalog_path(folder: Path, name: str = "a") -> Path:
    return folder / "locales/es/LC_MESSAGES" / f"{name}.po"


def write_words(path: Path, number: int, rng: random.Random) -> str:
    """Change one entry like a person in an editor, and save the catalog."""
    catalog = Catalog.load(path)
    at = rng.randrange(len(catalog.entries))
    words = f"Palabras de una persona, número {number}."
    entries = list(catalog.entries)
    if entries[at].msgstr.startswith("Palabras"):  # an earlier change of this person
        return entries[at].msgstr
    flags = () if number % 2 else ("fuzzy",)
    entries[at] = entries[at].edit(msgstr=words, flags=flags)
    catalog.with_entries(entries).save(path)
    return words


def texts(path: Path) -> set[str]:
    return {entry.msgstr for entry in Catalog.load(path).entries}


@pytest.mark.parametrize(
    ("kills", "longest", "engine"),
    [(4, 2.0, "upper"), pytest.param(200, 6.0, "argos", marks=pytest.mark.slow)],
)
def test_kills_at_random_moments(
    publication: Path, kills: int, longest: float, engine: str
) -> None:
    install(NANO)
    rng = random.Random(kills)
    run = ("a.txt", *TO_SPANISH, engine)
    path = catalog_path(publication)
    written: set[str] = set()
    drafted = 0
    for number in range(kills):
        process = start(publication, *run)
        try:
            process.wait(rng.uniform(0.2, longest))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        if not path.exists():
            continue
        catalog = Catalog.load(path)  # raises if it is not valid
        assert written <= texts(path)
        states = [entry.state for entry in catalog.entries]
        now = len(states) - states.count(State.EMPTY)
        assert now >= drafted
        drafted = now
        written.add(write_words(path, number, rng))
        if State.EMPTY not in states:  # all drafted: change the article; the words must stay
            article = publication / "a.txt"
            article.write_text("\n\n".join(sentences(COUNT + number % 2)[number % 7 :]) + "\n")
            drafted = 0
    for left in publication.rglob(".hexapla-*"):
        os.utime(left, (time.time() - 120,) * 2)
    article = publication / "a.txt"  # a new sentence, so that the files are written again
    article.write_text(article.read_text() + "\nThis is a new sentence.\n")
    done = start(publication, *run)
    _, err = done.communicate(timeout=120)
    assert (done.returncode, err) == (0, "")
    assert written <= texts(path)
    assert not list(publication.rglob(".hexapla-*"))


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "translate: interrupted; finished work is saved\n"),
        (signal.SIGTERM, 143, "translate: interrupted; finished work is saved\n"),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_drafts_are_saved_during_a_run(
    publication: Path, number: int, code: int, said: str
) -> None:
    process = start(publication, last=100, every=0)
    path = catalog_path(publication)
    while not (path.exists() and b"#, fuzzy" in path.read_bytes()):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (code, said)
    states = {entry.state for entry in Catalog.load(path).entries}
    assert states == {State.DRAFT, State.EMPTY}


def test_a_signal_ends_a_waiting_filter(publication: Path) -> None:
    """While a filter waits for input, a signal ends it without a crash of Python."""
    install(NANO)
    command = [sys.executable, "-m", "hexapla", "-", *TO_SPANISH, "argos"]
    process = subprocess.Popen(
        command, cwd=publication, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, preexec_fn=hear_interrupts,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"She bought a red car.\n\n")
    process.stdin.flush()
    assert process.stdout.readline().strip()
    process.terminate()
    assert process.wait(timeout=20) == 143
    process.communicate()


def test_two_processes_and_an_editor(publication: Path) -> None:
    (publication / "b.txt").write_text("\n\n".join(sentences(200)) + "\n")
    path = catalog_path(publication)
    done = start(publication, "extract", "a.txt", "--to", "es", "--from", "en")
    _, err = done.communicate(timeout=60)
    assert (done.returncode, err) == (0, "")
    written: set[str] = set()
    stop = threading.Event()

    def edit() -> None:
        rng = random.Random(3)
        number = 0
        while not stop.is_set():
            written.add(write_words(path, number, rng))
            number += 1
            time.sleep(rng.uniform(0.1, 0.4))

    editor = threading.Thread(target=edit, daemon=True)
    editor.start()
    both = "a.txt", "b.txt", *RUN[1:]
    processes = [start(publication, *both), start(publication, *both)]
    for process in processes:
        _, err = process.communicate(timeout=240)
        assert (process.returncode, err) == (0, "")
    stop.set()
    editor.join()
    assert written <= texts(path)
    assert len(written) > 3
    # The editor may have overwritten drafts; the next run drafts them again.
    process = start(publication, *both)
    process.communicate(timeout=120)
    for name in ("a", "b"):
        assert State.EMPTY not in {
            e.state for e in Catalog.load(catalog_path(publication, name)).entries
        }
    assert written <= texts(path)


def test_an_empty_catalog_is_not_a_new_one(translate: Translate, tmp_path: Path) -> None:
    run = ("a.txt", "--to", "es", "--from", "en", "--engine", "upper")
    (tmp_path / "a.txt").write_text("It rained.")
    translate(*run)
    path = tmp_path / "locales/es/LC_MESSAGES/a.po"
    data = path.read_bytes().replace(b"IT RAINED.", b"Llov\xc3\xada.")
    path.write_bytes(b"")
    result = translate(*run)
    assert (result.code, result.err.count("\n"), path.read_bytes()) == (3, 1, b"")
    assert "a.po: is empty; save it again, or restore it" in result.err
    # An editor empties the file, and then writes it.
    editor = threading.Timer(0.2, path.write_bytes, [data])
    editor.start()
    assert translate(*run).code == 0
    editor.join()
    assert "Llovía." in path.read_text()
