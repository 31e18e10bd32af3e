"""What results depend on besides their inputs: Hexapla itself and the installed packages."""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from pathlib import Path

__all__ = ["environment"]


@lru_cache(maxsize=1)
def environment() -> str:
    """A digest that changes with Hexapla, Python and the installed packages.

    Hexapla's own files count by size and time, for those who edit them; packages count by version.
    """
    own = Path(__file__).parent
    files = (path for path in sorted(own.rglob("*")) if path.suffix != ".pyc" and path.is_file())
    stamps = [(str(path), found.st_size, found.st_mtime_ns) for path in files
              for found in [path.stat()]]  # fmt: skip
    packages = []
    for folder in sys.path:
        try:
            names = [path.name for path in Path(folder or ".").iterdir()]
        except OSError:
            continue
        packages += [name for name in names if name.endswith((".dist-info", ".egg-info", ".pth"))]
    found = repr((sys.version, stamps, sorted(packages)))
    return hashlib.blake2b(found.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
