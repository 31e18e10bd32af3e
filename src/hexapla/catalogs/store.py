"""Catalogs on disk: made, and changed so that nothing that anyone saved is lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from hexapla.catalogs.catalog import Catalog
from hexapla.errors import InputError, UsageError
from hexapla.files import lock, read_bytes, replace_bytes, signature
from hexapla.languages import Language

__all__ = ["Saved", "change", "check_languages", "keep_at_most", "load", "new", "parse"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a change came to: whether the file is another one now, or would be, and its bytes."""

    changed: bool
    data: bytes


# Bytes of catalogs that one process keeps parsed: a run meets each several times.
_KEPT_BYTES = 50_000_000

# How often a catalog is read again because an editor saved it while we changed it.
_ATTEMPTS = 10


def new(domain: str, source: Language, language: Language | None = None) -> Catalog:
    """An empty catalog of an article in a language, or an empty template without one."""
    headers = {"Project-Id-Version": domain}
    if language:
        headers |= {
            "PO-Revision-Date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000"),
            "Last-Translator": "Hexapla (drafts)",
            "Language-Team": language.name,
            "Language": language.posix,
            "Plural-Forms": f"{language.plural_forms};",
        }
    headers |= {"X-Source-Language": source.tag, "X-Generator": f"Hexapla {version('hexapla')}"}
    return Catalog.new(headers)


class _Parsed:
    """The catalogs parsed last, by their files' bytes."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, Catalog]] = {}
        self._size = 0
        self.limit = _KEPT_BYTES

    def parse(self, data: bytes, where: str) -> Catalog:
        known = self._kept.get(where)
        if known and known[0] == data:
            return known[1]
        catalog = Catalog.parse(data, where)
        self._size += len(data) - (len(known[0]) if known else 0)
        if self._size > self.limit:
            self._kept.clear()
            self._size = len(data)
        self._kept[where] = (data, catalog)
        return catalog


_parsed = _Parsed()


def keep_at_most(size: int) -> None:
    """Keep no more bytes of catalogs parsed than that, in a process that needs each only once."""
    _parsed.limit = size


def load(path: Path) -> Catalog:
    """The catalog in a file; raises InputError where it can't be read or parsed."""
    return parse(read_bytes(path), path)


def parse(data: bytes, path: Path) -> Catalog:
    """The catalog in the bytes of a file; raises InputError where they can't be parsed."""
    return _parsed.parse(data, str(path))


def change(
    path: Path,
    edit: Callable[[Catalog], Catalog],
    *,
    root: Path,
    new: Callable[[], Catalog] | None = None,
    dry_run: bool = False,
) -> Saved:
    """The one way to write a catalog: lock, read, edit, compare, replace.

    ``root`` is what is locked against other processes of ours. Where an editor saves the file
    between our reading and our replacing, it is read and edited again. ``new`` makes a catalog
    that is not there yet; without it a missing one is an InputError. With ``dry_run`` nothing is
    written.
    """
    with lock(root):
        for _ in range(_ATTEMPTS):
            was = signature(path)
            before = None if new is not None and was is None else read_bytes(path)
            catalog = new() if before is None and new else _parsed.parse(before or b"", str(path))
            after = edit(catalog).dump()
            if after == before or dry_run or replace_bytes(path, after, was):
                if after != before and not dry_run:
                    _log.info("%s: written", path)
                return Saved(after != before, after)
    raise InputError("keeps changing", where=str(path), hint="close the editor and run again")


def check_languages(catalog: Catalog, source: Language, language: Language) -> None:
    """Refuse a catalog that says it is of other languages: an update would ruin it.

    A regional form of the same language in the same script is no other one: gettext
    writes ``zh_CN`` for Simplified Chinese. Raises InputError naming the header and its line.
    """
    for header, wanted, spelt in (
        ("Language", language, language.posix),
        ("X-Source-Language", source, source.tag),
    ):
        found = catalog.headers.get(header)
        if found and not _same(found, wanted):
            raise InputError(
                f"its header says {header}: {found}, but {spelt} is wanted",
                where=f"{catalog.where}:{_line_of(catalog, header)}",
                hint=f"put the right catalog there, or correct the header to {spelt}",
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
