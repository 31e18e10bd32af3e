"""How long a document may take: a worker that is stuck in one is ended, whatever it is doing.

A thread of the C library does that, because a loop in a library can keep Python's own threads from
running. Only worker processes are ended, never one that others depend on.
"""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

__all__ = ["EXIT_CODE", "allow", "limited", "paused"]

EXIT_CODE = 1
"""The exit code of a worker that was ended."""


@dataclass
class _State:
    """``nowhere`` takes a traceback that nobody reads; it is None in processes that aren't ended.

    ``seconds`` is the limit of the document that this process handles, 0 if there is none.
    """

    nowhere: IO[str] | None = None
    seconds: float = 0.0


_state = _State()


def allow() -> None:
    """Called in a worker process: it may be ended."""
    _state.nowhere = _state.nowhere or open(os.devnull, "w")  # noqa: PTH123, SIM115 (stays open)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """End this process if the block takes longer; with 0, or if it isn't a worker, don't."""
    _state.seconds = seconds if _state.nowhere is not None else 0.0
    _start()
    try:
        yield
    finally:
        _state.seconds = 0.0
        faulthandler.cancel_dump_traceback_later()


@contextmanager
def paused() -> Iterator[None]:
    """A block that takes the time it needs; the document's time begins again after it.

    It is for engines, which have limits of their own, and for what is loaded once.
    """
    if not _state.seconds:
        yield
        return
    faulthandler.cancel_dump_traceback_later()
    try:
        yield
    finally:
        _start()


def _start() -> None:
    if _state.seconds and _state.nowhere is not None:
        faulthandler.dump_traceback_later(_state.seconds, exit=True, file=_state.nowhere)
