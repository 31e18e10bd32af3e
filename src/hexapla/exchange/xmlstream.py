"""XML read element by element, however large the file, and written safely.

Entities that a file declares itself are refused: a few lines of them can fill any memory. Nothing
outside of the file is ever read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from hexapla.errors import InputError
from hexapla.lazy import lazy_re

__all__ = ["attribute", "content", "elements", "is_writable", "put"]

_CHUNK_BYTES = 16_384
_FORBIDDEN = lazy_re("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTENT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = {**_CONTENT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


def is_writable(*texts: str) -> bool:
    """Whether XML 1.0 can hold all the characters of some texts."""
    return not any(_FORBIDDEN.search(text) for text in texts)


def content(text: str) -> str:
    """A text as the content of an element."""
    return text.translate(_escapes)


def attribute(text: str) -> str:
    """A text as the value of an attribute, in its quotation marks."""
    return f'"{text.translate(_attribute_escapes)}"'


_escapes = str.maketrans(_CONTENT)
_attribute_escapes = str.maketrans(_ATTRIBUTE)


def elements(path: Path, wanted: Collection[str]) -> Iterator[Element]:
    """The elements of some names, each with all that is in it, as they end.

    An element inside of a wanted one is not given by itself. Names are without their namespace
    ("lang" for xml:lang). Raises InputError with file and line where the file can't be read, is no
    well-formed XML, or declares entities.
    """
    try:
        with path.open("rb") as stream:
            yield from _Reader(path, wanted).read(stream)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"can't be read: {reason}", where=str(path)) from error


def put(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file of any size in one step: it is there whole, or the one before it stays.

    Raises InputError where it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".hexapla-") as folder:
            written = Path(folder) / path.name
            with written.open("wb") as stream:
                stream.writelines(chunks)
                stream.flush()
                os.fsync(stream.fileno())
            written.replace(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"can't be written: {reason}", where=str(path)) from error


class _Reader:
    """Turns expat's events into the elements that are wanted."""

    def __init__(self, path: Path, wanted: Collection[str]) -> None:
        self._path = path
        self._wanted = wanted
        self._tree: TreeBuilder | None = None
        self._depth = 0
        self._done: list[Element] = []
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = self._refuse
        parser.SkippedEntityHandler = self._refuse

    def read(self, stream: IO[bytes]) -> Iterator[Element]:
        try:
            while chunk := stream.read(_CHUNK_BYTES):
                self._parser.Parse(chunk, False)
                yield from self._done
                self._done.clear()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise InputError(
                f"no well-formed XML: {expat.ErrorString(error.code)}",
                where=f"{self._path}:{error.lineno}",
                hint="export it again from where it comes from",
            ) from None
        except (LookupError, ValueError) as error:
            raise InputError(f"can't be decoded: {error}", where=str(self._path)) from None
        yield from self._done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if self._tree is None and local in self._wanted:
            self._tree = TreeBuilder()
        if self._tree is not None:
            self._depth += 1
            self._tree.start(local, {_local(key): value for key, value in attributes.items()})

    def _data(self, text: str) -> None:
        if self._tree is not None:
            self._tree.data(text)

    def _end(self, name: str) -> None:
        if self._tree is not None:
            self._tree.end(_local(name))
            self._depth -= 1
            if not self._depth:
                self._done.append(self._tree.close())
                self._tree = None

    def _refuse(self, name: str, *_: Any) -> None:
        raise InputError(
            f"uses the entity &{name};, which is not XML's own",
            where=f"{self._path}:{self._parser.CurrentLineNumber}",
            hint="write the character itself",
        )


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
