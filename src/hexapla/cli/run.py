"""`translate ARTICLE… --to …`: detect, extract, update, draft and publish in one go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hexapla import documents
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
    translate - --to es --format markdown < in.md > out.md

    With - instead of an article, the command is a filter: it translates standard input to standard
    output and writes no files. The format is plain text unless --format names another one. Text is
    written paragraph by paragraph as it arrives, Markdown block by block, and parts of an HTML page
    element by element. Input that can't be translated in pieces is read to its end first: a whole
    HTML page, Markdown from its first reference link or footnote, other formats. docs/formats.md
    has the details. With --json the filter prints one line for each sentence.
    """

    if articles and Path("-") in articles:
        if len(articles) > 1:
            raise UsageError("- can't be combined with files", hint="name - or files")
        tags = split_tags(to)
        if len(tags) != 1:
            raise UsageError("a filter writes one language", hint="say --to es")
        from hexapla.cli.filter import refuse_options, translate_stream

        format = format or documents.PLAIN
        without_effect = {
            "--use": use,
            "--fallback": fallback,
            "--min-reviewed": min_reviewed,
            "--no-label" if label is False else "--label": label,
            "--dry-run": dry_run or None,
        }
        refuse_options(format, stable_ids, without_effect)
        session = Session(engine, stable_ids=stable_ids, cache=not no_cache)
        translate_stream(session, tags[0], source, encoding, format, as_json=as_json)
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
