"""Indexes of models: what can be downloaded, from Mozilla, from Argos, or from a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from hexapla.engines.argos import index as argos
from hexapla.engines.firefox import index as firefox
from hexapla.engines.models.downloads import is_url, read_index
from hexapla.engines.models.offers import Available
from hexapla.engines.models.package import metadata
from hexapla.errors import InputError, UsageError
from hexapla.message import msg

__all__ = ["available", "best", "every"]

_FILES = ("records.json", "index.json")
"""The names of an index in a folder: Mozilla's, and Argos'."""


def available(index: str | Path | None = None) -> list[Available]:
    """The best model of each engine for each pair, by pair. Raises the errors of `every`."""
    found = {(one.pair, one.engine): one for one in every(index)}
    return [found[key] for key in sorted(found)]


def best(
    pair: tuple[str, str], index: str | Path | None = None, kind: str | None = None
) -> Available | None:
    """The best model for a pair; None if there is none.

    With ``kind``, only Mozilla's models of that architecture count. Without an index, the default
    ones are read in order until one has the pair. Raises the errors of `every`.
    """
    for location in _locations(index):
        found = [one for one in _offers(location) if one.pair == pair and kind in (None, one.kind)]
        if found:
            return max(found, key=lambda one: one.rank)
    return None


def every(index: str | Path | None = None) -> list[Available]:
    """All models that an index offers, the best of a pair last.

    ``index`` is the URL or the path of an index (Argos' ``index.json``, or Mozilla's records), of a
    folder with one, or of a folder of package files. The default is ``$ARGOS_PACKAGE_INDEX``, or
    else the indexes of Mozilla, if the library for its models is installed, and of Argos. Raises
    InputError if it can't be read, UsageError for a file that is not an index.
    """
    found = [one for location in _locations(index) for one in _offers(location)]
    return sorted(found, key=lambda one: one.rank)


def _locations(index: str | Path | None) -> list[str]:
    """The full URLs or paths of the indexes to read."""
    location = str(index or os.environ.get("ARGOS_PACKAGE_INDEX") or "")
    if not location:
        return [*([firefox.INDEX] if find_spec("fxtranslate") else []), argos.INDEX]
    if location.endswith((".json", "/records")):
        return [location]
    folder = location.rstrip("/")
    if not is_url(folder):
        for name in _FILES:
            if (Path(folder) / name).exists():
                return [f"{folder}/{name}"]
    return [f"{folder}/index.json"]


def _offers(location: str) -> Iterator[Available]:
    beside = _packages_beside(location)
    listed = _listed(location) if beside is None else beside
    if isinstance(listed, list):
        return argos.offers(listed, location)
    records = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(records, list):
        raise InputError(
            msg("is not an index of Argos packages or of Mozilla's models"),
            where=location,
            hint=msg("name another index with --index"),
        )
    return firefox.offers(records, location)


def _listed(location: str) -> object:
    data = read_index(location)
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found


def _packages_beside(location: str) -> list[dict[str, object]] | None:
    """Make an index of a folder of package files that has none; None if it has one."""
    index = Path(location)
    if is_url(location) or index.exists():
        return None
    if index.parent.is_file():
        raise UsageError(
            msg("is a file, not an index"),
            where=str(index.parent),
            hint=msg("`translate models import` is for a bundle, `install FILE` for a package"),
        )
    files = sorted(index.parent.glob("*.argosmodel"))
    if not files and index.name == "index.json":
        raise InputError(
            msg("is not a folder with an index.json, a records.json or .argosmodel files"),
            where=str(index.parent),
            hint=msg("check the path"),
        )
    return [{**metadata(file), "links": [file.name]} for file in files] if files else None
