"""`translate -`: standard input to standard output, paragraph by paragraph."""

from __future__ import annotations

import io
import json
import queue
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hexapla.cli.output import ReaderLeftError, escape_controls
from hexapla.cli.session import Session
from hexapla.errors import InputError

if TYPE_CHECKING:
    from hexapla.documents.document import Segment
    from hexapla.drafting.fill import Proposal
    from hexapla.languages import Language

__all__ = ["translate_stream"]

WHERE = "standard input"
# How many characters detection wants to see before the first paragraph goes out.
_ENOUGH_TO_DETECT = 1000
# A run of lines without a blank one is cut here, so that memory stays steady.
_LONGEST_RUN = 1_000_000
_QUEUE_LINES = 10_000


def translate_stream(
    session: Session, to: str, source: str | None, encoding: str | None, *, as_json: bool
) -> None:
    """Translate standard input as it comes; whole paragraphs go out as soon as they are done."""
    from hexapla.languages import Language

    language = Language(to)
    batches = _batches(encoding or "utf-8")
    first = ""
    for batch in batches:
        first += batch
        if source or len(first) >= _ENOUGH_TO_DETECT:
            break
    if not first.strip():
        sys.stdout.write("" if as_json else first)
        return
    origin = Language(source) if source else _detected(first)
    pipe = session.publication.pipe(origin, language)
    try:
        for text in _chain(first, batches):
            translated, segments = pipe.translate(text)
            if as_json:
                lines = [json.dumps(_record(*one), ensure_ascii=False) for one in segments]
                translated = "".join(f"{escape_controls(line)}\n" for line in lines)
            sys.stdout.buffer.write(_encoded(translated, encoding))
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise ReaderLeftError from None


def _encoded(text: str, encoding: str | None) -> bytes:
    try:
        return text.encode(encoding or "utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"the translation has characters that {encoding} lacks: {text[error.start]!r}",
            where=WHERE,
            hint="convert the text to UTF-8 first",
        ) from None


def _detected(text: str) -> Language:
    from hexapla.detection import detect
    from hexapla.publication.reading import clear

    return clear(detect(text), WHERE)


def _record(segment: Segment, draft: Proposal | None) -> dict[str, Any]:
    return {
        "source": segment.text,
        "text": draft.text if draft else None,
        "origin": draft.draft.origin if draft else None,
        "score": draft.draft.score if draft else None,
    }


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _batches(encoding: str) -> Iterator[str]:
    """Whole paragraphs, as many as have arrived: one at a time from a person, many from a file."""
    lines: queue.Queue[str | Exception | None] = queue.Queue(_QUEUE_LINES)
    threading.Thread(target=_read, args=(lines, encoding), daemon=True).start()
    held: list[str] = []
    size = 0
    while (line := lines.get()) is not None:
        if isinstance(line, Exception):
            raise line
        held.append(line)
        size += len(line)
        ends = not line.strip()
        if (ends and lines.empty()) or (ends and size > _LONGEST_RUN // 16) or size > _LONGEST_RUN:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)


def _read(lines: queue.Queue[str | Exception | None], encoding: str) -> None:
    try:
        # A reader of its own: Python aborts where a thread still has that of sys.stdin at exit.
        raw: Any = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
        for line in io.TextIOWrapper(io.BufferedReader(raw), encoding, newline=""):
            if "\0" in line:
                raise InputError("is no text", where=WHERE, hint="is it the right file?")
            lines.put(line)
        lines.put(None)
    except UnicodeDecodeError:
        lines.put(
            InputError(
                f"is not {encoding.upper()}", where=WHERE, hint="say --encoding, or convert it"
            )
        )
    except Exception as error:
        lines.put(error)
