"""Run the collected bug cases and print a table: `python tools/cases.py [FOLDER] [NAME…] [--show]`.

FOLDER (default: ../shared/cases) has a folder per case, `NN-name/{input,cmd,expected.txt,note.md}`.
`cmd` is run by bash in a copy of `input`, with `$T` as the command `translate` and `$PYTHON` as its
Python. The right result is described in words, so a person judges: `--show` prints the output and
what is expected. A traceback, an internal error or a command that doesn't end always fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120
_BROKEN = ("Traceback (most recent call last)", "internal error")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case printed, its exit code (None if it didn't end), and the seconds it took."""

    output: str
    code: int | None
    seconds: float

    @property
    def verdict(self) -> str:
        """One word for the table."""
        if self.code is None:
            return "hangs"
        return "breaks" if any(sign in self.output for sign in _BROKEN) else "runs"


def run(case: Path) -> Outcome:
    """Run a case in a copy of its input, with caches and settings of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "input"
        if (case / "input").is_dir():
            shutil.copytree(case / "input", folder)
        else:
            folder.mkdir()
        for path in (folder, *folder.rglob("*")):
            path.chmod(path.stat().st_mode | 0o200)  # the cases may be read-only
        program = Path(sys.executable).with_name("translate")
        environment = {**os.environ, "T": str(program), "PYTHON": sys.executable, "HOME": name}
        started = time.monotonic()
        try:
            done = subprocess.run(
                ["bash", "-c", (case / "cmd").read_text("utf-8")],
                cwd=folder, env=environment, timeout=SECONDS, text=True, errors="replace",
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
            output, code = done.stdout, done.returncode
        except subprocess.TimeoutExpired as error:
            output, code = str(error.stdout or ""), None
        return Outcome(output, code, time.monotonic() - started)


def say(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{text}\n")


def main() -> None:
    """Run the cases that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "cases")
    parser.add_argument("names", nargs="*", help="run only cases whose name contains one of these")
    parser.add_argument("--show", action="store_true", help="print output, expectation and note")
    options = parser.parse_args()
    if not options.folder.is_dir():
        sys.exit(f"{options.folder}: no such folder; name the folder of the cases")
    cases = sorted(path.parent for path in options.folder.glob("*/cmd"))
    wanted = [
        case
        for case in cases
        if not options.names or any(name in case.name for name in options.names)
    ]
    broken = 0
    for case in wanted:
        outcome = run(case)
        broken += outcome.verdict != "runs"
        say(f"{case.name:40} {outcome.verdict:7} {outcome.code!s:>5} {outcome.seconds:6.1f} s")
        if options.show:
            say(outcome.output.rstrip())
            for name in ("expected.txt", "note.md"):
                if (case / name).exists():
                    say(f"--- {name}\n{(case / name).read_text('utf-8').rstrip()}")
            say("=" * 80)
    say(f"{len(wanted)} cases, {broken} broken")


if __name__ == "__main__":
    main()
