"""The errors that users can correct, each kind with the exit code of the command."""

from __future__ import annotations

from collections.abc import Iterable

from hexapla.message import Message, either, msg

__all__ = ["EngineError", "HexaplaError", "InputError", "UsageError", "closest", "suggestion"]


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
        return self.line

    @property
    def line(self) -> Message:
        """The message in one line, with the place and the hint."""
        parts = {"where": self.where, "message": self.message, "hint": self.hint}
        line = "{where}: {message}" if self.where else "{message}"
        line += "; {hint}" if self.hint else ""
        return Message(line.format_map(parts), line, parts)


class UsageError(HexaplaError):
    """An invalid command line, setting or language code."""

    exit_code = 2


class InputError(HexaplaError):
    """A file that can't be read, parsed or written."""

    exit_code = 3


class EngineError(HexaplaError):
    """No engine for a pair of languages, or an engine that failed."""

    exit_code = 4


def suggestion(name: str, known: Iterable[str]) -> Message:
    """A hint for a name that doesn't exist: the most similar known one, otherwise all of them."""
    names = list(known)
    close = closest(name, names)
    if close is not None:
        return msg("did you mean {name}?", name=close)
    return msg("use {names}", names=either(names))


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most similar to one that doesn't exist, if one is."""
    import difflib

    return next(iter(difflib.get_close_matches(name, list(known), n=1)), None)
