"""A check from another package: one module and one entry point, and every command runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hexapla import Catalog
from tests.review.serving import serving

CHECK = """
from hexapla.checks import Check, error

def full_stop(pair):
    if pair.target.endswith("."):
        yield error("ends in a full stop")

CHECKS = (Check("no-stop", full_stop, weblate=("bare_end",)),)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication with two reviewed sentences, and the check installed."""
    information = tmp_path / "site" / "no_stop-1.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: no_stop\nVersion: 1\n")
    (information / "entry_points.txt").write_text("[hexapla.checks]\nno-stop = no_stop:CHECKS\n")
    (tmp_path / "site" / "no_stop.py").write_text(CHECK)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("It rained all day. The road was closed.\n")
    configure(folder)
    assert run(folder, "run", "--engine", "upper").returncode == 0
    (path,) = folder.rglob("*.po")
    catalog = Catalog.load(path)
    texts = ("Llovió todo el día.", "La calle estaba cerrada.")
    catalog.with_entries(
        entry.edit(msgstr=text, flags=(), comments=())
        for entry, text in zip(catalog.entries, texts, strict=True)
    ).save()
    return folder


def configure(folder: Path, *off: str) -> None:
    (folder / "i18n").mkdir(exist_ok=True)
    (folder / "i18n" / "publication.toml").write_text(
        f'sources = ["."]\nsource-language = "en"\nlanguages = ["es"]\nchecks-off = {list(off)}\n'
    )


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hexapla", *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def checked(folder: Path) -> tuple[int, int]:
    """The exit code of `translate check`, and in how many entries it finds the toy's fault."""
    done = run(folder, "check", "--json")
    entries: Any = json.loads(done.stdout)
    assert len(entries) == 2
    return done.returncode, sum(
        finding["check"] == "no-stop" for entry in entries for finding in entry["findings"]
    )


def in_review(folder: Path) -> int:
    """The same in the review."""
    with serving(folder) as server:
        server.ask("/api/article/es/a")
        while not (found := server.ask("/api/findings/es/a").json)["ready"]:
            pass
    return sum(
        finding["check"] == "no-stop"
        for entry in found["entries"].values()
        for finding in entry["findings"]
    )


def risk(folder: Path) -> int:
    (one,) = json.loads(run(folder, "status", "--risk", "--json").stdout)
    return int(one["risk"]["high"])


def test_it_is_seen_by_everything_that_checks(folder: Path) -> None:
    assert checked(folder) == (1, 2)
    assert risk(folder) == 2
    assert in_review(folder) == 2


@pytest.mark.parametrize("name", ["no-stop", "bare-end", "bare_end"])
def test_the_configuration_switches_it_off(folder: Path, name: str) -> None:
    configure(folder, name)
    assert checked(folder) == (0, 0)


def test_the_configuration_switches_it_off_for_the_risk_and_the_review(folder: Path) -> None:
    configure(folder, "no-stop")
    assert risk(folder) == 0
    assert in_review(folder) == 0


def test_a_flag_switches_it_off_for_one_entry(folder: Path) -> None:
    (path,) = folder.rglob("*.po")
    catalog = Catalog.load(path)
    first, second = catalog.entries
    catalog.with_entries([first, second.edit(flags=("ignore-no-stop",))]).save()
    assert checked(folder) == (1, 1)
    catalog.with_entries([first.edit(flags=("ignore-bare-end",)), second]).save()
    assert checked(folder) == (1, 1)
    assert risk(folder) == 1
    assert in_review(folder) == 1
