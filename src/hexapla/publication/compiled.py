"""The output ``mo``: compiled catalogs, for programs that use gettext and for Sphinx."""

from __future__ import annotations

from pathlib import Path

from hexapla.catalogs.catalog import Catalog
from hexapla.editions.edition import Edition, state_in_edition
from hexapla.languages import Language
from hexapla.publication.output import Job
from hexapla.publication.outputs import EditionFiles
from hexapla.publication.reading import Prepared
from hexapla.publication.results import Published

__all__ = ["CompiledCatalogs"]


class CompiledCatalogs(EditionFiles):
    """Compiled catalogs, each next to its catalog or, for Sphinx, next to the catalog for Sphinx.

    With a folder their paths are ``LOCALE/LC_MESSAGES/NAME.mo``.
    """

    name = "mo"
    remembered = True
    editable = False
    ignores = ("fallback", "label", "bilingual", "stable_ids")
    use = "reviewed"
    takes_messages = True

    def __init__(self) -> None:
        self._for_sphinx = False

    def path(self, job: Job, prepared: Prepared, language: Language) -> Path:
        """See `EditionFiles.path`."""
        layout, article = job.publication.layout, prepared.article
        if job.folder is not None:
            messages = self.below(job) / language.locale / "LC_MESSAGES"
            return messages / f"{article.domain}.mo"
        own = layout.makes_catalogs and not article.messages
        beside = layout.edition if own else layout.catalog
        return beside(article, language).with_suffix(".mo")

    def publish_one(self, job: Job, prepared: Prepared, language: Language) -> Published:
        """See `EditionFiles.publish_one`."""
        self._for_sphinx = job.publication.layout.makes_catalogs and not prepared.article.messages
        return super().publish_one(job, prepared, language)

    def render(self, edition: Edition) -> bytes:
        """The compiled catalog, with the entries that the policy allows."""
        if self._for_sphinx:
            from hexapla.editions.sphinx import catalog_for_sphinx

            return Catalog.parse(catalog_for_sphinx(edition), edition.article).to_mo()
        usable = edition.policy.usable
        return edition.catalog.to_mo(lambda entry: state_in_edition(entry) in usable)
