"""The translation memory of a publication: its catalogs, and the TMX files in ``i18n/memory``."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from hexapla.catalogs import store
from hexapla.exchange import tmx
from hexapla.files import leads_out
from hexapla.languages import Language
from hexapla.memory.memory import Memory, index_path
from hexapla.memory.unit import Unit, units_of
from hexapla.publication.catalogs import is_from, skipped
from hexapla.publication.places import not_read

__all__ = ["FOLDER", "open_memory"]

_log = logging.getLogger(__name__)

FOLDER = "i18n/memory"
"""The folder of the publication's TMX files, relative to its root."""


def open_memory(
    root: Path,
    catalogs: Iterable[Path],
    source: Language,
    language: Language,
    *,
    index_of: Path | None = None,
) -> Memory:
    """Open the memory of a publication for a pair of languages.

    ``catalogs`` are those in the target language; only the reviewed entries of those that translate
    from the source language are used. Files that have not changed since the last time are not read
    again. A file that can't be read is logged as a warning and skipped. ``index_of`` is the folder
    that the index belongs to, by default ``root``: each has one for its own ``catalogs``.
    """
    files = [*catalogs, *_memories(root)]
    read = partial(_units_in, source=source, language=language)
    memory = Memory(index_path(index_of or root, source.tag, language.tag))
    for one in memory.refresh(files, read):
        _log.warning("%s", skipped(one))
    return memory


def _memories(root: Path) -> Iterator[Path]:
    """The TMX files of a publication, without links to files elsewhere."""
    for path in sorted((root / FOLDER).glob("*.tmx")):
        if leads_out(path, root):
            _log.warning("%s", not_read(path))
        else:
            yield path


def _units_in(path: Path, source: Language, language: Language) -> Iterator[Unit]:
    """The units of a catalog or a TMX file, in a pair of languages; InputError if it can't
    be read.
    """
    if path.suffix == ".tmx":
        yield from tmx.read(path, source, language)
        return
    catalog = store.read(path).catalog
    if is_from(catalog, source):
        yield from units_of(catalog, str(path))
