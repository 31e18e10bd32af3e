"""How good engines were measured to be on this machine, for choosing between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from hexapla.errors import InputError
from hexapla.files import lock, read_bytes, write_bytes

__all__ = ["known", "remember"]


def known() -> Mapping[str, float]:
    """chrF, 0 to 100, by origin (``argos-en_es 1.9``); empty where nothing was measured."""
    path = _path()
    try:
        values = json.loads(read_bytes(path)) if path.exists() else {}
        return {origin: float(chrf) for origin, chrf in values.items()}
    except (ValueError, TypeError, AttributeError):
        raise InputError("is damaged", where=str(path), hint="delete it") from None


def remember(origin: str, chrf: float) -> None:
    """Let routes count with a measured chrF; an earlier one of the same origin is replaced."""
    path = _path()
    with lock(path):
        values = {**known(), origin: round(chrf, 1)}
        write_bytes(path, json.dumps(values, indent=2, sort_keys=True).encode() + b"\n")


def _path() -> Path:
    from platformdirs import user_data_path

    return user_data_path("hexapla") / "quality.json"
