"""Files in which the tasks of one stage leave data for those of the next.

A file has lines of JSON in buckets, and after them the offset of each bucket, so that a task reads
its buckets from the files of all tasks without reading the rest.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import IO, Any

from hexapla.batch.places import Place

__all__ = ["bucket_of", "dump", "pack", "read_buckets", "sizes"]

_UTF8 = ("utf-8", "surrogatepass")
_BYTES = 8


def bucket_of(key: str, buckets: int) -> int:
    """The bucket of a key: the same one on every machine."""
    found = blake2b(key.encode(*_UTF8), digest_size=8).digest()
    return int.from_bytes(found) % buckets


def dump(record: Any) -> str:
    """A record as a line of JSON; equal records have equal lines."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def pack(lines: Iterable[tuple[int, str]], buckets: int) -> bytes:
    """The contents of a file with some lines, each with its bucket. Their order doesn't matter."""
    offsets = [0]
    parts: list[bytes] = []
    ordered = sorted(lines)
    at = size = 0
    for bucket in range(buckets):
        while at < len(ordered) and ordered[at][0] == bucket:
            parts.append(f"{ordered[at][1]}\n".encode(*_UTF8))
            size += len(parts[-1])
            at += 1
        offsets.append(size)
    return b"".join([*parts, b"".join(one.to_bytes(_BYTES, "little") for one in offsets)])


def sizes(place: Place, name: str, buckets: int) -> array[int]:
    """How many bytes each bucket of a file has."""
    with place.open(name, scattered=True) as stream:
        offsets = _offsets(stream, 0, buckets, buckets)
    return array("Q", (b - a for a, b in pairwise(offsets)))


def read_buckets(place: Place, name: str, start: int, stop: int, buckets: int) -> Iterator[Any]:
    """The records in the buckets of a file from ``start`` up to ``stop``."""
    with place.open(name, scattered=True) as stream:
        offsets = _offsets(stream, start, stop, buckets)
        if offsets[0] == offsets[-1]:
            return
        stream.seek(offsets[0])
        data = stream.read(offsets[-1] - offsets[0])
    for line in data.splitlines():
        yield json.loads(line.decode(*_UTF8))


def _offsets(stream: IO[bytes], start: int, stop: int, buckets: int) -> Sequence[int]:
    """The offsets of some buckets, and of their end."""
    table = stream.seek(0, os.SEEK_END) - (buckets + 1) * _BYTES
    stream.seek(table + start * _BYTES)
    data = stream.read((stop + 1 - start) * _BYTES)
    return [int.from_bytes(data[at : at + _BYTES], "little") for at in range(0, len(data), _BYTES)]
