"""The driver of a batch: lists the input, runs the three stages, and sums up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from hexapla.batch import assembling, drafting, exchange, models, output, reading, shards
from hexapla.batch.drafting import Buckets
from hexapla.batch.executors import Executor, Prepare, Task
from hexapla.batch.ids import Ids
from hexapla.batch.inputs import Listing, list_input
from hexapla.batch.job import Job
from hexapla.batch.places import LocalPlace, open_place
from hexapla.batch.routes import lock_models, remember, require_engines
from hexapla.batch.worker import Documents, committed, is_finished, open_worker
from hexapla.errors import EngineError, HexaplaError, InputError
from hexapla.locking import lock
from hexapla.message import msg

__all__ = ["Event", "Summary", "run_batch"]

# How many bytes of sentences one task drafts; about a thousand sentences.
_DRAFT_BYTES = 200_000
# A task whose worker has ended is repeated once; then its documents are tried one by one.
_MOST_LOSSES = 3


@dataclass(frozen=True, slots=True)
class Event:
    """What happens in a run, for those who watch: ``kind`` and some facts.

    "started" has the numbers of documents and workers; "progress" the ``stage``, and how many of
    how many ``documents`` or ``sentences`` are ``done``; "failed" a document's ``id`` and its
    ``error``; "warning" a ``message`` and how often it was logged.
    """

    kind: str
    facts: Mapping[str, Any]


Watch = Callable[[Event], None]
Summary = Mapping[str, Any]
"""The facts about a finished run; see docs/reference/json.md."""


def run_batch(
    job: Job,
    executor: Callable[[Prepare], Executor],
    watch: Watch = lambda event: None,
    *,
    max_failures: int | None = None,
    restart: bool = False,
) -> Summary:
    """Translate the documents of a batch, or go on where an earlier run has stopped.

    Parameters: ``executor`` makes the executor; ``watch`` is called with what happens. With more
    than ``max_failures`` documents that can't be read, the run stops. With ``restart`` an earlier
    output is replaced.

    Raises UsageError if the output can't be used, InputError if there are no documents or a file
    can't be written, EngineError if no document could be translated or an engine fails. What is
    finished is kept, and the same call goes on from there.
    """
    shards.require(job.container)
    output.refuse_input(job)
    job = replace(job, work=output.work_in(job.output, job.work))
    listing = list_input(job)
    if not listing.documents:
        raise InputError(msg("has no documents"), where=job.input, hint=msg("check the path"))
    made_of = {"input": listing.digest, **job.made_of()}
    if job.models:
        place = open_place(job.models)
        job = replace(job, digests=models.share(place, job.layout, job.languages))
    with _locked(job):
        running = executor(partial(open_worker, job))
        try:
            begun = output.begin(job, made_of, restart=restart)
            if begun.complete:
                return {**begun.complete["summary"], "was_complete": True}
            if begun.aside:
                message = msg(
                    "files that were changed since they were written are in {folder}",
                    folder=begun.aside,
                )
                watch(Event("warning", {"message": message, "count": 1}))
            run = _Run(job, listing, watch, max_failures)
            return run.stages(running, resumed=begun.resumed)
        finally:
            running.close()


@contextmanager
def _locked(job: Job) -> Iterator[None]:
    place = open_place(job.output)
    with lock(Path(place.url)) if isinstance(place, LocalPlace) else nullcontext():
        yield


class _Run:
    """One run: its stages, and what is counted meanwhile."""

    def __init__(
        self,
        job: Job,
        listing: Listing,
        watch: Watch,
        max_failures: int | None,
    ) -> None:
        self._job, self._listing = job, listing
        self._watch, self._max_failures = watch, max_failures
        self._work, self._output = open_place(job.work), open_place(job.output)
        self._totals: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._notices: Counter[str] = Counter()
        self._cores = 0.0
        self._tasks = 0
        self._begun = monotonic()

    def stages(self, executor: Executor, *, resumed: bool) -> Summary:
        """Run the three stages, and finish the output."""
        chunks = self._listing.chunks
        documents = self._listing.documents
        facts = {"documents": documents, "workers": executor.workers, "executor": executor.name}
        facts |= {"resumed": resumed, "skipped": self._listing.skipped_count}
        self._watch(Event("started", {**facts, "skipped_files": self._listing.skipped[:3]}))
        tasks = [Task(reading.STAGE, one.number, Documents(one)) for one in chunks]
        ids = Ids()
        failed = 0
        for _, counts in self._stage(executor, tasks, "documents", documents):
            ids.add(counts["ids"])
            self._languages.update(counts["sources"])
            failed += counts["failed"]
            self._totals["asked"] += counts["asked"]
            self._totals["distributed"] += counts["sentences"]
            self._stop_after(failed)
        aside = self._repeated(ids)
        self._stop_after(failed + sum(map(len, aside.values())))
        del ids
        self._notices.update(require_engines(self._job, sorted(self._languages)))
        routes = self._draft(executor)
        tasks = [
            Task(
                assembling.STAGE,
                one.number,
                Documents(one, aside.get(one.number, {}), self._tasks, len(chunks)),
            )
            for one in chunks
        ]
        files: dict[str, str] = {}
        failures: dict[int, list[dict[str, str]]] = {}
        for number, counts in self._stage(executor, tasks, "documents", documents):
            self._totals.update(counts["counts"])
            files |= counts["files"]
            if counts["failures"]:
                failures[number] = counts["failures"]
            self._notices.update(counts["warnings"])
            for one in counts["failures"]:
                self._watch(Event("failed", one))
            self._stop_after(self._totals["failed"])
        return self._finish(routes, files, failures)

    def _repeated(self, ids: Ids) -> dict[int, dict[str, str]]:
        """A message for each document whose id an earlier one has, by chunk and row."""
        doubtful = ids.repeated()
        out: dict[int, dict[str, str]] = {}
        seen: set[str] = set()
        for chunk in self._listing.chunks if doubtful else ():
            counts = committed(self._work, reading.STAGE, chunk.number)
            for row, one in enumerate(counts["ids"]):
                if one in seen:
                    message = msg("an earlier document has the same id")
                    out.setdefault(chunk.number, {})[str(row)] = message
                if one in doubtful:
                    seen.add(one)
        return out

    # ── the second stage ─────────────────────────────────────────────────────────────────────

    def _draft(self, executor: Executor) -> Mapping[str, Any]:
        """Draft all sentences, and return the routes that were used."""
        tasks = list(self._draft_tasks())
        self._tasks = len(tasks)
        routes: dict[str, Any] = {}
        total = self._totals["distributed"]
        for _, counts in self._stage(executor, tasks, "sentences", total):
            for name in ("unique", "misses"):
                self._totals[name] += counts[name]
            for pair, found in counts["routes"].items():
                if routes.setdefault(pair, found) != found:
                    raise EngineError(
                        msg(
                            "the workers have different models for {pair}: {routes} and {found}",
                            pair=pair,
                            routes=routes[pair][0],
                            found=found[0],
                        ),
                        hint=msg("install the same models everywhere, and use --restart"),
                    )
        lock_models(self._job.layout, routes)
        return routes

    def _draft_tasks(self) -> Iterator[Task]:
        """Tasks of about the same size: neighbouring buckets together."""
        chunks = len(self._listing.chunks)
        total = [0] * reading.BUCKETS
        for one in self._listing.chunks:
            for at, size in enumerate(reading.sizes(self._work, one.number)):
                total[at] += size
        start = number = size = 0
        for at, more in enumerate(total):
            size += more
            if size >= _DRAFT_BYTES or (at == len(total) - 1 and size):
                yield Task(drafting.STAGE, number, Buckets(start, at + 1, chunks))
                start, size, number = at + 1, 0, number + 1

    # ── running tasks ────────────────────────────────────────────────────────────────────────

    def _stage(
        self, executor: Executor, tasks: Sequence[Task], unit: str, total: int
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Run the tasks of a stage that are still to do; the number and the counts of each."""
        if not tasks:
            return
        stage = tasks[0].stage
        done = 0
        earlier, left = self._earlier(tasks)
        known = ((number, committed(self._work, stage, number)) for number in earlier)
        for fresh, results in ((False, known), (True, self._results(executor, left))):
            for number, counts in results:
                self._cores += counts["seconds"]
                self._notices.update(counts["notices"])
                done += counts.get("records", 0) if unit == "sentences" else self._size(number)
                facts = {"stage": stage, "done": done, "total": total, "unit": unit}
                if fresh or not left:
                    self._watch(Event("progress", facts))
                yield number, counts

    def _earlier(self, tasks: Sequence[Task]) -> tuple[list[int], list[Task]]:
        """The numbers of the tasks that an earlier run has done, and the tasks that are left."""
        chunks = len(self._listing.chunks)
        earlier = {
            one.number for one in tasks if is_finished(self._work, self._output, one, chunks)
        }
        left = [one for one in tasks if one.number not in earlier]
        return sorted(earlier), left

    def _size(self, chunk: int) -> int:
        return self._listing.chunks[chunk].documents

    def _results(
        self, executor: Executor, tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        losses: Counter[int] = Counter()
        while tasks:
            again: list[Task] = []
            for done in executor.run(tasks):
                task = done.task
                if done.lost is None:
                    yield task.number, done.counts
                    continue
                losses[task.number] += 1
                if losses[task.number] >= _MOST_LOSSES:
                    raise HexaplaError(
                        msg(
                            "{lost} (three times in the same task of the stage {stage})",
                            lost=done.lost,
                            stage=task.stage,
                        ),
                        hint=msg("there may be too little memory: use fewer --workers"),
                    )
                alone = losses[task.number] > 1 and isinstance(task.details, Documents)
                again.append(replace(task, alone=alone))
            tasks = again

    def _stop_after(self, failed: int) -> None:
        if self._max_failures is not None and failed > self._max_failures:
            raise InputError(
                msg(
                    "more than {max_failures} documents can't be read",
                    max_failures=self._max_failures,
                ),
                where=self._job.input,
                hint=msg("mend them, or run again with a higher --max-failures"),
            )

    # ── the end ──────────────────────────────────────────────────────────────────────────────

    def _finish(
        self,
        routes: Mapping[str, Any],
        files: Mapping[str, str],
        failures: Mapping[int, Sequence[Mapping[str, str]]],
    ) -> Summary:
        for message, count in self._notices.most_common():
            self._watch(Event("warning", {"message": message, "count": count}))
        if failures:
            lines = [exchange.dump(one) for at in sorted(failures) for one in failures[at]]
            text = "".join(f"{line}\n" for line in lines)
            self._output.write(output.FAILURES, text.encode("utf-8", "replace"))
        totals = self._totals
        summary = {
            **{name: totals[name] for name in _COUNTED},
            "skipped": self._listing.skipped_count,
            "repeated": totals["asked"] - totals["unique"],
            "languages": {
                name.removeprefix("language "): count
                for name, count in sorted(totals.items())
                if name.startswith("language ")
            },
            "routes": {pair: origin for pair, (origin, *_) in sorted(routes.items())},
        }
        used = sorted({tuple(one) for _, _, found in routes.values() for one in found})
        if self._job.cache:
            remember(self._job, self._work, self._tasks, len(self._listing.chunks))
        facts = {
            "summary": summary,
            "models": [
                dict(zip(("engine", "source", "target", "version", "digest"), one, strict=True))
                for one in used
            ],
            "files": dict(sorted(files.items())),
        }
        output.finish(self._job, facts)
        # The files of equal runs are equal, so these figures are only returned.
        return {
            **summary,
            "cached": totals["unique"] - totals["misses"] if self._job.cache else 0,
            "core_seconds": round(self._cores, 1),
            "seconds": round(monotonic() - self._begun, 1),
        }


_COUNTED = (
    "documents",
    "editions",
    "failed",
    "refused",
    "same-language",
    "sentences",
    "words",
    "from_memory",
    "from_engine",
    "missing",
    "findings",
    "to_review",
    "unique",
)
