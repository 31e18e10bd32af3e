"""py3langid's model, unpacked once: decompressing LZMA takes half a second, longer than the rest.

The arrays are kept in the user's cache folder, under the size of the packed file, with checksums,
and memory-mapped when needed. They can be deleted at any time, and damaged ones are replaced.
"""

from __future__ import annotations

import atexit
import lzma
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from hexapla.errors import InputError
from hexapla.user_cache import cache_folder, checksum, make_private

__all__ = ["arrays"]

_SUMS = "checksums"
_NAMES = ("ptc", "pc", "classes", "nextmove", "nextmove_row", "out_feat")


def arrays(meanwhile: Callable[[], object]) -> Mapping[str, Any]:
    """The arrays of py3langid's model by name.

    ``meanwhile`` is called while a thread unpacks them, which leaves the interpreter free. They are
    saved when the process ends, so that no verdict waits for it; if that fails, they are unpacked
    again next time.
    """
    packed = _packed()
    folder = cache_folder("detection-2", f"py3langid-{packed.stat().st_size}")
    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(_kept_or_packed, folder, packed)
        meanwhile()
        data = working.result()
    if isinstance(data, dict):
        return data
    import numpy

    with numpy.load(BytesIO(data), allow_pickle=False) as model:
        found = {name: model[name] for name in _NAMES}
    atexit.register(_keep, found, folder)
    return found


def _packed() -> Path:
    """The arrays as packed in py3langid, an npz file."""
    package = find_spec("py3langid")  # numpy is passed in: importing it here would wait for it
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).with_name("data") / "model.npz.xz"


def _kept_or_packed(folder: Path, packed: Path) -> dict[str, Any] | bytes:
    """The arrays saved in a folder, else the unpacked file."""
    return _kept(folder) or lzma.decompress(packed.read_bytes())


def _kept(folder: Path) -> dict[str, Any]:
    """The arrays saved in a folder; empty if one of them is incomplete or damaged."""
    if not folder.is_dir():
        return {}
    import numpy

    try:
        if (folder / _SUMS).read_bytes() != _sums(folder):
            raise ValueError("damaged")
        return {name: numpy.load(folder / f"{name}.npy", mmap_mode="r") for name in _NAMES}
    except (OSError, ValueError):
        shutil.rmtree(folder, ignore_errors=True)
        return {}


def _sums(folder: Path) -> bytes:
    return b"\n".join(checksum(folder / f"{name}.npy") for name in _NAMES)


def _keep(found: Mapping[str, Any], folder: Path) -> None:
    """Write arrays into a folder, which appears in one step."""
    import numpy

    from hexapla.locking import lock

    new = folder.with_name(f"{folder.name}.new")
    try:
        with lock(folder):
            if folder.is_dir():
                return
            shutil.rmtree(new, ignore_errors=True)  # left by a process that was killed
            make_private(new)
            for name, array in found.items():
                numpy.save(new / f"{name}.npy", array)
            (new / _SUMS).write_bytes(_sums(new))
            new.rename(folder)
    except (OSError, InputError):
        shutil.rmtree(new, ignore_errors=True)
