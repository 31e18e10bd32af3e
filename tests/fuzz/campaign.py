"""`make fuzz`: run atheris on one target, `python -m tests.fuzz.campaign po -max_total_time=60`.

Needs atheris (`pip install atheris`). It is not a development dependency because it has no builds
for some Python versions. Without it, `HYPOTHESIS_PROFILE=soak pytest tests/fuzz` also finds a lot.
"""

from __future__ import annotations

import sys

import atheris


def main() -> None:
    """Instrument Hexapla, and run the campaign until it finds something or is stopped."""
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["hexapla"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
