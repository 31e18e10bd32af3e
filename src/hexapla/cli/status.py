"""`translate status`: how far each article is in each language."""

from __future__ import annotations

from typing import Annotated

import typer

from hexapla.cli import options, show
from hexapla.cli.output import echo_json
from hexapla.cli.work import Session

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
    as_json: options.AsJson = False,
) -> None:
    """Count reviewed, edited, drafted, stale and empty sentences.

    \b
    translate status
    translate status article.txt --to es --json
    translate status article.txt --to es --explain
    """
    session = Session()
    prepared = session.prepare(articles, source, encoding, format)
    targets = session.targets(to, prepared)
    statuses, _ = session.each(targets, session.publication.status)
    explained, _ = session.each(targets, session.publication.explain) if explain else ([], [])
    if as_json:
        found = {(one.article.name, one.language): one for one in explained}
        echo_json(
            [
                show.status_json(session, one, found.get((one.article.name, one.language)))
                for one in statuses
            ]
        )
    else:
        show.show_status(session, statuses)
        show.show_explained(session, explained)
    session.finish()
