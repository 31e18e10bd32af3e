"""`translate extract`: bring templates and catalogs up to date, without drafting."""

from __future__ import annotations

from hexapla.cli import options, show
from hexapla.cli.output import echo_json
from hexapla.cli.session import Session

__all__ = ["extract"]


def extract(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Bring catalogs up to date with their articles, without drafting.

    \b
    translate extract article.txt --to es,fr
    translate extract --dry-run
    """
    session = Session()
    prepared = session.prepare(articles, source, encoding, format)
    session.publication.follow_moves(prepared, dry_run=dry_run)
    updated, _ = session.each(
        session.targets(to, prepared),
        lambda one, languages: session.publication.extract(one, languages, dry_run=dry_run),
    )
    if as_json:
        echo_json([show.updated_json(session, one, dry_run) for one in updated])
    else:
        show.show_updated(session, updated, dry_run=dry_run)
    session.finish()
