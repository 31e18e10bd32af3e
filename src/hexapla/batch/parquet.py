"""Parquet files with documents, which may be damaged, or made to unpack to far too much."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import IO, Any

from hexapla.batch.places import Place, missing_extra
from hexapla.batch.rows import COLUMNS, Room, Row, Span, row_of
from hexapla.errors import HexaplaError, InputError
from hexapla.files import LARGEST_BYTES
from hexapla.message import msg

__all__ = ["pyarrow", "read_rows", "read_spans"]

# Rows that are read at a time.
_BATCH = 256
# More rows than so many, and than bytes of the file, are those of a damaged or hostile file.
_MOST_ROWS = 1_000_000
# A file that isn't large may have much text, because equal texts are kept once. It is counted
# before anything is read; a larger file has no lever.
_LARGE_BYTES = 64_000_000
_MOST_TIMES = 50


def pyarrow(what: str) -> Any:
    """The module pyarrow, with pyarrow.parquet. Raises UsageError if it isn't installed."""
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError:
        raise missing_extra(what, "pyarrow") from None


def read_spans(place: Place, name: str, room: Room) -> Iterator[Span]:
    """See `tables.spans`."""
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
        try:
            groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
            shapes = [(one.num_rows, one.total_byte_size) for one in groups]
        except Exception as error:
            raise _unreadable(where, error) from error
        packed = stream.seek(0, 2)
        if sum(count for count, _ in shapes) > max(_MOST_ROWS, packed):
            raise _unreadable(where, ValueError(msg("it has more rows than bytes")))
        most = max(LARGEST_BYTES, _MOST_TIMES * packed)
        if packed < _LARGE_BYTES and _has_more(_sharing(stream, where, file), len(shapes), most):
            raise _unreadable(where, ValueError(_too_much(most)))
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


def read_rows(place: Place, span: Span) -> Iterator[tuple[int, Row | HexaplaError]]:
    """See `tables.rows`. Rows that the file hasn't, or that it can't be read for, are errors."""
    where = place.shown(span.name)
    at = span.start
    error: Exception = ValueError(msg("it has fewer rows than it says"))
    try:
        for row in _read(place, span):
            number = span.first + at - span.start
            yield number, row if isinstance(row, HexaplaError) else row_of(row, f"{where}:{number}")
            at += 1
    except HexaplaError:
        raise
    except Exception as found:  # whatever pyarrow raises for damage
        error = found
    for number in range(span.first + at - span.start, span.first + span.stop - span.start):
        yield number, _unreadable(f"{where}:{number}", error)


def _read(place: Place, span: Span) -> Iterator[dict[str, Any] | HexaplaError]:
    """The values of the rows of a span by column, an error for those that Python has no value for.

    Few bytes can hold much text, if it is the same again and again. All rows of a span together may
    have as much as one document, and those after that are errors.
    """
    where = place.shown(span.name)
    with place.open(span.name) as stream:
        file = _sharing(stream, where, _opened(stream, where))
        columns = [one for one in COLUMNS if one in file.schema_arrow.names]
        number = size = 0
        for batch in file.iter_batches(_BATCH, row_groups=[span.group], columns=columns):
            begin, end = max(0, span.start - number), min(batch.num_rows, span.stop - number)
            for at in range(begin, end):
                row = _row(batch, at, where)
                if isinstance(row, dict):
                    size += sum(len(one) for one in row.values() if isinstance(one, str | bytes))
                    if size > LARGEST_BYTES:
                        row = _unreadable(where, ValueError(_too_much(LARGEST_BYTES)))
                        size = LARGEST_BYTES
                yield row
            number += batch.num_rows
            if number >= span.stop:
                return


def _row(batch: Any, at: int, where: str) -> dict[str, Any] | HexaplaError:
    try:
        names = batch.schema.names
        return {name: column[at].as_py() for name, column in zip(names, batch.columns, strict=True)}
    except (ValueError, OverflowError, ArithmeticError, TypeError) as error:
        return _unreadable(where, error)


def _has_more(file: Any, groups: int, most: int) -> bool:
    """Whether the columns of a file have more bytes than ``most``, as far as it can be read."""
    columns = [one for one in COLUMNS if one in file.schema_arrow.names]
    size = 0
    for group in range(groups):
        try:
            for batch in file.iter_batches(_BATCH, row_groups=[group], columns=columns):
                size += sum(map(_bytes_in, batch.columns))
                if size > most:
                    return True
        except Exception:  # damage, which is the error of the rows
            continue
    return False


def _bytes_in(column: Any) -> int:
    if not hasattr(column, "dictionary"):
        return int(column.nbytes)
    compute = import_module("pyarrow.compute")
    sizes = compute.binary_length(column.dictionary).take(column.indices)
    return compute.sum(sizes).as_py() or 0


def _too_much(most: int) -> str:
    return msg("it unpacks to more than {largest_bytes:.0f} MB", largest_bytes=most / 1e6)


def _sharing(stream: IO[bytes], where: str, file: Any) -> Any:
    """A file of which text that is the same in several rows is kept once."""
    schema = file.metadata.schema
    leaves = [schema.column(at) for at in range(len(schema))]
    texts = [one.path for one in leaves if one.physical_type == "BYTE_ARRAY"]
    once = [name for name in COLUMNS if name in texts]
    return _opened(stream, where, read_dictionary=once, metadata=file.metadata)


def _opened(stream: IO[bytes], where: str, **how: Any) -> Any:
    parquet = import_module("pyarrow.parquet") if pyarrow(f"reading {where}") else None
    assert parquet is not None
    try:
        return parquet.ParquetFile(stream, **how)
    except Exception as error:
        raise _unreadable(where, error) from error


def _unreadable(where: str, error: Exception) -> InputError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(
        msg("can't be read as Parquet: {reason}", reason=reason),
        where=where,
        hint=msg("write the file again"),
    )
