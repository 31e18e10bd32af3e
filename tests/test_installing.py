"""The installed package works in a separate environment with only its required dependencies.

Tested with the packages of the test environment, without a network, and with those that pip
resolves. The latter needs a package index and is skipped without one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.building import built
from tests.conftest import ROOT

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
NEVER = {"argostranslate", "minisbd", "sacremoses", "spacy", "stanza", "torch"}
MOST_BYTES = 400_000_000
# pip may use its configuration and cache, which `own_user_directories` hides from other tests.
PIP_ENVIRONMENT = dict(os.environ)


def locked(python: Path, wheel: Path) -> None:
    """Install the wheel, and link its dependencies from this environment."""
    pip(python, "--no-deps", "--no-index", wheel)
    (site,) = python.parent.parent.glob("lib/python*/site-packages")
    (hexapla,) = distributions(name="hexapla", path=[str(site)])
    for one in dependencies(hexapla):
        for file in one.files or ():
            top = Path(file.parts[0])
            if top.name not in ("..", "__pycache__") and not (site / top).exists():
                (site / top).symlink_to(Path(str(one.locate_file(top))).resolve())


def dependencies(wanted: Distribution) -> list[Distribution]:
    """A distribution's dependencies, direct and indirect, without extras."""
    found: dict[str, Distribution] = {}
    waiting = [wanted]
    while waiting:
        for line in waiting.pop().requires or ():
            needed = Requirement(line)
            unused = needed.marker is not None and not needed.marker.evaluate({"extra": ""})
            if not unused and needed.name not in found:
                found[needed.name] = distribution(needed.name)
                waiting.append(found[needed.name])
    return list(found.values())


def resolved(python: Path, package: Path) -> None:
    """Install as `pip install hexapla` does; skips without a package index."""
    try:
        pip(python, "--dry-run", "--no-deps", "--retries", "0", "--timeout", "10", "polib")
    except subprocess.CalledProcessError:
        pytest.skip("no package index can be reached")
    pip(python, package)


def pip(python: Path, *args: str | Path) -> None:
    pip_itself(python, "install", "--no-compile", *args)


def pip_itself(python: Path, *args: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--python", str(python), "--quiet"]
    subprocess.run([*command, *args], env=PIP_ENVIRONMENT, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("target", "install"),
    [
        ("wheel", locked),
        pytest.param("wheel", resolved, marks=pytest.mark.slow),
        pytest.param("sdist", resolved, marks=pytest.mark.slow),
    ],
)
def test_the_package_alone_publishes_and_drafts(
    target: str, install: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    home = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    before = {path.relative_to(home) for path in home.rglob("*")}
    install(home / "bin" / "python", built(tmp_path / "dist", target))
    folder = tmp_path / "publication"

    def translate(*args: str | Path, at: Path = folder) -> str:
        command = [home / "bin" / "translate", *args]
        done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), args
        return done.stdout

    assert translate("--version", at=tmp_path).startswith("translate (Hexapla) ")
    made = json.loads(translate("demo", folder, "--json", at=tmp_path))["results"]
    assert [one["kind"] for one in made].count("edition") == 6

    (folder / "seeds" / "born.txt").write_text("She was born last year.\n")
    translate("models", "install", NANO)
    translate("seeds/born.txt", "--from", "en", "--to", "es", "--engine", "argos")
    assert (folder / "editions/es/born.txt").read_text("utf-8") == "Ella nació el año pasado.\n"

    names = "from importlib.metadata import distributions as d; print(*(x.name for x in d()))"
    listed = subprocess.check_output([home / "bin" / "python", "-c", names], text=True)
    assert {"hexapla", "ctranslate2", "sentencepiece"} <= set(listed.lower().split())
    assert not NEVER & set(listed.lower().split())
    assert sum(sizes(home)) <= MOST_BYTES

    pip_itself(home / "bin" / "python", "uninstall", "--yes", "hexapla")
    left = {path.relative_to(home) for path in home.rglob("*")} - before
    ours = {"translate", "translate.fish", "_translate"}
    assert not [path for path in left if "hexapla" in str(path) or path.name in ours]


def sizes(folder: Path) -> Iterator[int]:
    """The bytes of each file in a folder, including linked packages but not Python itself."""
    for path in folder.iterdir():
        if path.is_dir():
            yield from sizes(path) if path.name != "lib64" else ()
        elif path.parent.name != "bin":
            yield path.stat().st_size
