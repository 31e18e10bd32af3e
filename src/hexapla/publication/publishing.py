"""Publishing: a publication's editions through its outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.editions.edition import Policy
from hexapla.errors import HexaplaError, UsageError
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.output import Job, Targets, blaming, default_output, find, raise_it
from hexapla.publication.outputs import EditionFiles
from hexapla.publication.reading import Prepared
from hexapla.publication.results import Book, BuiltSite, Published, Result

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["build_site", "make_books", "publish", "publish_all"]


def publish(
    publication: Publication,
    prepared: Prepared,
    languages: Sequence[Language],
    *,
    policy: Policy | None = None,
    output: str | None = None,
    folder: Path | None = None,
    dry_run: bool = False,
    force: bool = False,
) -> list[Published]:
    """Write an article's editions; unchanged files are not written again.

    If the policy's gate refuses an edition, it is not written and the older file stays. So does,
    without ``force``, a file that was edited by hand or not written by Hexapla.

    Parameters: ``policy`` defaults to the publication's. ``output`` names an output that writes a
    file for each edition, ``folder`` is where it writes them. Raises UsageError if the output
    writes something else.
    """
    policy = policy or publication.policy()
    found = find(output) if output else default_output(publication, policy)
    if not isinstance(found, EditionFiles):
        raise UsageError(
            msg("the output {output!r} does not write a file for each edition", output=output),
            hint=msg("use publish_all"),
        )
    job = Job(publication, [(prepared, languages)], policy, languages, folder, dry_run, force=force)
    return found.publish(job)


def publish_all(
    publication: Publication,
    output: str,
    folder: Path | None = None,
    *,
    targets: Targets | None = None,
    languages: Sequence[Language] = (),
    policy: Policy | None = None,
    dry_run: bool = False,
    failed: Callable[[HexaplaError], None] = raise_it,
    force: bool = False,
) -> Sequence[Result]:
    """Publish through an output, given by name: a built-in one or a plug-in.

    Parameters: ``targets`` are prepared articles, each with its languages; by default all articles
    of the publication in ``languages``, which default to the publication's. ``policy`` defaults to
    the publication's. ``failed`` is called with the error of an article that fails, and the others
    are still published; by default the error is raised. ``force`` as for `publish`.

    Raises UsageError for an unknown output and for a job that the output refuses.
    """
    found = find(output)
    chosen = tuple(languages) or tuple(publication.layout.languages())
    if targets is None:
        targets = () if found.whole else _all_targets(publication, chosen)
    job = Job(
        publication, targets, policy or publication.policy(), chosen, folder, dry_run, failed, force
    )
    found.check(job)
    with blaming(found):
        return found.publish(job)


def _all_targets(publication: Publication, languages: Sequence[Language]) -> Targets:
    prepared = [publication.prepare(article) for article in publication.articles()]
    return [(one, [to for to in languages if to != one.language]) for one in prepared]


def build_site(
    publication: Publication,
    folder: Path,
    languages: Sequence[Language],
    policy: Policy | None,
    dry_run: bool,
) -> BuiltSite:
    """Write the site; the result lists the articles that failed. See `publish_all`."""
    (built,) = publish_all(
        publication,
        "site",
        folder,
        languages=languages,
        policy=policy,
        dry_run=dry_run,
        failed=lambda error: None,
    )
    assert isinstance(built, BuiltSite)
    return built


def make_books(
    publication: Publication,
    folder: Path,
    targets: Targets | None,
    languages: Sequence[Language],
    policy: Policy | None,
    dry_run: bool,
) -> list[Book]:
    """Write one book per language; see `publish_all`."""
    books = publish_all(
        publication,
        "epub",
        folder,
        targets=targets,
        languages=languages,
        policy=policy,
        dry_run=dry_run,
    )
    return [book for book in books if isinstance(book, Book)]
