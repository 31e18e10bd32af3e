"""Read and write a site's `manifest.json`: what its pages were built from, and its files.

Before a build writes a file, it adds its path to a journal, which it deletes when the manifest is
written. If a build is killed, the next one finds there what the manifest doesn't say: these files
are written again or removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hexapla.editions.manifest import json_line
from hexapla.errors import InputError
from hexapla.files import append_line, leads_out, read_if_there, refuse_linked, write_bytes
from hexapla.publication.paths import is_file

__all__ = ["Manifest", "Record", "digest_of", "is_as_written", "put"]

_NAME = "manifest.json"
_JOURNAL = ".hexapla-journal"


@dataclass
class Record:
    """The record of an article.

    ``key`` is the digest of everything its pages depend on, ``source`` its language and SHA-256,
    ``editions`` has an entry per language tag, and ``hexapla`` is the path of the page with all
    languages, or "". ``links`` holds the articles that it links to, each with the editions that
    the links assumed; ``linked`` the other files that it links to, each with its SHA-256, or "" if
    it doesn't exist. ``files`` holds the SHA-256 of each file that was written for it.
    """

    key: str
    source: dict[str, str]
    editions: dict[str, dict[str, Any]]
    hexapla: str
    links: dict[str, list[str]]
    linked: dict[str, str]
    files: dict[str, str]


@dataclass
class Manifest:
    """The contents of a site.

    ``articles`` holds the record of each article by name; ``shared`` the digest of what each file
    that belongs to no single article is made from, and its SHA-256, by path. ``unfinished``
    holds the paths of files that a build wrote, or was about to, before it was killed.
    """

    articles: dict[str, Record] = field(default_factory=dict)
    shared: dict[str, tuple[str, str]] = field(default_factory=dict)
    unfinished: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest in a site's folder; damaged records are left out."""
        found = cls(unfinished=_journal(folder))
        for name, value in _records(folder):
            try:
                if isinstance(value, dict):
                    seal = value.pop("seal")
                    if seal == _seal(name, value):
                        found.articles[name] = Record(**value)
                elif name not in found.unfinished:
                    key, digest = value
                    found.shared[name] = str(key), str(digest)
            except (ValueError, KeyError, TypeError):
                continue
        for record in found.articles.values():
            if not found.unfinished.isdisjoint(record.files):
                record.key = ""
        return found

    def write(self, folder: Path) -> bool:
        """Write the manifest, one line per article, if it has changed; return whether it has.

        The journal is deleted.
        """
        articles = [
            _line(name, {**vars(one), "seal": _seal(name, vars(one))})
            for name, one in self.articles.items()
        ]
        shared = [_line(path, made) for path, made in self.shared.items()]
        generator = json_line("Hexapla " + version("hexapla"))
        parts = (
            f'{{"generator": {generator},\n"articles": {{\n'.encode(),
            b",\n".join(articles),
            b'\n},\n"shared": {\n',
            b",\n".join(shared),
            b"\n}}\n",
        )
        data = b"".join(parts)
        changed = _contents(folder / _NAME) != data
        if changed:
            write_bytes(folder / _NAME, data, within=folder, flush=False)
        (folder / _JOURNAL).unlink(missing_ok=True)
        return changed

    def is_current(self, name: str, keys: Mapping[str, str], root: Path, folder: Path) -> bool:
        """Whether an article's pages are as they were written, and up to date.

        ``keys`` holds the current digests by article; ``root`` is the publication's folder,
        ``folder`` the site's.
        """
        record = self.articles.get(name)
        if record is None or not record.key or record.key != keys[name]:
            return False
        there = all(is_as_written(folder / path, one) for path, one in record.files.items())
        return there and all(digest_of(root / n) == d for n, d in record.linked.items())

    def has(self, path: str, key: str, folder: Path) -> bool:
        """Whether a shared file is as it was written, from what has this digest."""
        known, digest = self.shared.get(path, ("", ""))
        return known == key and is_as_written(folder / path, digest)

    def editions(self) -> dict[str, tuple[str, ...]]:
        """The tags of each article's editions, the source's first."""
        return {name: tuple(record.editions) for name, record in self.articles.items()}

    def has_stale_links(self, name: str) -> bool:
        """Whether an article's links assumed other editions than there are."""
        links = self.articles[name].links if name in self.articles else {}
        return any(
            other in self.articles and list(self.articles[other].editions) != tags
            for other, tags in links.items()
        )

    def files(self) -> set[str]:
        """The paths of all files except the manifest and the journal."""
        return {
            *self.shared,
            *self.unfinished,
            *(path for one in self.articles.values() for path in one.files),
        }

    def remove(self, folder: Path, paths: Iterable[str]) -> int:
        """Remove files of the site, and folders left empty; return the number of files removed."""
        removed = 0
        for path in sorted(paths):
            full = folder / path
            if not leads_out(full, folder) and full.is_file():
                full.unlink()
                removed += 1
                for parent in full.parents:
                    if parent == folder or any(parent.iterdir()):
                        break
                    parent.rmdir()
        return removed


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; "" if there is none."""
    data = read_if_there(path) if is_file(path) else None
    return "" if data is None else hashlib.sha256(data).hexdigest()


def put(folder: Path, path: str, data: bytes) -> bool:
    """Write a file of a site unless its contents are unchanged; return whether it was written.

    It isn't flushed to disk, because it can be rebuilt.
    """
    if _contents(folder / path) == data:
        return False
    refuse_linked(folder / path, folder)
    append_line(folder / _JOURNAL, path.encode("utf-8", "surrogateescape"), within=folder)
    write_bytes(folder / path, data, within=folder, flush=False)
    return True


def _contents(path: Path) -> bytes | None:
    try:
        return read_if_there(path)
    except InputError:
        return None


def _journal(folder: Path) -> set[str]:
    lines = (_contents(folder / _JOURNAL) or b"").split(b"\n")[:-1]
    return {line.decode("utf-8", "surrogateescape") for line in lines}


def _records(folder: Path) -> Iterator[tuple[str, Any]]:
    """The names and values in a manifest, each of which has a line of its own."""
    for line in (_contents(folder / _NAME) or b"").splitlines():
        try:
            yield from json.loads(b"{%s}" % line.removesuffix(b",")).items()
        except (ValueError, RecursionError):
            continue


def _seal(name: str, record: Mapping[str, Any]) -> str:
    """A checksum of an article's name and record."""
    found = json.dumps([name, record], sort_keys=True)
    return hashlib.blake2b(found.encode(), digest_size=8).hexdigest()


def is_as_written(path: Path, digest: str) -> bool:
    """Whether a file of a site has the recorded SHA-256.

    Its size and time say nothing: a disk may have lost its contents, or somebody has changed them.
    """
    data = _contents(path)
    return data is not None and hashlib.sha256(data).hexdigest() == digest


def _line(name: str, value: Any) -> bytes:
    return f"{json_line(name)}: {json_line(value)}".encode()
