"""`i18n/models.lock`: which models drafted a publication, so that others can get the same."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hexapla.engines.argos import digests, packages
from hexapla.engines.argos.engine import ArgosEngine
from hexapla.engines.argos.packages import Installed
from hexapla.engines.caching import CachedEngine
from hexapla.engines.engine import Pair
from hexapla.engines.routes import Route
from hexapla.errors import EngineError, InputError
from hexapla.files import lock, read_bytes, write_bytes
from hexapla.languages import Language, nearest

__all__ = ["FILE_NAME", "Locked", "differences", "packages_of", "read", "record"]

FILE_NAME = "i18n/models.lock"
"""Its path in a publication."""

_HEADER = """\
# The models that drafted this publication, each with the digest of its files. Written by
# Hexapla; `translate models install --locked` gets the same ones on another machine. To lock
# another version, delete the entry here and draft with it.
"""


@dataclass(frozen=True, slots=True, order=True)
class Locked:
    """A model: its pair, version and digest, and the URL that it came from, where known."""

    pair: Pair
    version: str
    digest: str
    link: str | None = None

    @property
    def name(self) -> str:
        """Pair and version: ``en→es 1.9``."""
        return f"{self.pair} {self.version}"


def read(path: Path) -> list[Locked]:
    """The models in a lock file, none where there is no file.

    Raises InputError where it can't be read or is none.
    """
    if not path.exists():
        return []
    try:
        data = tomllib.loads(read_bytes(path).decode())
        return [
            Locked(
                Pair(str(one["source"]), str(one["target"])),
                str(one["version"]),
                str(one["digest"]),
                str(one["link"]) if "link" in one else None,
            )
            for one in data.get("model", [])
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            "is no models.lock", where=str(path), hint="restore it, or delete it and draft again"
        ) from None


def record(path: Path, packages: Iterable[Installed]) -> bool:
    """Write down packages that drafted, for the pairs that are not locked yet.

    What is locked stays as it is: it changes when a person deletes its entry, not because a
    machine has another package. Returns whether something was written; a package's path on this
    machine never is. Raises as `read`, or where it can't be written.
    """
    used = [_locked(package) for package in packages]
    if not used:
        return False
    with lock(path):
        before = read(path)
        pairs = {one.pair for one in before}
        new = [one for one in used if one.pair not in pairs]
        if new:
            write_bytes(path, _dump(sorted([*before, *new])).encode())
        return bool(new)


def differences(
    locked: Sequence[Locked], source: Language, target: Language, packages: Sequence[Installed]
) -> list[str]:
    """What to tell of the locked models from a language to another, where ``packages`` draft.

    One line for each model that is not the one at work, or can't be.
    """
    at_work = {package.pair: package for package in packages}
    lines = []
    for one in _between(locked, source, target):
        package = at_work.get(one.pair)
        if package is None:
            reason = _reason(one)
            way_out = "gets it"
        elif package.name == one.name and _is_whole(package, one.digest):
            continue
        else:
            same = package.version == one.version
            reason = f"but {'another ' if same else ''}{package.version} drafts"
            way_out = "gets the locked one; to lock the other, delete the entry there"
        if reason:
            lines.append(
                f"{FILE_NAME} names {one.name}, {reason};"
                f" `translate models install --locked` {way_out}"
            )
    return lines


def packages_of(route: Route) -> list[Installed]:
    """The packages that a route uses; none for engines that have no packages."""
    found = []
    for hop in route.hops:
        engine = hop.engine.engine if isinstance(hop.engine, CachedEngine) else hop.engine
        if isinstance(engine, ArgosEngine):
            found.append(engine.package(hop.pair))
    return found


def _between(locked: Sequence[Locked], source: Language, target: Language) -> list[Locked]:
    """The models of a direct way between two languages, or else of a way over a third."""

    def serves(wanted: Language, tag: str) -> bool:
        return nearest(wanted, [tag]) is not None

    first = [one for one in locked if serves(source, one.pair.source)]
    last = [one for one in locked if serves(target, one.pair.target)]
    direct = [one for one in first if one in last]
    ways = [(a, b) for a in first for b in last if a.pair.target == b.pair.source]
    return direct or list(dict.fromkeys(one for way in ways for one in way))


def _is_whole(package: Installed, digest: str) -> bool:
    try:
        return package.check() == digest
    except EngineError:
        return True  # it drafts nothing, and the engine says so


def _reason(locked: Locked) -> str | None:
    """Why a locked model can't draft; None where it could, and another engine was preferred."""
    if any(package.name == locked.name for package in packages.installed()):
        return None
    folder = packages.folder_name(locked.pair, locked.version)
    wrecks = [one.reason for one in packages.broken() if one.path.name == folder]
    return f"which is broken: {wrecks[0]}" if wrecks else "which is not installed"


def _locked(package: Installed) -> Locked:
    digest = package.check()
    pin = digests.pinned(package.path)
    return Locked(package.pair, package.version, digest, pin.link if pin else None)


def _dump(locked: Sequence[Locked]) -> str:
    parts = [_HEADER]
    for one in locked:
        values = {
            "source": one.pair.source,
            "target": one.pair.target,
            "version": one.version,
            "digest": one.digest,
            "link": one.link,
        }
        lines = [f'{key} = "{value}"\n' for key, value in values.items() if value is not None]
        parts.append("\n[[model]]\n" + "".join(lines))
    return "".join(parts)
