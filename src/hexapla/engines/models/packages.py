"""The folder of packages on this machine: listing, installing and removing them.

It is the folder that Argos Translate uses, so that both programs see the same packages.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hexapla import temporary
from hexapla.engines.engine import Pair
from hexapla.engines.models import archives, digests
from hexapla.engines.models.offers import Available
from hexapla.engines.models.package import (
    Broken,
    Installed,
    folder_name,
    in_archive,
    json_file,
    parse_pair,
    read_folder,
    version_key,
)
from hexapla.errors import EngineError, InputError
from hexapla.files import unwritable
from hexapla.message import msg

__all__ = ["broken", "install", "installed", "of_pairs", "packages_directory", "place", "remove"]

_STAGE = ".hexapla-"


def packages_directory() -> Path:
    """The folder where Argos Translate keeps its packages, which may not exist.

    As in ``argostranslate.settings``, it is ``$ARGOS_PACKAGES_DIR``, or that key of its
    ``settings.json``, or ``argos-translate/packages`` in the user's data folder. The older
    ``ARGOS_PACKAGE_DIR`` and ``ARGOS_TRANSLATE_PACKAGE_DIR`` have no effect on either program.
    """
    named = os.environ.get("ARGOS_PACKAGES_DIR") or _argos_setting("ARGOS_PACKAGES_DIR")
    if named:
        return Path(named)
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "argos-translate" / "packages"


def installed(engine: str | None = None) -> list[Installed]:
    """The packages that can translate, sorted by pair, the newest of a pair first.

    With ``engine``, only those of that engine.
    """
    found = [
        one
        for folder in _folders()
        if isinstance(one := read_folder(folder), Installed) and engine in (None, one.engine)
    ]
    found.sort(key=lambda package: version_key(package.version), reverse=True)
    return sorted(found, key=lambda package: package.pair)


def of_pairs(texts: Iterable[str]) -> list[Installed]:
    """The installed packages of some pairs such as ``en-es``, or all packages without pairs.

    Raises UsageError for an invalid pair, EngineError for a pair that has no package.
    """
    return _of([parse_pair(text) for text in texts])


def _of(wanted: Collection[Pair]) -> list[Installed]:
    """The packages of some pairs, or all packages; EngineError for a pair that has none."""
    found = installed()
    here = {package.pair for package in found}
    for pair in wanted:
        if pair not in here:
            raise EngineError(
                msg("no package for {pair} is installed", pair=pair),
                hint=msg("see translate models list"),
            )
    return [package for package in found if not wanted or package.pair in wanted]


def broken(engine: str | None = None) -> list[Broken]:
    """The folders of packages that can't translate although they should.

    With ``engine``, only those of that engine.
    """
    return [
        one
        for folder in _folders()
        if isinstance(one := read_folder(folder), Broken) and engine in (None, one.engine)
    ]


def install(
    path: Path,
    *,
    offer: Available | None = None,
    expected: str | None = None,
    trust: bool = False,
    link: str | None = None,
) -> Installed:
    """Install a package from its ``.argosmodel`` file, in place of any other of its kind and pair.

    Everything is checked before anything is written, the package appears in one step, and its
    digest is pinned. It must be the one of the ``offer``. Unless ``trust`` is set, it must have the
    digest of earlier packages of the same version, and ``expected``. ``link`` is where it came
    from. Raises InputError, naming the file, if it is damaged, malicious, not the expected package,
    or not a package.
    """
    with archives.opened(path) as archive:
        engine, pair, version = in_archive(archive)
        if offer and (offer.engine, offer.pair, offer.version) != (engine, pair, version):
            raise InputError(
                msg(
                    "is {pair} {version} for {engine}, not {name} for {offer_engine}",
                    pair=pair,
                    version=version,
                    engine=engine,
                    name=offer.name,
                    offer_engine=offer.engine,
                ),
                where=str(path),
                hint=msg("get it from another source"),
            )
        return place(pair, version, archive.unpack, path, expected=expected, trust=trust, link=link)


def place(
    pair: Pair,
    version: str,
    fill: Callable[[Path], None],
    source: Path,
    *,
    expected: str | None = None,
    trust: bool = False,
    link: str | None = None,
) -> Installed:
    """Replace any package of an engine and a pair by another, in one step, and pin its digest.

    ``fill`` writes the package's folder, from ``source``, to the path that it gets; if it raises an
    error, nothing changes. The other parameters are as in `install`. Raises InputError if the
    package is not the expected one or can't translate here, or if the packages folder can't be
    written.
    """
    directory = packages_directory()
    final = directory / folder_name(pair, version)
    with _staging(directory) as stage:
        fill(stage / "new")
        one = read_folder(stage / "new")
        if isinstance(one, Broken):
            raise InputError(
                msg("can't translate: {reason}", reason=one.reason),
                where=str(source),
                hint=one.remedy,
            )
        assert one is not None, final
        digest = digests.of_folder(stage / "new")
        if not trust:
            _hold(digest, expected, source)
            _hold(digest, digests.pinned_version(f"{pair} {version}"), source)
        replaced = {other.path for other in installed(one.engine) if other.pair == pair}
        _swap(stage, final, replaced | ({final} if final.exists() else set()))
    package = read_folder(final)
    assert isinstance(package, Installed), package
    digests.pin(final, package.name, digest, link=link)
    return package


def remove(pair: Pair) -> list[Installed]:
    """Remove every package of a pair; returns what was removed.

    Raises EngineError if none is installed.
    """
    gone = _of([pair])
    # The pins first: if this process is killed, a package without one is pinned again, but a pin
    # without a package would stay.
    digests.forget(package.path for package in gone)
    with _staging(packages_directory()) as stage:
        for number, package in enumerate(gone):
            package.path.rename(stage / f"old-{number}")
    return gone


def _hold(digest: str, expected: str | None, source: Path) -> None:
    if expected not in (None, digest):
        raise InputError(
            msg(
                "is not the expected package: its digest is {digest}, not {expected}",
                digest=digest,
                expected=expected,
            ),
            where=str(source),
            hint=msg("don't use it unless you know why; `--trust` installs it anyway"),
        )


def _folders() -> list[Path]:
    directory = packages_directory()
    folders = sorted(directory.iterdir()) if directory.is_dir() else []
    return [folder for folder in folders if not folder.name.startswith(_STAGE) and folder.is_dir()]


def _argos_setting(key: str) -> str | None:
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    value = json_file(home / "argos-translate" / "settings.json").get(key)
    return value if isinstance(value, str) else None


@contextmanager
def _staging(directory: Path) -> Iterator[Path]:
    """A folder to prepare packages in, next to the others, for one process at a time."""
    from filelock import FileLock

    try:
        directory.mkdir(parents=True, exist_ok=True)
        with FileLock(directory / f"{_STAGE}lock"), temporary.folder(directory) as stage:
            # Argos Translate fails on any folder here that has no metadata.
            (stage / "metadata.json").write_text('{"type": "staging"}', encoding="utf-8")
            yield stage
    except OSError as error:
        raise unwritable(directory, error) from error


def _swap(stage: Path, final: Path, replaced: Collection[Path]) -> None:
    """Move ``stage/new`` to its place, and other folders away. If that fails, nothing changes.

    If the process is killed, there is the old package or the new one, except in between if both
    have the same name.
    """
    new = stage / "new"
    aside: dict[Path, Path] = {}
    try:
        if final in replaced:
            aside[final] = final.rename(stage / "old")
        new.rename(final)
        for number, path in enumerate(set(replaced) - {final}):
            aside[path] = path.rename(stage / f"old-{number}")
    except BaseException:
        if final.exists() and not new.exists():
            final.rename(new)
        for path, moved in aside.items():
            moved.rename(path)
        raise
