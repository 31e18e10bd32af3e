"""`i18n/models.lock`: which models drafted a publication, so that others can get the same."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hexapla.engines import digests
from hexapla.engines.argos import ArgosEngine
from hexapla.engines.cache import CachedEngine
from hexapla.engines.engine import Pair
from hexapla.engines.models import Installed
from hexapla.engines.routes import Route
from hexapla.errors import InputError
from hexapla.files import lock, read_bytes, write_bytes

__all__ = ["FILE_NAME", "Locked", "packages_of", "read", "record"]

FILE_NAME = "i18n/models.lock"
"""Its path in a publication."""

_HEADER = """\
# The models that drafted this publication, each with the digest of its files. Written by
# Hexapla; `translate models install --locked` gets the same ones on another machine.
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
    """Write down packages that drafted, in place of others of their pairs.

    Nothing is written where they stand there already; returns whether something was. A package's
    path on this machine is never written. Raises as `read`, or where it can't be written.
    """
    used = {package.pair: _locked(package) for package in packages}
    if not used:
        return False
    with lock(path):
        before = read(path)
        # A link may be known to another machine only.
        standing = {(one.pair, one.version, one.digest): one for one in before}
        used = {
            pair: standing.get((one.pair, one.version, one.digest), one)
            for pair, one in used.items()
        }
        after = sorted({**{one.pair: one for one in before}, **used}.values())
        if after == sorted(before):
            return False
        write_bytes(path, _dump(after).encode())
        return True


def packages_of(route: Route) -> list[Installed]:
    """The packages that a route uses; none for engines that have no packages."""
    found = []
    for hop in route.hops:
        engine = hop.engine.engine if isinstance(hop.engine, CachedEngine) else hop.engine
        if isinstance(engine, ArgosEngine):
            found.append(engine.package(hop.pair))
    return found


def _locked(package: Installed) -> Locked:
    digest = package.check()
    pin = digests.pinned(package.path)
    return Locked(package.pair, package.version, digest, pin.link if pin else None)


def _dump(models: Sequence[Locked]) -> str:
    parts = [_HEADER]
    for one in models:
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
