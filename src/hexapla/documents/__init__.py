"""Documents: articles parsed into blocks and segments, and written back byte for byte.

Formats are found through the entry points ``hexapla.formats``, the built-in ones like any other.
"""

from __future__ import annotations

import difflib
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import PurePath

from hexapla.documents.decoding import decode
from hexapla.documents.document import Document, Format, Segmenter
from hexapla.errors import InputError, UsageError

__all__ = ["decode", "find_format", "formats", "parse", "suffixes"]

GROUP = "hexapla.formats"


@lru_cache(maxsize=1)
def formats() -> dict[str, Format]:
    """The formats that are installed, by name; InputError where one of them can't be loaded."""
    found: dict[str, Format] = {}
    for point in sorted(entry_points(group=GROUP)):
        try:
            found[point.name] = point.load()
        except Exception as error:
            raise InputError(
                f"the format {point.name!r} can't be loaded: {error}",
                hint=f"reinstall or remove {point.dist.name if point.dist else point.value}",
            ) from error
    return found


@lru_cache(maxsize=1)
def suffixes() -> tuple[str, ...]:
    """The suffixes of all formats, lower-case with their dot, in alphabetical order."""
    return tuple(sorted({suffix for one in formats().values() for suffix in one.suffixes}))


def find_format(name: str, format: str | None = None) -> Format:
    """The format of a name ("text"), else of a file's name by its suffix, in any case.

    A file name without a suffix (``README``) is plain text. Raises UsageError where there is no
    format of that name, InputError where none has that suffix.
    """
    known = formats()
    if format is not None:
        if format not in known:
            raise UsageError(f"there is no format {format!r}", hint=_suggestion(format))
        return known[format]
    suffix = PurePath(name).suffix.lower()
    for one in known.values():
        if suffix in one.suffixes:
            return one
    if not suffix:
        return known["text"]
    raise InputError(
        f"no format has the suffix {suffix!r}",
        where=name,
        hint=f"say which of these it is: {', '.join(known)}",
    )


def parse(
    data: bytes,
    segmenter: Segmenter,
    *,
    name: str = "",
    format: str | None = None,
    where: str = "",
    encoding: str | None = None,
    **options: str,
) -> Document:
    """Parse a file's bytes in its format; see `find_format` for what decides.

    Parameters: ``where`` names the file in errors (default: ``name``); ``encoding`` overrides
    what the bytes say of theirs; ``options`` are those of the formats (``wrap="lines"``), each
    format heeding its own. Raises InputError where the file is no text or of no known format,
    UsageError where a format, an encoding or an option makes no sense. A file with nothing to
    translate gives a document without segments.
    """
    found = find_format(name, format)
    _check_names(options)
    chosen = {key: values[0] for key, values in found.options.items()}
    chosen |= {key: value for key, value in options.items() if key in chosen}
    for key, value in chosen.items():
        if value not in found.options[key] and "*" not in found.options[key]:
            raise UsageError(
                f"{key} = {value!r} makes no sense", hint=f"use {', '.join(found.options[key])}"
            )
    return found.parse(data, segmenter, where=where or name, encoding=encoding, options=chosen)


def _check_names(options: dict[str, str]) -> None:
    known = {key for one in formats().values() for key in one.options}
    for key in options:
        if key not in known:
            raise UsageError(f"no format has an option {key!r}")


def _suggestion(wanted: str) -> str:
    known = formats()
    close = difflib.get_close_matches(wanted, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"use {', '.join(known)}"
