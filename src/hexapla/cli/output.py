"""What a person or a program gets to see: tables, JSON, progress, one-line errors."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hexapla.errors import HexaplaError
from hexapla.lazy import lazy_re

if TYPE_CHECKING:
    from hexapla.publication.drafting import Progress

__all__ = [
    "clean",
    "echo",
    "echo_json",
    "escape_controls",
    "log_once",
    "progress_bar",
    "report",
    "show_log",
    "show_tracebacks",
    "table",
    "warn",
]

# C0 and C1 controls but the tab, and the marks that change the direction of what follows: a
# source must not be able to command the terminal through us.
_CONTROLS = lazy_re("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_CONTROLS_BUT_LINE_ENDS = lazy_re(_CONTROLS.pattern.replace("\x0a-\x1f", "\x0b-\x1f"))

_tracebacks = False


def clean(text: str) -> str:
    """The text with control characters shown as U+FFFD, fit for one line of a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


class ReaderLeftError(Exception):
    """Whoever reads our standard output has closed it: `translate status | head -n 1`.

    No OSError: typer would end the process with exit code 1 on one.
    """


def echo(line: str = "") -> None:
    """A line of result, on standard output."""
    _write(_encodable(clean(line), sys.stdout) + "\n")


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise ReaderLeftError from None


def echo_json(data: Any) -> None:
    """A result for a program."""
    _write(escape_controls(json.dumps(data, ensure_ascii=False, indent=2)) + "\n")


def escape_controls(text: str) -> str:
    """JSON with the controls that JSON itself lets through escaped."""
    return _CONTROLS_BUT_LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def warn(line: str) -> None:
    """A line for a person beside the result, on standard error."""
    sys.stdout.flush()
    sys.stderr.write(_encodable(f"translate: {clean(line)}", sys.stderr) + "\n")


class _LogHandler(logging.Handler):
    """Shows what the library logs as `warn` shows the command's own warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(self._is_new)
        self.once = False
        self._shown: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """One line on standard error."""
        warn(record.getMessage())

    def _is_new(self, record: logging.LogRecord) -> bool:
        if not self.once:
            return True
        line = record.getMessage()
        new = line not in self._shown
        self._shown.add(line)
        return new


_log_handler = _LogHandler()


def show_log(level: int) -> None:
    """Show what the library logs, from a level of `logging` on."""
    logger = logging.getLogger("hexapla")
    if _log_handler not in logger.handlers:
        logger.addHandler(_log_handler)
    logger.setLevel(level)
    _log_handler.once = False


def log_once() -> None:
    """From now on, show each message of the library once."""
    _log_handler.once = True
    _log_handler._shown.clear()


def show_tracebacks(show: bool) -> None:
    """Whether `report` shows where an error came from, too: what ``--debug`` asks for."""
    global _tracebacks
    _tracebacks = show


def report(error: HexaplaError) -> None:
    """An error: one line saying what, where and what to do."""
    if _tracebacks:
        import traceback

        traceback.print_exception(error)
    warn(str(error))


def table(header: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    """Columns under a header, numbers to the right; wide characters count as the terminal does."""
    texts = [[clean(str(cell)) for cell in row] for row in rows]
    numeric = [
        bool(rows) and all(isinstance(row[at], int) for row in rows) for at in range(len(header))
    ]
    widths = [max(_width(line[at]) for line in [list(header), *texts]) for at in range(len(header))]
    for line in [list(header), *texts]:
        cells = [
            " " * (width - _width(cell)) + cell if right else cell + " " * (width - _width(cell))
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ]
        echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


@contextmanager
def progress_bar(*, quiet: bool = False, in_bytes: bool = False) -> Iterator[Progress]:
    """A bar on standard error where that is a terminal; nothing elsewhere.

    ``in_bytes`` shows what is done and the total as ``6.3/7.2 MB``.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    amount = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), amount)
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done)

        yield show


def _encodable(text: str, stream: Any) -> str:
    """The text as the stream's encoding can show it: a C locale must not end in a traceback."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
