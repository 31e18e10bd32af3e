"""The process that checks a long article for `inspection`: a job comes in, findings go out."""

from __future__ import annotations

import pickle
import sys

from hexapla.review.inspection import inspect

if __name__ == "__main__":
    job = pickle.load(sys.stdin.buffer)
    pickle.dump(inspect(job), sys.stdout.buffer)
