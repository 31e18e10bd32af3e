"""The rows of tables with documents, whatever the kind of table is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hexapla.errors import HexaplaError, InputError
from hexapla.message import msg

__all__ = ["COLUMNS", "SPLIT", "Room", "Row", "Span", "row_of"]

COLUMNS = ("id", "text", "path", "format", "language")
SPLIT = msg("split it into several documents")
"""What to do about a document that is too large."""

Room = Callable[[], tuple[int, int]]
"""Returns how many documents and bytes still fit into a chunk."""


@dataclass(frozen=True, slots=True)
class Span:
    """Rows of a table: lines from an offset up to another, or rows of a row group.

    ``first`` is the number of the first row in the file, from 1. ``count`` is how many documents
    there are, ``size`` about how many bytes. ``group`` is -1 for lines; otherwise ``start`` and
    ``stop`` count rows in that group. ``stamp`` is that of the file; see `Place.stamp`.
    """

    name: str
    group: int
    start: int
    stop: int
    first: int
    count: int
    size: int
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says about a document; None or "" for what it doesn't say."""

    id: str
    text: str | None
    path: str | None
    format: str | None
    language: str | None


def row_of(values: Mapping[str, Any], where: str) -> Row | HexaplaError:
    """What the values of a row say, by column; an error if that can't be right."""
    for name in COLUMNS:
        value = values.get(name)
        number = name == "id" and isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not isinstance(value, str) and not number:
            return InputError(
                msg(
                    "{name} is {type_name}, not a string", name=name, type_name=type(value).__name__
                ),
                where=where,
                hint=msg("use strings"),
            )
    own = values.get("id")
    others = {name: values.get(name) for name in COLUMNS[1:]}
    return Row("" if own is None else str(own), **others)
