"""`translate status`: how far each article is in each language."""

from __future__ import annotations

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
    as_json: options.AsJson = False,
) -> None:
    """Count reviewed, edited, drafted, stale and empty sentences.

    \b
    translate status
    translate status article.txt --to es --json
    """
    session = Session()
    prepared = session.prepare(articles, source, encoding, format)
    statuses, _ = session.each(session.targets(to, prepared), session.publication.status)
    if as_json:
        echo_json([show.status_json(session, one) for one in statuses])
    else:
        show.show_status(session, statuses)
    session.finish()
