"""The examples in docs/how-to/contributing.md, installed as described there, work."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Commands, commands
from tests.conftest import ROOT
from tests.review.serving import REVIEWER, serving

Run = Callable[..., str]
PAGE = (ROOT / "docs" / "how-to" / "contributing.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page's plug-ins and a copy of Hexapla with the page's changes."""
    site = tmp_path_factory.mktemp("contributing") / "site"
    project = tmp_path_factory.mktemp("project")
    (project / "toy").mkdir()
    (project / "toy" / "__init__.py").touch()
    (project / "pyproject.toml").write_text("\n".join(blocks("toml")), "utf-8")
    shutil.copytree(ROOT / "src" / "hexapla", site / "hexapla")
    for code in blocks("python"):
        name = code.partition("\n")[0].removeprefix("# ")
        in_hexapla = name.startswith("src/")
        path = site / name.removeprefix("src/") if in_hexapla else project / name
        assert not path.exists()
        path.write_text(code, "utf-8")
    for diff in blocks("diff"):
        for change in re.split(r"^--- ", diff, flags=re.MULTILINE)[1:]:
            name, _, lines = change.partition("\n")
            apply(site / name.removeprefix("src/"), lines.splitlines(keepends=True))
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target")
    command = [sys.executable, "-m", "pip", "install", *options, str(site), str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return site


def apply(path: Path, lines: list[str]) -> None:
    """Apply a diff without line numbers; its context must occur exactly once."""
    text = path.read_text("utf-8")
    before = "".join(line[1:] for line in lines if not line.startswith("+"))
    assert text.count(before) == 1, f"{path.name} no longer has:\n{before}"
    path.write_text(text.replace(before, "".join(line[1:] for line in lines)), "utf-8")


@pytest.fixture(scope="module")
def installed(site: Path) -> Iterator[Commands]:
    """Commands of the changed copy."""
    with commands(site) as running:
        yield running


@pytest.fixture
def translate(installed: Commands, tmp_path: Path) -> Run:
    """Run the command in an empty folder; returns standard output."""

    def run(*arguments: str) -> str:
        done = installed.run(tmp_path, *arguments)
        assert (done.code, done.err) == (0, "")
        return done.out

    return run


TO_SPANISH = ("--to", "es", "--from", "en")


def test_the_format_and_the_engine(translate: Run, tmp_path: Path) -> None:
    (tmp_path / "menu.strings").write_text("Open the door\n\n  Close it\n")
    translate("menu.strings", *TO_SPANISH, "--engine", "mirror")
    edition = tmp_path / "editions" / "es" / "menu.strings"
    assert edition.read_text() == "door the Open\n\n  it Close\n"
    catalog = (tmp_path / "locales/es/LC_MESSAGES/menu.po").read_text("utf-8")
    assert catalog.count("# draft: mirror-en_es 1; ") == 2
    assert "mirror" in translate("engines")


def test_the_output(translate: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained all day. We stayed at home.\n")
    translate("a.txt", *TO_SPANISH, "--engine", "mirror")
    translate("publish", "--output", "table")
    rows = (tmp_path / "editions" / "es" / "a.tsv").read_text("utf-8")
    assert rows == "It rained all day.\tday. all rained It\n" + (
        "We stayed at home.\thome. at stayed We\n"
    )


def test_the_check(translate: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained all day.\n")
    translate("a.txt", *TO_SPANISH, "--engine", "identity")
    catalog = tmp_path / "locales/es/LC_MESSAGES/a.po"
    text = catalog.read_text("utf-8").replace("#, fuzzy\n", "")
    catalog.write_text(text.replace('msgstr "It rained all day."', 'msgstr "¡Llovió!!"'), "utf-8")
    found = json.loads(translate("check", "--json"))["results"]
    assert "more exclamation marks than the source has" in str(found)


def test_the_command_and_the_key(translate: Run, tmp_path: Path) -> None:
    assert "Show the publication's motto." in translate("--help")
    translate("init", "--from", "en", "--to", "es")
    settings = tmp_path / "i18n" / "publication.toml"
    text = settings.read_text("utf-8")
    assert '# What `translate hello` shows.\n# motto = ""\n' in text
    settings.write_text(text.replace('# motto = ""', 'motto = "Six in one"'), "utf-8")
    assert translate("hello") == "Six in one\n"


def test_the_shortcut(
    site: Path, tmp_path: Path, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("It rained all day. We stayed at home. It was fun.\n")
    monkeypatch.setenv("PYTHONPATH", str(site))
    options = ("a.txt", *TO_SPANISH, "--as", REVIEWER)
    with serving(tmp_path, *options) as server, browser.new_context() as context:
        page = context.new_page()
        server.enter(page)
        page.goto(f"{server.origin}/es/a")
        page.wait_for_selector(".row.active textarea")
        page.locator("#flow").focus()
        for key, row in (("j", 1), ("j", 2), ("g", 0)):
            page.keyboard.press(key)
            page.wait_for_selector(f'.row.active[data-at="{row}"]')
        page.keyboard.press("?")
        assert "First sentence" in page.locator("#help").inner_text()


def test_examples_are_short() -> None:
    for code in [*blocks("python"), *blocks("diff"), *blocks("toml")]:
        assert len([line for line in code.splitlines() if line.strip()]) <= 22, code
