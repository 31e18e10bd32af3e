"""Where the tasks of a batch run: the contract of an executor, and the one for this machine.

A batch is three stages, one after the other. Each is a list of independent tasks:

    read      a chunk of documents → its sentences, in buckets by their digest
    draft     some buckets → each different sentence of the whole input, translated once
    assemble  a chunk of documents → one shard of the output

Tasks exchange data through files in the work folder, which all workers reach, and each commits its
result there by a rename. An executor therefore moves no data and knows no stage: it calls one
function on many tasks in several processes, and says which are done. A task may run twice, and in
any order: its files are the same. That makes results independent of the executor, the number of
workers, and crashes.

To add an executor, implement `Executor`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, Protocol

from hexapla.batch import limits
from hexapla.engines.cores import cores_of_machine
from hexapla.engines.steady import be_steady
from hexapla.workers import WorkerError, Workers

__all__ = [
    "LOCAL",
    "Done",
    "Executor",
    "InlineExecutor",
    "LocalExecutor",
    "Prepare",
    "Task",
    "Work",
    "open_executor",
]

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Task:
    """A unit of work: a stage, the task's number in it, and what the stage needs to know.

    ``alone`` is True for a task that is run again, because a worker ended while it ran this one:
    the stage then handles each document in a process of its own. Tasks are picklable and small.
    """

    stage: str
    number: int
    details: Any = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A task that has ended: its counts, by name; or ``lost``, if its worker ended before it did.

    ``lost`` says how the worker ended. Whatever a stage raises is raised by `Executor.run`.
    """

    task: Task
    counts: Mapping[str, Any]
    lost: str | None = None


Work = Callable[[Task], Mapping[str, Any]]
"""Does a task, commits its files, and returns its counts."""

Prepare = Callable[[], Work]
"""Called once in each worker process, which then has its models loaded for all of its tasks.

It is a `functools.partial` of a module-level function with plain data, so it can be pickled.
"""


class Executor(Protocol):
    """Runs tasks in worker processes, which live until the executor is closed.

    ``name`` is shown to users. ``workers`` is the number of processes, all of them on machines
    that reach the input, the output and the work folder under the same names.
    """

    name: str

    @property
    def workers(self) -> int:
        """The number of worker processes."""

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Run tasks, and yield each as soon as it has ended, in any order.

        A worker that ends (it was killed, or a library crashed) is replaced by another one, and its
        task is yielded with ``lost``; the caller decides what to do. What a task raises
        is raised here. Closing the iterator stops what is running.
        """

    def close(self) -> None:
        """End the worker processes."""


class LocalExecutor:
    """Runs tasks in processes of this machine, one for each core unless it is told otherwise.

    Parameters: ``prepare`` is called in each process; ``workers`` is their number.
    """

    name = LOCAL

    def __init__(self, prepare: Prepare, workers: int) -> None:
        self.workers = workers
        self._processes: Workers[Task, Mapping[str, Any]] = Workers(
            partial(_in_worker, prepare), workers
        )

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Run tasks; see `Executor.run`."""
        for task, outcome in self._processes.outcomes(tasks):
            if isinstance(outcome, WorkerError):
                yield Done(task, {}, str(outcome))
            elif isinstance(outcome, BaseException):
                raise outcome
            else:
                yield Done(task, outcome)

    def close(self) -> None:
        """End the processes."""
        self._processes.__exit__()


def _in_worker(prepare: Prepare) -> Work:
    limits.allow()
    return prepare()


class InlineExecutor:
    """Runs tasks in this process, one after the other: for few documents, and to look for bugs.

    If a library crashes, this process does, too, and a document may take any time.
    """

    name = "this process"
    workers = 1

    def __init__(self, prepare: Prepare) -> None:
        self._prepare = prepare
        self._work: Work | None = None

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Run tasks; see `Executor.run`."""
        for task in tasks:
            self._work = self._work or self._prepare()
            yield Done(task, self._work(task))

    def close(self) -> None:
        """Leave the process as it was."""
        be_steady(False)


def open_executor(on: str, prepare: Prepare, workers: int | None) -> Executor:
    """The executor that a user names: "local", or where Ray runs.

    Parameters: ``workers`` is the number of processes, by default one for each core; with 0 this
    process does everything. Raises UsageError if ``on`` is neither, or if Ray isn't installed.
    """
    if on == LOCAL and workers == 0:
        return InlineExecutor(prepare)
    if on == LOCAL:
        return LocalExecutor(prepare, workers or cores_of_machine())
    ray = import_module("hexapla.batch.ray")
    found: Executor = ray.RayExecutor(prepare, workers, ray.address_of(on))
    return found
