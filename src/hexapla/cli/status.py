"""`translate status`: the progress of each translation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options, records, show
from hexapla.cli.envelope import add_results
from hexapla.cli.session import Session

if TYPE_CHECKING:
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
            "--explain", help="Also list the faults that were found in drafts, and what was done."
        ),
    ] = False,
    risk: Annotated[
        bool,
        typer.Option(
            "--risk", help="Also check the translations, and count those that may be wrong."
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

    The table counts sentences by state: reviewed, edited (changed by a person, but still marked
    fuzzy), draft (by an engine or memory), stale (the source has changed since) and empty.

    With --risk, a sentence counts as "at risk" if a reader stumbles over it with a probability of
    50% or more. translate check --worst lists these sentences.
    """
    session = Session()
    prepared = session.prepare(articles, from_, encoding, format)
    targets = session.targets(to, prepared)
    statuses, _ = session.each(targets, session.publication.status)
    explained, _ = session.each(targets, session.publication.explain) if explain else ([], [])
    risks = _risks(session, statuses, from_) if risk else {}
    if as_json:
        by_place = {(one.article.name, one.language): one for one in explained}
        add_results(
            records.of_status(session, one, by_place.get((one.article.name, one.language)), risks)
            for one in statuses
        )
    else:
        show.show_status(session, statuses, risks)
        show.show_explained(session, explained)
    session.finish()


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
