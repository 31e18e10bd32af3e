"""Test support for plug-ins and for code that uses engines.

`EngineContract` here and `hexapla.testing.formats.FormatContract` test an engine or a format
against its contract. `IdentityEngine` and `UpperEngine` are simple engines for tests.
"""

from hexapla.testing.engine_contract import EngineContract
from hexapla.testing.engines import PAIRS, IdentityEngine, UpperEngine

__all__ = ["PAIRS", "EngineContract", "IdentityEngine", "UpperEngine"]
