"""Read a PDF in a process of its own: somebody else has made it, and a library may crash on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from hexapla.errors import InputError
from hexapla.importing import poppler
from hexapla.importing.article import read_blocks
from hexapla.importing.markdown import write
from hexapla.importing.pages import Extracted, plain_text
from hexapla.importing.titles import front_title
from hexapla.message import msg
from hexapla.programs import find
from hexapla.workers import WorkerError, in_child

__all__ = ["MOST_PAGES", "Converted", "convert"]

_Read = Callable[[Path, int], Extracted]

MOST_PAGES = 2000
"""The pages that a PDF may have."""

_SECONDS = 300.0
_BYTES = 2_000_000_000


class Converted(NamedTuple):
    """A PDF as Markdown.

    ``pages`` is the number of its pages, and ``without_text`` are the numbers of those without a
    text, from 1. ``reserved`` is True if it says that its text must not be copied.
    """

    text: str
    pages: int
    without_text: tuple[int, ...]
    reserved: bool = False


def convert(path: Path) -> Converted:
    """The text of a PDF as Markdown, read by PDFium if it is installed, otherwise by Poppler.

    Raises InputError, without a path, if there is neither, and if the file can't be read, has a
    password, is too long, or has no text.
    """
    try:
        return in_child(partial(_convert, _reader(), path.absolute(), MOST_PAGES), _SECONDS, _BYTES)
    except (WorkerError, MemoryError):
        raise InputError(
            msg("can't be read: it needs too much time or memory, or is damaged"),
            hint=msg("open it in a viewer, and save it again, or split it into parts"),
        ) from None


def _convert(read: _Read, path: Path, most_pages: int) -> Converted:
    found = read(path, most_pages)
    blocks = read_blocks(found)
    if not blocks:
        raise InputError(
            msg("has no text: its pages are pictures"),
            hint=msg("recognize its text first, with ocrmypdf for example"),
        )
    text = write(blocks, front_title(plain_text(" ".join(found.title.split())), path.stem, blocks))
    empty = (at for at, page in enumerate(found.pages, 1) if not page.pieces)
    return Converted(text, len(found.pages), tuple(empty), found.reserved)


def _reader() -> _Read:
    if find_spec("pypdfium2") is not None:
        from hexapla.importing.pdfium import read

        return read
    if find(poppler.PROGRAM) is not None:
        return poppler.read
    raise InputError(
        msg("can't be read without PDFium or Poppler"), hint=msg("pip install hexapla[pdf]")
    )
