"""The command `translate`: its commands and general options, and how errors end it."""

from __future__ import annotations

import inspect
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from hexapla.cli import envelope, parameters
from hexapla.cli.help import HelpContext, paragraphs
from hexapla.cli.output import (
    ReaderLeftError,
    echo,
    echo_json,
    show_error,
    show_log,
    show_traceback,
    show_tracebacks,
    speak,
    spoken_in,
    writing,
)
from hexapla.errors import HexaplaError, InputError, UsageError, closest
from hexapla.message import Words, msg
from hexapla.temporary import remove_leftovers
from hexapla.words import ENGLISH, MESSAGES, chosen, environment

__all__ = ["app", "run"]

_COMMANDS = {
    "run": "run:run",
    "init": "init:init",
    "demo": "demo:demo",
    "import": "import_:import_",
    "detect": "detect:detect",
    "segments": "segments:segments",
    "extract": "extract:extract",
    "draft": "draft:draft",
    "batch": "batch:batch",
    "status": "status:status",
    "count": "count:count",
    "check": "check:check",
    "review": "review:review",
    "sign": "sign:sign",
    "packet": "packet:packet",
    "publish": "publish:publish",
    "adopt": "adopt:adopt",
    "adopt-edit": "adopt_edit:adopt_edit",
    "prune": "prune:prune",
    "site": "site:site",
    "epub": "epub:epub",
    "engines": "engines:engines",
    "evaluate": "evaluate:evaluate",
    "models": "models:app",
    "memory": "memory:app",
    "glossary": "glossary:app",
    "xliff": "xliff:app",
    "cache": "cache:app",
    "merge-po": "merge_po:merge_po",
}
"""The commands in the order of `--help`, each with a module of this package and the function or
group in it.
"""

_OWN_OUTPUT = frozenset(["-h", "--help", "--version"])
"""The general options that need no command."""

_HELP = msg("see translate --help")
_INTERRUPTED = 130
_TERMINATED = 143
_BUG = 70  # EX_SOFTWARE of sysexits.h


class _Commands(TyperGroup):
    """The commands of `_COMMANDS`, each imported when it is first needed.

    The command `run` is understood if there is none: `translate article.txt --to es` means
    `translate run article.txt --to es`. So does `translate` alone inside a publication. While a
    shell completes a command line (``resilient_parsing``), its last word is still missing, and an
    error would be shown in the middle of it.
    """

    context_class = HelpContext

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in _COMMANDS and cmd_name not in self.commands:
            self.commands[cmd_name] = _load(cmd_name)
            _prepare(self.commands[cmd_name], ctx)
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the summary of each command. Their options, which take most of the time, aren't
        made for that.
        """
        room = formatter.width - 6 - max(map(len, _COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(name, room)) for name in _COMMANDS])

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        options = self.get_params(ctx)
        parameters.prepare(options)
        at = _after_general_options(options, args)
        if at >= len(args) and _OWN_OUTPUT.isdisjoint(args):
            if not ctx.resilient_parsing:
                args = [*args, "run" if _in_publication(args) else "--help"]
        elif at < len(args) and self._means_run(ctx, args[at]):
            args = [*args[:at], "run", *args[at:]]
        return super().parse_args(ctx, args)

    def _means_run(self, ctx: Any, word: str) -> bool:
        if word in self.list_commands(ctx):
            return False
        if word.startswith("-") or Path(word).exists() or ctx.resilient_parsing:
            return True
        if "." in word or os.sep in word or "/" in word:
            return True
        hint = _HELP
        if close := closest(word, self.list_commands(ctx)):
            hint = msg("did you mean {name}?", name=close)
        else:
            from hexapla.languages import is_language

            if is_language(word):
                hint = msg("for a language, use --to {word}", word=word)
        raise UsageError(msg("{word!r} is neither a command nor a file", word=word), hint=hint)


def _after_general_options(options: Sequence[Any], args: list[str]) -> int:
    """The index of the first argument behind the options that all commands share."""
    by_name = {name: option for option in options for name in option.opts}
    at = 0
    while at < len(args) and (option := by_name.get(args[at].partition("=")[0])):
        flag = isinstance(option, TyperOption) and (option.is_flag or option.count)
        at += 1 if flag or "=" in args[at] else 2
    return at


def _in_publication(args: Sequence[str]) -> bool:
    """Whether the folder of ``--publication``, by default the current one, is in a publication."""
    from hexapla.publication.settings_file import find_root

    folder = Path()
    for at, arg in enumerate(args):
        name, equals, value = arg.partition("=")
        if name in ("-C", "--publication"):
            folder = Path(value if equals else "".join(args[at + 1 : at + 2]))
    return find_root(folder) is not None


def _named(name: str) -> Any:
    """The function or the group of a command."""
    module, _, attribute = _COMMANDS[name].partition(":")
    return getattr(import_module(f"hexapla.cli.{module}"), attribute)


def _summary(name: str, room: int) -> str:
    """The first sentence of a command's help, in ``room`` characters."""
    found = _named(name)
    text = found.info.help if isinstance(found, typer.Typer) else inspect.getdoc(found)
    if words := spoken_in():
        return words(paragraphs(text)[0])
    return TyperCommand(name, help=text).get_short_help_str(room)


def _load(name: str) -> Any:
    found = _named(name)
    holder = typer.Typer(add_completion=False, rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
        holder.callback()(lambda: None)  # without it, typer makes a single command the program
    return typer.main.get_group(holder).commands[name]


def _prepare(command: Any, parent: Any) -> None:
    command.context_class = HelpContext
    context = HelpContext(command, parent=parent)
    parameters.prepare(command.get_params(context))
    for subcommand in getattr(command, "commands", {}).values():
        _prepare(subcommand, context)


app = typer.Typer(
    cls=_Commands,
    name="translate",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(value: bool) -> None:
    if value:
        from hexapla import __version__

        echo(msg("translate (Hexapla) {version}", version=__version__))
        raise typer.Exit


@app.callback()
def _general(
    publication: Annotated[
        Path | None,
        typer.Option(
            "--publication", "-C", metavar="DIR", help="Folder to work in (default: this one)."
        ),
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the Python traceback of an error.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show each step on standard error.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show results and errors, but no warnings.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Translate articles offline, and publish them in many languages.

    \b
    translate article.txt --to es,fr      draft translations, and write the editions
    translate - --to es < in > out        translate standard input
    translate run --help                  all options of the two
    translate COMMAND --help              the options of a command

    An article is a text, Markdown, HTML, Word or subtitle file, or one in another format. Its
    translations are gettext catalogs in locales/, one .po file for each language, in which drafts
    are marked fuzzy. Correct them in any PO editor or with translate review, and remove the mark
    from what is right. Then run the same command again.

    For several articles, make the folder a publication with translate init. In it, translate alone
    updates, drafts and publishes everything.
    """
    show_tracebacks(debug)
    if verbose and quiet:
        raise UsageError(
            msg("--verbose and --quiet can't be combined"), hint=msg("use one of them")
        )
    show_log(logging.INFO if verbose else logging.ERROR if quiet else logging.WARNING)
    if publication is not None:
        if publication.exists() and not publication.is_dir():
            raise UsageError(msg("is a file"), where=str(publication), hint=msg("name its folder"))
        if not publication.is_dir():
            raise UsageError(
                msg("no such folder"), where=str(publication), hint=msg("check the spelling")
            )
        os.chdir(publication)
    _refuse_deleted_folder()
    remove_leftovers()


def _refuse_deleted_folder() -> None:
    try:
        Path.cwd()
    except FileNotFoundError:
        raise InputError(
            msg("the current folder has been deleted"), hint=msg("change to another one with cd")
        ) from None


def run(args: list[str]) -> int:
    """Run the command with some arguments, and return its exit code."""
    with _terminable() as terminated:
        try:
            code = _run(args)
        except KeyboardInterrupt:  # while the error that ended the command was shown
            code = _INTERRUPTED
    return _TERMINATED if code == _INTERRUPTED and terminated() else code


@contextmanager
def _terminable() -> Iterator[Callable[[], bool]]:
    """Let SIGTERM interrupt the run as Ctrl-C does; yields a function that says whether it came.

    Only the first signal counts: `timeout` sends it twice, and finished work must be saved. A
    handler that somebody else has set is kept.
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


def _words_asked() -> Words | None:
    """The words of the language that the environment names; None for English."""
    asked = environment()
    if not asked or asked[0].startswith("en"):
        return None
    words = chosen(asked, MESSAGES)
    return None if words is ENGLISH else words


def _run(args: list[str]) -> int:
    speak(_words_asked())
    envelope.start(_command_name(args) if "--json" in _options(args) else None)
    try:
        code = _exit_code(args)
        code = _finished(code)
    except (BrokenPipeError, ReaderLeftError):
        _ignore_output()
        return 0
    return code


def _finished(code: int) -> int:
    """Print what is left to print, and return the exit code."""
    try:
        found = envelope.current()
        data = found.as_data(code) if found else None
        if found and data is not None:
            echo_json(data, indent=None if found.as_lines else 2)
        with writing():
            sys.stdout.flush()
    except HexaplaError as error:  # the disk is full
        show_error(error, error.exit_code)
        _ignore_output()
        return error.exit_code
    return code


def _ignore_output() -> None:
    """Drop what can't be written: Python would try again at exit, and report the error."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def _exit_code(args: list[str]) -> int:
    """Call the command, show the error that ends it, and return its exit code."""
    error: HexaplaError
    try:
        _refuse_single_hyphens(args)
        code: Any = app(args, standalone_mode=False, prog_name="translate")
    except (BrokenPipeError, ReaderLeftError):
        raise
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except Exception as caught:
        raised: Exception = caught
        if type(caught).__name__ == "NoArgsIsHelpError":  # typer has no public name for it
            failed = _show_help(str(caught))
            if failed is None:
                return 0
            raised = failed
        error, code = _explained(raised)
        if "--debug" in args:
            show_traceback(raised)
        show_error(error, code)
        return int(code)
    if code == _INTERRUPTED:  # typer also returns it after Ctrl-C
        show_error(
            HexaplaError(msg("interrupted"), hint=msg("finished work is saved")), _INTERRUPTED
        )
    return code if isinstance(code, int) else 0


def _show_help(text: str) -> Exception | None:
    """Print a command's help; returns the error if that isn't possible."""
    try:
        for line in text.splitlines():
            echo(line)
    except HexaplaError as error:
        return error
    return None


def _refuse_single_hyphens(args: Sequence[str]) -> None:
    """Raise UsageError for a long option with one hyphen, which would be read as short options."""
    for word in _options(args):
        if word[:1] == "-" and word[1:2].isalpha() and len(word) > 2 and word[1:].isalpha():
            from hexapla.cli.usage import is_long_option

            if is_long_option(word[1:]):
                raise UsageError(
                    msg("{word} has one hyphen", word=word), hint=msg("use -{word}", word=word)
                )


def _options(args: Sequence[str]) -> Sequence[str]:
    return args[: args.index("--")] if "--" in args else args


def _command_name(args: list[str]) -> str:
    """The command that the arguments name, with a hyphen between a group and its command."""
    group: Any = typer.main.get_command(app)
    words = args[_after_general_options(group.params, args) :]
    if not words or words[0] not in _COMMANDS:
        return "run"
    grouped = _COMMANDS[words[0]].endswith(":app") and len(words) > 1
    return f"{words[0]}-{words[1]}" if grouped and words[1].isalpha() else words[0]


def _explained(error: Exception) -> tuple[HexaplaError, int]:
    """An error as a user should see it, and the exit code."""
    match error:
        case HexaplaError():
            return error, error.exit_code
        case typer.TyperException():
            from hexapla.cli.usage import usage_error

            return usage_error(error), error.exit_code
        case MemoryError():
            found = HexaplaError(
                msg("not enough memory"), hint=msg("translate fewer articles at a time")
            )
            return found, found.exit_code
        case OSError():
            found = InputError(
                error.strerror or str(error),
                where=None if error.filename is None else str(error.filename),
                hint=msg("check the path and its permissions"),
            )
            return found, found.exit_code
    problem = msg("internal error: {name}: {error}", name=type(error).__name__, error=error)
    hint = msg("this is a bug in Hexapla: run it again with --debug, and report what it prints")
    return HexaplaError(problem, hint=hint), _BUG
