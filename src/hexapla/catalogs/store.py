"""Create, read and change catalogs on disk. Nothing that anyone saved is lost."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hexapla.catalogs.catalog import DRAFTS, SOURCE_HEADER, Catalog
from hexapla.catalogs.update import Changes
from hexapla.dates import gettext_now
from hexapla.errors import InputError, UsageError
from hexapla.files import Signature, is_settled, read_bytes, replace_bytes, signature
from hexapla.languages import Language
from hexapla.locking import lock
from hexapla.message import msg

__all__ = ["Saved", "Stored", "change", "check_languages", "keep_at_most", "load", "new", "read"]

_log = logging.getLogger(__name__)


# Limits for the catalogs that a process keeps in memory: a run needs each one several times.
_KEPT_BYTES = 50_000_000
_KEPT_FILES = 10_000

# Editors empty a file before they write it. So many seconds are waited for that; 0 is the end.
_WAITS = (0.1, 0.3, 1, 0)

# How often to try again if an editor saves the catalog while it is being changed.
_ATTEMPTS = 10


def new(domain: str, source: Language, language: Language | None = None) -> Catalog:
    """An empty catalog of an article in a language, or an empty template without one."""
    from importlib.metadata import version

    headers = {"Project-Id-Version": domain}
    if language:
        headers |= {
            "PO-Revision-Date": gettext_now(),
            "Last-Translator": DRAFTS,
            "Language-Team": language.name,
            "Language": language.posix,
            "Plural-Forms": f"{language.plural_forms};",
        }
    headers |= {SOURCE_HEADER: source.tag, "X-Generator": f"Hexapla {version('hexapla')}"}
    return Catalog.new(headers)


class Stored:
    """The file of a catalog as this process last read or wrote it.

    ``data`` are its bytes, None if there is no file. A caller can store an update that it computed
    here (`keep_update`); it is dropped when the file changes.
    """

    def __init__(
        self, path: Path, signature: Signature, data: bytes | None, written: Catalog | None = None
    ) -> None:
        self.path = path
        self.signature = signature
        self.data = data
        # The catalog, if this process wrote the file; its entries have no line numbers.
        self._written = written
        self._settled = written is not None or is_settled(signature)
        self._update: tuple[Callable[[], object], Changes] | None = None

    @property
    def catalog(self) -> Catalog:
        """The catalog. If this process wrote it, its entries have no line numbers.

        Raises InputError if there is no file, or it can't be parsed.
        """
        return self.parsed if self._written is None else self._written

    @cached_property
    def parsed(self) -> Catalog:
        """The catalog, with the line number of every entry; raises the same errors as `catalog`."""
        if self.data is None:
            read_bytes(self.path)  # raises an error
        return Catalog.parse(self.data or b"", str(self.path))

    def with_lines(self) -> Stored:
        """The same file; from now on, the entries of its catalog have line numbers."""
        if self._written is not None:
            self._written = self._update = None
        return self

    def is_current(self) -> bool:
        """Whether the file is certainly unchanged since it was read or written."""
        return self._settled and signature(self.path) == self.signature

    def found_again(self, signature: Signature) -> None:
        """Record a new signature after the file was read again with the same bytes."""
        self.signature = signature
        self._settled = is_settled(signature)

    def update_for(self, template: object) -> Changes | None:
        """The update that was stored for this template object, if there is one."""
        known = self._update
        return known[1] if known is not None and known[0]() is template else None

    def keep_update(self, template: object, changes: Changes) -> None:
        """Store an update made for ``template``; it is returned as long as that object exists."""
        self._update = weakref.ref(template), changes


class _Kept:
    """The files that were read and written last. Several threads may use it."""

    def __init__(self) -> None:
        self._files: dict[Path, Stored] = {}
        self._size = 0
        self._lock = threading.Lock()
        self.limit = _KEPT_BYTES

    def get(self, path: Path) -> Stored | None:
        return self._files.get(path)

    def put(self, stored: Stored) -> None:
        with self._lock:
            before = self._files.pop(stored.path, None)
            self._size += len(stored.data or b"") - (len(before.data or b"") if before else 0)
            if self._size > self.limit or len(self._files) > _KEPT_FILES:
                self._files.clear()
                self._size = len(stored.data or b"")
            self._files[stored.path] = stored


_kept = _Kept()


def keep_at_most(size: int) -> None:
    """Limit the bytes of catalogs kept in memory, in a process that needs each only once."""
    _kept.limit = size


def read(path: Path) -> Stored:
    """The file of a catalog, which may not exist. It is read again only if it has changed.

    Raises InputError if it can't be read, and if a catalog with translations is empty: that is no
    new one, but one that an editor is about to write, or one that was lost.
    """
    known = _kept.get(path)
    if known is not None and known.is_current():
        return known
    now, data = _read(path)
    for wait in _WAITS:
        if data is None or data.strip() or path.suffix.lower() != ".po":
            break
        if not wait:
            raise InputError(
                msg("is empty"),
                where=str(path),
                hint=msg("save it again, or restore it; to begin anew, delete it"),
            )
        time.sleep(wait)
        now, data = _read(path)
    if known is not None and known.data == data:
        known.found_again(now)
        return known
    stored = Stored(path, now, data)
    _kept.put(stored)
    return stored


def _read(path: Path) -> tuple[Signature, bytes | None]:
    now = signature(path)
    return now, None if now is None else read_bytes(path)


def load(path: Path) -> Catalog:
    """The catalog in a file; raises InputError if it can't be read or parsed."""
    return read(path).parsed


def change(
    path: Path, edit: Callable[[Stored], Catalog], *, root: Path, dry_run: bool = False
) -> Saved:
    """The one way to write a catalog: lock, read, edit, compare, replace.

    ``edit`` gets the file, which may not exist yet, and returns the catalog to write. ``root`` is
    the folder to lock against other Hexapla processes, and nothing outside it is written. If an
    editor saves the file after it was
    read and before it is replaced, it is read and edited again. With ``dry_run`` nothing is
    written. Raises InputError if the file can't be read or written, or keeps changing.
    """
    with lock(root):
        for _ in range(_ATTEMPTS):
            before = read(path)
            catalog = edit(before)
            data = catalog.dump()
            if data == before.data:
                return Saved(False, before, before)
            if dry_run:
                return Saved(True, before, Stored(path, None, data, catalog))
            written = replace_bytes(path, data, before.signature, within=root)
            if written is not None:
                _log.info("%s", msg("{path}: written", path=path))
                after = Stored(path, written, data, catalog)
                _kept.put(after)
                return Saved(True, before, after)
    raise InputError(
        msg("keeps changing"), where=str(path), hint=msg("close the editor and run again")
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of a change: whether the file changed, or would, and the file before and after."""

    changed: bool
    before: Stored
    after: Stored


def check_languages(catalog: Catalog, source: Language, language: Language) -> None:
    """Refuse a catalog whose header names other languages: an update would ruin it.

    A regional form of the language in the same script is accepted: gettext writes ``zh_CN`` for
    Simplified Chinese. Raises InputError with the header and its line.
    """
    for header, wanted, spelt in (
        ("Language", language, language.posix),
        (SOURCE_HEADER, source, source.tag),
    ):
        found = catalog.headers.get(header)
        if found and not _same(found, wanted):
            raise InputError(
                msg(
                    "its header says {header}: {found} instead of {spelt}",
                    header=header,
                    found=found,
                    spelt=spelt,
                ),
                where=f"{catalog.where}:{_line_of(catalog, header)}",
                hint=msg(
                    "put the right catalog there, or correct the header to {spelt}", spelt=spelt
                ),
            )


def _same(found: str, wanted: Language) -> bool:
    if found in (wanted.tag, wanted.posix):
        return True
    try:
        language = Language(found)
    except UsageError:
        return False
    return (language.base, language.script) == (wanted.base, wanted.script)


def _line_of(catalog: Catalog, header: str) -> int:
    lines = catalog.dump().decode("utf-8", "replace").splitlines()
    return next((n for n, line in enumerate(lines, 1) if f'"{header}:' in line), 1)
