"""Digests of packages: recorded when a package is first used, and compared from then on.

A package's digest is SHA-256 over the lines that ``sha256sum`` prints for its files, in the order
of their names: it doesn't depend on how an archive was packed, and anyone can compute it again
(``cd FOLDER && find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from hexapla.errors import EngineError, InputError
from hexapla.files import read_bytes, unreadable, write_bytes
from hexapla.locking import lock
from hexapla.message import msg

__all__ = [
    "Pin",
    "check",
    "expected",
    "forget",
    "of_folder",
    "pin",
    "pinned",
    "pinned_version",
]

_BLOCK = 2**20

_Files = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """What is recorded about a package's folder: its digest, and the link that it came from.

    ``files`` are names, sizes, and when their contents (mtime) and their inodes (ctime, which
    programs can't set) last changed: while they stay the same, nothing is hashed again.
    """

    digest: str
    link: str | None
    files: _Files


def of_folder(folder: Path) -> str:
    """The digest of a package's folder. Raises InputError if it can't be read."""
    return _hashed(folder, _files(folder))


def check(folder: Path, name: str) -> str:
    """The digest of an installed package, checked; ``name`` is its pair and version.

    This is cheap if no file has changed since the last call. A package without a pin is pinned.
    Raises EngineError if the digest differs from the pinned one, of the folder or of the version.
    """
    files = _files(folder)
    pin_ = pinned(folder)
    if pin_ is not None and pin_.files == files:
        return pin_.digest
    digest = _remembered(folder, files)
    if expected(folder, name) not in (None, digest):
        raise EngineError(
            msg(
                "the package {name} is not the one that was installed: its files have changed",
                name=name,
            ),
            where=str(folder),
            hint=msg(
                "install it again, or run `translate models verify --trust` if you changed it"
            ),
        )
    with suppress(InputError):  # a home folder that can't be written must not prevent drafting
        pin(folder, name, digest, link=pin_.link if pin_ else None)
    return digest


def pin(folder: Path, name: str, digest: str, *, link: str | None = None) -> None:
    """Pin a digest for a package's folder, and for every later one of the same name.

    The pins of its neighbours that no longer exist are removed. Raises InputError if the pin can't
    be written.
    """
    path = _path()
    with lock(path):
        data = _read()
        data["folders"] = {
            name: one
            for name, one in data["folders"].items()
            if Path(name).parent != folder.parent or Path(name).exists()
        }
        data["folders"][str(folder)] = asdict(Pin(digest, link, _files(folder)))
        data["versions"][name] = digest
        _save(path, data)


def forget(folders: Iterable[Path]) -> None:
    """Remove the pins of folders; the versions' digests stay."""
    path = _path()
    gone = {str(folder) for folder in folders}
    with lock(path):
        data = _read()
        data["folders"] = {name: one for name, one in data["folders"].items() if name not in gone}
        _save(path, data)


def pinned(folder: Path) -> Pin | None:
    """The pin of a folder."""
    found = _read()["folders"].get(str(folder))
    if found is None:
        return None
    try:
        # Earlier versions of Hexapla noted no ctime: then the files are hashed once more.
        files = tuple(
            (str(name), int(size), int(mtime), int(ctime[0]) if ctime else 0)
            for name, size, mtime, *ctime in found["files"]
        )
        return Pin(str(found["digest"]), found["link"], files)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _damaged() from None


def expected(folder: Path, name: str) -> str | None:
    """The digest that a folder must have: its pin, or that of its version if the folder is new."""
    pin_ = pinned(folder)
    return pin_.digest if pin_ else pinned_version(name)


def pinned_version(name: str) -> str | None:
    """The digest that a package of this pair and version (``en→es 1.9``) had when first used."""
    digest = _read()["versions"].get(name)
    return digest if isinstance(digest, str) else None


def _hashed(folder: Path, files: _Files) -> str:
    try:
        lines = []
        for name, *_ in files:
            with (folder / name).open("rb") as stream:
                lines.append(f"{_sha256(stream)}  {name}\n")
    except OSError as error:
        raise unreadable(str(error.filename), error) from error
    return f"sha256:{hashlib.sha256(''.join(lines).encode()).hexdigest()}"


# If pins can't be written, a folder is still hashed only once per process.
_remembered = lru_cache(maxsize=64)(_hashed)


def _sha256(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _files(folder: Path) -> _Files:
    """Every file of a folder, sorted by name, with its size and times."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            stat = path.stat()
            name = path.relative_to(folder).as_posix()
            found.append((name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    return tuple(sorted(found, key=lambda file: file[0].encode()))


def _path() -> Path:
    from platformdirs import user_data_path

    return user_data_path("hexapla") / "models.json"


def _read() -> dict[str, dict[str, Any]]:
    path = _path()
    try:
        data: Mapping[str, Any] = json.loads(read_bytes(path)) if path.exists() else {}
        return {key: dict(data.get(key, {})) for key in ("folders", "versions")}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise _damaged() from None


def _damaged() -> InputError:
    return InputError(
        msg("is damaged"), where=str(_path()), hint=msg("delete it; models are pinned again")
    )


def _save(path: Path, data: Mapping[str, Any]) -> None:
    write_bytes(path, json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False).encode())
