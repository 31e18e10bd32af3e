"""Test support for plug-ins and for code that uses engines.

`EngineContract` here and `hexapla.testing.formats.FormatContract` test an engine or a format
against its contract. `IdentityEngine` and `UpperEngine` are simple engines for tests, and
`HostileEngine` is one that a format must survive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hexapla.testing.engines import PAIRS, IdentityEngine, UpperEngine
from hexapla.testing.hostile import DISTORTIONS, HostileEngine

if TYPE_CHECKING:
    from hexapla.testing.engine_contract import EngineContract

__all__ = [
    "DISTORTIONS",
    "PAIRS",
    "EngineContract",
    "HostileEngine",
    "IdentityEngine",
    "UpperEngine",
]


def __getattr__(name: str) -> Any:
    if name != "EngineContract":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Loaded only when used: an engine of this package must not bring a test suite with it.
    from hexapla.testing.engine_contract import EngineContract

    return EngineContract
