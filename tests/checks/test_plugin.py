"""A check from another package, a module and an entry point: every command runs it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hexapla import Catalog
from tests.commands import Commands, commands
from tests.conftest import ROOT
from tests.review.serving import serving

(CHECK,) = re.findall(
    r"```python\n(.*?)```",
    (ROOT / "docs" / "reference" / "plugins.md")
    .read_text("utf-8")
    .partition("\n## Write a check\n")[2],
    re.DOTALL,
)
"""The check of docs/reference/plugins.md: no more exclamation marks than the source."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Commands with the check installed."""
    with commands(package(tmp_path_factory.mktemp("site"), CHECK)) as running:
        yield running


def package(site: Path, code: str) -> Path:
    """Install a check in a folder."""
    information = site / "shouting-1.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting\nVersion: 1\n")
    (information / "entry_points.txt").write_text(
        "[hexapla.checks]\nshouting = my_package:CHECKS\n"
    )
    (site / "my_package.py").write_text(code)
    return site


@pytest.fixture
def folder(tmp_path: Path, installed: Commands, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication with two reviewed sentences."""
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("It rained all day. The road was closed.\n")
    configure(folder)
    assert installed.run(folder, "run", "--engine", "upper").code == 0
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


def checked(installed: Commands, folder: Path) -> int:
    """In how many of the two entries `translate check` finds the fault."""
    entries: Any = installed.run(folder, "check", "--json").results
    assert len(entries) == 2
    return sum(finding["check"] == "shouting" for one in entries for finding in one["findings"])


def in_review(installed: Commands, folder: Path) -> int:
    """In how many of the two entries the review page shows the fault."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(installed.path))
        with serving(folder) as server:
            server.ask("/api/article/es/a")
            while not (found := server.ask("/api/findings/es/a").json)["ready"]:
                time.sleep(0.02)
    return sum(
        finding["check"] == "shouting"
        for entry in found["entries"].values()
        for finding in entry["findings"]
    )


def risk(installed: Commands, folder: Path) -> float:
    """The mean risk in `translate status`."""
    (one,) = installed.run(folder, "status", "--risk", "--json").results
    return float(one["risk"]["mean"])


def test_every_command_runs_the_check_until_it_is_switched_off(
    installed: Commands, folder: Path
) -> None:
    assert checked(installed, folder) == 2
    assert in_review(installed, folder) == 2
    with_it = risk(installed, folder)
    # for one entry
    (path,) = folder.rglob("*.po")
    catalog = Catalog.load(path)
    first, second = catalog.entries
    catalog.with_entries([first, second.edit(flags=("ignore-shouting",))]).save()
    assert checked(installed, folder) == 1
    assert in_review(installed, folder) == 1
    assert (less := risk(installed, folder)) < with_it
    # for all
    configure(folder, "shouting")
    assert checked(installed, folder) == 0
    assert in_review(installed, folder) == 0
    assert risk(installed, folder) < less


CRASH = """
from hexapla.checks import Check

def shouting(pair):
    1 / 0
    yield

CHECKS = (Check("shouting", shouting),)
"""


@pytest.mark.slow
def test_a_check_that_crashes_is_an_error_of_its_own(folder: Path, tmp_path: Path) -> None:
    with commands(package(tmp_path / "none", "CHECKS = ()\n")) as installed:
        without = risk(installed, folder), others(installed, folder)
    with commands(package(tmp_path / "crash", CRASH)) as installed:
        shown = installed.run(folder, "check")
        assert shown.code == 4
        assert shown.out.count("the check crashed: ZeroDivisionError: division by zero (") == 2
        assert shown.out.count("my_package.py:5)") == 2
        assert in_review(installed, folder) == 2
        # the other checks run
        assert (risk(installed, folder), others(installed, folder)) == without
        assert installed.run(folder, "publish").code == 0
        configure(folder, "shouting")
        assert installed.run(folder, "check").code == 0


def others(installed: Commands, folder: Path) -> list[str]:
    """The findings of all other checks."""
    entries: Any = installed.run(folder, "check", "--json").results
    return [
        str(finding)
        for one in entries
        for finding in one["findings"]
        if finding["check"] != "shouting"
    ]
