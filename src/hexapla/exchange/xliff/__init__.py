"""Export a catalog as XLIFF 1.2 or 2.1, and import it again (OASIS, 2008 and 2018).

`export` writes a catalog, `read` reads what a tool returned, and `apply` adds that to the catalog.
"""

from hexapla.exchange.xliff.applying import Imported, Problem, apply
from hexapla.exchange.xliff.reading import Received, Returned, read
from hexapla.exchange.xliff.writing import VERSIONS, export

__all__ = [
    "VERSIONS",
    "Imported",
    "Problem",
    "Received",
    "Returned",
    "apply",
    "export",
    "read",
]
