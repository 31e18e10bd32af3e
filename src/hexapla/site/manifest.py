"""`manifest.json` of a site: what every page is made of, and which files are ours."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hexapla.files import write_bytes

__all__ = ["Manifest", "Record", "put"]

_NAME = "manifest.json"


@dataclass
class Record:
    """An article: the digest of all that its pages are made of, its source, its editions by tag,
    the path of the page of all languages, the articles that it links to, each with the editions
    that were taken to be there, and the sizes of the files written for it.
    """

    key: str
    source: dict[str, str]
    editions: dict[str, dict[str, Any]]
    hexapla: str
    links: dict[str, list[str]]
    files: dict[str, int]

    def stands(self, folder: Path) -> bool:
        """Whether the files are there, as long as they were written."""
        try:
            return all((folder / path).stat().st_size == size for path, size in self.files.items())
        except OSError:
            return False


@dataclass
class Manifest:
    """What a site consists of: the articles by name, and the files that they share."""

    articles: dict[str, Record] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest in a site's folder; an empty one where it can't be read."""
        try:
            data = json.loads((folder / _NAME).read_text("utf-8"))
            articles = {name: Record(**record) for name, record in data["articles"].items()}
            return cls(articles, [str(path) for path in data["shared"]])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self, folder: Path) -> bool:
        """Write the manifest, where it changed."""
        data = {
            "generator": f"Hexapla {version('hexapla')}",
            "articles": {name: asdict(record) for name, record in self.articles.items()},
            "shared": self.shared,
        }
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        return put(folder / _NAME, text.encode())

    def stands(self, name: str, keys: Mapping[str, str], folder: Path) -> bool:
        """Whether an article's pages are there, as long as they were written, made of the same."""
        record = self.articles.get(name)
        if record is None or record.key != keys[name]:
            return False
        try:
            return all(os.stat(folder / p).st_size == size for p, size in record.files.items())  # noqa: PTH116
        except OSError:
            return False

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


def put(path: Path, data: bytes) -> bool:
    """Write a file that can be made again; False where it is the same already."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    write_bytes(path, data, flush=False)
    return True
