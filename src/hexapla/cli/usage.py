"""Usage errors in Hexapla's own words: what is wrong on the command line, and what to write."""

from __future__ import annotations

import re
from typing import Any

import typer

from hexapla.errors import UsageError, closest, suggestion
from hexapla.lazy import lazy_re
from hexapla.message import msg

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
        return UsageError(msg("unexpected argument {extra}", extra=extra[1]), hint=_see_help(error))
    if message.startswith("Missing command"):
        return UsageError(msg("no command"), hint=_see_help(error))
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
        return UsageError(
            msg("{option} goes before the command", option=option),
            hint=msg("use translate {option} …", option=option),
        )
    known = {name.lstrip("-"): name for name in (*_names(error.ctx), *_GLOBAL_OPTIONS)}
    close = closest(option.lstrip("-"), [name for name in known if len(name) > 1])
    if close is None or not option.startswith("--"):
        hint = _see_help(error)
    else:
        hint = msg("did you mean {name}?", name=f"--{close}")
    return UsageError(msg("{path} has no option {option}", path=path, option=option), hint=hint)


def _names(context: Any) -> list[str]:
    """The options of a command."""
    parameters = getattr(getattr(context, "command", None), "params", ())
    return [name for one in parameters for name in (*one.opts, *one.secondary_opts)]


def _wrong_number_of_values(error: Any) -> UsageError:
    option = error.option_name
    if "not take a value" in error.format_message():
        return UsageError(
            msg("{option} takes no value", option=option),
            hint=msg("use {option} alone", option=option),
        )
    return UsageError(
        msg("{option} needs a value", option=option),
        hint=msg("write it after the option: {option} VALUE", option=option),
    )


def _missing(error: Any) -> UsageError:
    parameter, path = error.param, _path(error)
    name = parameter.metavar or parameter.name.upper()
    option = max(parameter.opts, key=len)
    if option.startswith("--"):
        return UsageError(
            msg("{option} is missing", option=option),
            hint=msg("use {path} {option} {name}", path=path, option=option, name=name),
        )
    arguments = [
        one.metavar
        for one in error.ctx.command.params
        if one.required and not one.opts[0].startswith("-")
    ]
    return UsageError(
        msg("{name} is missing", name=name),
        hint=msg("use {path} {filter}", path=path, filter=" ".join(filter(None, arguments))),
    )


def _no_such_command(error: Any, message: str) -> UsageError:
    quoted = _QUOTED.search(message)
    name = quoted[1] if quoted else ""
    known = error.ctx.command.list_commands(error.ctx) if error.ctx else []
    return UsageError(
        msg("{path} has no command {name!r}", path=_path(error), name=name),
        hint=suggestion(name, known),
    )


def _path(error: Any) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context else "translate"


def _see_help(error: Any) -> str:
    return msg("see {path} --help", path=_path(error))
