"""Parse a file of strings, and tell it from a file of settings or data with the same suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from hexapla.documents.decoding import decode
from hexapla.documents.format import Options
from hexapla.documents.strings.choosing import looks_like_words
from hexapla.documents.strings.document import StringsDocument
from hexapla.documents.strings.json_syntax import is_json, read_json
from hexapla.documents.strings.shapes import shape_of, texts_of
from hexapla.documents.strings.values import Reading
from hexapla.documents.strings.yaml_syntax import read_yaml
from hexapla.errors import HexaplaError
from hexapla.files import read_bytes
from hexapla.languages import is_language

__all__ = ["doubt", "parse"]

Reader = Callable[[str, str], Reading]

READERS: Mapping[str, Reader] = {
    ".arb": read_json,
    ".json": read_json,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}

# Words in paths that say that a file has texts for readers.
_SPEAKING = frozenset(
    [
        "dictionaries", "i18n", "intl", "l10n", "lang", "langs", "language", "languages", "locale",
        "locales", "localization", "localizations", "_locales", "messages", "strings",
        "translation", "translations",
    ]
)  # fmt: skip
# The share of strings with several words, without which a file is data.
_WORDED = 0.3


def parse(data: bytes, where: str, encoding: str | None, options: Options) -> StringsDocument:
    """Parse a file of strings; parameters and errors as for `Format.parse`."""
    source, found = decode(data, where=where, encoding=encoding)
    suffix = PurePath(where).suffix.lower()
    reading = _reader(source, suffix)(source, where)
    shape = shape_of(reading, suffix)
    texts = texts_of(reading, shape, options)
    return StringsDocument(source, found, texts, shape, reading.separator)


def _reader(source: str, suffix: str) -> Reader:
    if suffix in READERS:
        return READERS[suffix]
    return read_json if is_json(source) else read_yaml


def doubt(path: Path, options: Options) -> str | None:
    """Why a file is probably not one of strings; None if it is."""
    patterns = options.get("files", ())
    if isinstance(patterns, tuple) and any(path.match(one) for one in patterns):
        return None
    suffix = path.suffix.lower()
    try:
        source, _ = decode(read_bytes(path), where=str(path))
        reading = _reader(source, suffix)(source, str(path))
    except HexaplaError:
        return None if _speaks(path) else "can't be read as a file of strings"
    if shape_of(reading, suffix).known:
        return None
    strings = len(reading.values)
    if not strings:
        return "has no strings"
    worded = sum(looks_like_words(one.text) for one in reading.values) / strings
    others = reading.others / (strings + reading.others)
    if _speaks(path) and others < 0.5:
        return None
    return None if worded > 2 * _WORDED and others < 0.1 else "doesn't look like a file of strings"


def _speaks(path: Path) -> bool:
    """Whether a path says that a file has texts: `locales/app.json`, `en.yml`."""
    parts = [path.stem, *path.parts[-4:-1]]
    return any(part.lower() in _SPEAKING for part in parts) or any(
        is_language(one.replace("_", "-")) for one in (path.stem, path.parent.name)
    )
