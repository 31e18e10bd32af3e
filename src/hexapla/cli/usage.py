"""Usage errors in Hexapla's own words: what is wrong on the command line, and what to write."""

from __future__ import annotations

import re
from typing import Any

import typer

from hexapla.errors import UsageError, suggestion
from hexapla.lazy import lazy_re

__all__ = ["is_long_option", "usage_error"]

# They belong to translate itself, and are not accepted after a command.
_GLOBAL_OPTIONS = frozenset(
    {"-C", "--publication", "--debug", "-v", "--verbose", "-q", "--quiet", "--version"}
)
_QUOTED = lazy_re(r"'([^']*)'")
_EXTRA = lazy_re(r"extra arguments? ?\(?s?\)? \((.*)\)", re.DOTALL)


def usage_error(error: typer.TyperException) -> UsageError:
    """Typer's error as ours. Its class and attributes say what happened; its names are private."""
    match type(error).__name__:
        case "NoSuchOption":
            return _no_such_option(error)
        case "BadOptionUsage":
            return _wrong_number_of_values(error)
        case "MissingParameter":
            return _missing(error)
    message = " ".join(error.format_message().split())
    if message.startswith("No such command"):
        return _no_such_command(error, message)
    if extra := _EXTRA.search(message):
        return UsageError(f"unexpected argument {extra[1]}", hint=_see_help(error))
    if message.startswith("Missing command"):
        return UsageError("no command", hint=_see_help(error))
    return UsageError(message.rstrip("."), hint=_see_help(error))


def is_long_option(name: str) -> bool:
    """Whether an option that several commands share, or a general one, is named ``--name``."""
    from hexapla.cli import options

    shared = (getattr(options, one) for one in options.__all__)
    infos = [info for one in shared for info in getattr(one, "__metadata__", ())]
    # typer keeps the first name of an option as its default
    known = {part for one in infos for part in (one.default, *(one.param_decls or ()))}
    return f"--{name}" in known | _GLOBAL_OPTIONS | {"--help"}


def _no_such_option(error: Any) -> UsageError:
    option, path = error.option_name, _path(error)
    if option in _GLOBAL_OPTIONS:
        return UsageError(f"{option} goes before the command", hint=f"use translate {option} …")
    known = {name.lstrip("-"): name for name in (*_names(error.ctx), *_GLOBAL_OPTIONS)}
    hint = suggestion(option.lstrip("-"), [name for name in known if len(name) > 1])
    if hint.startswith("did you mean ") and option.startswith("--"):
        hint = hint.replace("did you mean ", "did you mean --")
    else:
        hint = _see_help(error)
    return UsageError(f"{path} has no option {option}", hint=hint)


def _names(context: Any) -> list[str]:
    """The options of a command."""
    parameters = getattr(getattr(context, "command", None), "params", ())
    return [name for one in parameters for name in (*one.opts, *one.secondary_opts)]


def _wrong_number_of_values(error: Any) -> UsageError:
    option = error.option_name
    if "not take a value" in error.format_message():
        return UsageError(f"{option} takes no value", hint=f"use {option} alone")
    return UsageError(f"{option} needs a value", hint=f"write it after the option: {option} VALUE")


def _missing(error: Any) -> UsageError:
    parameter, path = error.param, _path(error)
    name = parameter.metavar or parameter.name.upper()
    option = max(parameter.opts, key=len)
    if option.startswith("--"):
        return UsageError(f"{option} is missing", hint=f"use {path} {option} {name}")
    arguments = [
        one.metavar
        for one in error.ctx.command.params
        if one.required and not one.opts[0].startswith("-")
    ]
    return UsageError(f"{name} is missing", hint=f"use {path} {' '.join(filter(None, arguments))}")


def _no_such_command(error: Any, message: str) -> UsageError:
    quoted = _QUOTED.search(message)
    name = quoted[1] if quoted else ""
    known = error.ctx.command.list_commands(error.ctx) if error.ctx else []
    return UsageError(f"{_path(error)} has no command {name!r}", hint=suggestion(name, known))


def _path(error: Any) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context else "translate"


def _see_help(error: Any) -> str:
    return f"see {_path(error)} --help"
