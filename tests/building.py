"""Builds of the package, as `python -m build` makes them, without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def built(folder: Path, target: str, root: Path = ROOT) -> Path:
    """Build a wheel or a source distribution, and return its path."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1767225600"}
    subprocess.run([*build, folder], cwd=root, env=environment, check=True, capture_output=True)
    (path,) = folder.glob("hexapla-*.*")
    return path
