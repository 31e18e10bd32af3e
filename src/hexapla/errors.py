"""The errors that users can correct, each kind with the exit code of the command."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["EngineError", "HexaplaError", "InputError", "UsageError", "either", "suggestion"]


class HexaplaError(Exception):
    """An error that the user can correct, in one line: what, where, and what to do.

    Parameters: ``message`` says what is wrong; ``where`` is a path, or ``path:line``; ``hint`` says
    what to do about it. ``str(error)`` joins the three into one line.
    """

    exit_code = 3

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        line = f"{self.where}: {self.message}" if self.where else self.message
        return f"{line}; {self.hint}" if self.hint else line


class UsageError(HexaplaError):
    """An invalid command line, setting or language code."""

    exit_code = 2


class InputError(HexaplaError):
    """A file that can't be read, parsed or written."""

    exit_code = 3


class EngineError(HexaplaError):
    """No engine for a pair of languages, or an engine that failed."""

    exit_code = 4


def suggestion(name: str, known: Iterable[str]) -> str:
    """A hint for a name that doesn't exist: the most similar known one, otherwise all of them."""
    import difflib

    names = list(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {close[0]}?" if close else f"use {either(names)}"


def either(names: Iterable[str], conjunction: str = "or") -> str:
    """Names as a list in words: "a, b or c"."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last
