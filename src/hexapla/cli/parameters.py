"""Converting the words of a command line to values of the parameters' types.

Typer does this with pydantic, whose import takes longer than all else that a short run does. Our
commands need only a few types, and `prepare` gives each parameter a converter for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_origin

from typer.core import TyperArgument, TyperOption

from hexapla.errors import UsageError, suggestion
from hexapla.message import either, msg

__all__ = ["prepare"]


def prepare(parameters: Iterable[Any]) -> None:
    """Give a command's parameters our converters; one of another type keeps typer's.

    The help of arguments no longer shows their Python types.
    """
    for parameter in parameters:
        convert = _converter(parameter.type_descriptor.annotation, parameter.type_descriptor)
        if convert:
            converter = _Converter(convert)
            # What typer asks before it converts a value, and when it shows the type.
            parameter.get_runtime_param = partial(_given, converter)
        if isinstance(parameter, TyperArgument):
            setattr(parameter, "display_type_rich", partial(_given, ""))  # noqa: B010


def _given(value: Any, ctx: Any = None) -> Any:
    return value


class _Converter:
    """Converts the values of one parameter: see `typer._coercion.RuntimeParam.coerce`."""

    def __init__(self, convert: Callable[[str], Any]) -> None:
        self._convert = convert

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value, or the list of values, of a parameter that is given on the command line.

        Raises UsageError for a value that is not of the parameter's type.
        """
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        try:
            return [self._convert(one) for one in value] if several else self._convert(value)
        except _WrongValueError as error:
            name = max(param.opts, key=len) if isinstance(param, TyperOption) else param.metavar
            raise UsageError(
                msg("{name} can't be {value!r}", name=name, value=error.value), hint=error.hint
            ) from None


class _WrongValueError(Exception):
    """A value that is not of a parameter's type, and a hint at the right ones."""

    def __init__(self, value: str, hint: str) -> None:
        super().__init__(value, hint)
        self.value = value
        self.hint = hint


def _converter(annotation: Any, descriptor: Any) -> Callable[[Any], Any] | None:
    if get_origin(annotation) is list:
        return _converter(get_args(annotation)[0], descriptor)
    if annotation is str or annotation is bool:
        return annotation
    if annotation is Path:
        return Path
    if annotation is int:
        info = descriptor.parameter_info
        return lambda value: _number(value, info.min, info.max)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return lambda value: _choice(value, annotation)
    return None


def _number(value: Any, least: float | None, most: float | None) -> int:
    try:
        number = int(value)
        if number < (number if least is None else least) or number > (most or number):
            raise ValueError
    except ValueError:
        raise _WrongValueError(value, _numbers(least, most)) from None
    return number


def _numbers(least: float | None, most: float | None) -> str:
    if most is not None:
        return msg("use a whole number from {least:g} to {most:g}", least=least or 0, most=most)
    if least is not None:
        return msg("use a whole number from {least:g}", least=least)
    return msg("use a whole number")


def _choice(value: Any, choices: type[Enum]) -> Enum:
    if isinstance(value, choices):
        return value
    known = {str(choice.value): choice for choice in choices}
    if value in known:
        return known[value]
    hint, listed = suggestion(value, known), msg("use {names}", names=either(known))
    if hint != listed:
        hint = msg("{hint} ({more})", hint=hint, more=listed)
    raise _WrongValueError(value, hint)
