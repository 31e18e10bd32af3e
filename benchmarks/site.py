"""Measure building a site: a full build, a build after one changed entry, and memory.

    python benchmarks/site.py [--quick] [--json]

The publication has a thousand reviewed articles (250 with ``--quick``) in six languages, each as
long as the sample. Times are those of the whole command.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from _figures import as_json, at_most, line, untargeted
from _publication import ROOT, make_publication


def change_an_entry(folder: Path) -> None:
    """Correct one translation, as a translator does between two builds."""
    path = folder / "locales" / "es" / "LC_MESSAGES" / "article-0007.po"
    text = path.read_text("utf-8")
    changed = text.replace("Tampoco hubo respuesta.", "Tampoco hubo ninguna respuesta.")
    assert changed != text
    path.write_text(changed, "utf-8")


def build(folder: Path) -> tuple[float, float, dict[str, Any]]:
    """Seconds, peak memory in MB of the largest process, and the result that the command prints."""
    begin = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "hexapla",
            "-C",
            str(folder),
            "site",
            str(folder / "public"),
            "--json",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    (result,) = json.loads(done.stdout)["results"]
    return seconds, peak, result


def measure(folder: Path, articles: int) -> dict[str, float]:
    """Measure a full build, one after a changed entry, and one after no change."""
    make_publication(folder, articles)
    full, peak, result = build(folder)
    assert result["made"] == articles, result
    change_an_entry(folder)
    one, _, result = build(folder)
    assert result["made"] == 1, result
    none, _, result = build(folder)
    assert result["made"] == result["written"] == 0, result
    return {"full": full, "one": one, "none": none, "peak": peak}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="250 articles: takes less than a minute"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    articles = 250 if options.quick else 1000
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    folder = Path(tempfile.mkdtemp(prefix="hexapla-site-"))
    try:
        small = measure(folder / "small", articles // 10)
        large = measure(folder / "large", articles)
    finally:
        shutil.rmtree(folder)
    scale = articles / 1000
    growth = large["peak"] / small["peak"]
    pages = f"{articles} articles in 6 languages"
    figures = [
        at_most(f"{pages}: full build", large["full"], 60 * scale, "s"),
        at_most(f"{pages}: build after one changed entry", large["one"], 3.0, "s"),
        untargeted(f"{pages}: build after no change", large["none"], "s"),
        at_most(f"peak memory of a process against {articles // 10} articles", growth, 1.5, "×"),
    ]
    if options.json:
        print(as_json(figures))
        return
    for one in figures:
        print(line(one))
    print(f"peak memory: {large['peak']:.0f} MB")


if __name__ == "__main__":
    main()
