"""Files to read, of which one may be standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from hexapla.cli.options import STANDARD_INPUT
from hexapla.cli.output import note
from hexapla.message import msg

__all__ = ["WHERE", "name_of", "read", "say_if_typed"]

WHERE = "standard input"
"""The name of standard input in messages."""


def name_of(path: Path) -> str:
    """How messages refer to a file."""
    return WHERE if path == STANDARD_INPUT else str(path)


def read(path: Path) -> bytes:
    """The contents of a file; raises what `read_bytes` raises."""
    if path != STANDARD_INPUT:
        from hexapla.files import read_bytes

        return read_bytes(path)
    say_if_typed()
    return sys.stdin.buffer.read()


def say_if_typed() -> None:
    """Say on standard error that the command waits for a person to type."""
    if sys.stdin.isatty():
        note(msg("reading standard input; end it with Ctrl-D"))
