"""`translate ARTICLE… --to …`: detect, extract, update, draft and publish in one go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hexapla.cli import options, show
from hexapla.cli.output import echo_json
from hexapla.cli.session import Session, split_tags
from hexapla.errors import UsageError

__all__ = ["run"]


def run(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    engine: options.Engines = None,
    use: options.Use = None,
    fallback: options.Fallback = None,
    min_reviewed: options.MinReviewed = None,
    label: options.Label = None,
    stable_ids: options.StableIds = None,
    no_cache: options.NoCache = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Detect, extract, draft and publish articles in one go.

    \b
    translate article.txt --to es,fr
    translate article.txt --to de --min-reviewed 100
    translate - --to es < in.txt > out.txt
    """

    if articles and Path("-") in articles:
        if len(articles) > 1:
            raise UsageError("- stands alone", hint="name files, or pipe one text in")
        tags = split_tags(to)
        if len(tags) != 1:
            raise UsageError("a filter writes one language", hint="say --to es")
        for name, value in (
            ("--use", use),
            ("--fallback", fallback),
            ("--min-reviewed", min_reviewed),
            ("--label", label),
            ("--dry-run", dry_run or None),
        ):
            if value is not None:
                raise UsageError(f"a filter knows no {name}", hint="name a file instead of -")
        from hexapla.cli.filter import translate_stream

        translate_stream(
            Session(engine, cache=not no_cache), tags[0], source, encoding, as_json=as_json
        )
        return
    from hexapla.publication.outputs import Job, default_output

    session = Session(engine, stable_ids=stable_ids, cache=not no_cache)
    publication = session.publication
    publication.engines()  # a misspelt name must end the run before anything is written
    prepared = session.prepare(articles, source, encoding, format)
    publication.follow_moves(prepared, dry_run=dry_run)
    targets = session.targets(to, prepared)
    policy = session.policy(use, fallback, label, min_reviewed)
    output = default_output(publication, policy)
    job = Job(publication, targets, policy, dry_run=dry_run, failed=session.failed)
    output.check(job)  # a pattern that makes no sense, too
    updated, targets = session.each(
        targets, lambda one, languages: publication.extract(one, languages, dry_run=dry_run)
    )
    drafted = session.draft(targets, quiet=as_json, dry_run=dry_run)
    editions = session.publish(output, replace(job, targets=targets))
    if as_json:
        echo_json(
            {
                "catalogs": [show.updated_json(session, one, dry_run) for one in updated],
                "drafted": [show.drafted_json(one) for one in drafted],
                "editions": show.results_json(session, editions, dry_run),
            }
        )
    else:
        show.show_results(session, editions, dry_run=dry_run)
        show.show_drafted(drafted, dry_run=dry_run)
    for error in dict.fromkeys(one.error for one in drafted if one.error):
        session.failed(error)
    session.finish()
