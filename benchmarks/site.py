"""The site of a publication: a full build, a build after one changed entry, and the memory.

python benchmarks/site.py [--quick] [--json]

A thousand articles (250 with ``--quick``) in six languages, each of the sample's length, reviewed.
Times are those of the command, from start to end.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _figures import as_json, at_most, line, told
from _publication import ROOT, make_publication


def change_an_entry(folder: Path) -> None:
    """What a translator does between two builds."""
    path = folder / "locales" / "es" / "LC_MESSAGES" / "article-0007.po"
    text = path.read_text("utf-8")
    changed = text.replace("Tampoco hubo respuesta.", "Tampoco hubo ninguna respuesta.")
    assert changed != text
    path.write_text(changed, "utf-8")


def build(folder: Path) -> tuple[float, float, str]:
    """Seconds, peak memory in MB of the largest process, and what the command said."""
    begin = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "hexapla",
            "-C",
            str(folder),
            "publish",
            "--site",
            str(folder / "public"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return seconds, peak, done.stdout


def measure(folder: Path, articles: int) -> dict[str, float]:
    """A full build, one after a changed entry, and one after nothing."""
    make_publication(folder, articles)
    full, peak, said = build(folder)
    assert f"{articles} of {articles} articles made anew" in said, said
    change_an_entry(folder)
    one, _, said = build(folder)
    assert f"1 of {articles} articles made anew" in said, said
    none, _, said = build(folder)
    assert "nothing changed" in said, said
    return {"full": full, "one": one, "none": none, "peak": peak}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="250 articles, within a minute")
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
        told(f"{pages}: build after no change", large["none"], "s"),
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
