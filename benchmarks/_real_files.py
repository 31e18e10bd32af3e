"""Shared by the benchmarks on real files: which are measured, what was read, the first problems."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hexapla.documents.document import Document

__all__ = ["Files", "Problems", "below", "spread"]


def below(folder: Path, suffixes: Sequence[str], most: int = 0) -> list[Path]:
    """The files in a folder, in folders of any depth; with ``most``, so many of them."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in suffixes)
    return spread(found, most) if most else found


def spread(paths: Sequence[Path], most: int) -> list[Path]:
    """At most so many of some paths, from the first to the last."""
    return list(paths[:: max(1, -(-len(paths) // most))])


@dataclass
class Files:
    """Files that were read: where they are, their bytes and documents, and the seconds it took."""

    name: str
    paths: list[Path] = field(default_factory=list)
    sources: list[bytes] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    seconds: float = 0.0
    refused: list[str] = field(default_factory=list)

    def add(self, path: Path, parse: Callable[[bytes], Document]) -> None:
        """Read a file; what ``parse`` raises is raised."""
        data = path.read_bytes()
        began = time.process_time()
        document = parse(data)
        self.seconds += time.process_time() - began
        self.paths.append(path)
        self.sources.append(data)
        self.documents.append(document)


class Problems:
    """Prints the first problems that are found."""

    def __init__(self, most: int) -> None:
        self._left = most

    def show(self, path: Path, what: object) -> None:
        if self._left > 0:
            print(f"{path}: {what}", file=sys.stderr)
        self._left -= 1
