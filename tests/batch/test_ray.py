"""Ray as an executor: the same contract as the local one, with real Ray on this machine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from hexapla.batch import ray
from hexapla.errors import UsageError
from hexapla.workers import WorkerError

needs_ray = pytest.mark.skipif(
    find_spec("ray") is None, reason="Ray is not installed: pip install 'hexapla[cluster]'"
)


@pytest.mark.parametrize(
    ("on", "elsewhere"),
    [
        ("ray://10.0.0.5:10001", True),
        ("ray://head.example.org:10001", True),
        ("10.0.0.5:6379", True),
        ("ray://127.0.0.1:10001", False),
        ("ray://localhost:10001", False),
        ("[::1]:6379", False),
        ("[2001:db8::1]:6379", True),
    ],
)
def test_a_cluster_that_may_be_on_another_machine_is_elsewhere(on: str, elsewhere: bool) -> None:
    assert ray.is_elsewhere(ray.address_of(on)) is elsewhere


@pytest.mark.parametrize("on", ["ray:", "ray://head", "http://head:8265", "a b:1", "head:6379/x"])
def test_what_is_no_address_is_refused(on: str) -> None:
    with pytest.raises(UsageError, match="--on can't be"):
        ray.address_of(on)


def test_auto_is_the_cluster_that_runs_the_job_else_our_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    assert ray.address_of("auto") == ""
    assert not ray.is_elsewhere("")
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.5:6379")
    assert ray.is_elsewhere(ray.address_of("auto"))


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed")
def test_without_ray_an_error_says_how_to_get_it() -> None:
    with pytest.raises(UsageError, match=r"not installed; install it: pip install 'hexapla\[cl"):
        ray.RayExecutor(dict)  # type: ignore[arg-type]


@needs_ray
@pytest.mark.slow
def test_a_cluster_that_does_not_answer_is_an_error() -> None:
    with pytest.raises(WorkerError, match=r"Ray cluster at 127.0.0.1:1: .*refused; check that it"):
        ray.RayExecutor(dict, address="127.0.0.1:1")  # type: ignore[arg-type]


# A program of its own for each: Ray can be used once in a process.
PROGRAM = """
import json, os, sys
from functools import partial
from hexapla.batch.executors import LocalExecutor, Task
from hexapla.batch.ray import RayExecutor
sys.path.insert(0, {folder!r})
import stages
on = sys.argv[1]
prepare = partial(stages.prepare, os.getpid())
executor = LocalExecutor(prepare, 2) if on == "local" else RayExecutor(prepare, 2)
def run(*details):
    tasks = [Task("some", number, one) for number, one in enumerate(details)]
    try:
        done = sorted(executor.run(tasks), key=lambda one: one.task.number)
        return [[one.task.number, dict(one.counts), bool(one.lost)] for one in done]
    except Exception as error:
        return [type(error).__name__, str(error)]
print(json.dumps([
    executor.name, executor.workers, run(1, 2, 3, 4, 5), run(), run(1, "crash", 3), run(7),
    run("folder"), run(1, "refuse"),
]))
executor.close()
"""
STAGES = """
import os
from hexapla.errors import InputError
def prepare(driver):
    assert os.getpid() != driver
    return work
def work(task):
    if task.details == "crash":
        os._exit(3)
    if task.details == "refuse":
        raise InputError("is bad", where="a.txt:1", hint="mend it")
    if task.details == "folder":
        try:
            import planted
            return {"planted": True}
        except ImportError:
            return {"planted": False}
    return {"twice": task.details * 2}
"""


def run(folder: Path, on: str, *before: str) -> str:
    """Run the program in a folder of its own, and return what it prints."""
    current, modules = folder / "current", folder / "modules"
    current.mkdir()
    modules.mkdir()
    (current / "planted.py").touch()
    (modules / "stages.py").write_text(STAGES)
    done = subprocess.run(
        [*before, sys.executable, "-c", PROGRAM.format(folder=str(modules)), on],
        cwd=current,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("on", ["local", pytest.param("ray", marks=[needs_ray, pytest.mark.slow])])
def test_an_executor_runs_each_task_and_survives_the_death_of_a_worker(
    tmp_path: Path, on: str
) -> None:
    assert json.loads(run(tmp_path, on)) == [
        on,
        2,
        [[number, {"twice": 2 * number + 2}, False] for number in range(5)],
        [],
        [[0, {"twice": 2}, False], [1, {}, True], [2, {"twice": 6}, False]],
        [[0, {"twice": 14}, False]],
        [[0, {"planted": False}, False]],
        ["InputError", "a.txt:1: is bad; mend it"],
    ]


OTHER_VERSION = """
from hexapla.batch import ray
from hexapla.batch.executors import Task
from hexapla.errors import UsageError
ray._requirements = lambda: {"hexapla": "0.0"}
executor = ray.RayExecutor(dict, 1)
try:
    list(executor.run([Task("some", 0)]))
except UsageError as error:
    print(error)
executor.close()
"""


@needs_ray
@pytest.mark.slow
def test_a_worker_with_another_version_is_refused() -> None:
    command = [sys.executable, "-c", OTHER_VERSION]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "this machine: a worker has" in done.stdout
    assert "install the same versions" in done.stdout


@needs_ray
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_our_own_cluster_uses_no_network(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    run(tmp_path, "ray", "strace", "-f", "-qq", "-e", "trace=bind,connect", "-o", str(trace))
    lines = [line for line in trace.read_text("utf-8").splitlines() if "AF_INET" in line]
    there = {
        address
        for line in lines
        for address in re.findall(r'inet_(?:addr\(|pton\(AF_INET6?, )"([^"]*)"', line)
    }
    assert there
    assert there <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
