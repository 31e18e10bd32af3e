"""`translate extract`: update templates and catalogs, without drafting."""

from __future__ import annotations

from hexapla.cli import options, records, show
from hexapla.cli.envelope import add_results
from hexapla.cli.session import Session

__all__ = ["extract"]


def extract(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Update catalogs from their articles, without drafting.

    \b
    translate extract article.txt --to es,fr
    translate extract --dry-run

    The table counts what changed in each catalog: new entries, stale ones (the sentence has
    changed), kept ones (only typography, markup, code or an address has changed), revived ones (an
    obsolete entry is used again), obsolete ones (no longer in the article) and dropped ones
    (obsolete machine drafts, which are deleted).
    """
    session = Session()
    prepared = session.prepare(articles, from_, encoding, format)
    session.publication.follow_moves(prepared, dry_run=dry_run)
    updated, _ = session.each(
        session.targets(to, prepared),
        lambda one, languages: session.publication.extract(one, languages, dry_run=dry_run),
    )
    if as_json:
        add_results(records.of_updated(session, one, dry_run=dry_run) for one in updated)
    else:
        show.show_updated(session, updated, dry_run=dry_run)
    session.finish()
