"""An index of Argos packages: the metadata of packages, each with links to its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hexapla.engines.models.downloads import File, checked_size, resolved
from hexapla.engines.models.offers import Available
from hexapla.engines.models.package import engine_of, folder_name, identity
from hexapla.errors import InputError

__all__ = ["INDEX", "offers"]

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
"""Argos Translate's own index of packages."""


def offers(listed: Iterable[object], index: str) -> Iterator[Available]:
    """The packages in the entries of an index; ``index`` is where links are relative to.

    Entries of other types, such as sentence splitters, are left out. Argos' own index doesn't
    contain sizes and digests, those that `bundles.export` writes do.
    """
    for told in listed:
        if not isinstance(told, dict):
            continue
        try:
            pair, version = identity(told, index)
        except InputError:
            continue
        size, sha256, digest = (told.get(key) for key in ("size", "sha256", "digest"))
        file = File(
            f"{folder_name(pair, version)}.argosmodel",
            tuple(_links(told, index)),
            checked_size(size),
            sha256.lower() if isinstance(sha256, str) else None,
        )
        yield Available(
            pair, version, (file,), digest if isinstance(digest, str) else None, engine_of(told)
        )


def _links(told: Mapping[str, Any], index: str) -> Iterator[str]:
    links = told.get("links")
    for link in links if isinstance(links, list) else ():
        if full := resolved(str(link), index):
            yield full
