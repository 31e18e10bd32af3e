"""What a run that changes nothing loads: structure, not time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TEXT = "The bridge was closed on Monday. It will open again in the spring of next year.\n" * 4
WATCH = """
import json, re, sys
compiled, real = [], re.compile
def noted(pattern, flags=0):
    caller = sys._getframe(1).f_globals.get("__name__", "")
    if caller.partition(".")[0] == "hexapla":
        compiled.append(repr(pattern))
    return real(pattern, flags)
re.compile = noted
from hexapla.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print("\\n" + json.dumps({"code": code, "modules": sorted(sys.modules), "compiled": compiled}))
"""
UNUSED = {"hexapla.checks", "hexapla.drafting", "hexapla.site", "hexapla.review",
          "hexapla.detection", "hexapla.segmentation", "hexapla.evaluation", "hexapla.exchange",
          "hexapla.memory", "hexapla.documents.html.tokens", "hexapla.documents.markdown.blocks",
          "hexapla.engines.argos", "hexapla.engines.apertium", "pydantic",
          "ctranslate2", "sentencepiece", "langcodes", "langdetect", "py3langid", "numpy", "regex",
          "rapidfuzz", "charset_normalizer", "pyromark", "jinja2", "rich.table",
          "rich.progress"}  # fmt: skip


def watched(*arguments: str) -> dict[str, Any]:
    """What a command loads and compiles, in a separate process."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *arguments], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["code"] == 0, done.stderr
    return found


@pytest.fixture
def unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The third identical run: the first one drafts, the second one records what it read."""
    monkeypatch.chdir(tmp_path)
    Path("bridge.txt").write_text(TEXT, "utf-8")
    command = ("bridge.txt", "--to", "es", "--engine", "identity")
    watched(*command)
    watched(*command)
    return watched(*command)


def test_a_run_that_changes_nothing_loads_only_what_it_needs(unchanged: dict[str, Any]) -> None:
    loaded = {
        unused
        for unused in UNUSED
        for name in unchanged["modules"]
        if name == unused or name.startswith(f"{unused}.")
    }
    assert not loaded


def test_a_run_that_changes_nothing_compiles_few_patterns(unchanged: dict[str, Any]) -> None:
    assert len(unchanged["compiled"]) <= 10, unchanged["compiled"]


def test_only_the_command_that_is_called_is_imported(unchanged: dict[str, Any]) -> None:
    commands = {name for name in unchanged["modules"] if name.startswith("hexapla.cli.")}
    helpers = {
        "app", "envelope", "help", "options", "output", "parameters", "publishing", "records",
        "run", "session", "show",
    }  # fmt: skip
    assert commands <= {f"hexapla.cli.{name}" for name in helpers}


def test_help_loads_no_part_of_the_library() -> None:
    """Every command's module is imported for the list of commands."""
    loaded = {name.split(".")[1] for name in watched("--help")["modules"] if "hexapla." in name}
    assert loaded.isdisjoint({"publication", "documents", "engines", "drafting"})
