"""Killed, interrupted, or in company: catalogs stay whole, and no person's word is lost.

The short form runs in `make test`; `make soak` runs the full one, 200 kills.
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
from hexapla.engines.argos.packages import install
from tests.conftest import ROOT, hear_interrupts

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
KILLS = 200 if SOAK else 5
RUN = ("a.txt", "--to", "es", "--from", "en", "--engine", "argos")

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
    install(NANO)
    (tmp_path / "a.txt").write_text("\n\n".join(sentences(3000)) + "\n")
    return tmp_path


def start(folder: Path, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "hexapla", *(args or RUN)],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=hear_interrupts,
    )  # fmt: skip


def catalog_path(folder: Path, name: str = "a") -> Path:
    return folder / "locales/es/LC_MESSAGES" / f"{name}.po"


def write_words(path: Path, number: int, rng: random.Random) -> str:
    """Do what an editor does: put a person's words into one entry, and save."""
    catalog = Catalog.load(path)
    at = rng.randrange(len(catalog.entries))
    words = f"Palabras de una persona, número {number}."
    entries = list(catalog.entries)
    if entries[at].msgstr.startswith("Palabras"):  # no person writes over their own words here
        return entries[at].msgstr
    flags = () if number % 2 else ("fuzzy",)
    entries[at] = entries[at].edit(msgstr=words, flags=flags)
    catalog.with_entries(entries).save(path)
    return words


def texts(path: Path) -> set[str]:
    return {entry.msgstr for entry in Catalog.load(path).entries}


def test_killed_at_random_moments(publication: Path) -> None:
    rng = random.Random(KILLS)
    path = catalog_path(publication)
    written: set[str] = set()
    drafted = lived = 0.0
    for number in range(KILLS):
        process = start(publication)
        began = time.monotonic()
        try:
            process.wait(rng.uniform(0.2, 6.0 if SOAK else 3.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        if not path.exists():
            continue
        catalog = Catalog.load(path)  # whole, or it would raise
        assert written <= texts(path)
        states = [entry.state for entry in catalog.entries]
        now = len(states) - states.count(State.EMPTY)
        assert now >= drafted
        # At most a few seconds of drafts are lost: who lives for long gets on.
        lived = time.monotonic() - began
        assert now > drafted or lived < 6 or State.EMPTY not in states
        drafted = now
        written.add(write_words(path, number, rng))
        if State.EMPTY not in states:  # all done: a new article, and the words stay all the same
            article = publication / "a.txt"
            article.write_text("\n\n".join(sentences(3000 + number % 2)[number % 7 :]) + "\n")
            drafted = 0
    done = start(publication)
    _, err = done.communicate(timeout=120)
    assert (done.returncode, err) == (0, "")
    assert written <= texts(path)
    assert not [p for p in publication.rglob(".hexapla-*") if p.stat().st_mtime > time.time() + 60]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_keeps_what_is_finished(publication: Path, number: int, code: int) -> None:
    process = start(publication)
    path = catalog_path(publication)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists() and any(e.state is State.DRAFT for e in Catalog.load(path).entries):
            break
        time.sleep(0.1)
    process.send_signal(number)
    began = time.monotonic()
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 5
    assert process.returncode == code
    assert err == "translate: interrupted; what was finished is saved\n"
    assert any(entry.state is State.DRAFT for entry in Catalog.load(path).entries)


def test_a_filter_that_waits_is_ended_by_a_signal(publication: Path) -> None:
    """Nothing comes in: Python itself must not abort while it waits."""
    command = [sys.executable, "-m", "hexapla", "-", *RUN[1:]]
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
    (publication / "b.txt").write_text("\n\n".join(sentences(1000)) + "\n")
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
            time.sleep(rng.uniform(0.2, 0.8))

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
    # What the editor saved over is drafted by the next run, and nothing else is.
    process = start(publication, *both)
    process.communicate(timeout=120)
    for name in ("a", "b"):
        assert State.EMPTY not in {
            e.state for e in Catalog.load(catalog_path(publication, name)).entries
        }
    assert written <= texts(path)
