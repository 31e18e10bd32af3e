"""`manifest.json` of a site: what every page is made of, and which files are ours."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hexapla.files import read_if_there, write_bytes

__all__ = ["Manifest", "Record", "digest_of", "put"]

_NAME = "manifest.json"


@dataclass
class Record:
    """An article: the digest of all that its pages are made of, its source, its editions by tag,
    the path of the page of all languages, the articles that it links to, each with the editions
    that were taken to be there, the other files that it links to, each with its SHA-256, "" for
    one that is not there, and the sizes of the files written for it.
    """

    key: str
    source: dict[str, str]
    editions: dict[str, dict[str, Any]]
    hexapla: str
    links: dict[str, list[str]]
    linked: dict[str, str]
    files: dict[str, int]


@dataclass
class Manifest:
    """What a site consists of: the articles by name, and the files that they share, each with the
    digest of what it is made of and its size.
    """

    articles: dict[str, Record] = field(default_factory=dict)
    shared: dict[str, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest in a site's folder; an empty one where it can't be read."""
        try:
            data = json.loads((folder / _NAME).read_text("utf-8"))
            articles = {name: Record(**record) for name, record in data["articles"].items()}
            shared = {path: (str(digest), int(n)) for path, (digest, n) in data["shared"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()
        return cls(articles, shared)

    def write(self, folder: Path) -> bool:
        """Write the manifest, where it changed: an article a line."""
        articles = [_line(name, vars(one)) for name, one in self.articles.items()]
        shared = [_line(path, made) for path, made in self.shared.items()]
        generator = _json("Hexapla " + version("hexapla"))
        parts = (
            f'{{"generator": {generator},\n"articles": {{\n'.encode(),
            b",\n".join(articles),
            b'\n},\n"shared": {\n',
            b",\n".join(shared),
            b"\n}}\n",
        )
        return put(folder / _NAME, b"".join(parts))

    def stands(self, name: str, keys: Mapping[str, str], root: Path, folder: Path) -> bool:
        """Whether an article's pages are there, as long as they were written, made of the same.

        ``root`` is the publication's folder, ``folder`` the site's.
        """
        record = self.articles.get(name)
        if record is None or record.key != keys[name]:
            return False
        there = all(_is_there(folder, path, size) for path, size in record.files.items())
        return there and all(digest_of(root / n) == d for n, d in record.linked.items())

    def has(self, path: str, digest: str, folder: Path) -> bool:
        """Whether a shared file is there, as long as it was written, made of the same."""
        known, size = self.shared.get(path, ("", -1))
        return known == digest and _is_there(folder, path, size)

    def editions(self) -> dict[str, tuple[str, ...]]:
        """The tags of each article's editions, the source's first."""
        return {name: tuple(record.editions) for name, record in self.articles.items()}

    def misled(self, name: str) -> bool:
        """Whether an article's links count on other editions than there are."""
        links = self.articles[name].links if name in self.articles else {}
        return any(
            other in self.articles and list(self.articles[other].editions) != tags
            for other, tags in links.items()
        )

    def files(self) -> set[str]:
        """The paths of all files but the manifest."""
        return {*self.shared, *(path for one in self.articles.values() for path in one.files)}

    def remove(self, folder: Path, paths: Iterable[str]) -> int:
        """Remove files of ours, and the folders that this leaves empty; how many they were."""
        removed = 0
        for path in sorted(paths):
            full = folder / path
            if full.resolve().is_relative_to(folder) and full.is_file():
                full.unlink()
                removed += 1
                for parent in full.parents:
                    if parent == folder or any(parent.iterdir()):
                        break
                    parent.rmdir()
        return removed


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; "" where there is none."""
    data = read_if_there(path) if path.is_file() else None
    return "" if data is None else hashlib.sha256(data).hexdigest()


def put(path: Path, data: bytes) -> bool:
    """Write a file that can be made again; False where it is the same already."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    write_bytes(path, data, flush=False)
    return True


def _is_there(folder: Path, path: str, size: int) -> bool:
    try:
        return os.stat(f"{folder}/{path}").st_size == size  # noqa: PTH116 (thousands of them)
    except OSError:
        return False


def _line(name: str, value: Any) -> bytes:
    return f"{_json(name)}: {_json(value)}".encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
