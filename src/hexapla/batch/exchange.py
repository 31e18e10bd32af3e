"""Files in which the tasks of one stage leave data for those of the next.

A file has lines of JSON in buckets, and after them a table with the offset and the checksum of
each bucket, so that a task reads its buckets from the files of all tasks without reading the rest.
What a task commits is a line of JSON with a checksum. Checksums include the name of the file. What
doesn't match is never believed.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import pairwise
from typing import IO, Any

from hexapla.batch.places import Place
from hexapla.errors import InputError
from hexapla.message import msg

__all__ = [
    "bucket_of", "dump", "is_sound", "read_buckets", "read_record", "sizes", "write_buckets",
    "write_record",
]  # fmt: skip

_UTF8 = ("utf-8", "surrogatepass")
# The offset of a bucket, and the checksum of both its offsets and its data; 0 after the last one.
_ENTRY = struct.Struct("<QL")
_CHECKSUM = 8


def bucket_of(key: str, buckets: int) -> int:
    """The bucket of a key: the same one on every machine."""
    found = blake2b(key.encode(*_UTF8), digest_size=8).digest()
    return int.from_bytes(found) % buckets


def dump(record: Any) -> str:
    """A record as a line of JSON; equal records have equal lines."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def write_record(place: Place, name: str, record: Any) -> None:
    """Write a record to a file. Raises InputError if it can't be written."""
    place.write(name, _sealed(name, json.dumps(record).encode()))


def read_record(place: Place, name: str) -> Any:
    """Read a record from a file. Raises InputError if it isn't there or is damaged."""
    data = place.read(name)
    line = data[_CHECKSUM + 1 : -1]
    if data != _sealed(name, line):
        raise _damaged(place.shown(name))
    return json.loads(line)


def _sealed(name: str, line: bytes) -> bytes:
    return b"%08x %s\n" % (zlib.crc32(line, zlib.crc32(name.encode())), line)


def write_buckets(place: Place, name: str, lines: Iterable[tuple[int, str]], buckets: int) -> None:
    """Write some lines, each with its bucket, to a file. Their order doesn't matter."""
    parts: list[bytes] = []
    table: list[bytes] = []
    ordered = sorted(lines)
    at = begin = 0
    for bucket in range(buckets):
        first = len(parts)
        while at < len(ordered) and ordered[at][0] == bucket:
            parts.append(f"{ordered[at][1]}\n".encode(*_UTF8))
            at += 1
        data = b"".join(parts[first:])
        end = begin + len(data)
        table.append(_ENTRY.pack(begin, _checksum(name, begin, end, data)))
        begin = end
    place.write(name, b"".join([*parts, *table, _ENTRY.pack(begin, 0)]))


def sizes(place: Place, name: str, buckets: int) -> array[int]:
    """How many bytes each bucket of a file has."""
    with place.open(name, scattered=True) as stream, place.reading(name):
        table = _table(stream, 0, buckets, buckets)
    if any(b < a for (a, _), (b, _) in pairwise(table)):
        raise _damaged(place.shown(name))
    return array("Q", (b - a for (a, _), (b, _) in pairwise(table)))


def read_buckets(place: Place, name: str, start: int, stop: int, buckets: int) -> Iterator[Any]:
    """The records in the buckets of a file from ``start`` up to ``stop``.

    Raises InputError if they are damaged.
    """
    with place.open(name, scattered=True) as stream, place.reading(name):
        data = _verified(stream, name, start, stop, buckets)
    if data is None:
        raise _damaged(place.shown(name))
    for line in data.splitlines():
        yield json.loads(line.decode(*_UTF8))


def is_sound(place: Place, name: str, buckets: int) -> bool:
    """Whether a file is there, and undamaged if its place doesn't see to that itself."""
    if not place.is_file(name):
        return False
    if place.is_checked:
        return True
    with place.open(name) as stream, place.reading(name):
        return _verified(stream, name, 0, buckets, buckets) is not None


def _damaged(where: str) -> InputError:
    """The error for a file of a batch that isn't as it was written."""
    return InputError(
        msg("is damaged"), where=where, hint=msg("run again: what is damaged is done again")
    )


def _verified(stream: IO[bytes], name: str, start: int, stop: int, buckets: int) -> bytes | None:
    """The data of some buckets, None if it is damaged."""
    table = _table(stream, start, stop, buckets)
    offsets = [offset for offset, _ in table]
    if len(table) != stop + 1 - start or offsets != sorted(offsets):
        return None
    begin = offsets[0]
    if stream.seek(0, os.SEEK_END) < offsets[-1]:
        return None
    stream.seek(begin)
    data = stream.read(offsets[-1] - begin) if offsets[-1] > begin else b""
    for (one, checksum), (two, _) in pairwise(table):
        if _checksum(name, one, two, data[one - begin : two - begin]) != checksum:
            return None
    return data


def _checksum(name: str, begin: int, end: int, data: bytes) -> int:
    return zlib.crc32(data, zlib.crc32(f"{name} {begin} {end}".encode()))


def _table(stream: IO[bytes], start: int, stop: int, buckets: int) -> list[tuple[int, int]]:
    """The entries of some buckets, and of their end; fewer if the file is cut short."""
    table = stream.seek(0, os.SEEK_END) - (buckets + 1) * _ENTRY.size
    stream.seek(max(0, table) + start * _ENTRY.size)
    data = stream.read((stop + 1 - start) * _ENTRY.size)
    return list(_ENTRY.iter_unpack(data[: len(data) // _ENTRY.size * _ENTRY.size]))
