"""The engine of docs/plugins.md, installed and used as its page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT

HOUSE_MT = """#!{python}
import sys
for line in sys.stdin.read().split("\\n"):
    print(f"{{sys.argv[1]}}>{{sys.argv[2]}}: {{line}}")
"""


def blocks(language: str) -> list[str]:
    page = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip installed the package of the page."""
    project = tmp_path_factory.mktemp("house-engine")
    (code,) = blocks("python")
    (project / "house_engine.py").write_text(code, "utf-8")
    (project / "pyproject.toml").write_text(blocks("toml")[0], "utf-8")
    target = tmp_path_factory.mktemp("plug-in") / "site"
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target")
    command = [sys.executable, "-m", "pip", "install", *options, str(target), str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def installed(site: Path, tmp_path: Path) -> Path:
    """The package, with room beside it for what a test makes."""
    return Path(shutil.copytree(site, tmp_path / "site"))


def translate(installed: Path, *args: str) -> subprocess.CompletedProcess[str]:
    bin_ = installed.parent / "bin"
    environment = os.environ | {
        "PYTHONPATH": str(installed),
        "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(
        [sys.executable, "-m", "hexapla", *args],
        cwd=installed.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def house_mt(installed: Path, script: str = HOUSE_MT) -> None:
    program = installed.parent / "bin" / "house-mt"
    program.parent.mkdir(exist_ok=True)
    program.write_text(script.format(python=sys.executable), "utf-8")
    program.chmod(0o755)


def test_it_has_some_thirty_lines() -> None:
    (code,) = blocks("python")
    assert len([line for line in code.split("\n") if line.strip()]) <= 32


def test_it_is_listed_and_says_what_it_lacks(installed: Path) -> None:
    done = translate(installed, "engines")
    assert "house (not in the configured engines): the program house-mt is missing" in done.stdout
    done = translate(installed, "engines", "en", "es", "--engine", "house")
    assert (done.returncode, done.stdout) == (4, "")


def test_it_drafts_where_it_is_named(installed: Path) -> None:
    house_mt(installed)
    (installed.parent / "a.txt").write_text("It rained all day. The road was closed.\n")
    done = translate(installed, "a.txt", "--to", "es", "--from", "en", "--engine", "house")
    assert (done.returncode, done.stderr) == (0, "")
    catalog = (installed.parent / "locales/es/LC_MESSAGES/a.po").read_text("utf-8")
    assert 'msgstr "en>es: It rained all day."' in catalog
    assert "# draft: house-en_es 1.0; " in catalog


def test_it_drafts_where_the_publication_names_it(installed: Path) -> None:
    house_mt(installed)
    toml = blocks("toml")[1]
    folder = installed.parent / "i18n"
    folder.mkdir()
    (folder / "publication.toml").write_text(toml, "utf-8")
    done = translate(installed, "engines", "en", "fr")
    assert done.stdout.startswith("chosen: house-en_fr 1.0, 100 points\n")


def test_its_failure_is_one_line(installed: Path) -> None:
    house_mt(installed, "#!{python}\nraise SystemExit(3)\n")
    (installed.parent / "a.txt").write_text("It rained all day.\n")
    done = translate(installed, "draft", "a.txt", "--to", "es", "--from", "en", "-e", "house")
    assert done.returncode == 4
    assert done.stderr == ("translate: house-mt failed on en→es; try it on a single line\n")


ODD = """
from hexapla.engines.engine import Pair, Translation

class Odd:
    name = "odd"
    def pairs(self):
        {pairs}
    def unavailable(self):
        return None
    def advice(self, pair):
        return None
    def version(self, pair):
        return "1"
    def translate(self, sentences, pair):
        {translate}
"""


def odd(
    folder: Path,
    translate: str = "yield from map(Translation, sentences)",
    pairs: str = "return [Pair('en', 'es')]",
) -> None:
    """A package with an engine that does not do as it should."""
    information = folder / "site" / "odd-1.dist-info"
    information.mkdir(parents=True, exist_ok=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1\n")
    (information / "entry_points.txt").write_text("[hexapla.engines]\nodd = odd_engine:Odd\n")
    code = ODD.format(pairs=pairs, translate=translate)
    (folder / "site" / "odd_engine.py").write_text(code, "utf-8")
    (folder / "a.txt").write_text("It rained all day. The road was closed.\n")


def run_odd(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = args or ("draft", "a.txt", "--to", "es", "--from", "en", "-e", "odd")
    return translate(folder / "site", *command)


@pytest.mark.parametrize("cache", [(), ("--no-cache",)])
def test_what_can_not_stand_in_a_text_is_left_out(tmp_path: Path, cache: tuple[str, ...]) -> None:
    text = r"Llo\x00vió\n\n todo\r el\x1b\a \ud800día\u202fsí. \x85"
    odd(tmp_path, f'yield from (Translation("{text}") for _ in sentences)')
    run = ("draft", "a.txt", "--to", "es", "--from", "en", "-e", "odd", *cache)
    done = run_odd(tmp_path, *run)
    assert (done.returncode, done.stderr) == (0, "")
    catalog = (tmp_path / "locales/es/LC_MESSAGES/a.po").read_text("utf-8")
    assert catalog.count('msgstr "Llovió todo el día\u202fsí."\n') == 2
    assert run_odd(tmp_path, "status").returncode == 0
