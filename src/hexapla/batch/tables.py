"""Tables with a document in each row: JSON Lines and Parquet, read in spans of rows.

Their columns are ``id``, ``text`` or ``path``, ``format`` and ``language``; others are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any

from hexapla.batch.places import Place, missing_extra
from hexapla.errors import HexaplaError, InputError
from hexapla.files import LARGEST_BYTES
from hexapla.message import msg

__all__ = [
    "COLUMNS",
    "Row",
    "Span",
    "is_parquet",
    "is_table",
    "pyarrow",
    "rows",
    "spans",
    "too_large",
]

COLUMNS = ("id", "text", "path", "format", "language")
_LINES = (".jsonl", ".ndjson")
_PARQUET = ".parquet"
_PIECE = 1 << 20
# Rows of a Parquet file that are read at a time.
_BATCH = 256

Room = Callable[[], tuple[int, int]]
"""Returns how many documents and bytes still fit into a chunk."""


@dataclass(frozen=True, slots=True)
class Span:
    """Rows of a table: lines from an offset up to another, or rows of a row group.

    ``first`` is the number of the first row in the file, from 1. ``count`` is how many documents
    there are, ``size`` about how many bytes. ``group`` is -1 for lines; otherwise ``start`` and
    ``stop`` count rows in that group.
    """

    name: str
    group: int
    start: int
    stop: int
    first: int
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says about a document; None or "" for what it doesn't say."""

    id: str
    text: str | None
    path: str | None
    format: str | None
    language: str | None


def is_table(name: str) -> bool:
    """Whether a file is a table, by its suffix."""
    return name.lower().endswith(_LINES) or is_parquet(name)


def is_parquet(name: str) -> bool:
    """Whether a table is a Parquet file, by its suffix."""
    return name.lower().endswith(_PARQUET)


def spans(place: Place, name: str, room: Room) -> Iterator[Span]:
    """The rows of a table, each span no larger than the ``room`` when it is asked for.

    Raises InputError if the table can't be read or has none of the columns it needs.
    """
    if is_parquet(name or place.url):
        yield from _parquet_spans(place, name, room)
    else:
        yield from _line_spans(place, name, room)


def rows(place: Place, span: Span) -> Iterator[tuple[int, Row | HexaplaError]]:
    """The rows of a span with their numbers; an error for a row that can't be read."""
    if span.group >= 0:
        yield from _parquet_rows(place, span)
    else:
        yield from _line_rows(place, span)


def too_large(where: str, size: int) -> InputError:
    """The error for a document that is too large to be read."""
    return InputError(
        msg(
            "is {size:,.0f} MB; the limit is {largest_bytes:.0f} MB",
            size=size / 1e6,
            largest_bytes=LARGEST_BYTES / 1e6,
        ),
        where=where,
        hint=msg("split it into several documents"),
    )


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────


def _line_spans(place: Place, name: str, room: Room) -> Iterator[Span]:
    start = stop = count = 0
    first = number = 1
    documents, size = room()
    with place.open(name) as stream:
        for length, blank in _lengths(stream):
            if count and (count >= documents or stop - start + length > size):
                yield Span(name, -1, start, stop, first, count, stop - start)
                start, first, count = stop, number, 0
                documents, size = room()
            stop += length
            count += not blank
            number += 1
    if count:
        yield Span(name, -1, start, stop, first, count, stop - start)


def _lengths(stream: IO[bytes]) -> Iterator[tuple[int, bool]]:
    """The length of each line, and whether it is blank; no line is kept in memory as a whole."""
    length, blank = 0, True
    while piece := stream.readline(_PIECE):
        length += len(piece)
        blank = blank and not piece.strip()
        if piece.endswith(b"\n"):
            yield length, blank
            length, blank = 0, True
    if length:
        yield length, blank


def _line_rows(place: Place, span: Span) -> Iterator[tuple[int, Row | HexaplaError]]:
    where = place.shown(span.name)
    if span.count == 1 and span.size > LARGEST_BYTES:
        yield span.first, too_large(f"{where}:{span.first}", span.size)
        return
    lines = place.read_part(span.name, span.start, span.stop).split(b"\n")
    for number, line in enumerate(lines, span.first):
        if line.strip():
            yield number, _parsed(line, f"{where}:{number}")


def _parsed(line: bytes, where: str) -> Row | HexaplaError:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return InputError(
            msg(
                "is not UTF-8: byte {start} of the line is 0x{line:02x}",
                start=error.start + 1,
                line=line[error.start],
            ),
            where=where,
            hint=msg("save the file as UTF-8"),
        )
    except (ValueError, RecursionError) as error:
        return InputError(
            msg("is not JSON: {error}", error=error),
            where=where,
            hint=msg("one JSON object per line"),
        )
    if not isinstance(found, dict):
        return InputError(
            msg("is not a JSON object"), where=where, hint=msg("one JSON object per line")
        )
    return _row(found, where)


def _row(values: Mapping[str, Any], where: str) -> Row | HexaplaError:
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


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────


def pyarrow(what: str) -> Any:
    """The module pyarrow, with pyarrow.parquet. Raises UsageError if it isn't installed."""
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError:
        raise missing_extra(what, "pyarrow") from None


def _parquet_spans(place: Place, name: str, room: Room) -> Iterator[Span]:
    where = place.shown(name)
    with place.open(name) as stream:
        file = _opened(stream, where)
        columns = set(file.schema_arrow.names)
        if not columns & {"text", "path"} or not columns & {"id", "path"}:
            raise InputError(
                msg(
                    "has the columns {columns}",
                    columns=", ".join(sorted(columns)) or msg("of no name"),
                ),
                where=where,
                hint=msg("it needs id and text, or path; format and language if you like"),
            )
        metadata = file.metadata
        groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
        shapes = [(one.num_rows, one.total_byte_size) for one in groups]
    first = 1
    for group, (count, size) in enumerate(shapes):
        each = max(1, size // max(1, count))
        start = 0
        while start < count:
            documents, left = room()
            stop = min(count, start + max(1, min(documents, left // each)))
            number = first + start
            yield Span(name, group, start, stop, number, stop - start, each * (stop - start))
            start = stop
        first += count


def _parquet_rows(place: Place, span: Span) -> Iterator[tuple[int, Row | HexaplaError]]:
    where = place.shown(span.name)
    with place.open(span.name) as stream:
        file = _opened(stream, where)
        columns = [one for one in COLUMNS if one in file.schema_arrow.names]
        number = 0
        batches = file.iter_batches(_BATCH, row_groups=[span.group], columns=columns)
        for batch in batches:
            if number >= span.stop:
                return
            if number + batch.num_rows > span.start:
                values = batch.to_pylist()
                for at, one in enumerate(values, number):
                    if span.start <= at < span.stop:
                        row = span.first + at - span.start
                        yield row, _row(one, f"{where}:{row}")
            number += batch.num_rows


def _opened(stream: IO[bytes], where: str) -> Any:
    parquet = import_module("pyarrow.parquet") if pyarrow(f"reading {where}") else None
    assert parquet is not None
    try:
        return parquet.ParquetFile(stream)
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            msg("can't be read as Parquet: {reason}", reason=reason),
            where=where,
            hint=msg("write the file again"),
        ) from error
