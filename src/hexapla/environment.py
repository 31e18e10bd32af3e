"""What results depend on in addition to their inputs: Hexapla itself and the installed packages."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

__all__ = ["environment"]


@lru_cache(maxsize=1)
def environment() -> str:
    """A digest that changes with Hexapla, Python and the installed packages.

    Hexapla's own files are compared by size and time, for people who edit them; packages by
    version.
    """
    packages = []
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208
        except OSError:
            continue
        packages += [name for name in names if name.endswith((".dist-info", ".egg-info", ".pth"))]
    stamps = sorted(_stamps(str(Path(__file__).parent)))
    found = repr((sys.version, stamps, sorted(packages)))
    return hashlib.blake2b(found.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    """The path, size and time of every file in a folder and its subfolders, except compiled Python.

    Every run waits for this, so it doesn't use `Path`, which is slower.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path)
            elif not entry.name.endswith(".pyc"):
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns
