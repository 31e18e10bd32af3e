"""The command `translate`: one module a command, each parsing, calling, showing."""

from __future__ import annotations

from hexapla.cli.app import main

__all__ = ["main"]
