"""Measure `translate batch` beside `translate draft`, with more documents, and on Ray.

The documents are made from FLORES devtest with a seed: articles of the sample's size (35 sentences,
about 750 words), and single sentences. A share of the sentences is taken as it is, so that it
repeats; the others get a clause that makes each one different. Everything runs as a user runs it,
in processes of its own, with an empty cache.

* throughput: both commands over one folder, into Spanish, in turns. Batch also checks, makes the
  editions and writes each sentence, which draft doesn't. The target is for an engine that uses one
  core, and for enough articles that starting the processes counts little: draft runs Apertium on
  all cores, too.
* memory: the peak of the largest process, with ten times as many documents.
* doubling: time with twice as many documents, without what a run of one document takes.
* sentences: a table with one short sentence in each row. They are measured once all different, and
  once with each of them ten times.
* ray: the same input with `--on auto`, if Ray is installed, after the cluster has started. Outputs
  are compared byte by byte, with those of one process and of two.

Expected before measuring: nothing but the engine's own threads is parallel in draft, so that two
cores do nearly twice as much, less what batch does in addition. A worker keeps one chunk, the
driver a few hundred bytes a document. Ray only carries the names of chunks, and costs its start.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

from _figures import Figure, as_json, at_least, at_most, line, untargeted
from checking.flores import DATA
from hexapla.batch.executors import Done, LocalExecutor, Prepare, Task
from hexapla.batch.job import Job
from hexapla.batch.output import work_in
from hexapla.batch.run import Event, run_batch
from hexapla.engines.cores import cores
from hexapla.languages import Language
from hexapla.publication.publication import Publication

SENTENCES = 35
REPEATED = 0.3
SPEAKERS = ("the minister", "a witness", "the author", "her lawyer", "the coach", "a neighbour")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
TRANSLATE = [sys.executable, "-m", "hexapla"]


# ── documents ────────────────────────────────────────────────────────────────────────────────────


def flores() -> list[str]:
    return [one.strip() for one in DATA.joinpath("eng_Latn.devtest").open(encoding="utf-8")]


def sentences(seed: int, *, short: bool = False, repeated: float = REPEATED) -> Iterator[str]:
    """Endless sentences; a share of them is FLORES' own, and the others are all different."""
    chosen = random.Random(seed)
    pool = [one for one in flores() if not short or len(one) < 80]
    number = 0
    while True:
        one = chosen.choice(pool)
        if chosen.random() < repeated:
            yield one
            continue
        number += 1
        clause = f"{chosen.choice(SPEAKERS)} said on {number % 28 + 1} {chosen.choice(MONTHS)}"
        yield f"{one.rstrip('.')}, {clause} {1900 + number // 28 % 120}, {number}."


def articles(count: int, seed: int = 7) -> Iterator[str]:
    """Articles of the sample's size: a title, and paragraphs of two to four sentences."""
    chosen, source = random.Random(seed), sentences(seed)
    for _ in range(count):
        paragraphs, left = [next(source)], SENTENCES - 1
        while left:
            size = min(left, chosen.randint(2, 4))
            paragraphs.append(" ".join(next(source) for _ in range(size)))
            left -= size
        yield "\n\n".join(paragraphs) + "\n"


def write_folder(folder: Path, texts: Iterable[str], engine: str) -> None:
    """Write a publication with articles, in folders of a thousand."""
    (folder / "i18n").mkdir(parents=True)
    settings = f'sources = ["articles"]\nlanguages = ["es"]\nengines = ["{engine}"]\n'
    (folder / "i18n" / "publication.toml").write_text(settings)
    for number, text in enumerate(texts):
        path = folder / "articles" / f"{number // 1_000:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def write_rows(path: Path, texts: Iterable[str], count: int, times: int = 1) -> None:
    """Write a table with a number of rows, each text several times."""
    with path.open("w", encoding="utf-8") as file:
        source = iter(texts)
        kept: list[str] = []
        for number in range(count):
            if number < count // times:
                kept.append(next(source))
            row = {"id": str(number), "text": kept[number % len(kept)], "language": "en"}
            file.write(json.dumps(row) + "\n")


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Run:
    """What a command took: seconds of the clock and of processors; the peak memory of its largest
    process, of the driver, and of all together, in bytes; the lines that it printed, each with its
    time.
    """

    seconds: float
    processor_seconds: float = 0.0
    largest: int = 0
    driver: int = 0
    together: int = 0
    lines: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    @property
    def summary(self) -> dict[str, Any]:
        return self.lines[-1][1]

    def begun(self) -> float:
        """When the first task ended: seconds after the start."""
        return next(at for at, facts in self.lines if facts["event"] == "progress")


def run(folder: Path, *words: str, seconds_a_sample: float = 0.25) -> Run:
    """Run a command in a folder, with caches of its own that are empty."""
    with tempfile.TemporaryDirectory() as home:
        # What each user has once: compiled modules and the unpacked model for detection.
        kept = Path.home() / ".cache" / "hexapla" / "detection"
        if kept.is_dir():
            shutil.copytree(kept, Path(home) / "hexapla" / "detection")
        environment = os.environ | {"XDG_CACHE_HOME": home}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        before, started = os.times(), time.perf_counter()
        process = subprocess.Popen(
            [*TRANSLATE, *words],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
        )
        result = Run(0.0)
        watcher = Thread(target=_watch, args=(process, result, seconds_a_sample))
        watcher.start()
        assert process.stdout is not None
        for text in process.stdout:
            if text.startswith('{"event"'):
                result.lines.append((time.perf_counter() - started, json.loads(text)))
        _, problems = process.communicate()
        result.seconds = time.perf_counter() - started
        after = os.times()
        result.processor_seconds = (
            after.children_user + after.children_system
            - before.children_user - before.children_system
        )  # fmt: skip
        watcher.join()
    if process.returncode not in (0, 1):  # 1: check has found mistakes
        raise SystemExit(f"{' '.join(words)}: {problems}")
    return result


def _watch(process: subprocess.Popen[str], result: Run, pause: float) -> None:
    """Sample the memory of a process and everything that it has started."""
    session = {process.pid}
    while process.poll() is None:
        parents = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError, IndexError):
                parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        more = {child for child, parent in parents.items() if parent in session}
        while more - session:
            session |= more
            more = {child for child, parent in parents.items() if parent in session}
        sizes = [_resident(one) for one in session & parents.keys()]
        result.largest = max(result.largest, *sizes, 0)
        result.driver = max(result.driver, _resident(process.pid))
        result.together = max(result.together, sum(sizes))
        time.sleep(pause)


def _resident(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def batch(folder: Path, source: str, output: str, engine: str, *words: str) -> Run:
    """Run `translate batch` into Spanish with a new output."""
    shutil.rmtree(folder / output, ignore_errors=True)
    return run(
        folder, "batch", source, "--to", "es", "--from", "en", "--engine", engine, "--output",
        output, "--json", *words,
    )  # fmt: skip


def digests(folder: Path) -> dict[str, str]:
    """The digest of each file of an output, except of the manifest, which has times."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


# ── figures ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    runs: int
    articles: int
    documents: int
    doubled: int
    sentences: int
    ray: int


# With fewer than 200 different sentences the checks learn from each document, which takes longer.
QUICK = Size(runs=1, articles=12, documents=220, doubled=220, sentences=2_200, ray=0)
USUAL = Size(runs=3, articles=400, documents=4_000, doubled=4_000, sentences=40_000, ray=400)
FULL = Size(
    runs=1, articles=10_000, documents=10_000, doubled=10_000, sentences=1_000_000, ray=10_000
)


def throughput(folder: Path, size: Size, engine: str) -> Iterator[Figure]:
    """The time of `translate draft` over that of batch, in turns.

    The time of all three commands whose work batch does is printed, too; and processor times, which
    say more than others if the machine does something else meanwhile.
    """
    found: dict[str, list[float]] = {"draft": [], "all": [], "cores": [], "speed": []}
    for number in range(size.runs):
        work = folder / f"articles-{number}"
        write_folder(work, articles(size.articles, seed=number), engine)
        draft = run(work, "draft", "--json")
        others = [run(work, "check", "--json"), run(work, "publish", "--json")]
        shutil.rmtree(work / "locales")
        ours = batch(work, "articles", "../out", engine)
        found["draft"].append(draft.seconds / ours.seconds)
        found["all"].append(sum(one.seconds for one in (draft, *others)) / ours.seconds)
        found["cores"].append(draft.processor_seconds / ours.processor_seconds)
        found["speed"].append(ours.summary["words"] / ours.seconds)
    middle = {name: statistics.median(values) for name, values in found.items()}
    name = f"{size.articles:,} articles, {engine}"
    yield untargeted(f"{name}, {cores()} workers", middle["speed"], "words/s")
    yield untargeted(f"{name}", middle["all"], "ratio", "translate draft, check, publish")
    yield untargeted(f"{name}, processor time", middle["cores"], "ratio", "translate draft")
    if engine != "apertium" and size is not QUICK:
        yield at_least(name, middle["draft"], 1.5, "ratio", "translate draft")
    else:
        yield untargeted(name, middle["draft"], "ratio", "translate draft")


def memory(folder: Path, count: int) -> Iterator[Figure]:
    """The memory of the largest process with ten times as many documents."""
    found = []
    for times in (1, 10):
        write_rows(folder / "rows.jsonl", sentences(times), count * times)
        found.append(batch(folder, "rows.jsonl", "out", "upper"))
    few, many = found
    name = f"memory, {count:,} to {10 * count:,} documents"
    for what, size in (("driver", many.driver), ("largest process", many.largest)):
        yield untargeted(f"{name}, {what}", size / 1e6, "MB")
    yield untargeted(f"{name}, all processes", many.together / 1e6, "MB")
    growth = (many.driver - few.driver) / (9 * count)
    yield untargeted(f"{name}, driver", growth, "bytes/document")
    yield at_most(name, many.largest / few.largest, 1.2, "ratio")


def doubling(folder: Path, count: int, runs: int) -> Iterator[Figure]:
    """How much longer twice as many documents take, without the start."""
    write_rows(folder / "rows.jsonl", sentences(1), 1)
    start = min(batch(folder, "rows.jsonl", "out", "upper").seconds for _ in range(max(2, runs)))
    ratios = []
    for number in range(runs):
        taken = []
        for times in (1, 2):
            write_rows(folder / "rows.jsonl", sentences(number), count * times)
            taken.append(batch(folder, "rows.jsonl", "out", "upper").seconds - start)
        ratios.append(taken[1] / taken[0])
    yield at_most(
        f"time, {count:,} to {2 * count:,} documents", statistics.median(ratios), 2.1, "ratio"
    )


def deduplication(folder: Path, count: int, engine: str) -> Iterator[Figure]:
    """Rows with all sentences different, and with each of them ten times; without the start."""
    write_rows(folder / "rows.jsonl", sentences(1), 1)
    start = batch(folder, "rows.jsonl", "out", engine).seconds
    taken = []
    for times in (1, 10):
        source = sentences(3, short=True, repeated=0.0)
        write_rows(folder / "rows.jsonl", source, count, times)
        one = batch(folder, "rows.jsonl", "out", engine)
        taken.append(one.seconds - start)
        # Some of the texts are two sentences.
        assert abs(one.summary["unique"] * times / count - 1) < 0.05, one.summary
    name = f"{count:,} short sentences, {engine}"
    yield untargeted(name, count / taken[0], "sentences/s")
    yield at_least(f"{name}, each ten times", taken[0] / taken[1], 1.2, "ratio", "all different")


def exactness(folder: Path, count: int, engine: str, ray: bool) -> Iterator[Figure]:
    """The same files from one process, from two, and from Ray; Ray's time over that of local."""
    work = folder / "exact"
    write_folder(work, articles(count), engine)
    one = batch(work, "articles", "../one", engine, "--workers", "1")
    two = batch(work, "articles", "../two", engine, "--workers", "2")
    alike = digests(folder / "one") == digests(folder / "two")
    yield at_least("1 and 2 workers, equal files", float(alike), 1.0, "1 or 0")
    yield untargeted("1 worker over 2", one.seconds / two.seconds, "ratio")
    if not ray:
        return
    on_ray = batch(work, "articles", "../ray", engine, "--workers", "2", "--on", "auto")
    alike = digests(folder / "one") == digests(folder / "ray")
    yield at_least("local and Ray, equal files", float(alike), 1.0, "1 or 0")
    starts = [one.begun() for one in (two, on_ray)]
    yield untargeted("Ray, the start of its cluster", starts[1] - starts[0], "s")
    works = [one.seconds - one.begun() for one in (two, on_ray)]
    yield at_most(f"Ray, {count:,} articles", works[1] / works[0], 1.3, "ratio", "--on local")


class Recording(LocalExecutor):
    """One worker; adds up what its tasks take in each stage."""

    def __init__(self, prepare: Prepare) -> None:
        super().__init__(prepare, 1)
        self.seconds: Counter[str] = Counter()

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        for done in super().run(tasks):
            self.seconds[done.task.stage] += done.counts["seconds"]
            yield done


def constants(folder: Path, count: int, engine: str) -> Iterator[Figure]:
    """What tools/cost.py needs: words for each second of processor time, by stage, and bytes."""
    write_folder(folder / "work", articles(count), engine)
    publication = Publication.open(folder / "work")
    source, output = str(folder / "work" / "articles"), str(folder / "out")
    job = Job(publication.layout, source, output, work_in(output), (Language("es"),),
              Language("en"), cache=False)  # fmt: skip
    recorded: list[Recording] = []
    exchanged: list[int] = []

    def start(prepare: Prepare) -> Recording:
        recorded.append(Recording(prepare))
        return recorded[0]

    def watch(event: Event) -> None:
        if event.facts.get("stage") == "assemble":
            exchanged.append(_bytes(Path(work_in(output))))

    words = run_batch(job, start, watch)["words"]
    for stage, seconds in recorded[0].seconds.items():
        yield untargeted(f"{engine}, {stage}", words / seconds, "words/s")
    yield untargeted("input", _bytes(Path(source)) / words, "bytes/word")
    yield untargeted("exchanged", max(exchanged) / words, "bytes/word")
    yield untargeted("output", _bytes(Path(output)) / words, "bytes/word")


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(size: Size, engines: Sequence[str]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batch_once(folder)
        for engine in engines[-1:] if size is QUICK else engines:
            yield from throughput(folder / engine, size, engine)
        yield from memory(folder, size.documents)
        yield from doubling(folder, size.doubled, size.runs)
        yield from deduplication(folder, size.sentences, engines[-1])
        count = size.ray or size.articles
        yield from exactness(folder, count, engines[-1], bool(size.ray and find_spec("ray")))


def batch_once(folder: Path) -> None:
    """Compile modules and unpack the model for detection, as after a first use."""
    write_rows(folder / "rows.jsonl", sentences(1), 1)
    batch(folder, "rows.jsonl", "out", "upper")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer documents, without Ray")
    parser.add_argument("--full", action="store_true", help="10,000 articles and a million rows")
    parser.add_argument("--json", action="store_true", help="print only the figures with a target")
    parser.add_argument("--constants", metavar="ENGINE", help="measure what tools/cost.py needs")
    options = parser.parse_args()
    if not DATA.is_dir():
        print("[]" if options.json else "no test data: set HEXAPLA_TEST_DATA")
        return
    size = QUICK if options.quick else FULL if options.full else USUAL
    engines = ["upper", *(["apertium"] if shutil.which("apertium") else [])]
    if options.constants:
        with tempfile.TemporaryDirectory() as name:
            figures = iter([*constants(Path(name), size.articles, options.constants)])
    else:
        figures = measure(size, engines)
    if options.json:
        print(as_json(figures))
        return
    for one in figures:
        print(line(one), flush=True)
    if not find_spec("ray"):
        print("Ray was not measured: it isn't installed")


if __name__ == "__main__":
    main()
