"""`translate draft`: draft what is missing, without publishing."""

from __future__ import annotations

from typing import Annotated

import typer

from hexapla.cli import options, show
from hexapla.cli.output import echo, echo_json
from hexapla.cli.session import Session

__all__ = ["draft"]


def draft(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    engine: options.Engines = None,
    redraft: Annotated[
        bool,
        typer.Option(
            "--redraft", help="Draft anew, too, what a machine drafted and nobody has touched."
        ),
    ] = False,
    no_cache: options.NoCache = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Draft the sentences that have no translation.

    \b
    translate draft --to es
    translate draft article.txt --to es --engine apertium
    translate draft --to es --redraft     after a change of glossary, model or engine
    """
    session = Session(engine, cache=not no_cache)
    publication = session.publication
    publication.engines()  # a misspelt name must end the run before anything is written
    prepared = session.prepare(articles, source, encoding, format)
    publication.follow_moves(prepared, dry_run=dry_run)
    _, targets = session.each(
        session.targets(to, prepared),
        lambda one, languages: publication.extract(one, languages, dry_run=dry_run),
    )
    drafted = session.draft(targets, quiet=as_json, dry_run=dry_run, redraft=redraft)
    if as_json:
        echo_json([show.drafted_json(one) for one in drafted])
    else:
        show.show_drafted(drafted, dry_run=dry_run)
        if not any(one.from_engine or one.from_memory or one.missing for one in drafted):
            echo("nothing to draft" if redraft else "nothing to draft; --redraft drafts anew")
    for error in dict.fromkeys(one.error for one in drafted if one.error):
        session.failed(error)
    session.finish()
