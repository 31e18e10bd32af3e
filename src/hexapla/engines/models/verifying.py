"""Verifying installed packages: every file is hashed and compared with its state at
installation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from hexapla.engines.models import digests
from hexapla.engines.models.package import Installed

__all__ = ["Verified", "verify"]


@dataclass(frozen=True, slots=True)
class Verified:
    """A package, its digest now, and how that compares with the pinned one.

    A package is "pinned now" if it had no pin, or was trusted.
    """

    package: Installed
    digest: str
    state: Literal["ok", "pinned now", "changed since it was installed"]

    @property
    def has_changed(self) -> bool:
        """Whether its files differ from those that were installed."""
        return self.state == "changed since it was installed"


def verify(packages: Iterable[Installed], *, trust: bool = False) -> Iterator[Verified]:
    """Hash every file of some packages; with ``trust``, pin their current digests.

    Raises InputError if files can't be read.
    """
    for package in packages:
        pin, digest = digests.pinned(package.path), digests.of_folder(package.path)
        expected = digests.expected(package.path, package.name)
        if not trust and expected not in (None, digest):
            yield Verified(package, digest, "changed since it was installed")
            continue
        digests.pin(package.path, package.name, digest, link=pin.link if pin else None)
        yield Verified(package, digest, "ok" if expected == digest else "pinned now")
