"""The outputs that write a file for each edition."""

from __future__ import annotations

import logging
import os
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from hexapla.catalogs import store
from hexapla.editions import manifest
from hexapla.editions.edition import Counts, Edition, Policy, compose
from hexapla.errors import HexaplaError, UsageError
from hexapla.files import read_if_there, write_bytes
from hexapla.languages import Language
from hexapla.ledger import digest
from hexapla.message import msg
from hexapla.publication.addresses import Addresses
from hexapla.publication.configuration import FILE_NAME
from hexapla.publication.output import Job, Output, blaming
from hexapla.publication.paths import PUBLISHED
from hexapla.publication.places import refuse_linked_output
from hexapla.publication.reading import Prepared
from hexapla.publication.records import (
    announce,
    digests_in,
    is_foreign,
    list_files,
    listed_as,
    record_of,
)
from hexapla.publication.results import EDITED, NOT_OURS, Published
from hexapla.publication.there import is_taken_over
from hexapla.publication.updating import updated_catalog

__all__ = ["Bilingual", "EditionFiles", "Files", "SphinxCatalogs", "compose_from"]

_log = logging.getLogger(__name__)

_NOTE = "Written by Hexapla. Nothing in this folder is an article.\n"


class EditionFiles(Output):
    """An output that writes one file per edition; a subclass renders its bytes.

    This class handles the policy, the gate, dry runs, unchanged files and the manifest. An edition
    is written to ``DIR/es/NAME``, with ``suffix`` in place of the article's; if ``suffix`` is ""
    and no folder is given, its path is that of the publication's layout. ``remembered`` allows the
    ledger to keep results: set it to True only if the bytes depend on nothing but the edition and
    Hexapla's version. A file that isn't in the manifest is not overwritten, nor is one that was
    changed since, if it is a kind of file that a person may have edited (``editable``).
    """

    suffix: ClassVar[str] = ""
    remembered: ClassVar[bool] = False
    editable: ClassVar[bool] = True

    @abstractmethod
    def render(self, edition: Edition) -> bytes:
        """The bytes of the edition's file."""

    def path(self, job: Job, prepared: Prepared, language: Language) -> Path:
        """The path of an edition's file."""
        layout, article = job.publication.layout, prepared.article
        beside = prepared.language if job.policy.bilingual else None
        if job.folder is None and not self.suffix:
            return layout.edition(article, language, beside)
        tag = f"{beside.tag}+{language.tag}" if beside else language.tag
        name = f"{article.domain}{self.suffix}" if self.suffix else article.relative
        return self.below(job) / tag / name

    def below(self, job: Job) -> Path:
        """The folder to write into: that of the job, else ``editions`` in the publication."""
        if job.folder is None:
            return job.publication.root / "editions"
        return Path(os.path.normpath(job.folder.absolute()))

    def check(self, job: Job) -> None:
        """Raise UsageError unless each edition has its own path, which is not that of an article,
        and is not in a folder with articles.
        """
        super().check(job)
        layout = job.publication.layout
        manifest.require(job.publication.records_of(self._confines(job)))
        laid_out = job.folder is None and not self.suffix
        what = (
            msg("the layout {layout!r}", layout=layout.configuration.layout)
            if laid_out
            else self.title
        )
        mixed = job.folder is not None and layout.has_articles(self.below(job))
        taken = {one.article.path: one.article.name for one, _ in job.targets}
        for prepared, languages in job.targets:
            edition = msg("the edition of {name} in", name=prepared.article.name)
            for language in languages:
                path = self.path(job, prepared, language)
                if prepared.again and path == prepared.article.path:
                    continue
                if path in taken:
                    raise UsageError(
                        msg(
                            "{what} would write {edition} {tag} over {taken}",
                            what=what,
                            edition=edition,
                            tag=language.tag,
                            taken=taken[path],
                        ),
                        where=str(layout.root / FILE_NAME),
                        hint=msg("use a pattern such as editions/{lang}/{path}"),
                    )
                taken[path] = msg("another edition, {path}", path=layout.shown(path))
                if mixed and layout.would_be_article(path):
                    raise UsageError(
                        msg(
                            "{what} would write {edition} {tag} among the articles",
                            what=what,
                            edition=edition,
                            tag=language.tag,
                        ),
                        where=layout.shown(path),
                        hint=msg("name a folder without articles"),
                    )

    def publish(self, job: Job) -> list[Published]:
        """Write the files of all editions and list them in the publication's manifest."""
        self.check(job)
        if not job.dry_run:
            self._mark(job)
        published: list[Published] = []
        copies: dict[Path, Mapping[str, Any]] = {}
        try:
            for prepared, languages in job.targets:
                for language in languages:
                    try:
                        published.append(self.publish_one(job, prepared, language))
                        copies |= self._copied(job, prepared, published[-1])
                    except HexaplaError as error:
                        error.where = error.where or prepared.article.name
                        job.failed(error)
        finally:  # also if it is interrupted: what isn't listed would not be overwritten
            if not job.dry_run:
                list_files(
                    job.publication,
                    {**copies, **{_listed(one): one.record for one in published if _is_ours(one)}},
                )
        return published

    def _copied(
        self, job: Job, prepared: Prepared, published: Published
    ) -> Mapping[Path, Mapping[str, Any]]:
        """Copy the files that an edition refers to, if the settings say so, and describe them."""
        if job.dry_run or not published.complete:
            return {}
        addresses = Addresses(job.publication, prepared, published.language, published.path)
        if not (files := addresses.copies()):
            return {}
        from hexapla.publication.copying import copy_files

        name, language = prepared.article.name, published.language
        return copy_files(job.publication, files, name, language, within=self._confines(job))

    def _confines(self, job: Job) -> Path:
        """The folder that no edition may lead out of, by links that somebody else made."""
        return job.publication.root if job.folder is None else self.below(job)

    def _mark(self, job: Job) -> None:
        """Mark a folder among the sources, so that no file in it is an article in the next run."""
        folder, layout = self.below(job), job.publication.layout
        among = layout.is_among_sources(folder) or not layout.configured
        if job.folder is None or not among or not folder.is_relative_to(layout.root):
            return
        mark = folder / PUBLISHED
        if not (mark.exists() or layout.has_articles(folder)):
            write_bytes(mark, _NOTE.encode(), within=layout.root)

    def publish_one(self, job: Job, prepared: Prepared, language: Language) -> Published:
        """Write the file of one edition, unless the gate refuses it or a person edited the file."""
        article, policy = prepared.article, job.policy
        path = self.path(job, prepared, language)
        if prepared.again and path == article.path:
            prepared = prepared.again()  # Other languages were written into it.
        ledger = job.publication.ledger()
        file = store.read(job.publication.layout.catalog(article, language))
        before = read_if_there(path)
        name = f"edition {self.name} {article.name} {language.tag}"
        # The gate decides whether an edition is published, but not what it contains.
        addresses = Addresses(job.publication, prepared, language, path)
        asked = repr(replace(policy, min_reviewed=0))
        inputs = digest(prepared.inputs, file.data, asked, addresses.inputs())
        known = ledger.get(name, inputs) if self.remembered else None
        if known:
            counts, record = Counts(**known["counts"]), known["record"]
            refused = policy.refusal(counts)
            if refused or (before is not None and digest(before).hex() == known["digest"]):
                return Published(article, language, path, counts, False, refused, record)
        edition = compose_from(file, prepared, language, policy)
        there = record_of(job.publication, listed_as(path, article, language))
        edition = replace(edition, finish=addresses.rewritten, written=digests_in(there))
        with blaming(self):
            data = self.render(edition)
        part = partial(_part, prepared, path, language)
        counts, record = edition.counts, manifest.describe(edition, part(data), file.data)
        refused = edition.refusal
        foreign = None
        # A program's compiled catalog is made again whenever the catalog changes, by any tool.
        checked = before not in (None, data) or path == article.path
        if checked and not (refused or job.force or article.messages):
            foreign = self._foreign(job, prepared, edition, path, part(before or b""))
        if foreign and before == data:
            # Nothing to write, but somebody else's words: they are not Hexapla's from now on.
            return Published(article, language, path, counts, False, None, there)
        if self.remembered:
            known = {"counts": asdict(counts), "digest": digest(data).hex(), "record": record}
            ledger.put(name, inputs, known)
        written = not (refused or foreign) and before != data
        if written and not job.dry_run:
            confines = self._confines(job)
            if article.messages:
                confines = job.publication.layout.root_of(path)
            else:
                announce(job.publication, listed_as(path, article, language), record)
            refuse_linked_output(job.publication.root, path, confines)
            write_bytes(path, data, within=confines)
            _log.info("%s", msg("{path}: written", path=path))
        return Published(article, language, path, counts, written, refused, record, foreign)

    def _foreign(
        self, job: Job, prepared: Prepared, edition: Edition, path: Path, before: bytes
    ) -> str | None:
        """Why the file at the path of an edition must not be overwritten; None if it may be.

        ``before`` is what of the file is the edition.
        """
        listed = listed_as(path, prepared.article, edition.language)
        foreign = is_foreign(job.publication, listed, before)
        if foreign is None or (foreign == EDITED and not self.editable):
            return None
        is_shared = path == prepared.article.path
        record = record_of(job.publication, listed) if is_shared else {}
        mergeable = foreign == NOT_OURS or is_shared
        return None if mergeable and _is_taken_over(prepared, edition, record) else foreign


def _is_taken_over(prepared: Prepared, edition: Edition, record: Mapping[str, Any]) -> bool:
    """Whether the catalog has all translations of the file that an edition replaces."""
    there = prepared.there(edition.language)
    return there is not None and is_taken_over(
        edition.catalog,
        prepared.document,
        there.document,
        digests_in(record),
        digests_in(record, "approved"),
    )


def _part(prepared: Prepared, path: Path, language: Language, data: bytes) -> bytes:
    """What of an edition's file is the edition."""
    if path != prepared.article.path:
        return data
    return prepared.format.part(data, where=path.name, language=language.tag)


def _listed(one: Published) -> Path:
    return listed_as(one.path, one.article, one.language)


def _is_ours(one: Published) -> bool:
    """Whether the manifest lists a file: it lists those that Hexapla alone writes."""
    return one.complete and bool(one.record) and not one.article.messages


def compose_from(
    file: store.Stored, prepared: Prepared, language: Language, policy: Policy
) -> Edition:
    """Compose an edition from an article and the file of its catalog. Every output uses this."""
    return compose(
        prepared.document,
        updated_catalog(file, prepared, language),
        prepared.language,
        language,
        policy,
        foreign=prepared.foreign,
        article=prepared.article.name,
        digest=prepared.digest,
    )


class Files(EditionFiles):
    """Editions in the formats of their articles, at the paths of the publication's layout."""

    name = "files"
    remembered = True

    def render(self, edition: Edition) -> bytes:
        """The article in the edition's language."""
        return edition.render()


class Bilingual(Files):
    """Bilingual editions: each paragraph below its source, unless the policy has another
    arrangement.
    """

    name = "bilingual"

    def publish_one(self, job: Job, prepared: Prepared, language: Language) -> Published:
        """See `EditionFiles.publish_one`."""
        return super().publish_one(_both(job), prepared, language)

    def path(self, job: Job, prepared: Prepared, language: Language) -> Path:
        """See `EditionFiles.path`: the folder is named after both languages, such as `en+es`."""
        return super().path(_both(job), prepared, language)


def _both(job: Job) -> Job:
    policy = job.policy
    return job if policy.bilingual else replace(job, policy=replace(policy, bilingual="above"))


class SphinxCatalogs(EditionFiles):
    """Editions as catalogs for Sphinx, with one entry per paragraph."""

    name = "sphinx"
    ignores = ("label", "bilingual")
    remembered = True

    def path(self, job: Job, prepared: Prepared, language: Language) -> Path:
        """The path where Sphinx looks for the catalog, or one in the job's folder."""
        if job.folder is None:
            return job.publication.with_settings(layout="sphinx").layout.edition(
                prepared.article, language, prepared.language if job.policy.bilingual else None
            )
        name = PurePosixPath(prepared.article.relative).with_suffix(".po")
        return self.below(job) / language.locale / "LC_MESSAGES" / name

    def render(self, edition: Edition) -> bytes:
        """The catalog for Sphinx, with one entry per paragraph."""
        from hexapla.editions.sphinx import catalog_for_sphinx

        return catalog_for_sphinx(edition)
