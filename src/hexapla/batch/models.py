"""Models for workers on other machines: packages by their digest, in a place that all reach."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from hexapla.batch.places import Place
from hexapla.engines import lockfile
from hexapla.engines.engine import LockedModel
from hexapla.engines.models import bundles, packages
from hexapla.engines.models.package import Installed
from hexapla.errors import HexaplaError, InputError
from hexapla.languages import Language, nearest
from hexapla.locking import lock
from hexapla.message import msg
from hexapla.publication.layout import Layout
from hexapla.user_cache import cache_folder, make_private

__all__ = ["fetch", "share"]

_PIVOT = "en"


def share(place: Place, layout: Layout, targets: Iterable[Language]) -> tuple[str, ...]:
    """Put the models that a batch may use into a place, and return their digests.

    These are the models in the publication's lock file, which are taken from the place if this
    machine lacks them, and the installed ones of configured engines into the target languages, or
    into English, from which they may go on. Raises InputError if a locked model is nowhere.
    """
    locked = lockfile.read(layout.root / lockfile.FILE_NAME)
    fetch(place, [one.digest for one in locked if _is_missing(place, one)])
    wanted = [*(one.tag for one in targets), _PIVOT]
    digests = []
    for package in packages.installed():
        used = package.engine in layout.configuration.engines.names
        if used and any(nearest(Language(tag), [package.pair.target]) for tag in wanted):
            digests.append(_shared(place, package))
    return tuple(digests)


def fetch(place: Place, digests: Sequence[str]) -> None:
    """Install the models with these digests that this machine lacks, from a place.

    Raises InputError if the place doesn't have one, or has something else.
    """
    for digest in digests:
        if digest in _installed():
            continue
        folder = cache_folder("downloads")
        make_private(folder)
        # The workers of a machine start at the same time; one of them installs.
        with lock(folder / _name(digest), lambda: None):
            if digest not in _installed():
                _install(place, digest)


def _is_missing(place: Place, model: LockedModel) -> bool:
    """Whether a locked model isn't here, but can be had from the place."""
    return model.digest not in _installed() and place.is_file(_name(model.digest))


def _shared(place: Place, package: Installed) -> str:
    """The digest of a package that is in the place now."""
    digest = package.check()
    if not place.is_file(_name(digest)):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name, "bundle.zip")
            bundles.export([package], path)
            place.write(_name(digest), path.read_bytes())
    return digest


def _install(place: Place, digest: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "bundle.zip")
        path.write_bytes(place.read(_name(digest)))
        for _ in bundles.import_(path):
            pass
    if digest not in _installed():
        raise InputError(
            msg("is another model than its name says"),
            where=place.shown(_name(digest)),
            hint=msg("delete it, and run again on the machine that has the model"),
        )


def _installed() -> set[str]:
    """The digests of the installed packages, except those whose files have changed."""
    found = set()
    for one in packages.installed():
        try:
            found.add(one.check())
        except HexaplaError:
            continue
    return found


def _name(digest: str) -> str:
    return f"{digest.removeprefix('sha256:')}.zip"
