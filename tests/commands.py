"""Commands in another process, which can import packages that are not installed here.

The process stays: starting one takes longer than most commands.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import Result

__all__ = ["Commands", "commands"]

_LOOP = """
import io, json, os, sys, tempfile
from hexapla.cli import main

jobs, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
files = [tempfile.TemporaryFile() for _ in range(2)]
for number, file in enumerate(files, 1):
    os.dup2(file.fileno(), number)
for line in jobs:
    folder, environment, arguments, given = json.loads(line)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()))
    try:
        main(arguments)
        code = 0
    except SystemExit as end:
        code = end.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    said = []
    for file in files:
        file.seek(0)
        said.append(file.read().decode())
        file.seek(0)
        file.truncate()
    print(json.dumps([code, *said]), file=answers, flush=True)
"""


class Commands:
    """A process that runs commands one after another; ``path`` is its PYTHONPATH."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LOOP],
            cwd=path,
            env=os.environ | {"PYTHONPATH": str(self.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, folder: Path, *arguments: str, stdin: str = "", **environment: str) -> Result:
        """Run a command in a folder, with this process's environment and some more variables."""
        assert self._process.stdin
        assert self._process.stdout
        variables = os.environ | {"PYTHONPATH": str(self.path)} | environment
        job = [str(folder), variables, arguments, stdin]
        self._process.stdin.write(f"{json.dumps(job)}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the process ended"
        return Result(*json.loads(answer))

    def end(self) -> None:
        """End the process."""
        self._process.communicate()


@contextlib.contextmanager
def commands(path: Path) -> Iterator[Commands]:
    """Commands that import packages from a folder."""
    running = Commands(path)
    try:
        yield running
    finally:
        running.end()
