"""Parse a file of strings, and tell it from a file of settings or data with the same suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePath

from hexapla.documents.decoding import Encoding, decode
from hexapla.documents.format import Options
from hexapla.documents.strings.apple import read_apple
from hexapla.documents.strings.choosing import looks_like_words
from hexapla.documents.strings.document import StringsDocument
from hexapla.documents.strings.fluent import read_fluent
from hexapla.documents.strings.json_syntax import is_json, read_json
from hexapla.documents.strings.plist import is_plist, read_plist
from hexapla.documents.strings.properties import read_properties
from hexapla.documents.strings.several import CatalogDocument
from hexapla.documents.strings.shapes import shape_of, texts_of
from hexapla.documents.strings.table import is_table, read_table
from hexapla.documents.strings.toml_syntax import read_toml
from hexapla.documents.strings.values import Reading
from hexapla.documents.strings.xcstrings import Catalog, read_xcstrings
from hexapla.documents.strings.yaml_syntax import read_yaml
from hexapla.errors import InputError
from hexapla.files import Signature, read_bytes, signature
from hexapla.languages import is_code
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["doubt", "parse", "stated_language"]

Reader = Callable[[str, str], Reading]
"""Returns what a text says, by its name in errors."""

READERS: Mapping[str, Reader] = {
    ".arb": read_json,
    ".csv": read_table,
    ".ftl": read_fluent,
    ".json": read_json,
    ".properties": read_properties,
    ".strings": read_apple,
    ".stringsdict": read_plist,
    ".toml": read_toml,
    ".xcstrings": read_xcstrings,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}
# Suffixes that no other files have.
_SURE = frozenset([".arb", ".ftl", ".strings", ".stringsdict", ".xcstrings"])
_BLANK = r"(?:\s|[#!][^\r\n]*+)*+"
_APPLE = lazy_re(r"(?:\s|/\*(?:[^*]|\*(?!/))*+\*/|//[^\r\n]*+)*+\"(?:[^\"\\]|\\.)*+\"\s*+=\s*+\"")
_TOML = lazy_re(rf"{_BLANK}(?:\[\[?[\w.\" -]+\]|[\w.\"-]+\s*+=\s*+[\"'\[])")
_FLUENT = lazy_re(rf"{_BLANK}-?[a-zA-Z][\w-]*+ = ")
_XCSTRINGS = lazy_re(r"\s*+\{\s*+\"sourceLanguage\"\s*+:")
_PROPERTIES = lazy_re(rf"{_BLANK}[\w.-]++=")

# Words in paths that say that a file has texts for readers.
_SPEAKING = frozenset(
    [
        "dictionaries", "i18n", "intl", "l10n", "lang", "langs", "language", "languages", "locale",
        "locales", "localization", "localizations", "_locales", "messages", "strings",
        "translation", "translations",
    ]
)  # fmt: skip
# The share of strings with several words, without which a file is data; the share of values that
# are no strings, with which it is, whether its path speaks or not; the size in bytes.
_WORDED = 0.6
_MOST_OTHERS, _FEW_OTHERS = 0.5, 0.1
_LARGEST = 1_000_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def parse(
    data: bytes, where: str, encoding: str | None, language: str, options: Options
) -> StringsDocument:
    """Parse a file of strings; parameters and errors as for `Format.parse`."""
    suffix = PurePath(where).suffix.lower()
    source, found = _decoded(data, where, encoding, suffix)
    reading = _reading(source, suffix, where, found.name, language)
    shape = shape_of(reading, suffix)
    texts = texts_of(reading, shape, options)
    if isinstance(reading, Catalog):
        return CatalogDocument(source, found, texts, shape, reading)
    return StringsDocument(source, found, texts, shape, reading.separator)


def _decoded(data: bytes, where: str, encoding: str | None, suffix: str) -> tuple[str, Encoding]:
    """The text of a file. Java's properties are in ISO-8859-1 if they aren't in Unicode."""
    if suffix == ".properties" and encoding is None and not data.startswith(_UTF_16):
        try:
            data.decode()
        except UnicodeDecodeError:
            encoding = "iso-8859-1"
    return decode(data, where=where, encoding=encoding)


def _reading(source: str, suffix: str, where: str, codec: str, language: str = "") -> Reading:
    """What a file says. A string that is the whole file has no key: it is a value like others."""
    read = READERS.get(suffix) or _reader(source)
    if read is read_apple and is_plist(source):
        read = read_plist
    if read is read_properties:
        found = read_properties(source, where, codec)
    elif read is read_table:
        found = read_table(source, where, language)
    elif read is read_xcstrings:
        return read_xcstrings(source, where, language)
    else:
        found = read(source, where)
    keyed = [value for value in found.values if value.key]
    return replace(found, values=keyed, others=found.others + len(found.values) - len(keyed))


def _reader(source: str) -> Reader:
    """The reader for a text whose suffix isn't known."""
    if is_json(source):
        return read_xcstrings if _XCSTRINGS.match(source) else read_json
    if is_plist(source):
        return read_plist
    if is_table(source):
        return read_table
    found = (
        (_APPLE, read_apple),
        (_TOML, read_toml),
        (_FLUENT, read_fluent),
        (_PROPERTIES, read_properties),
    )
    return next((read for pattern, read in found if pattern.match(source)), read_yaml)


def stated_language(data: bytes, where: str, encoding: str | None) -> str:
    """The language that a file names as that of its texts, "" if it names none."""
    source, found = decode(data, where=where, encoding=encoding)
    reading = _reading(source, PurePath(where).suffix.lower(), where, found.name)
    return reading.source.replace("_", "-") if isinstance(reading, Catalog) else ""


def doubt(path: Path, options: Options) -> str | None:
    """Why a file is probably not one of strings; None if it is.

    Raises InputError, with the line, for a file that can't be read at all.
    """
    patterns = options.get("files", ())
    if isinstance(patterns, tuple) and any(path.match(one) for one in patterns):
        return None
    if path.suffix.lower() in _SURE:
        return None
    found = _doubt(path, signature(path))
    if isinstance(found, InputError):
        raise found
    return found


@lru_cache(maxsize=4096)
def _doubt(path: Path, version: Signature) -> str | InputError | None:
    """Why a file is probably not one of strings, or can't be read; ``version`` changes if the file
    does.
    """
    suffix = path.suffix.lower()
    speaks = _speaks(path)
    try:
        if not speaks and path.stat().st_size > _LARGEST:
            return msg("is too large for a file of strings")
        source, found = _decoded(read_bytes(path), str(path), None, suffix)
        reading = _reading(source, suffix, str(path), found.name)
    except OSError:
        return msg("can't be read as a file of strings")
    except InputError as error:
        # A file that says what it is is read, so that its mistake is reported.
        return None if speaks and suffix != ".csv" else error
    if shape_of(reading, suffix).known:
        return None
    strings = len(reading.values)
    if not strings:
        return msg("has no strings")
    worded = sum(looks_like_words(one.text) for one in reading.values) / strings
    others = reading.others / (strings + reading.others)
    if speaks and others < _MOST_OTHERS:
        return None
    fine = worded > _WORDED and others < _FEW_OTHERS
    return None if fine else msg("doesn't look like a file of strings")


def _speaks(path: Path) -> bool:
    """Whether a path says that a file has texts: `locales/app.json`, `en.yml`."""
    parts = [path.stem, *path.parts[-4:-1]]
    return any(part.lower() in _SPEAKING for part in parts) or any(
        is_code(one) for one in (path.stem, path.parent.name)
    )
