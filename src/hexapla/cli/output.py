"""The command's output: lines and tables, JSON, warnings, errors, and a progress bar."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from hexapla import systems
from hexapla.cli import envelope
from hexapla.errors import HexaplaError
from hexapla.lazy import lazy_re
from hexapla.message import Message, Words, msg, shown

if TYPE_CHECKING:
    from hexapla.publication.drafting import Progress

__all__ = [
    "clean",
    "clean_lines",
    "echo",
    "echo_json",
    "escape_controls",
    "note",
    "progress_bar",
    "report",
    "show_error",
    "show_log",
    "show_traceback",
    "show_tracebacks",
    "speak",
    "spoken",
    "spoken_in",
    "table",
    "warn",
    "writing",
]

# C0 and C1 controls except the tab, line separators, and characters that change the text direction:
# a source text must not be able to control the terminal.
_CONTROLS = lazy_re("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_CONTROLS_BUT_LINE_ENDS = lazy_re(_CONTROLS.pattern.replace("\x0a-\x1f", "\x0b-\x1f"))

# The longest lines of Hexapla's own list what there is: a hundred languages, say.
_LONGEST_LINE = 4_000

_tracebacks = False
_words: Words | None = None


def speak(words: Words | None) -> None:
    """Show messages in the words of a language from now on; with None, in English."""
    global _words
    _words = words


def spoken_in() -> Words | None:
    """The words of the language that messages are shown in; None for English."""
    return _words


def spoken(text: str) -> str:
    """A text in the reader's language, if it is a message."""
    return text if _words is None else str(shown(text, _words))


def clean(text: str) -> str:
    """The text on one line, with U+FFFD in place of each control character."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def clean_lines(text: str) -> str:
    """The text with its line ends, and U+FFFD in place of each other control character."""
    return _CONTROLS_BUT_LINE_ENDS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


class ReaderLeftError(Exception):
    """The reader of standard output has closed it, as in `translate status | head -n 1`.

    This is not an OSError because typer would end the process with exit code 1.
    """


def echo(line: str = "") -> None:
    """Print a line of the result on standard output."""
    _write(_spoken_on(sys.stdout, line) + "\n")


def _write(text: str) -> None:
    with writing():
        sys.stdout.write(text)


@contextmanager
def writing() -> Iterator[None]:
    """Write to standard output. Raises ReaderLeftError or InputError if that isn't possible."""
    try:
        yield
    except OSError as error:
        if systems.is_closed_pipe(error):
            raise ReaderLeftError from None
        from hexapla.files import unwritable

        raise unwritable(msg("standard output"), error) from error


def echo_json(data: Any, *, indent: int | None = 2) -> None:
    """Print JSON on standard output: on one line if ``indent`` is None."""
    text = escape_controls(json.dumps(data, ensure_ascii=False, indent=indent))
    _write(_escaped(text, sys.stdout) + "\n")


def escape_controls(text: str) -> str:
    """JSON text in which the control characters that JSON allows in strings are escaped, too."""
    return _CONTROLS_BUT_LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def note(line: str) -> None:
    """Print a line on standard error that is neither a result nor a warning.

    Of a very long line, which quotes a stranger's file, the beginning and the end are printed.
    Nothing is printed if standard error can't be written: the exit code says what happened.
    """
    with suppress(OSError):
        sys.stdout.flush()
    with suppress(OSError):
        sys.stderr.write(f"translate: {_shortened(_spoken_on(sys.stderr, line))}\n")
        sys.stderr.flush()


def _shortened(line: str) -> str:
    half = _LONGEST_LINE // 2
    return line if len(line) <= _LONGEST_LINE else f"{line[:half]} … {line[-half:]}"


def warn(message: str, *, where: str | None = None, hint: str | None = None) -> None:
    """Print a warning on standard error, and add it to the JSON; see `HexaplaError`."""
    warning = _local(HexaplaError(message, where=where, hint=hint))
    envelope.add_warning(warning)
    note(warning.line)


def report(error: HexaplaError) -> None:
    """Show an error that doesn't end the command."""
    if _tracebacks:
        show_traceback(error)
    show_error(error, error.exit_code)


def show_traceback(error: BaseException) -> None:
    """Print the traceback of an error on standard error. Its message may quote an article."""
    import traceback

    with suppress(OSError):
        text = clean_lines("".join(traceback.format_exception(error)))
        sys.stderr.write(_encodable(text, sys.stderr))


def show_error(error: HexaplaError, exit_code: int) -> None:
    """Print an error as one line on standard error, and add it to the JSON."""
    local = _local(error)
    envelope.add_error(local, exit_code)
    note(local.line)


def _local(error: HexaplaError) -> HexaplaError:
    """The error with its place as seen from the current folder."""
    try:
        start = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118
    except FileNotFoundError:  # the folder has been deleted
        return error
    if not (error.where and error.where.startswith(start)):
        return error
    return HexaplaError(error.message, where=error.where.removeprefix(start), hint=error.hint)


class _LogHandler(logging.Handler):
    """Shows the library's log messages, each one once; warnings as `warn` shows those of a command.

    A message such as "no sentence rules for Latin" may concern many articles.
    """

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(self._is_new)
        self._shown: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line on standard error."""
        # The library logs "%s" with a message, or with an error that it survived.
        match record.args:
            case (HexaplaError() as error,):
                warn(error.message, where=error.where, hint=error.hint)
            case (Message() as message,) if record.levelno >= logging.WARNING:
                warn(message)
            case (Message() as message,):
                note(message)
            case _ if record.levelno >= logging.WARNING:
                warn(record.getMessage())
            case _:
                note(record.getMessage())

    def forget(self) -> None:
        """Show again what was shown already."""
        self._shown.clear()

    def _is_new(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        new = line not in self._shown
        self._shown.add(line)
        return new


_log_handler = _LogHandler()


def show_log(level: int) -> None:
    """Show the library's log messages from a level of `logging` up."""
    logger = logging.getLogger("hexapla")
    if _log_handler not in logger.handlers:
        logger.addHandler(_log_handler)
    logger.setLevel(level)
    logging.lastResort = _log_handler  # for the warnings of libraries
    _log_handler.forget()


def show_tracebacks(show: bool) -> None:
    """Set whether `report` also prints the traceback of an error, as ``--debug`` asks."""
    global _tracebacks
    _tracebacks = show


def table(header: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    """Print rows in columns under a header; columns of integers are aligned to the right."""
    header = [spoken(name) for name in header]
    texts = [[clean(spoken(cell) if isinstance(cell, str) else str(cell)) for cell in row]
             for row in rows]  # fmt: skip
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
    """How many terminal columns a text fills."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


@contextmanager
def progress_bar(
    *, quiet: bool = False, in_bytes: bool = False, rate: bool = False
) -> Iterator[Progress]:
    """A progress bar on standard error; nothing if that isn't a terminal, or if ``quiet``.

    With ``in_bytes``, amounts are shown as ``6.3/7.2 MB``; with ``rate`` also how many are done in
    a second.
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
    speed = [TextColumn("{task.fields[rate]}", markup=False)] if rate else []
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), amount, *speed)
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(clean(spoken(what)), total=total, rate="")
            number = tasks[what]
            bar.update(number, completed=done)
            if rate and (speed := bar.tasks[number].speed):
                bar.update(number, rate=f"{speed:,.0f}/s")

        yield show


def _escaped(text: str, stream: Any) -> str:
    """JSON text with escapes for the characters that the stream's encoding lacks."""
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return "".join(one if one.isascii() else json.dumps(one)[1:-1] for one in text)
    return text


def _spoken_on(stream: Any, line: str) -> str:
    """A line in the reader's language; in English if the stream can't show that."""
    text = clean(spoken(line))
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return _encodable(clean(line), stream)
    return text


def _encodable(text: str, stream: Any) -> str:
    """The text with escapes for the characters that the stream's encoding lacks."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
