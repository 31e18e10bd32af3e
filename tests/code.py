"""The modules of Hexapla as syntax trees, for tests that read the code."""

from __future__ import annotations

import ast
import gc
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

__all__ = ["trees"]


@cache
def trees() -> dict[Path, ast.Module]:
    """Every module of Hexapla, by its path."""
    gc.disable()  # A tree is many objects that all stay: looking for cycles takes most of the time.
    try:
        return {
            path: ast.parse(path.read_text("utf-8"))
            for path in sorted((ROOT / "src" / "hexapla").rglob("*.py"))
        }
    finally:
        gc.enable()
