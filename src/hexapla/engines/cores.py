"""How many processor cores an engine may use."""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path

__all__ = ["cores"]


@cache
def cores() -> int:
    """The cores that this process may use: those it may run on, fewer where a quota is set."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:  # a container's share, cgroup v2: "200000 100000" are two cores' time
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return max(1, min(cores, math.ceil(int(quota) / int(period))))
    except (OSError, ValueError):
        return cores
