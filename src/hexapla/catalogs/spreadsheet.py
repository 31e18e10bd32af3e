"""Tables as spreadsheet programs save them: CSV in their encodings, separators and line ends.

Excel separates columns by the list separator of the computer's region, `,` or `;`, or by tabs
("Unicode Text", in UTF-16), may name the separator in a first line `sep=;`, and writes the Windows
code page unless it is asked for UTF-8.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from hexapla.documents.decoding import decode
from hexapla.errors import InputError, UsageError
from hexapla.languages import Language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["Row", "read_table", "safe_cell"]

_SEPARATOR_LINE = lazy_re(r'"?sep=(?P<separator>[^\n"])"?\n', re.IGNORECASE)
_QUOTED = lazy_re(r'"[^"]*"')
_CODE = lazy_re(r"(?<![^\s,;\"])[A-Za-z]{2,3}(?:[-_@][A-Za-z]+)*(?![^\s,;\"])")
_HEADER_BYTES = 4_096
_SPACE = lazy_re(r"[ \t\n\f\v]+")
_SEPARATORS = ",;\t"
# What spreadsheet programs take for the beginning of a formula, full-width characters included.
_FORMULA = lazy_re(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


class Row(NamedTuple):
    """A row that isn't empty: the line it starts on, and its cells without surrounding space."""

    line: int
    cells: list[str]


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula; `read_table` returns ``text``.

    The apostrophe is theirs: what follows it is a text.
    """
    return f"'{text}" if _FORMULA.match(text) and text != "=" else text


def read_table(data: bytes, where: str) -> list[Row]:
    """The rows of a table. White space in a cell, line breaks too, becomes single spaces.

    Empty cells at the end of a row are left out. Raises InputError with ``where`` and the line.
    """
    try:
        text, _ = decode(data, where=where, expected=_named_languages(data))
    except InputError as error:
        raise InputError(
            error.message, where=error.where, hint=msg("save it as CSV UTF-8")
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    named = _SEPARATOR_LINE.match(text)
    first = text[named.end() :] if named else text
    separator = named["separator"] if named else _separator(first.lstrip().partition("\n")[0])
    return list(_rows(first, separator, where, 1 if named else 0))


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell


def _named_languages(data: bytes) -> list[str]:
    """The languages that the header of bytes in an unknown encoding names."""
    lines = [line for line in data[:_HEADER_BYTES].splitlines() if b"sep=" not in line.lower()]
    header = lines[0].decode("latin-1") if lines else ""
    found = []
    for code in _CODE.findall(header):
        with suppress(UsageError):
            found.append(Language(code).tag)
    return found


def _separator(header: str) -> str:
    """The character that separates the cells of the first line."""
    bare = _QUOTED.sub("", header)
    return max(_SEPARATORS, key=bare.count)


def _rows(text: str, separator: str, where: str, before: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = before + 1
    try:
        for cells in reader:
            row = [_bare(_SPACE.sub(" ", cell).strip()) for cell in cells]
            while row and not row[-1]:
                row.pop()
            if row:
                yield Row(start, row)
            start = before + reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            msg("not valid CSV: {error}", error=error),
            where=f"{where}:{max(start, before + reader.line_num)}",
            hint=msg("put cells that contain separators or quotation marks in double quotes"),
        ) from None
