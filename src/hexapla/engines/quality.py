"""How good engines are, as measured on this machine, for choosing between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from hexapla.errors import InputError
from hexapla.files import read_bytes, write_bytes
from hexapla.locking import lock
from hexapla.message import msg

__all__ = ["LEAST_SENTENCES", "Measured", "known_scores", "remember"]

LEAST_SENTENCES = 100
"""The fewest sentences for a meaningful score: with fewer, chrF depends mostly on their choice."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A chrF score from 0 to 100, the number of sentences, and the digest of what was measured."""

    chrf: float
    sentences: int = 0
    digest: str = ""


def known_scores() -> Mapping[str, float]:
    """The chrF scores, 0 to 100, by origin (``argos-en_es 1.9``); empty if nothing was measured."""
    return {origin: one.chrf for origin, one in _read().items()}


def remember(origin: str, measured: Measured) -> Measured:
    """Store a score for the choice of routes, and return the score that counts now.

    It replaces an earlier score of the same origin, unless that is for the same digest and over
    more sentences. Raises InputError if the file is damaged.
    """
    path = _path()
    with lock(path):
        values = _read()
        was = values.get(origin)
        if was and was.digest == measured.digest and was.sentences > measured.sentences:
            return was
        values[origin] = measured
        text = json.dumps(
            {name: asdict(one) for name, one in values.items()}, indent=2, sort_keys=True
        )
        write_bytes(path, text.encode() + b"\n")
    return measured


def _read() -> dict[str, Measured]:
    path = _path()
    try:
        values = json.loads(read_bytes(path)) if path.exists() else {}
        return {origin: _measured(value) for origin, value in values.items()}
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, OverflowError):
        raise InputError(msg("is damaged"), where=str(path), hint=msg("delete it")) from None


def _measured(value: object) -> Measured:
    if isinstance(value, dict):
        return Measured(float(value["chrf"]), int(value["sentences"]), str(value["digest"]))
    return Measured(float(value))  # type: ignore[arg-type]  # before the number was noted


def _path() -> Path:
    from platformdirs import user_data_path

    return user_data_path("hexapla") / "quality.json"
