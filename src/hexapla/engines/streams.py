"""Group the items of a stream into windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

from hexapla.engines.steady import is_steady

__all__ = ["windows"]

_T = TypeVar("_T")


def windows(items: Iterable[_T], most: int, seconds: float) -> Iterator[list[_T]]:
    """Group items into windows of at most ``most`` items, or of about ``seconds`` seconds.

    The item that arrives after the time is up is the last of its window: an engine that works in
    chunks fills a window with each. In a process that is steady, time doesn't count. If the stream
    raises an error, the items before it are yielded first.
    """
    window: list[_T] = []
    started = 0.0
    try:
        for item in items:
            if not window:
                started = monotonic()
            window.append(item)
            if len(window) >= most or (not is_steady() and monotonic() - started >= seconds):
                yield window
                window = []
    except Exception:
        if window:
            yield window
        raise
    if window:
        yield window
