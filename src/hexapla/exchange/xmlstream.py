"""Read XML of any size element by element, and write it safely.

Entities declared in a file are refused, because a few lines of them can fill all memory. Nothing
outside the file is ever read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from hexapla.errors import InputError
from hexapla.files import opened, replacing, unreadable
from hexapla.lazy import lazy_re
from hexapla.message import msg
from hexapla.xmlparser import xml_parser

__all__ = ["attribute", "content", "elements", "is_writable", "legal", "line_of", "put"]

_CHUNK_BYTES = 16_384
# Where elements keep their line: no attribute's name contains a space.
_LINE = "its line"
_XML_ATTRIBUTES = {
    "http://www.w3.org/XML/1998/namespace lang": "lang",
    "http://www.w3.org/XML/1998/namespace space": "space",
    "urn:oasis:names:tc:xliff:sizerestriction:2.0 sizeRestriction": "sizeRestriction",
}
_FORBIDDEN = lazy_re("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTENT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = {**_CONTENT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


def is_writable(*texts: str) -> bool:
    """Whether XML 1.0 allows all characters of some texts."""
    return not any(_FORBIDDEN.search(text) for text in texts)


def legal(text: str) -> str:
    """A text with U+FFFD in place of each character that XML 1.0 doesn't allow."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def content(text: str) -> str:
    """A text, escaped for the content of an element; see `legal`."""
    return legal(text).translate(_escapes)


def attribute(text: str) -> str:
    """A text as an attribute value, escaped and quoted."""
    return f'"{legal(text).translate(_attribute_escapes)}"'


_escapes = str.maketrans(_CONTENT)
_attribute_escapes = str.maketrans(_ATTRIBUTE)


def elements(path: Path, wanted: Collection[str]) -> Iterator[Element]:
    """The elements with certain names, each with its content, in the order in which they end.

    Such an element inside another one is not returned separately. Names have no namespace ("lang"
    for xml:lang). Programs have elements and attributes of their own: those of another namespace
    than the file's are not wanted, and such attributes are left out. Raises InputError with file
    and line if the file can't be read, is not well-formed, or declares entities.
    """
    try:
        with opened(path) as stream:
            yield from _Reader(path, wanted).read(stream)
    except FileNotFoundError:
        raise InputError(
            msg("no such file"), where=str(path), hint=msg("check the spelling")
        ) from None
    except OSError as error:
        raise unreadable(path, error) from error


def line_of(element: Element) -> int:
    """The line of its file, from 1, in which an element that `elements` returned begins."""
    return int(element.get(_LINE, "0"))


def put(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file of any size atomically: it is written completely, or the old one stays.

    Raises InputError if it can't be written.
    """
    with replacing(path) as stream:
        stream.writelines(chunks)


class _Reader:
    """Builds the requested elements from expat's events."""

    def __init__(self, path: Path, wanted: Collection[str]) -> None:
        self._path = path
        self._wanted = wanted
        self._tree: TreeBuilder | None = None
        self._depth = 0
        self._done: list[Element] = []
        self._own: str | None = None
        self._parser = parser = xml_parser(namespaces=True)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = self._refuse
        parser.SkippedEntityHandler = self._refuse

    def read(self, stream: IO[bytes]) -> Iterator[Element]:
        try:
            size = _CHUNK_BYTES
            while chunk := stream.read(size):
                before = self._parser.CurrentByteIndex
                self._parser.Parse(chunk, False)
                # expat before 2.6 reads a token from its start again with every chunk.
                size = 2 * size if self._parser.CurrentByteIndex == before else _CHUNK_BYTES
                yield from self._done
                self._done.clear()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise InputError(
                msg(
                    "is not well-formed XML: {errorstring}",
                    errorstring=expat.ErrorString(error.code),
                ),
                where=f"{self._path}:{error.lineno}",
                hint=msg("export it again from the program that made it"),
            ) from None
        except (LookupError, ValueError) as error:
            raise InputError(
                msg("can't be decoded: {error}", error=error),
                where=str(self._path),
                hint=msg("save it as UTF-8, and name that encoding in its first line"),
            ) from None
        yield from self._done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._own is None:
            self._own = name.rpartition(" ")[0]
        local = self._local(name)
        if self._tree is None and local in self._wanted:
            self._tree = TreeBuilder()
        if self._tree is not None:
            self._depth += 1
            named = {key: value for key, value in attributes.items() if " " not in key}
            for key in _XML_ATTRIBUTES.keys() & attributes.keys():
                named[_XML_ATTRIBUTES[key]] = attributes[key]
            named[_LINE] = str(self._parser.CurrentLineNumber)
            self._tree.start(local, named)

    def _data(self, text: str) -> None:
        if self._tree is not None:
            self._tree.data(text)

    def _end(self, name: str) -> None:
        if self._tree is not None:
            self._tree.end(self._local(name))
            self._depth -= 1
            if not self._depth:
                self._done.append(self._tree.close())
                self._tree = None

    def _refuse(self, name: str, *_: Any) -> None:
        raise InputError(
            msg("uses the entity &{name};, which XML doesn't define", name=name),
            where=f"{self._path}:{self._parser.CurrentLineNumber}",
            hint=msg("write the character itself"),
        )

    def _local(self, name: str) -> str:
        """The name of an element without the file's namespace; others keep theirs."""
        namespace, _, local = name.rpartition(" ")
        return local if namespace == self._own else name
