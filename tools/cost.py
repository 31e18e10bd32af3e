"""What `translate batch` costs: a model with constants measured on one machine.

    python tools/cost.py [--words 1e9] [--languages 2] [--different 0.8] [--price 0.04]
    python tools/cost.py --write     writes the tables in docs/how-to/scale.md

The model is linear: documents are read once and assembled once for each language, each different
sentence is drafted once for each language. `benchmarks/batch.py --constants ENGINE` measures the
constants of the stages.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "how-to" / "scale.md"

HOUR = 3_600.0
SIZES = (1e6, 1e7, 1e8, 1e9)
PRICE = 0.04
WORKERS = (2, 16, 128, 1_024)


@dataclass(frozen=True)
class Engine:
    """An engine on one core.

    ``words_per_second`` is what it drafts, guards included; ``start_seconds`` is what loading a
    model takes; ``worker_bytes`` is the memory of a worker; ``model_bytes`` is the size of a model.
    """

    words_per_second: float
    start_seconds: float
    worker_bytes: float
    model_bytes: float


@dataclass(frozen=True)
class Pipeline:
    """The other stages, and what is kept.

    Words for each second of a core; bytes for each word, of the source or of one language; bytes of
    the driver at least, and for each document, a file or a row of a table; the words and the bytes
    of memory of a sentence that is drafted; the bytes of a chunk at least, and the most chunks; the
    number of buckets; the words that one task drafts; the seconds to read a part of a file.
    """

    read_words_per_second: float = 75_000
    assemble_words_per_second: float = 16_000
    input_bytes: float = 5.9
    exchanged_bytes: float = 18.0
    output_bytes: float = 37.0
    driver_bytes: float = 60e6
    driver_bytes_per_file: float = 200.0
    driver_bytes_per_row: float = 10.0
    sentence_words: float = 25.0
    sentence_bytes: float = 1_500.0
    chunk_bytes: float = 250_000
    most_chunks: float = 10_000
    buckets: float = 1_024
    draft_words: float = 33_000
    part_seconds: float = 100e-6


@dataclass(frozen=True)
class Input:
    """What is translated.

    ``different`` is the share of the words that is left if each sentence is counted once. ``rows``
    tells that documents are rows of tables, not files.
    """

    words: float
    languages: int = 1
    words_per_document: float = 750.0
    different: float = 0.8
    rows: bool = False


@dataclass(frozen=True)
class Cost:
    """What a batch takes: core-hours of all workers, and bytes.

    ``driver_bytes`` and ``worker_bytes`` are memory; ``work_bytes`` and ``output_bytes`` are on
    disk; ``network_bytes`` is what workers read and write, if that is on other machines.
    """

    core_hours: float
    driver_bytes: float
    worker_bytes: float
    work_bytes: float
    output_bytes: float
    network_bytes: float

    def price(self, of_core_hour: float) -> float:
        """The price of the core-hours."""
        return self.core_hours * of_core_hour


# Measured on two cores of an AMD EPYC (a virtual machine), in processor time: Apertium 3.8 with
# eng-spa 0.8.1, CTranslate2 4.8 with an int8 model of the usual size (512 wide, 6 + 6 layers). No
# model of Mozilla's could be downloaded there: its speed is Argos', divided by the numbers of
# multiplications for each token (9 million for a "tiny" model, 60 million for Argos').
ENGINES = {
    "apertium": Engine(6_500, 0.5, 270e6, 10e6),
    "argos": Engine(340, 0.5, 450e6, 80e6),
    "firefox": Engine(2_000, 0.5, 350e6, 30e6),
}
PIPELINE = Pipeline()


def chunks(given: Input, pipeline: Pipeline = PIPELINE) -> float:
    """How many tasks read, and how many assemble."""
    size = given.words * pipeline.input_bytes
    return min(pipeline.most_chunks, max(1.0, size / pipeline.chunk_bytes))


def drafts(given: Input, pipeline: Pipeline = PIPELINE) -> float:
    """How many tasks draft."""
    drafted = given.words * given.different * given.languages
    return min(pipeline.buckets, max(1.0, drafted / pipeline.draft_words))


def parts(given: Input, pipeline: Pipeline = PIPELINE) -> float:
    """How many parts of files the stages read from each other.

    Each task of the second stage reads a part of each chunk, and each of the third an answer of
    each of these tasks.
    """
    return 2 * chunks(given, pipeline) * drafts(given, pipeline)


def driver_bytes(given: Input, pipeline: Pipeline = PIPELINE) -> float:
    """The memory that the driver needs for each word."""
    one = pipeline.driver_bytes_per_row if given.rows else pipeline.driver_bytes_per_file
    return one / given.words_per_document


def cost(given: Input, engine: Engine, workers: int = 1, pipeline: Pipeline = PIPELINE) -> Cost:
    """What translating an input takes with an engine and so many workers."""
    translated = given.words * given.languages
    drafted = translated * given.different
    seconds = (
        given.words / pipeline.read_words_per_second
        + translated / pipeline.assemble_words_per_second
        + drafted / engine.words_per_second
        + parts(given, pipeline) * pipeline.part_seconds
        + workers * engine.start_seconds * given.languages
    )
    bucket = drafted / pipeline.sentence_words / pipeline.buckets
    read = 2 * given.words * pipeline.input_bytes
    work, output = drafted * pipeline.exchanged_bytes, translated * pipeline.output_bytes
    return Cost(
        core_hours=seconds / HOUR,
        driver_bytes=pipeline.driver_bytes + given.words * driver_bytes(given, pipeline),
        worker_bytes=engine.worker_bytes * max(1, given.languages)
        + bucket * pipeline.sentence_bytes,
        work_bytes=work,
        output_bytes=output,
        network_bytes=read + 2 * work + output + workers * engine.model_bytes * given.languages,
    )


def hours(given: Input, engine: Engine, workers: int, pipeline: Pipeline = PIPELINE) -> float:
    """The time with so many workers: never more than there are tasks in a stage."""
    drafted = given.words * given.different * given.languages
    drafting = drafted / engine.words_per_second / HOUR
    rest = cost(given, engine, 1, pipeline).core_hours - drafting
    return drafting / min(workers, drafts(given, pipeline)) + rest / min(
        workers, chunks(given, pipeline)
    )


@dataclass(frozen=True)
class Limit:
    """How many ``words`` are the most, and why."""

    what: str
    words: float


def limits(given: Input, engine: Engine, pipeline: Pipeline = PIPELINE) -> list[Limit]:
    """Where memory is at an end, the first one first: a driver with 16 GB, workers with 2 GB."""
    bucket = given.different * given.languages * pipeline.sentence_bytes / pipeline.sentence_words
    free = 2e9 - engine.worker_bytes * given.languages
    found = [
        Limit("the driver has 16 GB", (16e9 - pipeline.driver_bytes) / driver_bytes(given)),
        Limit("a worker has 2 GB", free * pipeline.buckets / bucket),
    ]
    return sorted(found, key=lambda one: one.words)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def table(price: float = PRICE) -> Iterator[str]:
    """The costs of an input by its size and engine, as the lines of a Markdown table."""
    yield (
        "| words | engine | core-hours | price | time, cores | driver | worker | work folder | "
        "output | network |"
    )
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for words, workers in zip(SIZES, WORKERS, strict=True):
        for name, engine in ENGINES.items():
            given = Input(words)
            found = cost(given, engine, workers)
            cells = [
                f"{words:,.0f}",
                name,
                _number(found.core_hours),
                f"{found.price(price):,.2f}",
                f"{_time(hours(given, engine, workers))}, {workers:,}",
                *map(
                    _size,
                    (
                        found.driver_bytes,
                        found.worker_bytes,
                        found.work_bytes,
                        found.output_bytes,
                        found.network_bytes,
                    ),
                ),
            ]
            yield f"| {' | '.join(cells)} |"


def limit_table() -> Iterator[str]:
    """Where it breaks, as the lines of a Markdown table."""
    shapes = {
        "files of 750 words": Input(1.0),
        "files of 10 words": Input(1.0, words_per_document=10.0),
        "rows of 10 words": Input(1.0, words_per_document=10.0, rows=True),
    }
    yield f"| because | {' | '.join(f'words, in {one}' for one in shapes)} |"
    yield "| --- | ---: | ---: | ---: |"
    found = [limits(one, ENGINES["argos"]) for one in shapes.values()]
    for what in sorted({one.what for one in found[0]}):
        most = [one.words / 1e9 for several in found for one in several if one.what == what]
        yield f"| {what} | {' | '.join(f'{_number(one)} billion' for one in most)} |"


def report(given: Input, workers: int, price: float) -> Iterator[str]:
    """What an input costs with each engine, in lines."""
    for name, engine in ENGINES.items():
        found = cost(given, engine, workers)
        time = _time(hours(given, engine, workers))
        yield f"{name}: {_number(found.core_hours)} core-hours, price {found.price(price):,.2f}"
        yield f"    time: {time} with {workers:,} workers"
        yield f"    memory: driver {_size(found.driver_bytes)}, worker {_size(found.worker_bytes)}"
        yield f"    disk: exchanged {_size(found.work_bytes)}, output {_size(found.output_bytes)}"
        yield f"    network: {_size(found.network_bytes)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _time(value: float) -> str:
    return f"{_number(value)} h" if value >= 1 else f"{_number(value * 60)} min"


def _size(value: float) -> str:
    return f"{_number(value / 1e9)} GB" if value >= 1e9 else f"{_number(value / 1e6)} MB"


def page(text: str) -> str:
    """The page with its tables made anew."""
    for name, lines in (("costs", table()), ("limits", limit_table())):
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        head, _, rest = text.partition(start)
        _, _, tail = rest.partition(end)
        made = "\n".join(lines)
        text = f"{head}{start}{made}\n{end}{tail}"
    return text


def main() -> None:
    """Print what an input costs, or write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--words", type=float, default=1e9)
    parser.add_argument("--languages", type=int, default=1)
    parser.add_argument("--words-per-document", type=float, default=750.0)
    parser.add_argument("--different", type=float, default=0.8, metavar="SHARE")
    parser.add_argument("--price", type=float, default=PRICE, help="of a core-hour")
    parser.add_argument("--workers", type=int, default=1_024)
    parser.add_argument("--write", action="store_true", help="write the tables of the page")
    options = parser.parse_args()
    if options.write:
        PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
        return
    given = Input(options.words, options.languages, options.words_per_document, options.different)
    lines = report(given, options.workers, options.price)
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
