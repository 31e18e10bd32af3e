"""What is in the wheel and the source distribution, and that two builds are equal."""

from __future__ import annotations

import re
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.building import built
from tests.conftest import ROOT

# In a wheel, the sample is part of the package.
SAMPLE = ("i18n/glossary.csv", "i18n/publication.toml", "locales/", "seeds/")
BUILDS = {"PKG-INFO", "pyproject.toml", "README.md", "LICENSE", "NOTICE"}


def tracked() -> set[str]:
    """The files under version control; links aren't followed."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = listed.stdout.decode().rstrip("\0").split("\0")
    return {name for name in names if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("sdist"), "sdist")


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the source distribution."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    return root


def test_the_source_distribution_is_the_repository(unpacked: Path) -> None:
    names = {
        path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()
    }
    assert names >= BUILDS
    assert names == tracked() | {"PKG-INFO"}


def test_the_wheel_has_the_package_and_the_sample(unpacked: Path, tmp_path: Path) -> None:
    """Built from the source distribution: pip does so, and from a checkout gets the same bytes."""
    wheel = built(tmp_path / "from-sdist", "wheel", unpacked)
    assert wheel.read_bytes() == built(tmp_path / "from-checkout", "wheel").read_bytes()
    with zipfile.ZipFile(wheel) as archive:
        names = {info.filename for info in archive.infolist()}
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        assert "License-File: NOTICE\n" in archive.read(metadata).decode()
    info = metadata.rpartition("/")[0]
    data = f"{info.removesuffix('.dist-info')}.data/data/"
    package = {name for name in names if name.startswith("hexapla/")}
    shared = {name for name in names if name.startswith(data)}
    files = {name for name in tracked() if name.startswith(("src/", *SAMPLE))}
    wanted = {
        name.removeprefix("src/") if name.startswith("src/") else f"hexapla/sample/{name}"
        for name in files
    }
    assert package == wanted
    assert shared == {f"{data}{name}" for name in tracked() if name.startswith("share/")}
    assert {name.split("/")[0] for name in names - package - shared} == {info}


@pytest.mark.slow
def test_two_source_distributions_are_equal(sdist: Path, tmp_path: Path) -> None:
    assert built(tmp_path, "sdist").read_bytes() == sdist.read_bytes()


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    version = project["version"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[?{re.escape(version)}\b", changes, re.MULTILINE)
    for page in ("ci.md", "releasing.md"):
        named = re.findall(r"\bv\d+\.\d+\.\d+\b", (ROOT / "docs/how-to" / page).read_text("utf-8"))
        assert {one for one in named if one[1:] != "1.2.3"} == {f"v{version}"}


def test_the_workflow_runs_the_tests_on_all_versions_and_systems() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [one.rpartition(" ")[2] for one in project["classifiers"] if "Python :: 3." in one]
    jobs = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text("utf-8"))["jobs"]
    matrix = jobs["tests"]["strategy"]["matrix"]
    assert matrix["python"] == named
    assert {one.partition("-")[0] for one in matrix["system"]} == {"ubuntu", "macos", "windows"}
    assert f">={named[0]}" == project["requires-python"]
