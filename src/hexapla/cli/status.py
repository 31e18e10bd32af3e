"""`translate status`: how far each article is in each language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options, show
from hexapla.cli.output import echo_json
from hexapla.cli.session import Session

if TYPE_CHECKING:
    from hexapla.publication.results import Status

__all__ = ["status"]


def status(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Say of each draft which guard fired and what was done."),
    ] = False,
    risk: Annotated[
        bool,
        typer.Option("--risk", help="Check the sentences, and count those of high risk."),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Count reviewed, edited, drafted, stale and empty sentences.

    \b
    translate status
    translate status article.txt --to es --json
    translate status article.txt --to es --explain
    translate status --risk

    A sentence is of high risk when a reader is as likely to stumble over it as not: see translate
    check --worst.
    """
    session = Session()
    prepared = session.prepare(articles, source, encoding, format)
    targets = session.targets(to, prepared)
    statuses, _ = session.each(targets, session.publication.status)
    explained, _ = session.each(targets, session.publication.explain) if explain else ([], [])
    risks = _risks(session, statuses, source) if risk else {}
    if as_json:
        found = {(one.article.name, one.language): one for one in explained}
        echo_json(
            [
                show.status_json(session, one, found.get((one.article.name, one.language)), risks)
                for one in statuses
            ]
        )
    else:
        show.show_status(session, statuses, risks)
        show.show_explained(session, explained)
    session.finish()


def _risks(
    session: Session, statuses: Sequence[Status], source: str | None
) -> dict[str, list[float]]:
    """The risks of the checked sentences of each catalog, by its path as it is shown."""
    found: dict[str, list[float]] = {}
    there = [status for status in statuses if status.path.exists()]
    if not there:
        return found
    for one in session.publication.check(
        dict.fromkeys(status.article.path for status in there),
        dict.fromkeys(status.language for status in there),
        source_language=session.source_language(source),
        on_error=session.failed,
    ):
        found.setdefault(one.path, []).append(one.risk)
    return found
