"""The container: what is copied into it; slow: it is built, and runs with a read-only root.

Needs podman or docker. Where only some of their options work, `HEXAPLA_CONTAINER` is the command
with its general options, and `HEXAPLA_CONTAINER_BUILD` and `HEXAPLA_CONTAINER_RUN` have those of
build and run. `tools/base_image.sh` makes the base image if no registry can be reached.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
LINES = re.sub(r"\\\n", " ", (ROOT / "Containerfile").read_text("utf-8")).splitlines()
IGNORED = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
MOST_BYTES = 700_000_000
IMAGE = "hexapla-test"


def instructions(name: str) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in LINES if line.split(maxsplit=1)[:1] == [name]]


def test_everything_that_is_copied_is_in_the_context_and_nothing_else() -> None:
    copied = {
        name
        for line in instructions("COPY")
        if not line.startswith("--from")
        for name in line.split()[:-1]
    }
    assert all((ROOT / name).exists() for name in copied)
    assert IGNORED[1] == "*"
    sent = {line[1:] for line in IGNORED if line.startswith("!")}
    assert {name.split("/")[0] for name in sent} == copied


def test_the_container_runs_without_root_and_keeps_models_in_a_volume() -> None:
    assert instructions("USER") == ["1000"]
    assert instructions("VOLUME") == ["/models"]
    assert any("XDG_DATA_HOME=/models" in line for line in instructions("ENV"))
    installing = [line for line in instructions("RUN") if "hexapla install" in line]
    assert installing
    assert all("--no-deps" in line for line in installing)
    assert all(line.split()[0] == "${BASE}" for line in instructions("FROM"))


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(
        ["hadolint", ROOT / "Containerfile"], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


def words(name: str, default: str = "") -> list[str]:
    return os.environ.get(name, default).split()


@pytest.fixture(scope="module")
def container() -> list[str]:
    """The command that runs containers; the image is built."""
    found = next(filter(shutil.which, ("podman", "docker")), "")
    command = words("HEXAPLA_CONTAINER", found)
    if not command:
        pytest.skip("neither podman nor docker is installed")
    (base,) = [line.partition("=")[2] for line in instructions("ARG")]
    have = [*command, "image", "inspect", base]
    if subprocess.run(have, capture_output=True, check=False).returncode:
        pulled = subprocess.run([*command, "pull", base], capture_output=True, check=False)
        if pulled.returncode:
            pytest.skip(f"no image {base} here: tools/base_image.sh makes one")
    build = [*command, "build", *words("HEXAPLA_CONTAINER_BUILD"), "-f", "Containerfile"]
    subprocess.run([*build, "-t", IMAGE, "."], cwd=ROOT, check=True, capture_output=True)
    return command


@pytest.mark.slow
def test_it_drafts_offline_with_a_read_only_root(container: list[str], tmp_path: Path) -> None:
    work, models = tmp_path / "work", tmp_path / "models"
    for folder in (work, models):
        folder.mkdir()
        folder.chmod(0o777)  # the container's user is another one
    shutil.copy(NANO, work)
    (work / "a.txt").write_text("The library opens on Monday.\n")
    (work / "b.txt").write_text("She was born last year.\n")

    def run(*arguments: str, entry: str = "translate") -> str:
        options = ["--rm", "--read-only", "--tmpfs", "/tmp", "--network", "none"]
        volumes = ["--volume", f"{work}:/work", "--volume", f"{models}:/models"]
        command = [*container, "run", *options, *words("HEXAPLA_CONTAINER_RUN"), *volumes]
        done = subprocess.run(
            [*command, "--entrypoint", entry, IMAGE, *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run("-u", entry="id") == "1000\n"
    run("demo")
    assert len(list((work / "hexapla-demo" / "editions").glob("*/*.txt"))) == 6
    run("a.txt", "--from", "en", "--to", "es", "--engine", "apertium")
    assert (work / "editions/es/a.txt").read_text("utf-8") == "La biblioteca abre el lunes.\n"
    run("models", "install", NANO.name)
    run("b.txt", "--from", "en", "--to", "es", "--engine", "argos")
    assert (work / "editions/es/b.txt").read_text("utf-8") == "Ella nació el año pasado.\n"


@pytest.mark.slow
def test_the_image_is_small(container: list[str]) -> None:
    size = [*container, "image", "inspect", "--format", "{{.Size}}", IMAGE]
    assert int(subprocess.check_output(size, text=True)) <= MOST_BYTES
