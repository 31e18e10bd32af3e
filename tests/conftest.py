"""Fixtures shared by all tests: data, hypothesis profiles, and isolation from the user's files."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

Answer = TypeVar("Answer")

pytest.register_assert_rewrite("hexapla.testing.formats")

ROOT = Path(__file__).resolve().parent.parent

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
# The same examples in every run, so that the results of two commits can be compared. `make soak`
# looks for new examples.
settings.register_profile("default", max_examples=80, derandomize=True, **_COMMON)  # type: ignore[arg-type]
settings.register_profile("soak", max_examples=10_000, **_COMMON)  # type: ignore[arg-type]
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-slow", action="store_true", help="also run the tests marked slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--run-slow"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


def pytest_collection_finish() -> None:
    """Leave the thousands of tests out of every later garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The shared test data. It is not part of the repository; tests that need it are skipped."""
    path = Path(os.environ.get("HEXAPLA_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"no test data at {path} (set HEXAPLA_TEST_DATA)")
    return path


# Made once for all tests: unpacking about 70 MB, and trying models.
_SHARED_CACHES = ("detection-2", "models-1")
_UNUSED = {"cache", "cache/hexapla", *(f"cache/hexapla/{name}" for name in _SHARED_CACHES)}
_unused_homes: list[Path] = []


@pytest.fixture(autouse=True)
def own_user_directories(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Hide the models, caches and settings of the user who runs the tests.

    A home in which a test has written nothing is the next test's.
    """
    home = _unused_homes.pop() if _unused_homes else _new_home(tmp_path_factory)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name.split("_")[1].lower()))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(home / "cache"))  # on Windows
    for name in ("ARGOS_PACKAGES_DIR", "ARGOS_PACKAGE_DIR", "ARGOS_TRANSLATE_PACKAGE_DIR"):
        monkeypatch.delenv(name, raising=False)
    yield home
    if _contents(home) == {
        "cache",
        "cache/hexapla",
        *(f"cache/hexapla/{n}" for n in _SHARED_CACHES),
    }:
        _unused_homes.append(home)


def _new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "cache" / "hexapla").mkdir(parents=True)
    for name in _SHARED_CACHES:
        shared = tmp_path_factory.getbasetemp() / name
        shared.mkdir(mode=0o700, exist_ok=True)
        (home / "cache" / "hexapla" / name).symlink_to(shared)
    return home


def _contents(home: Path) -> set[str]:
    """The paths of everything in a home; links are not followed."""
    return {
        os.path.relpath(os.path.join(folder, name), home)  # noqa: PTH118 (called for every test)
        for folder, folders, files in os.walk(home)
        for name in (*folders, *files)
    }


def hear_interrupts() -> None:
    """For ``preexec_fn``: handle Ctrl-C even if the tests run in a background job."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run_async(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a coroutine in a separate thread: the browser's event loop may be running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@dataclass(frozen=True, slots=True)
class Result:
    """The result of running the command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, parsed as JSON."""
        return json.loads(self.out)

    @property
    def results(self) -> Any:
        """The results that a command printed with --json."""
        return self.json["results"]

    def of_kind(self, kind: str) -> list[Any]:
        """The results of one kind: what `translate ARTICLE --json` prints has several."""
        return [one for one in self.results if one["kind"] == kind]


Translate = Callable[..., Result]


@pytest.fixture
def translate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Translate:
    """Run the command in an empty folder, as a user does; return exit code and output."""
    from hexapla.cli import main

    monkeypatch.chdir(tmp_path)

    def run(*args: str | Path, stdin: bytes = b"", encoding: str = "utf-8") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as caught:
            main([str(arg) for arg in args])
        sys.stdout.flush()
        captured = capfdbinary.readouterr()
        code = caught.value.code
        return Result(
            code if isinstance(code, int) else 0,
            captured.out.decode(encoding),
            captured.err.decode(),
        )

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium, for the pages that Hexapla writes and serves."""
    import shutil

    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    if not path:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=quiet.split())
        yield chromium
        chromium.close()
