"""Installing packages: from files, folders, bundles, an index, or a lock file.

Downloads stay in the user's cache folder until they are installed. If several processes want the
same package at the same time, only one downloads it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hexapla.engines.argos import foreign
from hexapla.engines.argos.engine import ArgosEngine
from hexapla.engines.engine import LockedModel, Pair
from hexapla.engines.firefox import adding
from hexapla.engines.firefox.engine import FirefoxEngine
from hexapla.engines.models import bundles, indexes, packages
from hexapla.engines.models.downloads import File, download, is_url
from hexapla.engines.models.offers import Available
from hexapla.engines.models.package import Installed, checked_name, folder_name, parse_pair
from hexapla.errors import HexaplaError, InputError
from hexapla.locking import lock
from hexapla.message import msg
from hexapla.user_cache import cache_folder, make_private

__all__ = [
    "Installation",
    "Progress",
    "add_folder",
    "import_bundle",
    "install",
    "install_file",
    "install_locked",
    "install_pair",
]

_log = logging.getLogger(__name__)

_ENGINES = (ArgosEngine.name, FirefoxEngine.name)

Progress = Callable[[str, int, int], None]
"""Called with a package's name, the bytes downloaded, and their total (the same number if
unknown).
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """A package that was asked for and is installed now.

    ``replaced`` are the versions of its pair that it replaced. ``was_here`` tells that it was
    already installed.
    """

    package: Installed
    replaced: tuple[str, ...] = ()
    was_here: bool = False


def install(
    wanted: str | Path | Pair,
    *,
    index: str | Path | None = None,
    kind: str | None = None,
    trust: bool = False,
    progress: Progress | None = None,
) -> Installation:
    """Install a package by its file (see `install_file`) or its pair (see `install_pair`)."""
    if not isinstance(wanted, Pair) and names_file(wanted):
        return install_file(Path(wanted), trust=trust)
    pair = wanted if isinstance(wanted, Pair) else parse_pair(str(wanted))
    return install_pair(pair, index=index, kind=kind, trust=trust, progress=progress)


def names_file(wanted: str | Path) -> bool:
    """Whether this is the name of a package's file, and not a pair of languages."""
    return Path(wanted).exists() or Path(wanted).suffix == ".argosmodel"


def install_file(path: Path, *, trust: bool = False) -> Installation:
    """Install a package from its file, in place of any other of its pair.

    Raises the errors of `packages.install`.
    """
    return _noting(lambda: packages.install(path, trust=trust))


def install_pair(
    pair: Pair,
    *,
    index: str | Path | None = None,
    kind: str | None = None,
    trust: bool = False,
    progress: Progress | None = None,
) -> Installation:
    """Download and install the best model for a pair in an index.

    ``index`` is a URL or a path, see `indexes.every`; ``kind`` is an architecture of Mozilla's
    models, such as ``tiny``. ``trust`` accepts a package even if its digest has changed. This opens
    a network connection, unless the index is local. Raises InputError if the index or the package
    can't be read, or if it is not the expected one.
    """
    offer = indexes.best(pair, index, kind)
    if offer is None:
        missing = msg("the index has no package for {pair}", pair=pair)
        if kind:
            missing = msg("the index has no {kind} model for {pair}", kind=kind, pair=pair)
        raise InputError(
            missing,
            hint=msg("see translate models available"),
        )
    return _downloaded(offer, offer.digest, trust=trust, progress=progress)


def install_locked(
    model: LockedModel,
    *,
    index: str | Path | None = None,
    trust: bool = False,
    progress: Progress | None = None,
) -> Installation:
    """Install exactly the package that a lock file names, unless it is installed already.

    It is downloaded from its recorded link or from ``index``. Raises the errors of `install_pair`.
    """
    if model.engine not in _ENGINES:
        raise InputError(
            msg("{name} is a model of the engine {engine}", name=model.name, engine=model.engine),
            hint=msg("install it as the documentation of {engine} says", engine=model.engine),
        )
    package = _standing(model.name, model.digest)
    if package is not None:
        return Installation(package, was_here=True)
    return _downloaded(_offer(model, index), model.digest, trust=trust, progress=progress)


def add_folder(
    folder: Path, pair: Pair, version: str | None = None, *, trust: bool = False
) -> Installation:
    """Install a model of which one has the files: one of Mozilla's, or see `foreign.add`.

    ``version`` is for the provenance, by default the folder's name. Raises InputError if the folder
    has no model that loads or, unless ``trust`` is set, if an earlier model of this version was
    different; UsageError for a pair of equal languages, or a version with other characters than
    letters, digits and ``.+-_``.
    """
    name = checked_name(folder, pair, version)
    files = adding.model_files(folder)
    if files is not None:
        return _noting(lambda: adding.install(files, pair, name, folder, trust=trust))
    return _noting(lambda: foreign.add(folder, pair, name, trust=trust))


def import_bundle(path: Path, *, trust: bool = False) -> Iterator[Installation]:
    """Install the packages of a bundle, one per iteration; see `bundles.import_`."""
    coming = bundles.import_(path, trust=trust)
    while True:
        try:
            yield _noting(lambda: next(coming))
        except StopIteration:
            return


def _noting(action: Callable[[], Installed]) -> Installation:
    """Install a package, and record which installed versions it replaced."""
    before = packages.installed()
    package = action()
    same = [one for one in before if (one.engine, one.pair) == (package.engine, package.pair)]
    versions = [one.version for one in same if one.version != package.version]
    return Installation(package, tuple(versions))


def _standing(name: str, digest: str | None) -> Installed | None:
    """The installed package of a name, if it is intact and has the digest, if that is known."""
    for package in packages.installed():
        if package.name == name:
            try:
                return package if digest in (None, package.check()) else None
            except HexaplaError:
                return None
    return None


def _offer(model: LockedModel, index: str | Path | None) -> Available:
    """Where to download a locked package: from its recorded link, or an index that was named."""
    if index is None and model.link and is_url(model.link):
        file = File(f"{folder_name(model.pair, model.version)}.argosmodel", (model.link,))
        return Available(model.pair, model.version, (file,), engine=model.engine)
    wanted = model.engine, model.pair, model.version
    for offer in indexes.every(index):
        if (offer.engine, offer.pair, offer.version) == wanted:
            return offer
    raise InputError(
        msg("the index has no {name}", name=model.name),
        where=None if index is None else str(index),
        hint=msg("name another with --index, or get the file from another source"),
    )


def _downloaded(
    offer: Available, expected: str | None, *, trust: bool, progress: Progress | None
) -> Installation:
    """Download and install a package, once if several processes want it at the same time."""
    folder = cache_folder("downloads")
    make_private(folder)
    waiting = msg("waiting for another process to download {name}", name=offer.name)
    with lock(folder / offer.folder, lambda: _log.warning("%s", waiting)) as waited:
        package = _standing(offer.name, expected) if waited and not trust else None
        if package is not None:
            return Installation(package, was_here=True)
        files = _fetched(offer, folder, progress or (lambda what, done, total: None))
        link = next((link for link in offer.files[0].links if "://" in link), None)
        try:
            if not offer.is_package:
                return _noting(
                    lambda: adding.install_downloaded(offer, files, expected=expected, trust=trust)
                )
            (path,) = files.values()
            return _noting(
                lambda: packages.install(
                    path, offer=offer, expected=expected, trust=trust, link=link
                )
            )
        finally:
            for path in files.values():
                path.unlink(missing_ok=True)


def _fetched(offer: Available, folder: Path, progress: Progress) -> dict[str, Path]:
    """Download the files of an offer into a folder; returns their paths by their names."""
    found: dict[str, Path] = {}
    before = 0
    for file in offer.files:
        name = file.name if offer.is_package else f"{offer.folder}.{file.name}"

        def show(done: int, total: int | None, before: int = before) -> None:
            progress(offer.name, before + done, offer.size or total or done)

        found[file.name] = download(file, folder / name, show)
        before += file.size or 0
    return found
