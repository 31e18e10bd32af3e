"""How many processor cores an engine may use."""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path

__all__ = ["cores", "limit_cores"]

_limit: int | None = None


def cores() -> int:
    """The number of cores that this process may use, by its CPU affinity and its cgroup's quota."""
    return _cores() if _limit is None else min(_limit, _cores())


def limit_cores(count: int) -> None:
    """Let the engines of this process use at most so many cores.

    Call it in each of several processes that share a machine, before they load a model.
    """
    global _limit
    _limit = max(1, count)


@cache
def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:  # cgroup v2: "200000 100000" is the time of two cores
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return max(1, min(cores, math.ceil(int(quota) / int(period))))
    except (OSError, ValueError):
        return cores
