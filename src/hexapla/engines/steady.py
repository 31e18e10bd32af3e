"""Engines whose answers depend only on what they are asked, not on the clock.

Models round a little differently with other sentences in the same call, and how many there are
usually depends on the speed of the machine. In a process that is steady it never does: the same
sentences in the same order get the same answers, on any number of cores.
"""

from __future__ import annotations

__all__ = ["be_steady", "is_steady"]

_steady = False


def be_steady(steady: bool = True) -> None:
    """Make this process steady, with one core for each engine, or end that.

    Call it before a model is loaded.
    """
    global _steady
    _steady = steady


def is_steady() -> bool:
    """Whether this process is steady."""
    return _steady
