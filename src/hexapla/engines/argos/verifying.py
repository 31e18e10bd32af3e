"""Verifying installed packages: every file is hashed and compared with what was installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from hexapla.engines.argos import digests
from hexapla.engines.argos.packages import Installed

__all__ = ["Verified", "verify"]


@dataclass(frozen=True, slots=True)
class Verified:
    """A package, the digest of its files now, and how that compares with the one it should have.

    A package is "pinned now" where it had no digest to compare with, or was to be trusted.
    """

    package: Installed
    digest: str
    state: Literal["ok", "pinned now", "changed since it was installed"]

    @property
    def has_changed(self) -> bool:
        """Whether its files are not those that were installed."""
        return self.state == "changed since it was installed"


def verify(packages: Iterable[Installed], *, trust: bool = False) -> Iterator[Verified]:
    """Hash every file of some packages; with ``trust``, hold them to what they are now.

    Raises InputError where files can't be read.
    """
    for package in packages:
        pin, digest = digests.pinned(package.path), digests.of_folder(package.path)
        expected = digests.expected(package.path, package.name)
        if not trust and expected not in (None, digest):
            yield Verified(package, digest, "changed since it was installed")
            continue
        digests.pin(package.path, package.name, digest, link=pin.link if pin else None)
        yield Verified(package, digest, "ok" if expected == digest else "pinned now")
