"""The process in which `inspection` checks a long article: reads a job, writes the findings."""

from __future__ import annotations

import pickle
import sys

from hexapla.review.inspection import inspect

if __name__ == "__main__":
    job = pickle.load(sys.stdin.buffer)
    pickle.dump(inspect(job), sys.stdout.buffer)
