"""Cut a file that arrives in chunks into pieces that can be translated one after the other."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hexapla.documents.decoding import steady_codec
from hexapla.documents.document import uncut
from hexapla.documents.format import Cut, Format, Options
from hexapla.errors import InputError
from hexapla.files import LARGEST_BYTES
from hexapla.message import msg

__all__ = ["Chunk", "Piece", "pieces"]

Chunk = tuple[bytes, bool]
"""Some bytes of a file, and whether more of them are waiting already."""

_BOM = "\ufeff"
# The number of characters to collect before looking for a cut, while more are waiting.
_BATCH = 64_000
# Looking for a cut takes as long as parsing: a text longer than this is searched again only when it
# has grown by a quarter.
_SHORT = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file that can be parsed on its own.

    ``encoding`` is for the parser, None if the parser has to find it. With a ``target``, ``data``
    is UTF-8, and `finished` converts the translation to that codec. ``marked`` is True if ``data``
    begins with a byte order mark that is not in the file. It protects a U+FEFF after it, which the
    parser would read as a byte order mark. ``unsure`` is True for a whole file that is not UTF-8.
    """

    data: bytes
    encoding: str | None
    target: str | None = None
    marked: bool = False
    unsure: bool = False

    def finished(self, data: bytes) -> bytes:
        """The bytes to write for a translation of the piece.

        Raises UnicodeEncodeError if the encoding of the file lacks a character of it.
        """
        if self.target is None:
            return data
        return data[len(codecs.BOM_UTF8) * self.marked :].decode().encode(self.target)


def pieces(
    chunks: Iterable[Chunk],
    format: Format,
    *,
    where: str,
    encoding: str | None = None,
    options: Options,
    most: int = LARGEST_BYTES,
) -> Iterator[Piece]:
    """Cut a file into pieces, and yield each as soon as it is certain; see `Format.cutter`.

    A file that the format can't cut is one piece. Without ``encoding``, a file that declares an
    encoding other than UTF-8 is one piece, too. ``where`` names the file in errors; ``most`` is the
    size of the largest piece, in characters of text or, for a file that is not cut, in bytes.
    Raises InputError for a larger piece, and for text that is not in its encoding.
    """
    codec = steady_codec(encoding) if encoding else "utf-8"
    cut = format.cutter(codec, options) if codec else None
    if codec is None or cut is None:
        yield Piece(_joined(chunks, b"", where, most), encoding)
        return
    for piece in _cut(chunks, _Text(cut, codec, where, most), encoding):
        if piece.unsure and _guesses(piece.data, format, where):
            raise _undecodable(codec, where)
        yield piece


def _cut(chunks: Iterable[Chunk], text: _Text, encoding: str | None) -> Iterator[Piece]:
    rest = iter(chunks)
    whole = bytearray()  # The file, as long as nothing of it is cut.
    first = True
    for data, more in rest:
        whole += data if first else b""
        try:
            found = text.add(data, more=more)
        except UnicodeDecodeError:
            if not first or encoding:
                raise _undecodable(text.codec, text.where) from None
            yield Piece(_joined(rest, bytes(whole), text.where, text.most), None, unsure=True)
            return
        if found:
            yield text.piece(found, first=first)
            first, whole = False, bytearray()
    try:
        found = text.finish()
    except UnicodeDecodeError:
        if not first or encoding:
            raise _undecodable(text.codec, text.where) from None
        yield Piece(bytes(whole), None, unsure=True)
        return
    if first and encoding is None:
        yield Piece(bytes(whole), None)
    elif found:
        yield text.piece(found, first=first)


def _joined(chunks: Iterable[Chunk], start: bytes, where: str, most: int) -> bytes:
    data = bytearray(start)
    for chunk, _ in chunks:
        data += chunk
        if len(data) > most:
            raise _too_long(where, most)
    return bytes(data)


class _Text:
    """The text that is not cut yet."""

    def __init__(self, cut: Cut, codec: str, where: str, most: int) -> None:
        self.where, self.most = where, most
        self._cut, self.codec = cut, codec
        self._decoder = codecs.getincrementaldecoder(codec)()
        self._held: list[str] = []
        self._size = 0
        self._searched = 0  # The length of the lines in which there was nothing to cut.
        self._next = 0  # The size at which to look for a cut again.

    def add(self, data: bytes, *, more: bool) -> str:
        """Add bytes, and return the text that can be cut off, "" for none."""
        self._hold(self._decoder.decode(data))
        if self._size > self.most:
            raise _too_long(self.where, self.most)
        if self._size < max(self._next, _BATCH if more else 0):
            return ""
        held = "".join(self._held)
        lines = max(held.rfind("\n"), held.rfind("\r", 0, -1)) + 1
        if lines == self._searched:
            return ""
        at = self._cut(held[:lines])
        self._held = [held[at:]]
        self._searched = 0 if at else lines
        self._size = len(held) - at
        self._next = 0 if at or self._size < _SHORT else self._size * 5 // 4
        return held[:at]

    def finish(self) -> str:
        """The rest of the text."""
        self._hold(self._decoder.decode(b"", final=True))
        return "".join(self._held)

    def piece(self, text: str, *, first: bool) -> Piece:
        """A text that was cut off, as a piece."""
        marked = not first and text.startswith(_BOM)
        data = (codecs.BOM_UTF8 if marked else b"") + text.encode("utf-8")
        return Piece(data, "utf-8", self.codec, marked)

    def _hold(self, text: str) -> None:
        self._held.append(text)
        self._size += len(text)


def _guesses(data: bytes, format: Format, where: str) -> bool:
    """Whether the encoding of a file would have to be guessed, because nothing declares it.

    Such a file is refused: the guess would depend on how fast the file arrives.
    """
    return format.parse(data, uncut, where=where).guessed_encoding is not None


def _undecodable(codec: str, where: str) -> InputError:
    """The error for bytes that are not in an encoding."""
    return InputError(
        msg("is not {codec}", codec=codec.upper()),
        where=where,
        hint=msg("name its encoding with --encoding, or convert it to UTF-8"),
    )


def _too_long(where: str, most: int) -> InputError:
    return InputError(
        msg("has a piece of more than {most} MB that can't be cut", most=most // 1_000_000),
        where=where,
        hint=msg("split it into several files"),
    )
