"""From a file's bytes to its text, and the encoding to write an edition in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from hexapla.errors import InputError, UsageError

__all__ = ["Encoding", "decode"]

# Longest first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python's names that read a byte order mark; without one, UTF-16 and UTF-32 are big-endian by
# the Unicode Standard (section 3.10), whatever the machine.
_UNMARKED = {"utf-8-sig": "utf-8", "utf-16": "utf-16-be", "utf-32": "utf-32-be"}

# What texts that are not UTF-8 are mostly in, by the WHATWG Encoding Standard's list; without the
# old DOS and Macintosh pages, which short texts would too often be taken for.
_LEGACY = [
    *(f"cp125{n}" for n in range(9)), "iso8859_2", "iso8859_15", "koi8_r", "koi8_u",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip

_TO_UTF8 = "say --encoding, or save it as UTF-8"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the source's bytes became text: a codec name of Python's, and the byte order mark.

    ``guessed`` says that nothing in the bytes tells for sure.
    """

    name: str = "utf-8"
    bom: bytes = b""
    guessed: bool = False

    def encode(self, text: str) -> bytes:
        """The text in this encoding, or in UTF-8 if this one lacks a character of it."""
        try:
            return self.bom + text.encode(self.name)
        except UnicodeEncodeError:
            bom = codecs.BOM_UTF8 if self.bom else b""
            return bom + text.encode("utf-8")


def decode(data: bytes, *, where: str = "", encoding: str | None = None) -> tuple[str, Encoding]:
    """A file's text without its byte order mark, and its encoding.

    Without ``encoding`` (any codec name of Python's) a byte order mark decides, else it is UTF-8,
    else what charset-normalizer takes it for, and then the encoding says that it is guessed.
    Raises InputError where the bytes are no text, are not in that encoding, or would not come
    back the same from it; UsageError where there is no such encoding.
    """
    found = _encoding(data, encoding)
    if encoding is None and not found.bom and b"\0" in data:
        raise _no_text(where)
    try:
        text = data[len(found.bom) :].decode(found.name)
        same = found.encode(text) == data
    except LookupError:  # A codec that makes no text, such as "hex".
        raise _no_encoding(found.name) from None
    except UnicodeDecodeError as error:
        guess = None if encoding or found.bom else _guess(data)
        if guess is None:
            raise _undecodable(data, error, found, where) from None
        return guess
    except UnicodeError as error:
        raise InputError(
            f"can't be read as {found.name}: {error}", where=where or None, hint=_TO_UTF8
        ) from None
    if "\0" in text:
        raise _no_text(where)
    if not same:
        raise InputError(
            f"can't be read and written as {found.name} without changes",
            where=where or None,
            hint=_TO_UTF8,
        )
    return text, found


def _encoding(data: bytes, wanted: str | None) -> Encoding:
    name = _codec_name(wanted) if wanted else "utf-8"
    family = name.removesuffix("-sig") if wanted else ""
    for mark, marked in _MARKS:
        if data.startswith(mark) and marked.startswith(family):
            return Encoding(marked, mark)
    return Encoding(_UNMARKED.get(name, name))


def _guess(data: bytes) -> tuple[str, Encoding] | None:
    """The most likely legacy encoding of a text; None where none makes sense of it."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_LEGACY).best()
    if best is None:
        return None
    found = Encoding(codecs.lookup(best.encoding).name, guessed=True)
    text = data.decode(found.name)
    return (text, found) if found.encode(text) == data and "\0" not in text else None


def _codec_name(wanted: str) -> str:
    try:
        return codecs.lookup(wanted).name
    except (LookupError, ValueError):
        raise _no_encoding(wanted) from None


def _no_encoding(wanted: str) -> UsageError:
    return UsageError(
        f"there is no encoding {wanted!r}", hint="use a name such as utf-8, cp1252 or koi8-r"
    )


def _no_text(where: str) -> InputError:
    return InputError(
        "is no text: there are zero bytes in it",
        where=where or None,
        hint="if it is text in UTF-16, save it as UTF-8",
    )


def _undecodable(
    data: bytes, error: UnicodeDecodeError, encoding: Encoding, where: str
) -> InputError:
    """The error with its place: a line where lines can be counted in the bytes."""
    start = len(encoding.bom) + error.start
    wide = encoding.name.startswith(("utf-16", "utf-32"))
    line = 1 + len(re.findall(rb"\r\n|\r|\n", data[:start]))
    return InputError(
        f"is not in {encoding.name.upper()}: see byte {start + 1}, 0x{data[start]:02X}",
        where=where if wide or not where else f"{where}:{line}",
        hint=_TO_UTF8,
    )
