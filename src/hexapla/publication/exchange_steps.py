"""The steps of a publication that exchange texts with other programs and people.

As in `publication`, a method imports what it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.languages import Language
from hexapla.publication.engine_steps import EngineSteps

if TYPE_CHECKING:
    from hexapla.publication import exchanging
    from hexapla.publication.importing import ImportedArticle
    from hexapla.publication.reading import Prepared
    from hexapla.publication.taking_over import TookOver

__all__ = ["ExchangeSteps"]


class ExchangeSteps(EngineSteps):
    """What a publication takes from files of others, and writes for them."""

    def import_article(
        self,
        path: Path | str,
        output: Path | None = None,
        *,
        pasted: bool = False,
        encoding: str | None = None,
        dry_run: bool = False,
    ) -> ImportedArticle:
        """Make a Markdown article from a PDF, or from a text that was ``pasted`` from one.

        For the other parameters see `importing.import_article`.
        """
        from hexapla.publication.importing import import_article

        return import_article(
            self.layout, Path(path), output, pasted=pasted, encoding=encoding, dry_run=dry_run
        )

    def take_over(
        self,
        prepared: Prepared,
        path: Path,
        language: Language,
        *,
        trust: float | None = None,
        encoding: str | None = None,
        translator: str | None = None,
        dry_run: bool = False,
    ) -> TookOver:
        """Take an existing translation of an article into its catalog, as edited.

        Call `extract` before. For the parameters see `taking_over.take_over`.
        """
        from hexapla.publication.taking_over import take_over

        memory = self.recent_memory(prepared.language, language)
        return take_over(
            self.layout, prepared, path, language, memory,
            trust=trust, encoding=encoding, translator=translator, dry_run=dry_run,
        )  # fmt: skip

    def export_xliff(
        self,
        prepared: Prepared,
        languages: Sequence[Language],
        folder: Path | str = ".",
        *,
        version: str = "1.2",
    ) -> list[exchanging.Exported]:
        """Write an article's catalogs as XLIFF files; see `exchanging.export_xliff`."""
        from hexapla.publication import exchanging

        return exchanging.export_xliff(
            self.layout, prepared, languages, Path(folder), version=version
        )

    def import_xliff(
        self,
        file: Path | str,
        *,
        accept: bool = False,
        translator: str | None = None,
        dry_run: bool = False,
    ) -> exchanging.ImportedXliff:
        """Import the translations of an XLIFF file; see `exchanging.import_xliff`."""
        from hexapla.publication import exchanging

        return exchanging.import_xliff(
            self.layout, Path(file), accept=accept, translator=translator, dry_run=dry_run
        )

    def export_memory(
        self, file: Path | str, source: Language, language: Language
    ) -> exchanging.Exported:
        """Write the translation memory of a pair of languages as TMX 1.4b."""
        from hexapla.publication import exchanging

        memory = self.memory(source, language)
        return exchanging.export_memory(self.layout, Path(file), memory, source, language)

    def import_memory(
        self, file: Path | str, *, dry_run: bool = False
    ) -> exchanging.ImportedMemory:
        """Add a TMX file to the publication's memory; see `exchanging.import_memory`."""
        from hexapla.publication import exchanging

        return exchanging.import_memory(self.layout, Path(file), dry_run=dry_run)

    def export_glossary(
        self, file: Path | str, source_language: Language | None = None
    ) -> exchanging.Exported:
        """Write the glossary as TBX-Basic or CSV; see `exchanging.export_glossary`."""
        from hexapla.publication import exchanging

        return exchanging.export_glossary(self.layout, Path(file), source_language)

    def import_glossary(
        self, file: Path | str, source_language: Language | None = None, *, dry_run: bool = False
    ) -> exchanging.ImportedGlossary:
        """Add the terms of a CSV or TBX file to the glossary; see `exchanging.import_glossary`."""
        from hexapla.publication import exchanging

        return exchanging.import_glossary(self.layout, Path(file), source_language, dry_run=dry_run)
