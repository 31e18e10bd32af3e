"""Measure the start-up of short commands: `translate --help` and one short article.

* `--help`, compared with `import typer, rich` alone, and with `argos-translate --help` if stanza,
  which argostranslate imports, is installed.
* A fresh run: the sample article in an empty folder, `translate ARTICLE --to es` with the engine
  that returns its input and without a cache, once with its language given (`--from en`) and once
  detected. It is compared with the same command of an earlier commit, `--baseline`.
* A no-op: the same command again with the cache, when nothing has changed, compared with
  `import typer, rich`.

The baseline runs from a temporary git worktree, with the Python and packages of this process; both
trees are on PYTHONPATH with metadata that lists their entry points. Commands take turns, and a
figure is the median of the ratios. Before timing starts, modules are compiled and the detection
model is unpacked, as after a first use.

Expected before measuring: a short run mostly imports modules and compiles regular expressions, so
the time depends on how much is loaded.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from _figures import Figure, as_json, at_least, at_most, line, untargeted

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "seeds" / "coalition-in-syria.txt"
PYTHON = sys.executable
BEFORE = "e52876b"  # the last commit before start-up was optimised
BASE = (PYTHON, "-c", "import typer, rich")
BASE_NAME = "import typer, rich"
ARGOS = (PYTHON, "-c", "import sys; sys.argv = ['argos-translate', '--help'];"
         "from argostranslate.cli import main; main()")  # fmt: skip
RUN = ("coalition-in-syria.txt", "--to", "es", "--engine", "identity")


@dataclass(frozen=True)
class Side:
    """A source tree of Hexapla, and a folder for its runs."""

    tree: Path
    folder: Path

    @property
    def article(self) -> Path:
        return self.folder / "work" / SAMPLE.name

    def prepare(self) -> None:
        """Write the metadata that lists the tree's entry points."""
        project = tomllib.loads((self.tree / "pyproject.toml").read_text("utf-8"))["project"]
        info = self.folder / "metadata" / f"hexapla-{project['version']}.dist-info"
        info.mkdir(parents=True)
        head = f"Metadata-Version: 2.1\nName: hexapla\nVersion: {project['version']}\n"
        (info / "METADATA").write_text(head, "utf-8")
        lines = []
        for group, points in project["entry-points"].items():
            lines += [f"[{group}]", *(f"{name} = {target}" for name, target in points.items())]
        (info / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")

    def empty(self) -> None:
        """Remove everything from the work folder except the article."""
        shutil.rmtree(self.article.parent, ignore_errors=True)
        self.article.parent.mkdir(parents=True)
        shutil.copyfile(SAMPLE, self.article)

    def seconds(self, *arguments: str, **variables: str) -> float:
        """The seconds that a command takes in the work folder, with some variables of the
        environment; ends the benchmark if it fails.
        """
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment |= {
            "HOME": str(self.folder),
            "PYTHONPATH": f"{self.folder / 'metadata'}{os.pathsep}{self.tree / 'src'}",
            "PYTHONPYCACHEPREFIX": str(self.folder / "compiled"),
            **{f"XDG_{one}_HOME": str(self.folder / one) for one in ("CACHE", "CONFIG", "DATA")},
            **variables,
        }
        command = (PYTHON, "-m", "hexapla", *arguments)
        start = time.perf_counter()
        done = subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self.article.parent,
            env=environment,
            text=True,
            check=False,
        )
        taken = time.perf_counter() - start
        if done.returncode:
            raise SystemExit(f"{self.tree}: {done.stderr}")
        return taken

    def fresh(self, *more: str) -> float:
        """The seconds of a run in an empty folder, without the cache."""
        self.empty()
        return self.seconds(*RUN, "--no-cache", *more)

    def noop(self) -> float:
        """The seconds of a run that has nothing to do."""
        return self.seconds(*RUN)


def seconds(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


@contextmanager
def worktree(commit: str, folder: Path) -> Iterator[Path]:
    """Check out a commit into a temporary git worktree."""
    git = ("git", "-C", str(ROOT), "worktree")
    subprocess.run([*git, "add", "-q", "--detach", str(folder), commit], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def against_baseline(ours: Side, theirs: Side, commit: str, runs: int) -> Iterator[Figure]:
    """Compare the fresh run with that of an earlier commit."""
    for name, more in (("--from en", ("--from", "en")), ("language detected", ())):
        ours.fresh(*more), theirs.fresh(*more)
        pairs = [(ours.fresh(*more), theirs.fresh(*more)) for _ in range(runs)]
        peer = f"commit {commit}"
        ratio = statistics.median(one / other for one, other in pairs)
        yield at_most(f"fresh run, {name}", ratio, 0.7, "times the baseline", peer)
        yield untargeted(f"fresh run, {name}, now", statistics.median(a for a, _ in pairs), "s")
        yield untargeted(
            f"fresh run, {name}, baseline", statistics.median(b for _, b in pairs), "s"
        )


def against_base(ours: Side, runs: int) -> Iterator[Figure]:
    """Compare help and the run that changes nothing with importing typer and rich."""
    ours.empty()
    ours.noop(), ours.seconds("--help"), seconds(BASE)
    helps, noops = [], []
    for _ in range(runs):
        base = seconds(BASE)
        helps.append(ours.seconds("--help") / base)
        noops.append((ours.noop(), base))
    yield at_most("translate --help", statistics.median(helps), 2.0, "times its base", BASE_NAME)
    ratio = statistics.median(one / base for one, base in noops)
    yield at_most("a run that changes nothing", ratio, 4.0, "times its base", BASE_NAME)
    yield untargeted("a run that changes nothing", statistics.median(one for one, _ in noops), "s")


def against_argos(ours: Side, runs: int) -> Iterator[Figure]:
    """Compare help with argostranslate's, if its dependencies are installed."""
    if importlib.util.find_spec("stanza") is None:
        return
    pairs = [(seconds(ARGOS), ours.seconds("--help")) for _ in range(max(runs // 5, 2))]
    ratio = statistics.median(theirs / own for theirs, own in pairs)
    name = "translate --help, times faster"
    yield at_least(name, ratio, 20.0, "ratio", "argos-translate --help")
    pairs = [(seconds(ARGOS), ours.seconds("--help", LC_ALL="es_ES.UTF-8")) for _ in range(2)]
    ratio = statistics.median(theirs / own for theirs, own in pairs)
    yield at_least(f"{name}, in Spanish", ratio, 20.0, "ratio", "argos-translate --help")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--baseline", metavar="COMMIT", default=BEFORE, help=f"default: {BEFORE}")
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument(
        "--json", action="store_true", help="print only the figures with a target, as JSON"
    )
    options = parser.parse_args()
    runs = 5 if options.quick else 25
    with (
        tempfile.TemporaryDirectory() as folder,
        worktree(options.baseline, Path(folder, "tree")) as tree,
    ):
        ours = Side(ROOT, Path(folder, "ours"))
        theirs = Side(tree, Path(folder, "theirs"))
        for side in (ours, theirs):
            side.prepare()
        figures = [
            *against_base(ours, runs),
            *against_baseline(ours, theirs, options.baseline, runs),
            *against_argos(ours, runs),
        ]
    if options.json:
        print(as_json(figures))
        return
    for one in figures:
        print(line(one))
    if importlib.util.find_spec("stanza") is None:
        print("argos-translate was not measured: it or one of its dependencies is not installed")


if __name__ == "__main__":
    main()
