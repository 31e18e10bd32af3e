"""Hexapla: one article in many languages, drafted offline, with a translator in charge.

The names here are the public API; docs/reference/library.md describes them.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # importing it from typing would take longer than all else here
if TYPE_CHECKING:
    from typing import Any

    __version__: str
    from hexapla.catalogs.catalog import Catalog, Entry, State
    from hexapla.checks.check import Check, Finding
    from hexapla.checks.run import Checked
    from hexapla.documents.document import Document, Segment
    from hexapla.documents.format import Format
    from hexapla.editions.edition import Counts, Edition, Policy
    from hexapla.engines.engine import Engine, Pair, Translation
    from hexapla.engines.models.installing import Installation
    from hexapla.errors import EngineError, HexaplaError, InputError, UsageError
    from hexapla.languages import Language
    from hexapla.publication.drafting import Drafted
    from hexapla.publication.exchanging import (
        Exported,
        ImportedGlossary,
        ImportedMemory,
        ImportedXliff,
    )
    from hexapla.publication.importing import ImportedArticle
    from hexapla.publication.output import Output
    from hexapla.publication.publication import Publication
    from hexapla.publication.results import Book, BuiltSite, Published, Status
    from hexapla.publication.texts import TranslatedText
    from hexapla.publication.translating import translate
    from hexapla.publication.updating import Updated

_HOMES = {
    "Book": "publication.results",
    "BuiltSite": "publication.results",
    "Catalog": "catalogs.catalog",
    "Check": "checks.check",
    "Checked": "checks.run",
    "Counts": "editions.edition",
    "Document": "documents.document",
    "Drafted": "publication.drafting",
    "Edition": "editions.edition",
    "Engine": "engines.engine",
    "EngineError": "errors",
    "Entry": "catalogs.catalog",
    "Exported": "publication.exchanging",
    "Finding": "checks.check",
    "Format": "documents.format",
    "HexaplaError": "errors",
    "ImportedArticle": "publication.importing",
    "ImportedGlossary": "publication.exchanging",
    "ImportedMemory": "publication.exchanging",
    "ImportedXliff": "publication.exchanging",
    "InputError": "errors",
    "Installation": "engines.models.installing",
    "Language": "languages",
    "Output": "publication.output",
    "Pair": "engines.engine",
    "Policy": "editions.edition",
    "Publication": "publication.publication",
    "Published": "publication.results",
    "Segment": "documents.document",
    "State": "catalogs.catalog",
    "Status": "publication.results",
    "TranslatedText": "publication.texts",
    "Translation": "engines.engine",
    "Updated": "publication.updating",
    "UsageError": "errors",
    "translate": "publication.translating",
}
"""The module of each name, loaded when the name is first used: `import hexapla` costs nothing."""

__all__ = [
    "Book",
    "BuiltSite",
    "Catalog",
    "Check",
    "Checked",
    "Counts",
    "Document",
    "Drafted",
    "Edition",
    "Engine",
    "EngineError",
    "Entry",
    "Exported",
    "Finding",
    "Format",
    "HexaplaError",
    "ImportedArticle",
    "ImportedGlossary",
    "ImportedMemory",
    "ImportedXliff",
    "InputError",
    "Installation",
    "Language",
    "Output",
    "Pair",
    "Policy",
    "Publication",
    "Published",
    "Segment",
    "State",
    "Status",
    "TranslatedText",
    "Translation",
    "Updated",
    "UsageError",
    "__version__",
    "translate",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("hexapla")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"hexapla.{_HOMES[name]}"), name)
    globals()[name] = found  # the next look-up doesn't come here
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
