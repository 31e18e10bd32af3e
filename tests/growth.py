"""Time that grows no faster than the input, told so that a busy machine can't fail a test."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["assert_linear"]

_ROUNDS = 8
# Below this, a measurement says more about the clock than about the code.
_LEAST_SECONDS = 0.002


def assert_linear(run: Callable[[int], object], size: int, times: int = 4) -> None:
    """Fail if ``run(times * size)`` takes out of proportion longer than ``run(size)``.

    Linear work takes ``times`` as long and quadratic work ``times`` squared: the limit is halfway
    between them. What counts is the least CPU time of this thread in several rounds, and one
    round within the limit is enough, since other work on the machine only ever adds to it.
    """
    small = large = float("inf")
    for _ in range(_ROUNDS):
        small = min(small, _seconds(run, size))
        large = min(large, _seconds(run, times * size))
        if large <= times**1.5 * max(small, _LEAST_SECONDS):
            return
    raise AssertionError(
        f"{times} times the size of {size} takes {large / small:.1f} times as long: "
        f"{small:.3f} s and {large:.3f} s"
    )


def _seconds(run: Callable[[int], object], size: int) -> float:
    began = time.thread_time()
    run(size)
    return time.thread_time() - began
