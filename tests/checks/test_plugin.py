"""A check from another package, a module and an entry point: every command runs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hexapla import Catalog
from tests.conftest import ROOT
from tests.review.serving import serving

CHECK, _ = re.findall(
    r"```python\n(.*?)```", (ROOT / "docs" / "checks.md").read_text("utf-8"), re.DOTALL
)
"""The check of docs/checks.md: no more exclamation marks than the source."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication with two reviewed sentences, and the check installed."""
    information = tmp_path / "site" / "shouting-1.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting\nVersion: 1\n")
    (information / "entry_points.txt").write_text(
        "[hexapla.checks]\nshouting = my_package:CHECKS\n"
    )
    (tmp_path / "site" / "my_package.py").write_text(CHECK)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("It rained all day. The road was closed.\n")
    configure(folder)
    assert run(folder, "run", "--engine", "upper").returncode == 0
    (path,) = folder.rglob("*.po")
    catalog = Catalog.load(path)
    texts = ("¡Llovió todo el día!", "¡La calle estaba cerrada!")
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


def checked(folder: Path) -> int:
    """In how many of the two entries `translate check` finds the fault."""
    entries: Any = json.loads(run(folder, "check", "--json").stdout)["results"]
    assert len(entries) == 2
    return sum(finding["check"] == "shouting" for one in entries for finding in one["findings"])


def in_review(folder: Path) -> int:
    """In how many of the two entries the review page shows the fault."""
    with serving(folder) as server:
        server.ask("/api/article/es/a")
        while not (found := server.ask("/api/findings/es/a").json)["ready"]:
            pass
    return sum(
        finding["check"] == "shouting"
        for entry in found["entries"].values()
        for finding in entry["findings"]
    )


def risk(folder: Path) -> float:
    """The mean risk in `translate status`."""
    (one,) = json.loads(run(folder, "status", "--risk", "--json").stdout)["results"]
    return float(one["risk"]["mean"])


def test_every_command_runs_the_check_until_it_is_switched_off(folder: Path) -> None:
    assert checked(folder) == 2
    assert in_review(folder) == 2
    with_it = risk(folder)
    configure(folder, "shouting")
    assert checked(folder) == 0
    assert in_review(folder) == 0
    assert risk(folder) < with_it


def test_a_flag_switches_the_check_off_for_one_entry(folder: Path) -> None:
    with_it = risk(folder)
    (path,) = folder.rglob("*.po")
    catalog = Catalog.load(path)
    first, second = catalog.entries
    catalog.with_entries([first, second.edit(flags=("ignore-shouting",))]).save()
    assert checked(folder) == 1
    assert in_review(folder) == 1
    assert risk(folder) < with_it


CRASH = """
from hexapla.checks import Check

def shouting(pair):
    1 / 0
    yield

CHECKS = (Check("shouting", shouting),)
"""


@pytest.mark.slow
def test_a_check_that_crashes_is_an_error_of_its_own(folder: Path) -> None:
    package = folder.parent / "site" / "my_package.py"
    package.write_text("CHECKS = ()\n")
    without = risk(folder), others(folder)
    package.write_text(CRASH)
    shown = run(folder, "check")
    assert shown.returncode == 4
    assert shown.stdout.count("the check crashed: ZeroDivisionError: division by zero (") == 2
    assert shown.stdout.count("my_package.py:5)") == 2
    assert in_review(folder) == 2
    assert (risk(folder), others(folder)) == without  # the other checks run
    assert run(folder, "publish").returncode == 0
    configure(folder, "shouting")
    assert run(folder, "check").returncode == 0


def others(folder: Path) -> list[str]:
    """The findings of all other checks."""
    entries: Any = json.loads(run(folder, "check", "--json").stdout)["results"]
    return [
        str(finding)
        for one in entries
        for finding in one["findings"]
        if finding["check"] != "shouting"
    ]
