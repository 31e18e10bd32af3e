"""`translate -`: translate standard input to standard output, piece by piece."""

from __future__ import annotations

import io
import json
import queue
import sys
import threading
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from hexapla.cli import envelope
from hexapla.cli.inputs import WHERE, say_if_typed
from hexapla.cli.output import clean_lines, escape_controls, writing
from hexapla.cli.session import Session
from hexapla.errors import InputError
from hexapla.message import msg

if TYPE_CHECKING:
    from hexapla.documents.document import Segment
    from hexapla.documents.streaming import Chunk, Piece
    from hexapla.drafting.fill import Proposal
    from hexapla.languages import Language

__all__ = ["translate_stream"]

# The fewest bytes that the language is detected from, unless the input is shorter.
_ENOUGH_TO_DETECT = 1000
_CHUNK_BYTES = 1 << 16
_QUEUE_CHUNKS = 16


def translate_stream(
    session: Session,
    to: str,
    source: str | None,
    encoding: str | None,
    format: str,
    *,
    as_json: bool,
) -> None:
    """Translate standard input as it arrives; a piece is written as soon as it is done."""
    from hexapla import documents
    from hexapla.documents.streaming import pieces
    from hexapla.languages import Language

    if current := envelope.current():
        current.as_lines = True
    say_if_typed()
    language = Language(to)
    publication = session.publication
    found = documents.load_text_format(format)
    options = found.with_defaults(publication.configuration.formats.get(format, {}))
    parts = pieces(_chunks(), found, where=WHERE, encoding=encoding, options=options)
    first = list(_enough(parts, 1 if source else _ENOUGH_TO_DETECT))
    if not b"".join(piece.data for piece in first).strip():
        for piece in first if not as_json else ():
            _show(piece.finished(piece.data), piece)
        return
    origin = Language(source) if source else _detected(first, format)
    pipe = publication.pipe(origin, language, format)
    for piece in chain(first, parts):
        data, segments = pipe.translate(piece.data, piece.encoding, WHERE)
        if as_json:
            lines = [json.dumps(_record(*one), ensure_ascii=False) for one in segments]
            _write(
                "".join(f"{escape_controls(line)}\n" for line in lines).encode("utf-8", "replace")
            )
        else:
            _show(_finished(piece, data), piece)


def _enough(parts: Iterator[Piece], least: int) -> Iterator[Piece]:
    """The first pieces that have so many bytes together, or all."""
    size = 0
    for piece in parts:
        yield piece
        size += len(piece.data.strip())
        if size >= least:
            return


def _finished(piece: Piece, data: bytes) -> bytes:
    try:
        return piece.finished(data)
    except UnicodeEncodeError as error:
        raise InputError(
            msg(
                "the translation has characters that {target} lacks: {object!r}",
                target=piece.target,
                object=error.object[error.start],
            ),
            where=WHERE,
            hint=msg("convert the text to UTF-8 first"),
        ) from None


def _show(data: bytes, piece: Piece) -> None:
    """Write a piece of the translation, exactly as it is unless a terminal would obey it."""
    if sys.stdout.isatty():
        text = data.decode(piece.target or piece.encoding or "utf-8", "replace")
        data = clean_lines(text).encode(sys.stdout.encoding, "replace")
    _write(data)


def _write(data: bytes) -> None:
    with writing():
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _detected(first: list[Piece], format: str) -> Language:
    from hexapla.publication.texts import language_of

    data = b"".join(piece.data for piece in first)
    return language_of(data, format, first[0].encoding, WHERE)


def _record(segment: Segment, draft: Proposal | None) -> dict[str, Any]:
    return {
        "source": segment.text,
        "text": draft.text if draft else None,
        "origin": draft.draft.origin if draft else None,
        "score": draft.draft.score if draft else None,
    }


def _chunks() -> Iterator[Chunk]:
    """What has arrived: few bytes at a time from a person, many from a file."""
    arrived: queue.Queue[bytes | Exception] = queue.Queue(_QUEUE_CHUNKS)
    threading.Thread(target=_read, args=(arrived,), daemon=True).start()
    while data := arrived.get():
        if isinstance(data, Exception):
            raise data
        yield data, not arrived.empty()


def _read(arrived: queue.Queue[bytes | Exception]) -> None:
    try:
        # A separate reader: Python aborts if a thread still has that of sys.stdin at exit.
        raw: Any = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
        reader = io.BufferedReader(raw)
        while data := reader.read1(_CHUNK_BYTES):
            arrived.put(data)
        arrived.put(b"")
    except Exception as error:
        arrived.put(error)
