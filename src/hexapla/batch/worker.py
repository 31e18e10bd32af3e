"""A worker process: does the tasks of all stages, and commits each by writing its counts."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hexapla.batch import assembling, checking, drafting, exchange, limits, models, reading
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
from hexapla.errors import HexaplaError, InputError
from hexapla.message import msg
from hexapla.publication.publication import Publication
from hexapla.workers import WorkerError, Workers

__all__ = ["Documents", "committed", "is_finished", "open_worker"]

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
    worker = _Worker(job)

    def do(task: Task) -> Mapping[str, Any]:
        before = _seconds()
        with _noticing() as notices:
            counts = worker.do(task)
        done = {**counts, "seconds": round(_seconds() - before, 3), "notices": dict(notices)}
        exchange.write_record(worker.work, _committed(task.stage, task.number), done)
        return done

    return do


def committed(work: Place, stage: str, number: int) -> Mapping[str, Any]:
    """The counts of a task that was done earlier. Raises InputError if they are damaged."""
    found: Mapping[str, Any] = exchange.read_record(work, _committed(stage, number))
    return found


def is_finished(work: Place, output: Place, task: Task, chunks: int) -> bool:
    """Whether a task was done earlier, and what it wrote is there as it was.

    ``chunks`` is the number of chunks of the input.
    """
    if not work.is_file(_committed(task.stage, task.number)):
        return False
    try:
        counts = committed(work, task.stage, task.number)
        if task.stage == reading.STAGE:
            return reading.is_whole(work, task.number)
        if task.stage == drafting.STAGE:
            return drafting.is_whole(work, task.number, chunks)
        return not assembling.changed(output, counts["files"])
    except InputError:
        return False


def _committed(stage: str, number: int) -> str:
    return f"{stage}/{number}.json"


class _Worker:
    """What a worker has loaded, and what it does with it."""

    def __init__(self, job: Job) -> None:
        be_steady()
        if job.digests:
            models.fetch(open_place(job.models), job.digests)
        publication = Publication(job.layout, job.cache)
        for engine in publication.engines():
            if isinstance(engine, CachedEngine):
                engine.freeze()
        self._job = job
        self._pairs = Pairs(publication)
        self._policy = publication.policy()
        self._desks: dict[tuple[int, int], Desk] = {}
        self.work, self.output = open_place(job.work), open_place(job.output)

    def do(self, task: Task) -> dict[str, Any]:
        """Do a task, and return its counts."""
        details = task.details
        if isinstance(details, Buckets):
            return drafting.draft(self.work, self._pairs, task.number, details)
        assert isinstance(details, Documents)
        chunk = details.chunk
        poisoned = self._poisoned(task, chunk) | dict(details.aside)
        if task.stage == reading.STAGE:
            return reading.read(self._job, self.work, self._pairs, chunk, poisoned)
        desk = self._desk_for(details)
        known = committed(self.work, reading.STAGE, chunk.number)["known"]
        return assembling.assemble(self._job, self.output, desk, chunk, known, poisoned)

    def prepare_probe(self, task: Task) -> Callable[[Source], None]:
        """A function that does with one document what a task does, and keeps nothing."""
        job, pairs, details = self._job, self._pairs, task.details
        if task.stage == reading.STAGE:

            def read(source: Source) -> None:
                reading.read_one(job, pairs, source, set())

            return read
        desk = self._desk_for(details)
        known = committed(self.work, reading.STAGE, details.chunk.number)["known"]

        def assemble(source: Source) -> None:
            row = known.get(str(source.row))
            assembling.assemble_one(job, assembling.Assembly(), desk, source, row)

        return assemble

    def _desk_for(self, details: Documents) -> Desk:
        """The desk with the answers for a chunk."""
        numbers = details.tasks, details.chunks
        if numbers not in self._desks:
            read = partial(checking.sample, self.work, *numbers)
            self._desks[numbers] = Desk(self._pairs, Checkers(self._job.layout, read), self._policy)
        self._desks[numbers].checkers.load()
        self._pairs.set_answers(drafting.answers_for(self.work, details.chunk.number, *numbers))
        return self._desks[numbers]

    def _poisoned(self, task: Task, chunk: Chunk) -> dict[str, str]:
        """A message for each document of a chunk that ends the process that handles it.

        They are looked for, each in a child process, if a task is done ``alone``.
        """
        name = f"poisoned/{chunk.number}.json"
        known = self._known_poison(name)
        if not task.alone:
            return known
        sources = (one for one in read_chunk(self._job, chunk) if str(one.row) not in known)
        probes: Workers[Source, None] = Workers(partial(_open_probe, self._job, task))
        with probes:
            for source, outcome in probes.outcomes(sources):
                if isinstance(outcome, WorkerError):
                    known[str(source.row)] = self._why(source, outcome)
        exchange.write_record(self.work, name, known)
        return known

    def _known_poison(self, name: str) -> dict[str, str]:
        """What an earlier run has found; nothing if that is damaged."""
        try:
            return dict(exchange.read_record(self.work, name)) if self.work.is_file(name) else {}
        except InputError:
            return {}

    def _why(self, source: Source, error: WorkerError) -> str:
        """Why a document is set aside with which a process ended."""
        seconds = self._job.seconds_for(len(source.data))
        if error.code == limits.EXIT_CODE and seconds:
            return msg("it takes longer than {seconds:,.0f} seconds", seconds=seconds)
        return msg("the process that handled it ended: {message}", message=error.message)


def _open_probe(job: Job, task: Task) -> Callable[[Source], None]:
    limits.allow()
    return _Worker(job).prepare_probe(task)


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
