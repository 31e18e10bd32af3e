"""`translate publish`: editions from the catalogs as they are."""

from __future__ import annotations

from hexapla.cli import options, show
from hexapla.cli.output import echo_json
from hexapla.cli.work import Session

__all__ = ["publish"]


def publish(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    use: options.Use = None,
    fallback: options.Fallback = None,
    min_reviewed: options.MinReviewed = None,
    label: options.Label = None,
    stable_ids: options.StableIds = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Write editions from the catalogs as they are.

    \b
    translate publish
    translate publish --to es --use reviewed --fallback mark
    translate publish --min-reviewed 90
    """
    session = Session(stable_ids=stable_ids)
    prepared = session.prepare(articles, source, encoding, format)
    targets = session.targets(to, prepared)
    session.publication.check_editions(targets)
    policy = session.policy(use, fallback, label)
    editions, _ = session.each(
        targets,
        lambda one, languages: session.publication.publish(
            one, languages, policy=policy, min_reviewed=min_reviewed, dry_run=dry_run
        ),
    )
    if as_json:
        echo_json([show.edition_json(session, one, dry_run) for one in editions])
    else:
        show.show_editions(session, editions, dry_run=dry_run)
    if any(edition.refused for edition in editions):
        session.worst(1)
    session.finish()
