"""How many processor cores an engine may use."""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path

__all__ = ["cores"]


@cache
def cores() -> int:
    """The number of cores that this process may use, by its CPU affinity and its cgroup's quota."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:  # cgroup v2: "200000 100000" is the time of two cores
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return max(1, min(cores, math.ceil(int(quota) / int(period))))
    except (OSError, ValueError):
        return cores
