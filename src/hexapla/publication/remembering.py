"""The memory of a publication: its catalogs and the TMX files that it keeps."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from hexapla.catalogs import store
from hexapla.errors import InputError
from hexapla.exchange import tmx
from hexapla.exchange.xmlstream import put
from hexapla.languages import Language
from hexapla.memory.memory import Memory, default_path
from hexapla.memory.unit import Unit, units_of
from hexapla.publication.catalogs import is_from

__all__ = ["FOLDER", "keep", "open_memory"]

_log = logging.getLogger(__name__)

FOLDER = "i18n/memory"
"""Where a publication keeps TMX files, relative to its root."""

_CHUNK_BYTES = 1_000_000


def open_memory(
    root: Path,
    catalogs: Iterable[Path],
    source: Language,
    language: Language,
) -> Memory:
    """The memory of a publication for a pair of languages.

    ``catalogs`` are those in the target language; the reviewed entries of those from the source
    language count. Only files that changed since the last time are read. A file that can't be
    read is logged as a warning and skipped.
    """
    files = [*catalogs, *sorted((root / FOLDER).glob("*.tmx"))]
    read = partial(_units_in, source=source, language=language)
    memory = Memory(default_path(root, source.tag, language.tag))
    for one in memory.refresh(files, read):
        _log.warning("skipped in memory: %s", one)
    return memory


def _units_in(path: Path, source: Language, language: Language) -> Iterator[Unit]:
    """The units of one file, a catalog or a TMX file, in a pair of languages.

    Raises InputError where it can't be read.
    """
    if path.suffix == ".tmx":
        yield from tmx.read(path, source, language)
        return
    catalog = store.read(path).catalog
    if is_from(catalog, source):
        yield from units_of(catalog, str(path))


def keep(root: Path, path: Path, *, dry_run: bool = False) -> tuple[Path, dict[str, int]]:
    """Take a TMX file into a publication: where it is kept, and its units by language.

    Raises InputError where it is no TMX, or another file of its name is kept already.
    """
    found = tmx.languages(path)
    kept = root / FOLDER / path.with_suffix(".tmx").name
    if kept.exists() and not path.samefile(kept) and path.read_bytes() != kept.read_bytes():
        raise InputError(
            "another file of this name is kept already",
            where=str(kept),
            hint="rename the new one, or remove the old one",
        )
    if not dry_run and not kept.exists():
        put(kept, _chunks(path))
    return kept, found


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
