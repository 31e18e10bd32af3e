"""The documents of a batch: listed, cut into chunks, and read chunk by chunk.

An input is a folder, or a table: JSON Lines or Parquet, with a document in each row. A folder may
have tables in it, too.
"""

from __future__ import annotations

import posixpath
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path

from hexapla.batch import tables
from hexapla.batch.job import Job
from hexapla.batch.places import LocalPlace, Place, open_place
from hexapla.batch.rows import SPLIT, Row, Span
from hexapla.documents import PLAIN
from hexapla.errors import HexaplaError, InputError, UsageError
from hexapla.files import LARGEST_BYTES, leads_out, too_large
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.paths import is_within

__all__ = ["Chunk", "Listing", "Source", "list_input", "read_chunk"]

_MOST_NAMED = 100
# Each task of the second stage reads a part of each chunk, so chunks grow with very large inputs.
_MOST_CHUNKS = 10_000
# A small input, too, has a chunk for every worker, whatever their number is.
_FEWEST_CHUNKS, _LEAST_BYTES = 64, 50_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """The documents that one task handles: files of a folder, and rows of tables.

    ``documents`` is their number, without blank lines.
    """

    number: int
    files: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the input has it.

    ``row`` is its place in the chunk. ``where`` names it in messages, and ``name`` is the path that
    tells its format, "" if there is none. ``text`` is True if the input has its text in a column,
    so that the edition is text, too. ``table`` is the path of its table in the input, "" if the
    input is that table, None if the document is a file. ``error`` says why it can't be read.
    """

    row: int
    id: str
    where: str
    name: str = ""
    data: bytes = b""
    format: str | None = None
    language: str | None = None
    encoding: str | None = None
    text: bool = False
    table: str | None = None
    error: HexaplaError | None = None


@dataclass(slots=True)
class Listing:
    """What an input has: its chunks, a digest of the names and states of its files, the files that
    no format reads (the first ones by name), and their number.
    """

    chunks: list[Chunk] = field(default_factory=list)
    digest: str = ""
    skipped: list[str] = field(default_factory=list)
    skipped_count: int = 0

    @property
    def documents(self) -> int:
        """The number of documents."""
        return sum(one.documents for one in self.chunks)


def list_input(job: Job) -> Listing:
    """List the documents of a batch, without reading those of a folder.

    Raises InputError if the input isn't there, UsageError if it is neither a folder nor a table.
    """
    place = open_place(job.input)
    listing = Listing()
    state = blake2b(digest_size=16)
    names = sorted(_names(job, place, listing)) if place.is_folder() else [""]
    if names == [""] and not place.is_file():
        place.open()  # raises the error that fits
    if names == [""] and not tables.is_table(place.url):
        raise UsageError(
            msg("is neither a folder nor a .jsonl or .parquet file"),
            where=place.shown(),
            hint=msg("to translate one article: translate ARTICLE --to es"),
        )
    sizes = array("Q", (place.size(name) for name in names))
    cutter = _Cutter(job, listing, sum(sizes))
    for name, size in zip(names, sizes, strict=True):
        state.update(f"{name}\0{place.mark(name)}\0".encode("utf-8", "surrogatepass"))
        if tables.is_table(name or place.url):
            _add_table(place, name, cutter)
        else:
            cutter.add_file(name, size)
    cutter.end()
    listing.digest = state.hexdigest()
    return listing


def read_chunk(job: Job, chunk: Chunk) -> Iterator[Source]:
    """The documents of a chunk, one after the other; those that can't be read have an ``error``."""
    place = open_place(job.input)
    row = 0
    for name in chunk.files:
        source = Source(row, name, name, name, encoding=job.encoding)
        if tables.is_table(name):
            error = tables.fault(place, name)
            error.where = name
            yield replace(source, error=error)
        else:
            yield _with_data(replace(source, format=job.format), partial(_read, place, name))
        row += 1
    for span in chunk.spans:
        for number, values in tables.rows(place, span):
            yield _from_row(job, place, span.name, row, number, values)
            row += 1


def _add_table(place: Place, name: str, cutter: _Cutter) -> None:
    """Add the rows of a table; one of a folder that can't be read is set aside like a document."""
    try:
        for span in tables.spans(place, name, cutter.room):
            cutter.add_span(span)
    except InputError:
        if not name:
            raise
        cutter.add_file(name, 0)


def _names(job: Job, place: Place, listing: Listing) -> Iterator[str]:
    """The files of a folder that are documents or tables; the others are noted."""
    settings = job.layout.configuration
    for name in place.files():
        if isinstance(place, LocalPlace):
            path = Path(place.url, name)
            if _is_ours(job, path) or leads_out(path, Path(place.url)):
                continue
            known = job.format is not None or job.layout.sources.is_taken(path)
        else:
            known = job.format is not None or bool(settings.format_of(Path(name)))
        if known or tables.is_table(name):
            yield name
        else:
            listing.skipped_count += 1
            if len(listing.skipped) < _MOST_NAMED:
                listing.skipped.append(name)


def _is_ours(job: Job, path: Path) -> bool:
    """Whether a file is in the output of this batch."""
    folders = (open_place(one) for one in (job.output, job.work))
    return any(isinstance(one, LocalPlace) and is_within(path, Path(one.url)) for one in folders)


def _read(place: Place, name: str) -> bytes:
    size = place.size(name)
    if size > LARGEST_BYTES:
        raise too_large(place.shown(name), size, SPLIT)
    return place.read(name)


def _with_data(source: Source, read: Callable[[], bytes]) -> Source:
    """A document with what a function reads, or with its error."""
    try:
        return replace(source, data=read())
    except HexaplaError as error:
        error.where = source.where
        return replace(source, error=error)


def _from_row(
    job: Job, place: Place, table: str, row: int, number: int, values: Row | HexaplaError
) -> Source:
    """The document of a table's row; ``number`` is that of its line or row in the table."""
    # Seen from the input, so that the output doesn't say where that was.
    where = f"{table or posixpath.basename(place.url)}:{number}"
    if isinstance(values, HexaplaError):
        values.where = where
        return Source(row, where, where, table=table, error=values)
    own = values.id or values.path or where
    source = Source(
        row,
        own,
        where,
        values.path or "",
        format=values.format or job.format or (None if values.path else PLAIN),
        language=values.language or None,
        encoding=job.encoding,
        table=table,
    )
    if not values.id and not values.path:
        return replace(source, error=_lacking(where, "id"))
    if values.language:
        try:
            Language(values.language)
        except UsageError as error:
            return replace(source, error=InputError(error.message, where=where, hint=error.hint))
    if values.text is not None:
        data = values.text.encode("utf-8", "surrogatepass")
        return replace(source, data=data, encoding="utf-8", text=True)
    if not values.path:
        return replace(source, error=_lacking(where, "text and no path"))
    return _with_data(source, partial(_beside, place, table, values.path, where))


def _beside(place: Place, table: str, path: str, where: str) -> bytes:
    """The file that a row names, relative to the folder of its table."""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(table), path))
    folder = place if table else open_place(place.url.rpartition("/")[0] or "/")
    outside = name.startswith(("/", "../")) or "\0" in name or "://" in name
    if isinstance(folder, LocalPlace) and not outside:
        outside = leads_out(Path(folder.url, name), Path(folder.url))
    if outside:
        raise InputError(
            msg("names {path!r}, which is not in the folder of the table", path=path),
            where=where,
            hint=msg("move the file there, or put its text into the column text"),
        )
    if any(part.startswith(".") for part in name.split("/")):
        raise InputError(
            msg("names {path!r}, which is hidden", path=path),
            where=where,
            hint=msg("rename it, or put its text into the column text"),
        )
    return _read(folder, name)


def _lacking(where: str, what: str) -> InputError:
    return InputError(
        msg("has no {what}", what=what),
        where=where,
        hint=msg("the columns are id, text or path, and if you like format and language"),
    )


class _Cutter:
    """Collects documents into chunks of limited size; the input has ``size`` bytes."""

    def __init__(self, job: Job, listing: Listing, size: int) -> None:
        self._documents = job.chunk_documents
        least = max(_LEAST_BYTES, size // _FEWEST_CHUNKS)
        self._bytes = max(min(job.chunk_bytes, least), size // _MOST_CHUNKS)
        self._chunks = listing.chunks
        self._files: list[str] = []
        self._spans: list[Span] = []
        self._count = self._size = 0

    def room(self) -> tuple[int, int]:
        """How many documents and bytes still fit into the chunk."""
        return self._documents - self._count, self._bytes - self._size

    def add_file(self, name: str, size: int) -> None:
        """Add a file of a folder."""
        if self._spans or (self._files and self._size + size > self._bytes):
            self.end()
        self._files.append(name)
        self._added(1, size)

    def add_span(self, span: Span) -> None:
        """Add rows of a table that fit into the `room`."""
        if self._files:
            self.end()
        if span.count:
            self._spans.append(span)
            self._added(span.count, span.size)

    def end(self) -> None:
        """End the chunk."""
        if self._count:
            number = len(self._chunks)
            self._chunks.append(Chunk(number, tuple(self._files), tuple(self._spans), self._count))
        self._files, self._spans, self._count, self._size = [], [], 0, 0

    def _added(self, count: int, size: int) -> None:
        self._count += count
        self._size += size
        if self._count >= self._documents or self._size >= self._bytes:
            self.end()
