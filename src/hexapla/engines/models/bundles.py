"""Bundles: packages in one file, for machines without a network.

A bundle is a zip file with one folder, which contains the packages' files and an ``index.json``
with their sizes and digests. An unpacked bundle is an index for ``translate models install --index
DIR``.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from hexapla.engines.models import archives, indexes, packages
from hexapla.engines.models.downloads import File, download, is_url
from hexapla.engines.models.offers import Available
from hexapla.engines.models.package import Installed, folder_name, json_file
from hexapla.errors import EngineError, InputError
from hexapla.files import not_ours, refuse_link, replacing
from hexapla.message import msg
from hexapla.zipfiles import DAMAGES

__all__ = ["export", "import_"]

_FOLDER = "hexapla-models"
# With a fixed time, the same packages make the same file, byte for byte. Zip starts in 1980.
_TIME = (1980, 1, 1, 0, 0, 0)


def export(chosen: Sequence[Installed], path: Path) -> None:
    """Write a bundle of some installed packages. An existing bundle is replaced at the end.

    Raises EngineError if there are no packages or the files of one have changed since it was
    installed, InputError if the bundle can't be written or the file is something else.
    """
    if not chosen:
        raise EngineError(
            msg("there is no package to export"), hint=msg("see `translate models list`")
        )
    refuse_link(path)
    if path.is_file() and not _is_bundle(path):
        raise not_ours(path, "a bundle of models")
    index = []
    with replacing(path) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as bundle:
        for package in chosen:
            digest = package.check()
            name = folder_name(package.pair, package.version)
            data = _packed(package, name)
            _store(bundle, f"{name}.argosmodel", data)
            metadata = json_file(package.path / "metadata.json").items()
            # An index needs no more of it, and lists in lists could be too deep to be written.
            plain = {key: value for key, value in metadata if isinstance(value, str | int | float)}
            index.append(plain | _told(f"{name}.argosmodel", data, digest))
        _store(bundle, "index.json", json.dumps(index, indent=1).encode())


def _is_bundle(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return f"{_FOLDER}/index.json" in archive.namelist()
    except DAMAGES:
        return False


def import_(path: Path, *, trust: bool = False) -> Iterator[Installed]:
    """Install the packages of a bundle one by one; with ``trust``, even if a digest has changed.

    Raises InputError if the file is not a bundle, or a package in it is missing, damaged or not the
    expected one (see `packages.install`). The packages before that one stay installed.
    """
    with archives.opened(path) as archive, _unpacking(path) as name:
        if "index.json" not in archive.members:
            raise InputError(
                msg("is not a bundle of models: index.json is missing"),
                where=str(path),
                hint=msg("`translate models install` installs a single package"),
            )
        folder = Path(name)
        archive.unpack(folder)
        for offer in indexes.every(folder / "index.json"):
            file = _inside(offer, path)
            package = download(file, folder / "packages" / file.name)
            yield packages.install(package, offer=offer, expected=offer.digest, trust=trust)
            package.unlink()


def _inside(offer: Available, bundle: Path) -> File:
    """The file of a package. Raises InputError if it isn't in the bundle."""
    files = [file for file in offer.files if file.links and not any(map(is_url, file.links))]
    if not offer.is_package or not files:
        raise InputError(
            msg("doesn't contain the package of {name} that it lists", name=offer.name),
            where=str(bundle),
            hint=msg("get the bundle again"),
        )
    return files[0]


@contextmanager
def _unpacking(path: Path) -> Iterator[str]:
    """A temporary folder. Errors inside it are reported with the bundle's name."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield folder
        except InputError as error:
            if not error.where or not error.where.startswith(folder):
                raise
            hint = error.hint if "--trust" in (error.hint or "") else msg("get the bundle again")
            raise InputError(
                msg("{name} in it {message}", name=Path(error.where).name, message=error.message),
                where=str(path),
                hint=hint,
            ) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(
                msg("can't be unpacked in {folder}: {reason}", folder=folder, reason=reason),
                where=str(path),
                hint=msg("free some space, or set TMPDIR to another folder"),
            ) from error


def _packed(package: Installed, name: str) -> bytes:
    """A package's file; it is as large in memory as on disk."""
    files = sorted(one for one in package.path.rglob("*") if one.is_file())
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in files:
            member = zipfile.ZipInfo(f"{name}/{file.relative_to(package.path).as_posix()}", _TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            with file.open("rb") as source, archive.open(member, "w", force_zip64=True) as stream:
                while block := source.read(2**20):
                    stream.write(block)
    return target.getvalue()


def _store(bundle: zipfile.ZipFile, name: str, data: bytes) -> None:
    bundle.writestr(zipfile.ZipInfo(f"{_FOLDER}/{name}", _TIME), data)


def _told(name: str, data: bytes, digest: str) -> dict[str, object]:
    """The index entry of a package's file."""
    return {
        "links": [name],
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "digest": digest,
    }
