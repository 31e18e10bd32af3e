"""How long a newcomer waits for `translate --help`, beside typer and rich alone.

Expected before measuring: parsing commands costs little, so the ratio is near 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from _figures import as_json, at_least, at_most, line

PYTHON = sys.executable
OURS = (PYTHON, "-c", "from hexapla.cli import main; main(['--help'])")
BASE = (PYTHON, "-c", "import typer, rich")
ARGOS = (PYTHON, "-c", "import sys; sys.argv = ['argos-translate', '--help'];"
         "from argostranslate.cli import main; main()")  # fmt: skip


def seconds(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def ratio(first: Sequence[str], second: Sequence[str], runs: int) -> float:
    """The median of the ratios of paired runs."""
    seconds(first), seconds(second)
    return statistics.median(seconds(first) / seconds(second) for _ in range(runs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--json", action="store_true", help="print only the figures")
    options = parser.parse_args()
    runs = 7 if options.quick else 25
    help_ratio = ratio(OURS, BASE, runs)
    figures = [at_most("translate --help", help_ratio, 2.0, "times its base", "import typer, rich")]
    if importlib.util.find_spec("stanza"):
        faster = ratio(ARGOS, OURS, max(runs // 5, 2))
        figures.append(
            at_least(
                "translate --help, times faster", faster, 20.0, "ratio", "argos-translate --help"
            )
        )
    if options.json:
        print(as_json(figures))
        return
    for one in figures:
        print(line(one))
    if len(figures) == 1:
        print("argos-translate is not installed with what it asks for: not measured")


if __name__ == "__main__":
    main()
