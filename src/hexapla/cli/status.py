"""`translate status`: the progress of each translation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options, records, show
from hexapla.cli.envelope import add_results
from hexapla.cli.session import Session

if TYPE_CHECKING:
    from hexapla.languages import Language
    from hexapla.publication.reading import Prepared
    from hexapla.publication.results import Status

__all__ = ["status"]


def status(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Also list the faults found in drafts, what was done, and second opinions.",
        ),
    ] = False,
    risk: Annotated[
        bool,
        typer.Option(
            "--risk", help="Also check the translations, and count those that may be wrong."
        ),
    ] = False,
    stale: Annotated[
        bool,
        typer.Option(
            "--stale", help="Also list the stale sentences, with the sentence they translated."
        ),
    ] = False,
    desk: Annotated[
        bool,
        typer.Option(
            "--desk", help="Also list the questions to the desk: comments that begin with desk:."
        ),
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Exit with 1 if a catalog or an edition is behind, and say which."
        ),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Show the progress of each translation.

    \b
    translate status
    translate status article.txt --to es --json
    translate status article.txt --to es --explain
    translate status --risk
    translate status --stale
    translate status --desk
    translate status --check

    The table counts sentences by state: reviewed, edited (changed by a person, but still marked
    fuzzy), draft (by an engine or memory), stale (the source has changed since) and empty.

    With --risk, a sentence counts as "at risk" if a reader stumbles over it with a probability of
    50% or more. translate check --worst lists these sentences.

    --check is for continuous integration. A file is behind if translate or translate publish would
    write it, if it has stale sentences, or if its article no longer exists. Editions that are not
    kept with the sources are left out. The manual has a workflow for GitHub.
    """
    session = Session()
    prepared = session.prepare(articles, from_, encoding, format)
    targets = session.targets(to, prepared)
    statuses, _ = session.each(targets, session.publication.status)
    explained, _ = session.each(targets, session.publication.explain) if explain else (None, [])
    outdated, _ = session.each(targets, session.publication.stale) if stale else (None, [])
    asked, _ = session.each(targets, session.publication.questions) if desk else (None, [])
    risks = _risks(session, statuses, from_) if risk else {}
    if as_json:
        add_results(
            records.of_status(session, one, explained, risks, outdated, asked) for one in statuses
        )
    else:
        show.show_status(session, statuses, risks)
        show.show_explained(session, explained or ())
        show.show_stale(session, outdated or ())
        show.show_questions(session, asked or ())
    if not (articles or check):
        session.name_orphans(kept=True)
    if check:
        _check(session, targets, whole=not articles)
    session.finish()


def _check(
    session: Session, targets: Sequence[tuple[Prepared, list[Language]]], *, whole: bool
) -> None:
    from hexapla.publication.freshness import behind

    for error in behind(session.publication, targets, whole=whole, failed=session.failed):
        session.failed(error)


def _risks(
    session: Session, statuses: Sequence[Status], from_: str | None
) -> dict[str, list[float]]:
    """The risks of the sentences in each catalog that exists, by its path as shown."""
    found: dict[str, list[float]] = {}
    existing = [status for status in statuses if status.path.exists()]
    if not existing:
        return found
    for one in session.publication.check(
        dict.fromkeys(status.article.path for status in existing),
        dict.fromkeys(status.language for status in existing),
        source_language=session.source_language(from_),
        on_error=session.failed,
    ):
        found.setdefault(one.path, []).append(one.risk)
    return found
