"""Worker processes: a function applied to many items outside this process.

A worker is a new Python interpreter, not a fork: a process with threads, such as the review server,
can start one safely. It runs in isolated mode with this process's import path minus the current
folder, so that a file beside the articles is never imported because it is named like a module.
Work and results are pickled and sent over pipes. A worker has its own session, where Ctrl-C does
not reach it, and it ends as soon as this process closes its pipe or dies.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from importlib import import_module
from itertools import islice
from queue import SimpleQueue
from threading import Lock, Thread, Timer
from typing import Any, BinaryIO, Generic, TypeVar

from hexapla import systems
from hexapla.errors import HexaplaError
from hexapla.message import msg
from hexapla.programs import collect_rarely, environment, import_path

__all__ = ["WorkerError", "Workers", "drop_messages", "in_child", "serve"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_CODE = "import sys; sys.path[:] = sys.argv[1:]; from hexapla.workers import serve; serve()"


class WorkerError(HexaplaError):
    """A worker couldn't be started, or it ended before it answered, with the exit ``code``."""

    code: int | None = None


class Workers(Generic[Item, Result]):
    """Up to ``count`` worker processes, started when there are items for them.

    Each worker calls ``prepare`` once and applies the function that it returns to its items.
    ``prepare`` carries what all items share, typically as a `functools.partial` of a module-level
    function. ``prepare``, the items and the results must be picklable. A worker that needs more
    than ``seconds`` for an item is killed, which raises WorkerError.

    Use it as a context manager: leaving it ends the workers.
    """

    def __init__(
        self,
        prepare: Callable[[], Callable[[Item], Result]],
        count: int = 1,
        seconds: float | None = None,
    ) -> None:
        self._prepare = pickle.dumps(prepare)
        self._seconds = seconds
        self._count = count
        self._lock = Lock()
        self._all: list[subprocess.Popen[bytes]] = []
        self._idle: list[subprocess.Popen[bytes]] = []
        self._stopped = False

    def __enter__(self) -> Workers[Item, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for process in self._all:
            with suppress(OSError), process:
                pass  # closes the pipes and waits

    def map(self, items: Iterable[Item]) -> Iterator[Result]:
        """The result of each item, in the order of the items.

        Raises what the function raises, and WorkerError if a worker can't be started or ends before
        it answers. After an error, the workers are stopped.
        """
        with ThreadPoolExecutor(self._count) as threads:
            try:
                yield from threads.map(self._apply, items)
            except BaseException:
                self.stop()
                raise

    def outcomes(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | Exception]]:
        """Each item with its result, or with what was raised for it, as soon as it is known.

        A WorkerError says that the worker of an item ended before it answered; another worker takes
        its place, and the other items go on. If the caller stops early, the workers are stopped.
        """
        coming = iter(items)
        running: dict[Future[Result], Item] = {}
        with ThreadPoolExecutor(self._count) as threads:
            try:
                while True:
                    for item in islice(coming, 2 * self._count - len(running)):
                        running[threads.submit(self._apply, item)] = item
                    if not running:
                        return
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        error = future.exception()
                        if error is not None and not isinstance(error, Exception):
                            raise error
                        yield running.pop(future), future.result() if error is None else error
            except BaseException:
                self.stop()
                for future in running:
                    future.cancel()
                raise

    def stop(self) -> None:
        """Kill the workers, whatever they are doing, and start no others. Safe from any thread."""
        with self._lock:
            self._stopped = True
            for process in self._all:
                process.kill()

    def _apply(self, item: Item) -> Result:
        """The result of one item, from an idle worker or a new one.

        Each thread of `map` uses one worker at a time: there are never more workers than threads.
        """
        prefix = b""
        with self._lock:
            if self._stopped:
                raise WorkerError(msg("the worker processes have been stopped"))
            if self._idle:
                process = self._idle.pop()
            else:
                process, prefix = _start(), self._prepare
                self._all.append(process)
        raised, answer = _ask(process, prefix + pickle.dumps(item), self._seconds)
        with self._lock:
            self._idle.append(process)
        if raised:
            raise answer
        result: Result = answer
        return result


def in_child(action: Callable[[], Result], seconds: float, most_bytes: int) -> Result:
    """What a function returns, which is called in a process of its own with limited means.

    It may crash: libraries for other people's files do. What they print is dropped. Parameters:
    ``action`` must be picklable; it may take ``seconds`` and ``most_bytes`` of memory.

    Raises what the function raises, and WorkerError if the process ends before it answers.
    """
    with Workers(partial(_limited, action, most_bytes), seconds=seconds) as workers:
        [result] = workers.map([None])
    return result


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-c", _CODE, *import_path()]
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            **systems.exclusive_options(),
            env=environment(),
        )
    except OSError as error:
        raise WorkerError(
            msg("can't start a worker process: {strerror}", strerror=error.strerror),
            hint=msg("free some memory, or end other programs"),
        ) from error


def _ask(
    process: subprocess.Popen[bytes], request: bytes, seconds: float | None
) -> tuple[bool, Any]:
    """Whether a worker's function raised an exception, and its result or that exception."""
    assert process.stdin is not None
    assert process.stdout is not None
    limit = Timer(seconds, process.kill) if seconds else None
    if limit is not None:
        limit.start()
    try:
        process.stdin.write(request)
        process.stdin.flush()
        answer: tuple[bool, Any] = pickle.load(process.stdout)
    except (OSError, EOFError, pickle.UnpicklingError):
        code = process.wait()
        ended = WorkerError(
            msg("a worker process ended with exit code {wait} before it answered", wait=code),
            hint=msg("there may be too little memory"),
        )
        ended.code = code
        raise ended from None
    finally:
        if limit is not None:
            limit.cancel()
    return answer


# ── the worker's side ────────────────────────────────────────────────────────────────────────────


def drop_messages() -> None:
    """In a worker, drop what libraries write to standard error when they crash."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)


def _limited(action: Callable[[], Result], most_bytes: int) -> Callable[[None], Result]:
    """The action, with limited memory, and without the libraries' messages when they crash."""
    drop_messages()
    if not systems.is_windows():
        resource = import_module("resource")
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, resource.RLIM_INFINITY))
    return lambda _: action()


class _Log(logging.StreamHandler[Any]):
    """Shows a worker's warnings on standard error, without characters that control a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.setLevel(logging.WARNING)

    def format(self, record: logging.LogRecord) -> str:
        text = f"translate: {super().format(record)}"
        return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def serve() -> None:
    """Be a worker: answer requests from standard input until it ends."""
    logging.lastResort = _Log()
    collect_rarely()
    requests, answers = _take_pipes()
    queue: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_read, args=(requests, queue), daemon=True).start()
    prepare = queue.get()
    function = None
    while True:
        item = queue.get()
        try:
            function = function or prepare()
            answer = False, function(item)
        except Exception as error:
            answer = True, error
        with suppress(OSError):
            answers.write(pickle.dumps(answer))
            answers.flush()


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Both pipes; what a plug-in reads or prints must not get into them."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def _read(requests: BinaryIO, queue: SimpleQueue[Any]) -> None:
    """Queue the requests; at their end, end this process, even in the middle of an item."""
    try:
        while True:
            queue.put(pickle.load(requests))
    except EOFError:
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
