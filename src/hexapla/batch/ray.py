"""Run a batch on Ray: on a cluster, or on a small one of its own on this machine.

Each worker is a Ray actor with one processor. It keeps its models as long as the batch runs and
does one task at a time, so a worker that dies takes only that task with it.

The cluster that `--on auto` starts listens on the loopback address only, reports nothing, and ends
with this process, even if that is killed.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager, suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, NamedTuple

import hexapla
from hexapla import temporary
from hexapla.batch import limits
from hexapla.batch.executors import Done, Prepare, Task, Work
from hexapla.engines.llm.address import is_loopback
from hexapla.errors import UsageError
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.programs import collect_rarely, import_path
from hexapla.workers import WorkerError

__all__ = ["RayExecutor", "address_of", "is_elsewhere"]

_log = logging.getLogger(__name__)

_ADDRESS = lazy_re(r"(?:ray://)?(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}")
# How often in a row workers may end before they are ready.
_MOST_FAILED_STARTS = 3
_CONNECT_SECONDS = 10.0
# After so many seconds without a single worker, the user is told what the batch is waiting for.
_PATIENCE_SECONDS = 30.0
# Tasks are small and exchange data through files; Ray's least is 75 MB.
_OBJECT_STORE_BYTES = 100_000_000
# Names of Unix sockets are limited to 103 bytes, and Ray adds about 70 to those of its folder.
_LONGEST_FOLDER = 15
# An address where nothing listens: Ray asks the cloud provider's metadata service where it is.
_NOWHERE = "http://127.0.0.1:9"

# How Ray begins the line that says why.
_CAUSE = "The actor is dead because "

_FAILURES = (ConnectionError, RuntimeError, ValueError, OSError, ImportError)


def address_of(on: str) -> str:
    """The address of the cluster that ``--on`` names, or "" for one of our own on this machine.

    ``auto`` is the cluster in RAY_ADDRESS, which Ray sets for its jobs, and otherwise one of our
    own. Raises UsageError if ``on`` is no address.
    """
    address = os.environ.get("RAY_ADDRESS", "") if on == "auto" else on
    if address and not _ADDRESS.fullmatch(address):
        name = "RAY_ADDRESS" if on == "auto" else "--on"
        raise UsageError(
            msg("{name} can't be {address!r}", name=name, address=address),
            hint=msg("use local, auto, ray://HOST:10001, or HOST:6379 on a machine of the cluster"),
        )
    return address


def is_elsewhere(address: str) -> bool:
    """Whether a cluster is, or may be, on another machine than this one."""
    if not address:
        return False
    found = _ADDRESS.fullmatch(address)
    host = found["host"].strip("[]") if found else address
    return host != "localhost" and not is_loopback(host)


class RayExecutor:
    """Runs tasks in actors of a Ray cluster; see `hexapla.batch.executors.Executor`.

    Parameters: ``prepare`` is called in each actor, before its first task. ``workers`` is the
    number of actors, by default that of the cluster's processors. ``address`` is what `address_of`
    returns.

    Raises UsageError if Ray isn't installed, and WorkerError if the cluster can't be reached.
    """

    name = "ray"

    def __init__(self, prepare: Prepare, workers: int | None = None, address: str = "") -> None:
        self._prepare = prepare
        self._place = address or "this machine"
        self._open = ExitStack()
        self._idle: list[Any] = []
        self._all: set[Any] = set()
        self._ours = _requirements()
        self._ray = self._open.enter_context(
            _cluster_at(address) if address else _own_cluster(workers or os.cpu_count() or 1)
        )
        processors = int(self._ray.cluster_resources().get("CPU", 0))
        self.workers = workers or max(1, processors)
        self._actor = self._ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Actor)

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Run tasks; see `Executor.run`.

        Raises WorkerError if no worker can be started, and UsageError if a machine of the cluster
        has other versions of Hexapla or of its libraries than this one.
        """
        waiting = deque(tasks)
        running: dict[Any, tuple[Any, Task]] = {}
        starting: dict[Any, Any] = {}
        failed = 0
        try:
            while waiting or running:
                while waiting and self._idle:
                    actor, task = self._idle.pop(), waiting.popleft()
                    running[actor.do.remote(task)] = actor, task
                for _ in range(min(self.workers - len(running), len(waiting)) - len(starting)):
                    actor = self._actor.remote(self._prepare)
                    self._all.add(actor)
                    starting[actor.ready.remote()] = actor
                ended = self._next([*running, *starting], anything=bool(running))
                if ended in starting:
                    failed = self._started(starting.pop(ended), ended, failed)
                else:
                    yield self._done(*running.pop(ended), ended)
        finally:
            for actor in (*starting.values(), *(actor for actor, _ in running.values())):
                self._end(actor)

    def close(self) -> None:
        """End the actors, and the cluster if it is our own."""
        for actor in list(self._all):
            self._end(actor)
        self._open.close()

    def _next(self, references: Sequence[Any], *, anything: bool) -> Any:
        """The first reference that is ready; says what it waits for if there is no worker yet."""
        found, _ = self._ray.wait(references, timeout=None if anything else _PATIENCE_SECONDS)
        if not found:
            _log.warning("waiting for free processors of the Ray cluster: %s", self._place)
            found, _ = self._ray.wait(references)
        return found[0]

    def _started(self, actor: Any, reference: Any, failed: int) -> int:
        """Take an actor into use, or count one more that failed to start."""
        try:
            theirs = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            self._end(actor)
            if failed + 1 < _MOST_FAILED_STARTS:
                return failed + 1
            raise WorkerError(
                msg(
                    "can't start a worker on {place}: {reason}",
                    place=self._place,
                    reason=_reason(error),
                ),
                hint=msg("all machines of the cluster need the same Hexapla, Python and Ray"),
            ) from None
        self._compare(theirs)
        self._idle.append(actor)
        return 0

    def _compare(self, theirs: Mapping[str, str]) -> None:
        """Raise UsageError if a worker could translate differently from others."""
        for name in sorted(self._ours.keys() | theirs.keys()):
            ours, other = self._ours.get(name, "none"), theirs.get(name, "none")
            if ours != other:
                raise UsageError(
                    msg(
                        "a worker has {name} {other}, this machine {ours}",
                        name=name,
                        other=other,
                        ours=ours,
                    ),
                    where=self._place,
                    hint=msg("install the same versions on all machines of the cluster"),
                )

    def _done(self, actor: Any, task: Task, reference: Any) -> Done:
        try:
            answer: _Answer = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            raise WorkerError(
                msg("a worker can't answer: {reason}", reason=_reason(error))
            ) from None
        except self._ray.exceptions.RayError as error:
            self._end(actor)
            return Done(task, {}, lost=f"a worker ended before it answered: {_reason(error)}")
        self._idle.append(actor)
        if answer.error is not None:
            raise answer.error
        return Done(task, answer.counts)

    def _end(self, actor: Any) -> None:
        self._all.discard(actor)
        if actor in self._idle:
            self._idle.remove(actor)
        with suppress(self._ray.exceptions.RayError, ValueError, ConnectionError):
            self._ray.kill(actor)


def _reason(error: BaseException) -> str:
    """The first line of what Ray says that isn't about its own identifiers."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(_CAUSE)]
    return (told or lines or [type(error).__name__])[0].removeprefix(_CAUSE).partition(". ")[0]


# ── the cluster ──────────────────────────────────────────────────────────────────────────────────


def _import_ray() -> Any:
    try:
        ray = import_module("ray")
        # Ray prints the end of a worker on standard output, where results belong.
        vars(import_module("ray._private.worker"))["_worker_logs_enabled"] = False
    except ImportError:
        raise UsageError(
            msg("Ray is not installed"), hint=msg("install it: pip install 'hexapla[cluster]'")
        ) from None
    return ray


@contextmanager
def _cluster_at(address: str) -> Iterator[Any]:
    """A connection to a cluster, until the block ends."""
    with _environment({"RAY_USAGE_STATS_ENABLED": "0"}):
        ray = _import_ray()
        try:
            _answers(address)
            _connect(ray, address)
        except _FAILURES as error:
            raise WorkerError(
                msg(
                    "can't use the Ray cluster at {address}: {reason}",
                    address=address,
                    reason=_reason(error),
                ),
                hint=msg(
                    "check that it runs, and that Python and Ray have the same versions there"
                ),
            ) from error
    try:
        yield ray
    finally:
        ray.shutdown()


@contextmanager
def _own_cluster(processors: int) -> Iterator[Any]:
    """A cluster on this machine that nothing else can reach, until the block ends."""
    folder = Path(tempfile.gettempdir())
    if len(os.fsencode(folder)) > _LONGEST_FOLDER:
        folder = Path("/tmp")
    changes = {
        "PYTHONPATH": os.pathsep.join(import_path()),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        # Otherwise Ray listens on all addresses of this machine, whatever it is told.
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
        "http_proxy": _NOWHERE,
    }
    files = temporary.folder(folder)
    place = files.__enter__()
    try:
        with _environment(changes):
            ray = _import_ray()
            try:
                _connect(
                    ray,
                    "local",
                    num_cpus=processors,
                    include_dashboard=False,
                    object_store_memory=_OBJECT_STORE_BYTES,
                    _temp_dir=str(place),
                )
            except _FAILURES as error:
                raise WorkerError(
                    msg("can't start Ray on this machine: {reason}", reason=_reason(error)),
                    hint=msg("--on local needs no Ray"),
                ) from error
        try:
            yield ray
        finally:
            ray.shutdown()
    finally:
        # What Ray's processes are still writing is left for the next command.
        with suppress(OSError):
            files.__exit__(None, None, None)


def _answers(address: str) -> None:
    """Raise OSError if nobody listens there: Ray tries for minutes and then ends this process."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()


def _connect(ray: Any, address: str, **options: Any) -> None:
    # Ray adds the current folder to the import path of its workers: it gets Hexapla's instead.
    with chdir(Path(hexapla.__file__).parents[1]):
        ray.init(address=address, log_to_driver=False, logging_level=logging.CRITICAL, **options)


@contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for the processes that are started in the block."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _requirements() -> dict[str, str]:
    """The versions of Hexapla, of Python, and of the packages that Hexapla uses."""
    found = {"Python": ".".join(map(str, sys.version_info[:2]))}
    for line in ("hexapla", *(requires("hexapla") or ())):
        name = line.partition(";")[0].partition("[")[0]
        name = name.rstrip("<>=!~.0123456789, ")
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


# ── the worker's side ────────────────────────────────────────────────────────────────────────────


class _Answer(NamedTuple):
    """What a task returned or raised."""

    counts: Mapping[str, Any]
    error: Exception | None = None


class _Actor:
    """A worker: prepares once, then does one task at a time."""

    def __init__(self, prepare: Prepare) -> None:
        collect_rarely()
        limits.allow()
        if os.environ.get("http_proxy") == _NOWHERE:
            del os.environ["http_proxy"]
        self._prepare = prepare
        self._work: Work | None = None

    def ready(self) -> Mapping[str, str]:
        """Called first: a worker that answers can be given a task."""
        return _requirements()

    def do(self, task: Task) -> _Answer:
        """Do a task; what it raises is part of the answer, so that Ray doesn't wrap it."""
        try:
            self._work = self._work or self._prepare()
            return _Answer(self._work(task))
        except Exception as error:
            return _Answer({}, error)
