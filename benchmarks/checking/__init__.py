"""What `benchmarks/checks.py` measures with: sentences, planted faults, a peer, the fit."""
