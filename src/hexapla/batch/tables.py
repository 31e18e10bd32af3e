"""Tables with a document in each row: JSON Lines and Parquet, read in spans of rows.

Their columns are ``id``, ``text`` or ``path``, ``format`` and ``language``; others are ignored.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from hexapla.batch import parquet
from hexapla.batch.places import Place
from hexapla.batch.rows import SPLIT, Room, Row, Span, row_of
from hexapla.errors import HexaplaError, InputError
from hexapla.files import LARGEST_BYTES, too_large
from hexapla.message import msg

__all__ = ["fault", "is_parquet", "is_table", "rows", "spans"]

_LINES = (".jsonl", ".ndjson")
_PARQUET = ".parquet"
_PIECE = 1 << 20
_MOST_DIGITS = 4_000


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
    stamp = place.stamp(name)
    found = parquet.read_spans if is_parquet(name or place.url) else _line_spans
    for span in found(place, name, room):
        yield replace(span, stamp=stamp)


def fault(place: Place, name: str) -> HexaplaError:
    """Why a table can't be read."""
    try:
        for _ in spans(place, name, lambda: (sys.maxsize, sys.maxsize)):
            pass
    except HexaplaError as error:
        return error
    return _changed(place, name)


def rows(place: Place, span: Span) -> Iterator[tuple[int, Row | HexaplaError]]:
    """The rows of a span with their numbers; an error for a row that can't be read.

    Raises InputError if the table isn't the one any more that `spans` has read.
    """
    if place.stamp(span.name) != span.stamp:
        raise _changed(place, span.name)
    if span.group >= 0:
        yield from parquet.read_rows(place, span)
    else:
        yield from _line_rows(place, span)


def _changed(place: Place, name: str) -> InputError:
    return InputError(
        msg("has changed since the run began"),
        where=place.shown(name),
        hint=msg("run again once it is saved"),
    )


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────


def _line_spans(place: Place, name: str, room: Room) -> Iterator[Span]:
    start = stop = count = 0
    first = number = 1
    documents, size = room()
    with place.open(name) as stream, place.reading(name):
        for length, blank in _lengths(stream):
            if count and (count >= documents or stop - start + length > size):
                yield Span(name, -1, start, stop, first, count, stop - start)
                start, first, count = stop, number, 0
                documents, size = room()
            stop += length
            count += not blank
            number += 1
            if not count:
                start, first = stop, number
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
        yield span.first, too_large(f"{where}:{span.first}", span.size, SPLIT)
        return
    lines = place.read_part(span.name, span.start, span.stop).split(b"\n")
    for number, line in enumerate(lines, span.first):
        if line.strip():
            yield number, _parsed(line, f"{where}:{number}")


def _parsed(line: bytes, where: str) -> Row | HexaplaError:
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_int=_number)
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
    return row_of(found, where)


def _number(digits: str) -> int | str:
    """A number; its digits if Python refuses to convert so many."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits
