"""Documents: articles parsed into blocks and segments, and written back byte for byte.

Formats, built-in ones included, are registered as entry points in the group ``hexapla.formats``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath
from types import MappingProxyType

from hexapla.documents.decoding import Guess, decode
from hexapla.documents.document import Document, Segmenter
from hexapla.documents.format import Format, Options
from hexapla.documents.signatures import kind_of_contents, kind_of_name, refusal
from hexapla.errors import InputError, UsageError, suggestion
from hexapla.message import either, msg
from hexapla.plugins import entry_points, load

__all__ = [
    "PLAIN",
    "Listed",
    "decode",
    "find_format",
    "format_names",
    "format_of",
    "format_of_suffix",
    "formats",
    "load_format",
    "load_text_format",
    "parse",
    "suffixes",
]

GROUP = "hexapla.formats"

Listed = Sequence[tuple[str, str]]
"""Patterns of files, and the format of each, from the option ``files`` of formats."""

PLAIN = "text"
"""The format of input that has no suffix, such as ``README`` or standard input."""


def format_names() -> tuple[str, ...]:
    """The names of the installed formats, in alphabetical order. Loads none of them."""
    return tuple(entry_points(GROUP))


@lru_cache
def load_format(name: str) -> Format:
    """Load the format with a name.

    Raises UsageError if no such format is installed, InputError if it can't be loaded.
    """
    point = entry_points(GROUP).get(name)
    if point is None:
        raise UsageError(
            msg("there is no format {name!r}", name=name), hint=suggestion(name, format_names())
        )
    return load(point, Format, f"the format {name!r}")


def load_text_format(name: str) -> Format:
    """Load a format whose files are text; UsageError for others, else as `load_format`."""
    found = load_format(name)
    if not found.is_text:
        raise UsageError(
            msg("{name} files are not text", name=name),
            hint=msg(
                "name a file instead of the text: translate article{suffixes}",
                suffixes=found.suffixes[0],
            ),
        )
    return found


def formats() -> dict[str, Format]:
    """All installed formats by name. Raises InputError if one of them can't be loaded."""
    return {name: load_format(name) for name in format_names()}


def suffixes() -> tuple[str, ...]:
    """The file name suffixes of all formats, in lower case with the dot, in alphabetical order."""
    return tuple(sorted(_by_suffix()))


def format_of_suffix(name: str | PurePath) -> Format | None:
    """The format of a file, by the suffix of its name (in any case); None if no format has it."""
    return _by_suffix().get(PurePath(name).suffix.lower())


def format_of(path: str | PurePath, listed: Listed = ()) -> Format | None:
    """The format of a file: the one that settings list it under, else that of its suffix."""
    named = next((name for pattern, name in listed if PurePath(path).match(pattern)), None)
    return format_of_suffix(path) if named is None else load_format(named)


def find_format(
    name: str,
    format: str | None = None,
    *,
    data: bytes = b"",
    where: str = "",
    listed: Listed = (),
) -> Format:
    """Find a format by its own name (``format``), or else by the name of a file.

    A file name without a suffix (``README``) means plain text. Raises UsageError if there is no
    format with that name, InputError if no format has the suffix; it says what the file is,
    according to its contents (``data``) or its name. ``where`` names the file in errors (default:
    ``name``). ``listed`` as for `format_of`.
    """
    if format is not None:
        return load_format(format)
    found = format_of(name, listed)
    if found is not None:
        return found
    suffix = PurePath(name).suffix.lower()
    if not suffix:
        return load_format(PLAIN)
    kind, named = kind_of_contents(data), kind_of_name(name)
    if named and (named.is_text or not data):
        kind = named
    if kind:
        raise refusal(kind, where or name)
    others = either(name for name in format_names() if name != PLAIN)
    raise InputError(
        msg("no format has the suffix {suffix!r}", suffix=suffix),
        where=where or name,
        hint=msg(
            "use --format {plain} if it is plain text, or {others}", plain=PLAIN, others=others
        ),
    )


def parse(
    data: bytes,
    segmenter: Segmenter,
    *,
    name: str = "",
    format: str | None = None,
    where: str = "",
    encoding: str | None = None,
    language: str = "",
    options: Options = MappingProxyType({}),
) -> Document:
    """Parse the bytes of a file; see `find_format` for how the format is chosen.

    Parameters: ``where`` names the file in errors (default: ``name``); ``encoding`` overrides the
    encoding that the bytes declare; ``language`` is the tag of the language that the text should be
    in: it helps if the encoding has to be guessed, and text that is marked as being in another
    language is not translated; ``options`` are options of the format
    (``{"wrap": "lines"}``). Raises InputError if the file is not text or has an unknown suffix,
    UsageError for an unknown format, encoding or option. A file with nothing to translate is a
    document without segments.
    """
    found = find_format(name, format, data=data, where=where)
    chosen = found.with_defaults(options)

    def read(encoding: str | None) -> Document:
        return found.parse(
            data,
            segmenter,
            where=where or name,
            encoding=encoding,
            language=language,
            options=chosen,
        )

    document = read(encoding)
    guess = document.guessed_encoding
    better = _better_guess(data, guess, language) if guess and language else None
    return document if better is None else read(better)


def _better_guess(data: bytes, guess: str, language: str) -> Guess | None:
    """The encoding of a text in a language, if it isn't what was guessed without the language."""
    from hexapla.detection.encodings import guess_encoding

    found = guess_encoding(data, [language])
    return Guess(found.codec) if found and data.decode(guess) != found.text else None


@lru_cache(maxsize=1)
def _by_suffix() -> dict[str, Format]:
    """The format of each suffix; if two formats claim one, the first in alphabetical order."""
    return {suffix: one for one in reversed(formats().values()) for suffix in one.suffixes}
