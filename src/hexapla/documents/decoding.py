"""Decode the bytes of a file, and choose the encoding of an edition."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from dataclasses import dataclass

from hexapla.charsets import codec_name
from hexapla.documents.noncharacters import first_of
from hexapla.documents.signatures import refuse_binary
from hexapla.errors import InputError, UsageError
from hexapla.message import msg

__all__ = ["Encoding", "Guess", "decode", "steady_codec"]

# Longest first, because the little-endian mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python codecs that read a byte order mark. Without one, UTF-16 and UTF-32 are big-endian on every
# machine (Unicode Standard, section 3.10).
_UNMARKED = {"utf-8-sig": "utf-8", "utf-16": "utf-16-be", "utf-32": "utf-32-be"}

_TO_UTF8 = msg("use --encoding, or save it as UTF-8")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file became text: a Python codec name and the byte order mark.

    ``guessed`` is True if nothing in the bytes declares the encoding.
    """

    name: str = "utf-8"
    bom: bytes = b""
    guessed: bool = False

    def encode(self, text: str) -> bytes:
        """Encode a text, or use UTF-8 if this encoding lacks one of its characters."""
        try:
            return self.bom + text.encode(self.name)
        except UnicodeEncodeError:
            bom = codecs.BOM_UTF8 if self.bom else b""
            return bom + text.encode("utf-8")

    def decode(self, data: bytes) -> str:
        """The text of an edition, as `encode` has written it."""
        data = data.removeprefix(self.bom)
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.decode(self.name)


class Guess(str):
    """A codec name that was guessed from the bytes: `decode` reports it as guessed."""


def decode(
    data: bytes, *, where: str = "", encoding: str | None = None, expected: Collection[str] = ()
) -> tuple[str, Encoding]:
    """Decode a file: its text without the byte order mark, and its encoding.

    Unless ``encoding`` (a Python codec name) is given, a byte order mark decides. Without one, the
    file is UTF-8 if it is valid UTF-8; otherwise `hexapla.detection.encodings` guesses, and the
    result's ``guessed`` is True; ``expected`` are the tags of the languages that the text should be
    in. Raises InputError if the bytes are not text, are not valid in the
    encoding, or would change when encoded again; UsageError if the encoding is unknown.
    """
    refuse_binary(data, where)
    found = _encoding(data, encoding)
    if encoding is None and not found.bom and b"\0" in data:
        raise _unmarked(data, where) or _not_text(where)
    try:
        text = data[len(found.bom) :].decode(found.name)
        same = found.encode(text) == data
    except UnicodeDecodeError as error:
        guess = None if encoding or found.bom else _guess(data, expected)
        if guess is None:
            raise _undecodable(data, error, found, where) from None
        return guess
    except UnicodeError as error:
        raise InputError(
            msg("can't be read as {name}: {error}", name=found.name, error=error),
            where=where or None,
            hint=_TO_UTF8,
        ) from None
    if "\0" in text:
        raise _not_text(where)
    _refuse_noncharacters(text, where)
    if not same:
        raise InputError(
            msg("can't be read and written as {name} without changes", name=found.name),
            where=where or None,
            hint=_TO_UTF8,
        )
    return text, found


def steady_codec(encoding: str) -> str | None:
    """The codec name of an encoding, or None if texts in it can't be cut into pieces.

    UTF-16 and UTF-32 can't be cut because a byte order mark applies to everything after it. Raises
    UsageError if there is no such encoding.
    """
    name = _codec_name(encoding)
    return None if name.startswith(("utf-16", "utf-32", "utf-8-sig")) else name


def _encoding(data: bytes, chosen: str | None) -> Encoding:
    name = _codec_name(chosen) if chosen else "utf-8"
    family = name.removesuffix("-sig") if chosen else ""
    for mark, marked in _MARKS:
        if data.startswith(mark) and marked.startswith(family):
            return Encoding(marked, mark)
    return Encoding(_UNMARKED.get(name, name), guessed=isinstance(chosen, Guess))


def _guess(data: bytes, expected: Collection[str]) -> tuple[str, Encoding] | None:
    """The most likely legacy encoding of a text, or None if none fits."""
    from hexapla.detection.encodings import guess_encoding

    found = None if b"\0" in data else guess_encoding(data, expected)
    return (found.text, Encoding(_codec_name(found.codec), guessed=True)) if found else None


def _codec_name(name: str) -> str:
    try:
        return codec_name(name)
    except LookupError:
        raise _unknown_encoding(name) from None


def _unknown_encoding(name: str) -> UsageError:
    return UsageError(
        msg("unknown encoding {name!r}", name=name),
        hint=msg("use a name such as utf-8, cp1252 or koi8-r"),
    )


def _refuse_noncharacters(text: str, where: str) -> None:
    at = first_of(text)
    if at is not None:
        line = text.count("\n", 0, at) + 1
        raise InputError(
            msg("has the noncharacter {sign}, which is no text", sign=f"U+{ord(text[at]):04X}"),
            where=f"{where}:{line}" if where else None,
            hint=msg("remove it"),
        )


def _unmarked(data: bytes, where: str) -> InputError | None:
    """The error for what seems to be UTF-16 in Latin letters, without a byte order mark."""
    for name, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if high.count(0) > len(data) / 8 and data.count(0) == high.count(0):
            return InputError(
                msg("seems to be UTF-16 without a byte order mark"),
                where=where or None,
                hint=msg("use --encoding {name}, or save it as UTF-8", name=name),
            )
    return None


def _not_text(where: str) -> InputError:
    return InputError(
        msg("is not a text file: it contains zero bytes"),
        where=where or None,
        hint=msg("name a file with text"),
    )


def _undecodable(
    data: bytes, error: UnicodeDecodeError, encoding: Encoding, where: str
) -> InputError:
    """The error with its position: the file and line, if lines can be counted in the bytes."""
    start = len(encoding.bom) + error.start
    wide = encoding.name.startswith(("utf-16", "utf-32"))
    line = 1 + len(re.findall(rb"\r\n|\r|\n", data[:start]))
    return InputError(
        msg(
            "is not valid {name}: byte {start} is 0x{data:02X}",
            name=encoding.name.upper(),
            start=start + 1,
            data=data[start],
        ),
        where=where if wide or not where else f"{where}:{line}",
        hint=_TO_UTF8,
    )
