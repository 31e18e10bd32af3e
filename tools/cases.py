"""Run the collected bug cases and print a table: `python tools/cases.py [NAME…]`.

The cases are in ../shared/cases (`--folder`), a folder for each:
`NN-name/{input,cmd,expected.txt,note.md}`. `cmd` is run by bash in a copy of `input`, with `$T` as
the command `translate` and `$PYTHON` as its Python. The right result is described in words: a
person reads the output beside it (`--show`), and `--accept` keeps what was judged right in
tests/fixtures/cases. From then on a case passes if it prints the same, and "differs" otherwise. A
traceback, an internal error or a command that doesn't end always fails. Most cases need Apertium's
English-Spanish.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED = ROOT / "tests" / "fixtures" / "cases"
SECONDS = 120
_BROKEN = ("Traceback (most recent call last)", "internal error")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case printed, its exit code (None if it didn't end), and the seconds it took."""

    output: str
    code: int | None
    seconds: float

    def verdict(self, accepted: str | None) -> str:
        """One word for the table; ``accepted`` is the output that a person judged right."""
        if self.code is None:
            return "hangs"
        if any(sign in self.output for sign in _BROKEN):
            return "breaks"
        if accepted is None:
            return "unread"
        return "passes" if self.output == accepted else "differs"


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
        return Outcome(_steady(output, name), code, time.monotonic() - started)


def _steady(output: str, folder: str) -> str:
    """An output without what differs from machine to machine and from run to run."""
    output = output.replace(folder, "HOME").replace(str(Path(sys.executable).parent), "BIN")
    output = re.sub(r"BIN/python[\d.]*", "BIN/python", output)
    return re.sub(r"\d+(?:\.\d+)? (ms|s)\b", r"N \1", output)


def say(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{text}\n")


def main() -> None:
    """Run the cases that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="run only cases whose name contains one of these")
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "cases")
    parser.add_argument("--accept", action="store_true", help="keep the output as the right one")
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
    counts: Counter[str] = Counter()
    for case in wanted:
        outcome = run(case)
        kept = ACCEPTED / f"{case.name}.txt"
        if options.accept:
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(outcome.output, "utf-8")
        accepted = kept.read_text("utf-8") if kept.exists() else None
        verdict = outcome.verdict(accepted)
        counts[verdict] += 1
        say(f"{case.name:40} {verdict:7} {outcome.code!s:>5} {outcome.seconds:6.1f} s")
        if verdict == "differs":
            lines = difflib.unified_diff(
                (accepted or "").splitlines(),
                outcome.output.splitlines(),
                "accepted",
                "now",
                lineterm="",
            )
            say("\n".join(lines))
        if options.show:
            show(case, outcome)
    say(f"{len(wanted)} cases: " + ", ".join(f"{n} {word}" for word, n in sorted(counts.items())))
    sys.exit(any(counts[word] for word in ("breaks", "differs", "hangs")))


def show(case: Path, outcome: Outcome) -> None:
    """Print an output, and what is expected."""
    say(outcome.output.rstrip())
    for name in ("expected.txt", "note.md"):
        if (case / name).exists():
            say(f"--- {name}\n{(case / name).read_text('utf-8').rstrip()}")
    say("=" * 80)


if __name__ == "__main__":
    main()
