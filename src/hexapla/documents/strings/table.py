"""Tables of strings in CSV: a column of keys, and a column for each language."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect

from hexapla.documents.strings.values import Reading, Value, refuse
from hexapla.languages import Language, is_language
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["is_table", "read_table"]

_KEYS = frozenset(
    ["id", "identifier", "key", "keys", "label", "name", "string_id", "stringid", "term_id"]
)
_TEXTS = ("source", "text", "value", "string", "message", "translation", "english")
_COMMENTS = frozenset(["comment", "comments", "description", "note", "notes", "context"])
_CELL = lazy_re(r'"((?:[^"]|"")*+)"')
_LINE_END = lazy_re(r"\r\n|\r|\n")
_SIGNS = (",", ";", "\t", "|")


def is_table(source: str) -> bool:
    """Whether a text begins like a table with a column of keys and one of texts."""
    return bool(_columns(_header(source)[0], ""))


def read_table(source: str, where: str, language: str = "") -> Reading:
    """The texts in a table. ``language`` is the tag of the language to read.

    Raises InputError if the header names no columns of keys and texts, or with the line of a row
    that isn't one.
    """
    header, sign = _header(source)
    columns = _columns(header, language)
    if columns is None:
        hint = msg("name the columns in the first line: key,en,comment")
        raise refuse(msg("has no columns of keys and texts"), source, 0, where, hint)
    key, text, said = columns
    languages = [(at, tag) for at, name in enumerate(header) if at != key and (tag := _tag(name))]
    numbers = [at for at, _ in languages]
    values: list[Value] = []
    for number, cells in enumerate(_rows(source, sign, where)):
        if not number or len(cells) <= max(key, text) or not cells[key][2].strip():
            continue
        start, end, shown = cells[text]
        # Only as many columns as the row has: a header may have more than all rows together.
        reached = said[: bisect(said, len(cells) - 1)]
        comments = tuple(cells[at][2] for at in reached if cells[at][2].strip())
        places = {tag: cells[at][:2] for at, tag in languages[: bisect(numbers, len(cells) - 1)]}

        def write(new: str, quoted: bool = _are_quoted(source, cells)) -> str:
            return _written(new, sign, quoted=quoted)

        values.append(
            Value((cells[key][2],), start, end, shown, write, -1, (0, 0), comments, places)
        )
    return Reading(values, 0, {value.key: (0, 0) for value in values})


def _header(source: str) -> tuple[list[str], str]:
    line = _LINE_END.split(source, 1)[0]
    sign = max(_SIGNS, key=line.count)
    try:
        return next(csv.reader(io.StringIO(line), delimiter=sign), []), sign
    except csv.Error:  # such as a cell of more than 131,072 characters
        return [], sign


def _tag(name: str) -> str:
    """The language that a column is named after, "" if it isn't."""
    spelt = name.strip().replace("_", "-")
    return Language(spelt).tag if 2 <= len(spelt) <= 11 and is_language(spelt) else ""


def _columns(header: list[str], language: str) -> tuple[int, int, list[int]] | None:
    """The numbers of the columns of keys, texts and comments; None without keys or texts."""
    names = [name.strip().lower() for name in header]
    keys = [at for at, name in enumerate(names) if name in _KEYS]
    tags = [_tag(name) for name in header]
    if not keys:
        return None
    wanted = [at for at, tag in enumerate(tags) if tag and tag == language]
    wanted += [names.index(name) for name in _TEXTS if name in names]
    wanted += [at for at, tag in enumerate(tags) if tag == "en"]
    wanted += [at for at, tag in enumerate(tags) if tag and at not in keys]
    wanted = [at for at in wanted if at != keys[0]]
    if not wanted:
        return None
    said = [
        at for at, name in enumerate(names) if name in _COMMENTS and at not in (keys[0], wanted[0])
    ]
    return keys[0], wanted[0], said


Cell = tuple[int, int, str]


def _rows(source: str, sign: str, where: str) -> list[list[Cell]]:
    """The cells of each row: where they are, and what they say."""
    stops = lazy_re(rf"[\r\n{re.escape(sign)}]")
    rows: list[list[Cell]] = [[]]
    at = 0
    while at <= len(source):
        start = at
        if source.startswith('"', at):
            found = _CELL.match(source, at)
            if not found:
                hint = msg('close it, and write quotation marks in it as ""')
                raise refuse(msg("a quotation mark is not closed"), source, at, where, hint)
            at = found.end()
            text = found[1].replace('""', '"')
        else:
            stop = stops.search(source, at)
            at = stop.start() if stop else len(source)
            text = source[start:at]
        rows[-1].append((start, at, text))
        line_end = _LINE_END.match(source, at)
        if source.startswith(sign, at):
            at += 1
        elif line_end:
            rows.append([])
            at = line_end.end()
        elif at >= len(source):
            break
        else:
            hint = msg('write quotation marks in a cell as ""')
            raise refuse(
                msg("something follows a cell in quotation marks"), source, at, where, hint
            )
    return rows


def _are_quoted(source: str, cells: list[Cell]) -> bool:
    """Whether all cells of a row are in quotation marks that have something in them."""
    return all(source.startswith('"', start) for start, end, _ in cells if end > start)


def _written(text: str, sign: str, *, quoted: bool) -> str:
    needed = quoted or any(one in text for one in (sign, '"', "\n", "\r")) or text != text.strip()
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if needed else text
