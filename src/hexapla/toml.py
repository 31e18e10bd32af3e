"""TOML that others wrote, read without following it to any depth."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from hexapla.errors import InputError
from hexapla.files import read_bytes
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["line_of", "loads", "read"]

TOKEN = lazy_re(
    r"(?P<skipped>[ \t\r]+|\#[^\n]*)"
    r"|(?P<basic_lines>\"\"\"(?:[^\"\\]|\\[\s\S]|\"(?!\"\"))*\"{3,5})"
    r"|(?P<literal_lines>'''(?:[^']|'(?!''))*'{3,5})"
    r"|(?P<basic>\"(?:[^\"\\\n]|\\.)*\")"
    r"|(?P<literal>'[^'\n]*')"
    r"|(?P<mark>[\[\]{},=\n])"
    r"|(?P<other>[^\s,=\[\]{}\#\"']+)"
)
"""The tokens of valid TOML."""

# Keys such as a.b.c, of which each dot is a level.
_DEEP = lazy_re(r"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}")


def loads(text: str) -> dict[str, Any]:
    """The data of a TOML document. Raises `tomllib.TOMLDecodeError`, also if it is too deep."""
    deep = _DEEP.search(text)
    if deep:
        line = text.count("\n", 0, deep.start()) + 1
        raise tomllib.TOMLDecodeError(f"Too many levels in a key (at line {line}, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("Too many levels (at end of document)") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # Python doesn't convert more than 4,300 digits.
        raise tomllib.TOMLDecodeError("A number is too long (at end of document)") from None


def read(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file, and its data; raises InputError with the line."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
        return text, loads(text)
    except UnicodeDecodeError as error:
        raise InputError(
            msg("is not UTF-8"), where=str(path), hint=msg("save it as UTF-8")
        ) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{line[1] if line else len(text.splitlines())}"
        reason = str(error).rsplit(" (at ", 1)[0]
        raise InputError(
            msg(
                "is not valid TOML: {reason}{reason2}",
                reason=reason[:1].lower(),
                reason2=reason[1:],
            ),
            where=where,
            hint=msg("put strings in double quotes and lists in square brackets"),
        ) from None


def line_of(text: str, table: str, key: str) -> int:
    """The line number (from 1) of a key; 1 if it can't be found. ``table`` is "" for no table."""
    current = ""
    for number, line in enumerate(map(str.lstrip, text.splitlines()), 1):
        header = re.match(r"\[++([^\]]+)\]", line)
        if header:
            current = header[1].strip().strip("\"'")
            if not table and current.partition(".")[0] == key:
                return number
            if table and current == f"{table}.{key}":
                return number
        dotted = rf"""(?:["']?{re.escape(table)}["']?\s*\.\s*)?["']?{re.escape(key)}["']?\s*[=.]"""
        if (current == table or not current) and re.match(dotted, line):
            return number
    return 1
