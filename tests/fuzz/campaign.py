"""`make fuzz`: atheris over one target, `python -m tests.fuzz.campaign po -max_total_time=60`.

Needs atheris (`pip install atheris`), which is no development dependency: it has no build for
every Python. Without it, `HYPOTHESIS_PROFILE=soak pytest tests/fuzz` goes far, too.
"""

from __future__ import annotations

import sys

import atheris


def main() -> None:
    """Instrument Hexapla and run the campaign until it finds something or is stopped."""
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["hexapla"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
