"""`translate draft`: draft what is missing, without publishing."""

from __future__ import annotations

from hexapla.cli import options, show
from hexapla.cli.output import echo, echo_json
from hexapla.cli.work import Session

__all__ = ["draft"]


def draft(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    engine: options.Engines = None,
    no_cache: options.NoCache = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Draft the sentences that have no translation.

    \b
    translate draft --to es
    translate draft article.txt --to es --engine apertium
    """
    session = Session(engine, cache=not no_cache)
    publication = session.publication
    publication.engines()  # a misspelt name must end the run before anything is written
    prepared = session.prepare(articles, source, encoding, format)
    _, targets = session.each(
        session.targets(to, prepared),
        lambda one, languages: publication.extract(one, languages, dry_run=dry_run),
    )
    drafted = session.draft(targets, quiet=as_json, dry_run=dry_run)
    if as_json:
        echo_json([show.drafted_json(one) for one in drafted])
    else:
        show.show_drafted(drafted, dry_run=dry_run)
        if not any(one.from_engine or one.from_memory or one.missing for one in drafted):
            echo("nothing to draft")
    for error in dict.fromkeys(one.error for one in drafted if one.error):
        session.failed(error)
    session.finish()
