"""For the tests of plug-ins, and of everything that uses engines: fakes and contracts.

`engines` has two engines that do nothing much.
"""

from hexapla.testing.engine_contract import EngineContract
from hexapla.testing.engines import PAIRS, IdentityEngine, UpperEngine

__all__ = ["PAIRS", "EngineContract", "IdentityEngine", "UpperEngine"]
