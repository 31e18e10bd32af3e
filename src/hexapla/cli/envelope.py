"""The JSON that a command prints with ``--json``: the same envelope for all commands.

    {"schema": "hexapla.status/1", "exit_code": 0, "results": [], "errors": [], "warnings": []}

A command adds its results with `add_results`; `hexapla.cli.output` adds each error and warning that
it shows. `hexapla.cli.app` starts the envelope before it calls the command, and prints it at the
end, whether the command succeeded or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hexapla.errors import HexaplaError

__all__ = ["VERSION", "Envelope", "add_error", "add_results", "add_warning", "current", "start"]

VERSION = 1
"""The version of the envelope and of all results. It changes when a key changes its meaning or is
removed, not when a key is added.
"""

Fact = Mapping[str, Any]


@dataclass
class Envelope:
    """The results, errors and warnings of one command.

    ``complete`` is set when the command has added its results, of which there may be none.
    ``as_lines`` is set by a command that prints one JSON object per line instead.
    """

    command: str
    results: list[Fact] = field(default_factory=list)
    errors: list[Fact] = field(default_factory=list)
    warnings: list[Fact] = field(default_factory=list)
    complete: bool = False
    as_lines: bool = False

    def as_data(self, exit_code: int) -> dict[str, Any] | None:
        """What to print, or None if there is nothing: the command has printed its help."""
        if self.as_lines:
            return {"errors": self.errors} if self.errors else None
        if not (self.complete or self.errors):
            return None
        return {
            "schema": f"hexapla.{self.command}/{VERSION}",
            "exit_code": exit_code,
            "results": self.results,
            "errors": self.errors,
            "warnings": self.warnings,
        }


_current: Envelope | None = None


def start(command: str | None) -> None:
    """Collect what a command adds from now on; with None, collect nothing.

    ``command`` is its name, in which a hyphen follows the name of a group: ``models-list``.
    """
    global _current
    _current = Envelope(command) if command else None


def current() -> Envelope | None:
    """The envelope of the running command; None without ``--json``."""
    return _current


def add_results(results: Iterable[Fact]) -> None:
    """Add results of the command: objects with the keys that docs/reference/json.md lists."""
    if _current:
        _current.results.extend(results)
        _current.complete = True


def add_error(error: HexaplaError, exit_code: int) -> None:
    """Add an error; without ``--json`` nothing happens."""
    if _current:
        _current.errors.append({**_described(error), "exit_code": exit_code})


def add_warning(warning: HexaplaError) -> None:
    """Add a warning; without ``--json`` nothing happens."""
    if _current:
        _current.warnings.append(_described(warning))


def _described(error: HexaplaError) -> dict[str, Any]:
    where, colon, line = (error.where or "").rpartition(":")
    if not (colon and line.isascii() and line.isdigit()):
        where, line = error.where or "", ""
    return {
        "message": error.message,
        "where": where or None,
        "line": int(line) if line else None,
        "hint": error.hint,
    }
