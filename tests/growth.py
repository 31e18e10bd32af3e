"""Check that running time grows linearly, without failing on a busy machine."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

__all__ = ["assert_linear"]

_ROUNDS = 8
# Shorter measurements depend more on the clock than on the code.
_LEAST_SECONDS = 0.002


def assert_linear(run: Callable[[int], object], size: int, times: int = 4) -> None:
    """Fail if ``run(times * size)`` takes disproportionately longer than ``run(size)``.

    Linear work takes ``times`` as long and quadratic work ``times`` squared as long; the limit is
    ``times ** 1.5``. The smallest CPU time of this thread over several rounds is compared, because
    other work on the machine can only add to it. One round within the limit is enough.
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
    gc.disable()  # The time that it takes depends on all other objects of the process.
    try:
        began = time.thread_time()
        run(size)
        return time.thread_time() - began
    finally:
        gc.enable()
