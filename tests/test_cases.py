"""The bug cases collected beside the test data still print what a person judged right."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

DATA = Path(os.environ.get("HEXAPLA_TEST_DATA", ROOT.parent / "shared" / "data"))
CASES = DATA.parent / "cases"


@pytest.mark.slow
def test_cases() -> None:
    if not CASES.is_dir():
        pytest.skip(f"no cases at {CASES}")
    if shutil.which("apertium") is None:
        pytest.skip("apertium is not on this machine")
    command = [sys.executable, str(ROOT / "tools" / "cases.py"), "--folder", str(CASES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
