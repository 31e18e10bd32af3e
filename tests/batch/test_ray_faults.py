"""Faults of a batch on real Ray: nothing is lost, nothing is there twice, and the files are equal
to those of a run on one process to which nothing happened.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.batch.test_run import FATAL, RAIN, files

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("ray") is None, reason="Ray is not installed: pip install 'hexapla[cluster]'"
    ),
]

# A program of its own, so that it can be killed. Its arguments: local or ray, and the output.
PROGRAM = """
import json, sys
from pathlib import Path
from hexapla.batch.executors import LocalExecutor
from hexapla.batch.ray import RayExecutor
from hexapla.batch.run import run_batch
from hexapla.errors import HexaplaError
from tests.batch.test_run import job
on, output = sys.argv[1:]
def watch(event):
    print(json.dumps({"event": event.kind, **event.facts}), flush=True)
def start(prepare):
    return LocalExecutor(prepare, 1) if on == "local" else RayExecutor(prepare, 2)
one = job(Path.cwd(), output=output, sample=0.2, chunk_documents=20)
try:
    print(json.dumps({"event": "finished", **run_batch(one, start, watch)}))
except HexaplaError as error:
    print(json.dumps({"event": "error", "message": str(error)}))
"""

Facts = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents, some of which can't be read, and the output of a clean run."""
    folder = tmp_path_factory.mktemp("batch")
    given = folder / "in"
    given.mkdir()
    for table in range(3):
        lines = [
            {"id": f"{table}-{row}", "text": f"It rained for {row % 50} days. {RAIN}"}
            for row in range(60)
        ]
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        given.joinpath(f"rows-{table}.jsonl").write_text(text)
    # A shard with a line that was cut off, one of another kind, and a file that is no text.
    given.joinpath("torn.jsonl").write_bytes(
        b'{"id": "t1", "text": "It snowed."}\n{"id": "t2", "te'
    )
    given.joinpath("odd.jsonl").write_bytes(b'{"id": "o1", "text": "It is odd."}\n\xff\xfe\0\0\n')
    given.joinpath("binary.txt").write_bytes(b"\0\1\2")
    given.joinpath("dead.fatal").write_text("poison\n")
    given.joinpath("fine.fatal").write_text(RAIN)
    plugin = folder / "plugin"
    (plugin / "fatal-1.dist-info").mkdir(parents=True)
    (plugin / "fatal.py").write_text(FATAL)
    (plugin / "fatal-1.dist-info" / "METADATA").write_text("Name: fatal\nVersion: 1\n")
    (plugin / "fatal-1.dist-info" / "entry_points.txt").write_text(
        "[hexapla.formats]\nfatal = fatal:FORMAT\n"
    )
    last = run(folder, "local", "clean")[-1]
    assert (last["documents"], last["failed"]) == (183, 4)
    return folder


@pytest.fixture
def clean(folder: Path) -> dict[str, bytes]:
    return files(str(folder / "clean"))


def start(folder: Path, on: str, output: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, on, output],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(folder / "plugin"), str(ROOT)])},
        stdout=subprocess.PIPE,
        text=True,
    )


def events(process: subprocess.Popen[str]) -> Iterator[Facts]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def run(
    folder: Path,
    on: str,
    output: str,
    act: Callable[[subprocess.Popen[str], Facts], object] = lambda process, facts: None,
) -> list[Facts]:
    """Run the program to its end, and return its events; ``act`` is called with each."""
    with start(folder, on, output) as process:
        found = []
        for facts in events(process):
            found.append(facts)
            act(process, facts)
    return found


def descendants(process: int) -> list[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def actors(process: int) -> list[int]:
    """The workers of a batch on Ray: the processes that are called `ray::_Actor…`."""
    found = []
    for one in descendants(process):
        try:
            title = Path(f"/proc/{one}/cmdline").read_bytes()
        except OSError:
            continue
        if title.startswith(b"ray::_Actor"):
            found.append(one)
    return found


def test_without_faults_ray_writes_what_one_process_writes(
    folder: Path, clean: dict[str, bytes]
) -> None:
    last = run(folder, "ray", "ray")[-1]
    assert (last["event"], last["failed"]) == ("finished", 4)
    assert files(str(folder / "ray")) == clean


def test_killed_workers_are_replaced(folder: Path, clean: dict[str, bytes]) -> None:
    killed: dict[str, int] = {}

    def kill(process: subprocess.Popen[str], facts: Facts) -> None:
        stage = facts.get("stage")
        if stage is not None and stage not in killed:
            victim = max(actors(process.pid))
            os.kill(victim, signal.SIGKILL)
            killed[stage] = victim

    last = run(folder, "ray", "killed", kill)[-1]
    assert len(killed) == 3
    assert last["event"] == "finished"
    assert files(str(folder / "killed")) == clean


@pytest.mark.parametrize("stage", ["read", "draft", "assemble"])
def test_a_killed_driver_goes_on_where_it_was(
    folder: Path, clean: dict[str, bytes], stage: str
) -> None:
    output = f"driver-{stage}"
    with start(folder, "ray", output) as process:
        for facts in events(process):
            if facts.get("stage") == stage:
                workers = actors(process.pid)
                process.kill()
                break
    assert workers
    while any(Path(f"/proc/{one}").exists() for one in workers):
        time.sleep(0.1)  # they notice that their driver is gone
    found = run(folder, "ray", output)
    assert found[0]["resumed"]
    assert found[-1]["event"] == "finished"
    assert files(str(folder / output)) == clean


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Callable[[str], object]]:
    """A file system with little space at ``full``; a function that changes its size."""
    place = folder / "full"
    place.mkdir()
    mount = shutil.which("mount")
    options = [mount or "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if mount is None or subprocess.run(options, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")

    def resize(size: str) -> None:
        subprocess.run([mount, "-o", f"remount,size={size}", str(place)], check=True)

    yield resize
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_an_error_and_the_run_goes_on_afterwards(
    folder: Path, clean: dict[str, bytes], small_disk: Callable[[str], object]
) -> None:
    last = run(folder, "ray", "full/out")[-1]
    assert last["event"] == "error"
    assert "No space left" in last["message"] or "no space left" in last["message"]
    small_disk("16m")
    found = run(folder, "ray", "full/out")
    assert found[0]["resumed"]
    assert found[-1]["event"] == "finished"
    assert files(str(folder / "full" / "out")) == clean
