"""The packages in the lock files, for `sbom.py` and `audit.py`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "requirements.lock"
# They have packages of RUNTIME, too.
OTHERS = (ROOT / "requirements-cluster.lock", ROOT / "requirements-dev.lock")

_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
_HASH = re.compile(r"\s+--hash=sha256:([0-9a-f]{64})\s*\\?$")
_VIA = re.compile(r"\s+#\s+(?:via\s+)?([A-Za-z0-9][\w.-]*)?(.*)$")


@dataclass(frozen=True)
class Locked:
    """A package in a lock file: its version, the digests of its files, and what needs it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]
    development: bool


def read(path: Path) -> list[Locked]:
    """The packages in a lock file. Raises ValueError, with file and line, if one isn't pinned."""
    found: list[dict[str, object]] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if pin := _PIN.match(line):
            name, version, marker = pin.groups()
            found.append({"name": name.lower(), "version": version, "marker": marker or "",
                          "hashes": [], "needed_by": []})  # fmt: skip
        elif digest := _HASH.match(line):
            found[-1]["hashes"].append(digest[1])  # type: ignore[attr-defined]
        elif via := _VIA.match(line):
            if via[1] and via[1] not in ("via",):
                found[-1]["needed_by"].append(via[1].lower())  # type: ignore[attr-defined]
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"{path}:{number}: not a pinned package with digests: {line.strip()}")
    bare = [str(one["name"]) for one in found if not one["hashes"]]
    if bare:
        raise ValueError(f"{path}: no digests for {', '.join(bare)}")
    development = path != RUNTIME
    return [
        Locked(
            str(one["name"]),
            str(one["version"]),
            str(one["marker"]),
            tuple(one["hashes"]),  # type: ignore[arg-type]
            tuple(one["needed_by"]),  # type: ignore[arg-type]
            development,
        )
        for one in found
    ]


def every() -> list[Locked]:
    """The packages of all lock files, each version once. ValueError if two of them disagree."""
    known: dict[tuple[str, str], Locked] = {}
    versions: dict[str, set[str]] = {}
    for one in read(RUNTIME):
        known[one.name, one.version] = one
        versions.setdefault(one.name, set()).add(one.version)
    for path in OTHERS:
        for one in read(path):
            if one.name in versions and one.version not in versions[one.name]:
                raise ValueError(f"{path.name}: {one.name} {one.version} is not that of "
                                 f"{RUNTIME.name}; run make lock")  # fmt: skip
            known.setdefault((one.name, one.version), one)
    return list(known.values())
