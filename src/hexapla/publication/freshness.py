"""What is behind in a publication: catalogs behind their articles, editions behind their catalogs.

A check for continuous integration: nothing is written, and nothing is drafted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.errors import HexaplaError
from hexapla.message import counted, msg
from hexapla.publication.layout import Article, Layout
from hexapla.publication.orphans import find_orphans
from hexapla.publication.output import Job, Targets, default_output
from hexapla.publication.results import Published
from hexapla.publication.returned import returned_catalogs
from hexapla.publication.templates import template_is_current
from hexapla.publication.updating import catalog_status

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["BehindError", "UnsignedError", "behind", "unsigned"]

_RUN, _PUBLISH = "run translate", "run translate publish"


class BehindError(HexaplaError):
    """A file that has to be updated, published or removed."""

    exit_code = 1


class UnsignedError(HexaplaError):
    """An edition whose translations too few people have signed."""

    exit_code = 1


def unsigned(
    publication: Publication, targets: Targets, *, failed: Callable[[HexaplaError], None]
) -> Iterator[UnsignedError]:
    """The catalogs whose editions the gate for reviewers refuses; none if there is no such gate.

    Catalogs that don't exist are left out. ``failed`` is called with the error of one that can't be
    read.
    """
    policy, layout = publication.policy(), publication.layout
    if not policy.signatures:
        return
    for prepared, languages in targets:
        for language in languages:
            path = layout.catalog(prepared.article, language)
            try:
                counts = publication.edition(prepared, language, policy).counts
            except HexaplaError as error:
                failed(error)
                continue
            if path.exists() and counts.unsigned:
                hint = msg("translate sign, or the review, records who reviewed")
                yield UnsignedError(policy.lacking(counts), where=layout.shown(path), hint=hint)


def behind(
    publication: Publication,
    targets: Targets,
    *,
    whole: bool = True,
    failed: Callable[[HexaplaError], None],
) -> Iterator[HexaplaError]:
    """What has to be done before a publication can be released, file by file.

    The files of ``targets``, articles with their languages, are compared with what an update and
    `publish` would write: templates, catalogs and their stale sentences, and editions. Editions are
    left out if there are none at all, because they are not under version control then; those that
    the gate for reviewers refuses are named in any case. With
    ``whole``, catalogs and editions of articles that no longer exist are named too. ``failed`` is
    called with the error of a file that can't be read.
    """
    layout, ledger = publication.layout, publication.ledger()
    for prepared, languages in targets:
        template = layout.template(prepared.article)
        messages = prepared.article.messages
        if not (messages or template_is_current(layout, ledger, prepared)):
            yield _outdated(layout, template, prepared.article)
        for language in languages:
            path = layout.catalog(prepared.article, language)
            try:
                found = catalog_status(layout, ledger, prepared, language)
            except HexaplaError as error:
                failed(error)
                continue
            if not (path.exists() and found.up_to_date):
                yield _outdated(layout, path, prepared.article)
            elif stale := found.counts.stale:
                sentences = counted(stale, "{n} stale sentence", "{n} stale sentences")
                hint = msg("translate status --stale lists them")
                yield BehindError(
                    msg("has {sentences}", sentences=sentences), where=layout.shown(path), hint=hint
                )
    if whole:
        for one in returned_catalogs(layout.root, layout.catalogs):
            yield BehindError(one.message, where=one.where, hint=one.hint)
    articles = [one for one in targets if not one[0].article.messages]
    yield from unsigned(publication, articles, failed=failed)
    yield from _editions(publication, articles, failed)
    if whole:
        yield from _orphans(publication)


def _outdated(layout: Layout, path: Path, article: Article) -> BehindError:
    message = (
        msg("is behind {name}", name=article.name)
        if path.exists()
        else msg("is missing, for {name}", name=article.name)
    )
    return BehindError(message, where=layout.shown(path), hint=_RUN)


def _editions(
    publication: Publication, targets: Targets, failed: Callable[[HexaplaError], None]
) -> Iterator[BehindError]:
    policy = publication.policy()
    languages = list(dict.fromkeys(one for _, several in targets for one in several))
    job = Job(publication, targets, policy, languages, dry_run=True, failed=failed)
    results = default_output(publication, policy).publish(job)
    editions = [one for one in results if isinstance(one, Published)]
    if not any(one.path.exists() for one in editions):
        return
    for one in editions:
        if error := one.error(publication.layout.shown):
            yield BehindError(error.message, where=error.where, hint=error.hint)
        elif one.written:
            message = (
                msg("is not what publish would write") if one.path.exists() else msg("is missing")
            )
            where = publication.layout.shown(one.path)
            yield BehindError(message, where=where, hint=_PUBLISH)


def _orphans(publication: Publication) -> Iterator[BehindError]:
    """What is left of articles that no longer exist, except catalogs with texts by people."""
    for one in find_orphans(publication):
        if not one.kept or one.kind == "edition":
            where = publication.layout.shown(one.path)
            hint = (
                msg("{kept}: remove it yourself", kept=one.kept)
                if one.kept
                else msg("run translate prune")
            )
            yield BehindError(
                msg("its article is no longer in the publication"), where=where, hint=hint
            )
