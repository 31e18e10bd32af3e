"""How many processor cores an engine may use."""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path

from hexapla.engines.steady import is_steady

__all__ = ["cores", "cores_of_machine"]


def cores() -> int:
    """The number of cores that an engine may use: those of this process, by its CPU affinity and
    its cgroup's quota, or one in a process that is steady.
    """
    return 1 if is_steady() else cores_of_machine()


@cache
def cores_of_machine() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:  # cgroup v2: "200000 100000" is the time of two cores
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return max(1, min(cores, math.ceil(int(quota) / int(period))))
    except (OSError, ValueError):
        return cores
