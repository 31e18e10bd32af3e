"""TOML front matter: all four kinds of strings, in arrays and inline tables too.

``tomllib`` says whether it is valid, but not where its values are, so the strings are found here.
The syntax is that of TOML 1.0 (https://toml.io/en/v1.0.0).
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Iterator

from hexapla import toml
from hexapla.documents.markdown.frontmatter_values import (
    Run,
    Value,
    double_quoted,
    values_of,
)
from hexapla.documents.quoting import escaped, printable
from hexapla.errors import HexaplaError
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["toml_values", "write_toml"]

_log = logging.getLogger(__name__)

_LINE = lazy_re(r"[^\n]+")
_AT_LINE = lazy_re(r"\(at line (\d+)")


def toml_values(source: str, start: int, end: int, where: str) -> Iterator[Value]:
    """The values in ``source[start:end]`` that are strings, at any depth, in order.

    If it isn't valid TOML, logs a warning with ``where`` and the line, and returns no values.
    """
    try:
        toml.loads(source[start:end])
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        # Without a line, the end came too early.
        line = source.count("\n", 0, start) + int(found[1]) if found else source.count("\n", 0, end)
        place = f"{where}:{line}" if where else f"line {line}"
        problem = str(error).partition(" (at ")[0]
        kept = msg("front matter left unchanged: not valid TOML ({problem})", problem=problem)
        _log.warning("%s", HexaplaError(kept, where=place, hint=msg("correct it there")))
        return
    for key, string in _strings(source, start, end):
        yield from _read(source, key, string)


def _strings(source: str, start: int, end: int) -> Iterator[tuple[str, re.Match[str]]]:
    """The strings of valid TOML that are values, or in an array that is one, with their keys."""
    name: str | None = None  # The last key or part of a key, before its equals sign.
    key: str | None = None  # The key of the value that follows.
    arrays: list[str | None] = []  # For each open bracket the key of an array; None for a table.
    at = start
    while token := toml.TOKEN.match(source, at, end):
        at = token.end()
        mark = token["mark"]
        if mark == "=":
            key = name
        elif mark == "[" and key is None and not arrays:  # The header of a table.
            at = max(at, source.find("\n", at, end))
        elif mark in ("[", "{"):
            arrays.append(key if mark == "[" else None)
            key = arrays[-1]
        elif mark in ("]", "}"):
            arrays.pop()
        elif mark == "," or (mark == "\n" and not arrays):
            key = arrays[-1] if arrays else None
        elif not mark and not token["skipped"]:
            if key is not None and token["other"] is None:
                yield key, token
            name = _name(token)


def _name(token: re.Match[str]) -> str:
    """The last part of a dotted key."""
    return token["other"].rpartition(".")[2] if token["other"] else token[0][1:-1]


def _read(source: str, key: str, string: re.Match[str]) -> Iterator[Value]:
    start, end = string.span()
    if string["basic"]:
        yield from values_of(source, double_quoted(source, start + 1, end - 1), key, "toml basic")
    elif string["literal"]:
        text = Run("text", start + 1, end - 1, string[0][1:-1])
        for value in values_of(source, [text], key, "toml literal"):
            yield Value(start, end, value.key, value.style, value.flow)
    elif string["basic_lines"]:
        runs = (_by_lines(source, run) for run in double_quoted(source, start + 3, end - 3))
        yield from values_of(source, runs, key, "toml basic")
    else:
        rows: list[Run] = []
        for line in _LINE.finditer(source, start + 3, end - 3):
            text = Run("text", *line.span(), line[0])
            rows += [text, Run("break", line.end(), line.end())]
        yield from values_of(source, rows, key, "toml lines")


def _by_lines(source: str, run: Run) -> Run:
    """A part of a string of several lines: a line end separates lines, unless it is escaped."""
    written = source[run.start : run.end]
    if run.kind == "text" or "\n" not in written:
        return run
    if "\\" not in written:
        return run._replace(kind="break")
    return run._replace(kind="gap" if written[0] in " \t" else "none")


def write_toml(text: str, value: Value) -> str:
    """A translation as a TOML string, in the style of the source's if possible."""
    quoted = escaped(text)
    if value.style == "toml basic":
        return quoted
    if value.style == "toml lines":
        return printable(text).replace("'''", "’’’")
    return f"'{text}'" if "'" not in text and text == printable(text) else f'"{quoted}"'
