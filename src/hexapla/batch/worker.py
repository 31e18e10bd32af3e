"""A worker process: does the tasks of all stages, and commits each by writing its counts."""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from hexapla.batch import assembling, checking, drafting, models, reading
from hexapla.batch.assembling import Desk
from hexapla.batch.checking import Checkers
from hexapla.batch.drafting import Buckets
from hexapla.batch.executors import Task, Work
from hexapla.batch.inputs import Chunk, Source, read_chunk
from hexapla.batch.job import Job
from hexapla.batch.pairs import Pairs
from hexapla.batch.places import Place, open_place
from hexapla.engines.caching import CachedEngine
from hexapla.engines.steady import be_steady
from hexapla.errors import HexaplaError
from hexapla.message import msg
from hexapla.publication.publication import Publication
from hexapla.publication.reading import Prepared
from hexapla.workers import WorkerError, Workers

__all__ = ["Documents", "committed", "open_worker"]

# A document that takes longer than this alone is set aside.
_PROBE_SECONDS = 300.0
_MOST_NOTICES = 20


@dataclass(frozen=True, slots=True)
class Documents:
    """What a task reads or assembles: a chunk, with a message for each document to set aside.

    ``tasks`` and ``chunks`` are the numbers of tasks of the second stage, and of all chunks.
    """

    chunk: Chunk
    aside: Mapping[str, str] = field(default_factory=dict)
    tasks: int = 0
    chunks: int = 0


def open_worker(job: Job) -> Work:
    """The function that does the tasks of a batch; it keeps models and memories loaded."""
    be_steady()
    if job.digests:
        models.fetch(open_place(job.models), job.digests)
    publication = Publication(job.layout, job.cache)
    for engine in publication.engines():
        if isinstance(engine, CachedEngine):
            engine.freeze()
    pairs = Pairs(publication)
    work, output = open_place(job.work), open_place(job.output)

    @cache
    def desk_for(tasks: int, chunks: int) -> Desk:
        read = partial(checking.sample, work, tasks, chunks)
        return Desk(pairs, Checkers(job.layout, read), publication.policy())

    def do(task: Task) -> Mapping[str, Any]:
        before = _seconds()
        with _noticing() as notices:
            counts = _do(job, task, desk_for, work, output)
        done = {**counts, "seconds": round(_seconds() - before, 3), "notices": dict(notices)}
        work.write(f"{task.stage}/{task.number}.json", json.dumps(done).encode())
        return done

    return do


def committed(work: Place, stage: str, number: int) -> Mapping[str, Any]:
    """The counts of a task that was done earlier."""
    found: Mapping[str, Any] = json.loads(work.read(f"{stage}/{number}.json"))
    return found


def _do(
    job: Job, task: Task, desk_for: Callable[[int, int], Desk], work: Place, output: Place
) -> dict[str, Any]:
    details = task.details
    pairs = desk_for(0, 0).pairs
    if isinstance(details, Buckets):
        return drafting.draft(work, pairs, task.number, details)
    assert isinstance(details, Documents)
    chunk = details.chunk
    poisoned = _poisoned(job, task, work, chunk) | dict(details.aside)
    if task.stage == reading.STAGE:
        return reading.read(job, work, pairs, chunk, poisoned)
    pairs.set_answers(drafting.answers_for(work, chunk.number, details.tasks, details.chunks))
    desk = desk_for(details.tasks, details.chunks)
    known = committed(work, reading.STAGE, chunk.number)["known"]
    return assembling.assemble(job, output, desk, chunk, known, poisoned)


# ── documents that end the worker ────────────────────────────────────────────────────────────────


def _poisoned(job: Job, task: Task, work: Place, chunk: Chunk) -> dict[str, str]:
    """A message for each document of a chunk that ends the process that handles it.

    They are looked for, each in a child process, if a task is done ``alone``.
    """
    name = f"poisoned/{chunk.number}.json"
    known: dict[str, str] = json.loads(work.read(name)) if work.is_file(name) else {}
    if not task.alone:
        return known
    sources = (one for one in read_chunk(job, chunk) if str(one.row) not in known)
    prepare = partial(_open_probe, job, task.stage)
    probes: Workers[Source, None] = Workers(prepare, seconds=_PROBE_SECONDS)
    with probes:
        for source, outcome in probes.outcomes(sources):
            if isinstance(outcome, WorkerError):
                known[str(source.row)] = msg(
                    "the process that handled it ended: {message}", message=outcome.message
                )
    work.write(name, json.dumps(known).encode())
    return known


def _open_probe(job: Job, stage: str) -> Callable[[Source], None]:
    """A function that does with one document what a stage does, and keeps nothing."""
    publication = Publication(job.layout, job.cache)
    pairs = Pairs(publication)
    desk = Desk(pairs, Checkers(job.layout, dict), publication.policy())

    def probe(source: Source) -> None:
        found = reading.prepared(job, source)
        if not isinstance(found, Prepared):
            return
        if stage == reading.STAGE:
            for _ in reading.asked_by(job, pairs, found):
                pass
        else:
            assembling.add_editions(job, assembling.Assembly(), desk, source, found)

    return probe


# ── what a task costs, and what it logs ──────────────────────────────────────────────────────────


def _seconds() -> float:
    """The processor time of this process and the programs that it has run."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@contextmanager
def _noticing() -> Iterator[Counter[str]]:
    """Count the warnings that Hexapla logs, by their text without the place."""
    notices: Counter[str] = Counter()
    handler = _Notices(notices)
    logger = logging.getLogger("hexapla")
    logger.addHandler(handler)
    try:
        yield notices
    finally:
        logger.removeHandler(handler)


class _Notices(logging.Handler):
    """Counts warnings; of many different ones only the first are counted."""

    def __init__(self, notices: Counter[str]) -> None:
        super().__init__(logging.WARNING)
        self._notices = notices

    def emit(self, record: logging.LogRecord) -> None:
        """Count a warning."""
        match record.args:
            case (HexaplaError() as error,):
                text = str(HexaplaError(error.message, hint=error.hint))
            case _:
                text = record.getMessage()
        if text in self._notices or len(self._notices) < _MOST_NOTICES:
            self._notices[text] += 1
