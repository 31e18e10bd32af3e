"""Streams taken a window at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

__all__ = ["windows"]

_T = TypeVar("_T")


def windows(items: Iterable[_T], most: int, seconds: float) -> Iterator[list[_T]]:
    """Items in windows of at most so many, and those that come within some seconds of the first.

    The item that ends a wait is the last of its window: an engine that works in chunks fills one
    with each. Where the items end in an error, those before it are still handed out.
    """
    window: list[_T] = []
    started = 0.0
    try:
        for item in items:
            if not window:
                started = monotonic()
            window.append(item)
            if len(window) >= most or monotonic() - started >= seconds:
                yield window
                window = []
    except Exception:
        if window:
            yield window
        raise
    if window:
        yield window
