"""Ctrl-C ends the command with 130 and one line, at any moment of its first run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import hear_interrupts

# Sends SIGINT to the process when a module is imported for the first time, or when it exits.
CODE = """\
import atexit, os, signal, sys
moment = sys.argv.pop(1)
class Finder:
    def find_spec(self, name, path=None, target=None):
        global moment
        if name == moment:
            moment = ""
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
if moment == "exit":
    atexit.register(os.kill, os.getpid(), signal.SIGINT)
from hexapla.cli import main
main()
"""


@pytest.mark.parametrize(
    "moment",
    [
        "hexapla.cli.app",
        "hexapla.cli.run",
        "hexapla.publication.publication",
        "hexapla.documents.text",
        "hexapla.detection.models",
        "hexapla.publication.drafting",
        "exit",
    ],
)
def test_at_any_moment(moment: str, tmp_path: Path) -> None:
    text = "The road is closed. Nobody knows why, and it rained the whole night.\n"
    (tmp_path / "a.txt").write_text(text)
    command = [sys.executable, "-c", CODE, moment, "a.txt", "--to", "es", "--engine", "upper"]
    cache = tmp_path / "cache"
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)}, preexec_fn=hear_interrupts,
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stderr == "translate: interrupted; finished work is saved\n"
    assert list(tmp_path.rglob(".hexapla-*")) == []
