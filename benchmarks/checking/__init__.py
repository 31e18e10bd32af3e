"""Parts of `benchmarks/checks.py`: sentences, planted faults, a peer, and fitting."""
