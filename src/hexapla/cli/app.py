"""The command's frame: which word is a command, how errors end it, what `--help` lists."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup, TyperOption

from hexapla.cli.output import ReaderLeftError, show_log, show_tracebacks, warn
from hexapla.errors import HexaplaError, InputError, UsageError

__all__ = ["app", "main"]

_COMMANDS = {
    "run": "run:run",
    "init": "init:init",
    "detect": "detect:detect",
    "segments": "segments:segments",
    "extract": "extract:extract",
    "draft": "draft:draft",
    "status": "status:status",
    "check": "check:check",
    "review": "review:review",
    "publish": "publish:publish",
    "engines": "engines:engines",
    "evaluate": "evaluate:evaluate",
    "merge-po": "merge_po:merge_po",
    "models": "models:app",
    "memory": "memory:app",
    "xliff": "xliff:app",
    "glossary": "glossary:app",
}
"""The commands in the order of `--help`: a module here, and its function or its group."""

_INTERRUPTED = 130
_TERMINATED = 143
_BUG = 70  # EX_SOFTWARE of sysexits.h


class _Commands(TyperGroup):
    """The commands of `_COMMANDS`, each imported when it is needed, and articles beside them:
    `translate article.txt --to es` means `translate run article.txt --to es`.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in _COMMANDS and cmd_name not in self.commands:
            self.commands[cmd_name] = _load(cmd_name)
        return self.commands.get(cmd_name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        at = self._after_own_options(ctx, args)
        if at < len(args) and self._means_run(ctx, args[at]):
            args = [*args[:at], "run", *args[at:]]
        return super().parse_args(ctx, args)

    def _after_own_options(self, ctx: Any, args: list[str]) -> int:
        own = {name: param for param in self.get_params(ctx) for name in param.opts}
        at = 0
        while at < len(args) and (param := own.get(args[at].partition("=")[0])):
            flag = isinstance(param, TyperOption) and (param.is_flag or param.count)
            at += 1 if flag or "=" in args[at] else 2
        return at

    def _means_run(self, ctx: Any, word: str) -> bool:
        if word in self.list_commands(ctx):
            return False
        if word == "-" or word.startswith("-") or Path(word).exists():
            return True
        if "." in word or os.sep in word:
            return True
        import difflib

        close = difflib.get_close_matches(word, self.list_commands(ctx), n=1)
        raise UsageError(
            f"{word!r} is neither a command nor a file",
            hint=f"did you mean {close[0]}?" if close else "see translate --help",
        )


def _load(name: str) -> Any:
    module, _, attribute = _COMMANDS[name].partition(":")
    found = getattr(import_module(f"hexapla.cli.{module}"), attribute)
    holder = typer.Typer(add_completion=False, rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
        holder.callback()(lambda: None)  # without one typer makes a lone command the whole
    return typer.main.get_group(holder).commands[name]


app = typer.Typer(
    cls=_Commands,
    name="translate",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(value: bool) -> None:
    if value:
        from hexapla import __version__

        typer.echo(f"translate (Hexapla) {__version__}")
        raise typer.Exit


@app.callback()
def _frame(
    publication: Annotated[
        Path | None,
        typer.Option("--publication", "-C", metavar="DIR", help="Work in this folder."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Also say what is being done.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show no warnings, only errors and results.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Translate articles offline, review them as gettext catalogs, publish editions.

    \b
    translate article.txt --to es,fr    all in one go: see translate run --help
    translate - --to es < in > out      a plain filter

    Articles are plain text, Markdown or HTML; plug-ins add more formats.

    Drafts are kept in locales/, one .po a language. Correct them in any PO editor, remove the
    "fuzzy" flag from what is right, and run the same command again.
    """
    show_tracebacks(debug)
    if verbose and quiet:
        raise UsageError("--verbose and --quiet can't be combined", hint="use one of them")
    show_log(logging.INFO if verbose else logging.ERROR if quiet else logging.WARNING)
    if publication is not None:
        if not publication.is_dir():
            raise UsageError("no such folder", where=str(publication))
        os.chdir(publication)


def main(args: list[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    with _terminable() as terminated:
        code = _run(sys.argv[1:] if args is None else args)
    sys.exit(_TERMINATED if code == _INTERRUPTED and terminated() else code)


@contextmanager
def _terminable() -> Iterator[Callable[[], bool]]:
    """Have SIGTERM interrupt the run as Ctrl-C does; gives what tells whether it came.

    It is heard once: `timeout` sends it twice, and what is finished has to be saved meanwhile.
    Whoever set another handler, or none, keeps it.
    """
    came = False

    def interrupt(number: int, frame: object) -> None:
        nonlocal came
        came = True
        signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    ours = signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    ours = ours and threading.current_thread() is threading.main_thread()
    if ours:
        signal.signal(signal.SIGTERM, interrupt)
    try:
        yield lambda: came
    finally:
        if ours and not came:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _run(args: list[str]) -> int:
    try:
        code: Any = app(args, standalone_mode=False, prog_name="translate")
        sys.stdout.flush()
    except (BrokenPipeError, ReaderLeftError):
        # Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except Exception as error:
        if "--debug" in args:
            raise
        if type(error).__name__ == "NoArgsIsHelpError":  # typer has no public name for it
            sys.stdout.write(f"{error}\n")
            return 0
        line, code = _explained(error)
        warn(line)
        return int(code)
    if code == _INTERRUPTED:  # what typer makes of Ctrl-C, too
        warn("interrupted; what was finished is saved")
    return code if isinstance(code, int) else 0


def _explained(error: Exception) -> tuple[str, int]:
    """The one line for an error, and the exit code."""
    match error:
        case HexaplaError():
            return str(error), error.exit_code
        case typer.TyperException():
            return _one_line(error), error.exit_code
        case MemoryError():
            return "there is not enough memory; translate fewer articles at once", 3
        case OSError():
            found = InputError(error.strerror or str(error), where=str(error.filename or "?"))
            return str(found), found.exit_code
    return (
        f"internal error: {type(error).__name__}: {error}; this is a bug of Hexapla's: "
        "run it again with --debug and report what it shows",
        _BUG,
    )


def _one_line(error: typer.TyperException) -> str:
    message = " ".join(error.format_message().split())
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "translate"
    return f"{message} (see {path.removesuffix(' run')} --help)"
