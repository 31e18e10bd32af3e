"""`translate ARTICLE… --to …`: extract, draft and publish in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hexapla.cli import options, records, show
from hexapla.cli.envelope import add_results
from hexapla.cli.options import STANDARD_INPUT, refuse, split_tags
from hexapla.cli.publishing import policy_of, refuse_ignored, refuse_stable_ids
from hexapla.cli.session import Session
from hexapla.errors import UsageError
from hexapla.message import msg

__all__ = ["run"]


def _options(given: Mapping[str, Any], force: bool) -> dict[str, object]:
    """The options about editions, as `refuse` needs them."""
    return {f"--{name.replace('_', '-')}": value for name, value in given.items()} | {
        "--force": force or None
    }


def run(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    engine: options.Engines = None,
    use: options.Use = None,
    fallback: options.Fallback = None,
    min_reviewed: options.MinReviewed = None,
    label: options.Label = None,
    stable_ids: options.StableIds = None,
    force: options.Force = False,
    no_cache: options.NoCache = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Update catalogs, draft what is missing, and publish editions.

    \b
    translate article.txt --to es,fr
    translate articles/ --to es                        a folder
    translate article.txt --to de --min-reviewed 100   only what is reviewed completely
    translate                                          all articles of the publication
    translate - --to es < in.txt > out.txt             standard input
    translate - --to es --format markdown < in.md > out.md

    The word run can be left out, as above.

    The table counts the sentences of each edition by state: reviewed, edited (changed by a person,
    but still marked fuzzy), draft (by an engine or memory), stale (the source has changed) and
    empty. The exit code is 1 if an edition was not published: because of --min-reviewed, or because
    its file was edited by hand.

    With - as the article, standard input is translated to standard output, and no file is written.
    The format is plain text unless --format names another one. Text is written paragraph by
    paragraph as it arrives, Markdown block by block, and parts of an HTML page element by element.
    Input that can't be translated in pieces is read to its end first: a whole HTML page, Markdown
    from its first reference link or footnote, other formats. The manual's page
    Standard input has the details. With --json, each sentence is one line.
    """
    given = {
        "use": use,
        "fallback": fallback,
        "min_reviewed": min_reviewed,
        "label": label,
        "stable_ids": stable_ids,
    }
    if articles and STANDARD_INPUT in articles:
        without_effect = {
            "--use": use,
            "--fallback": fallback,
            "--min-reviewed": min_reviewed,
            "--label": label,
            "--force": force or None,
            "--dry-run": dry_run or None,
        }
        refuse(msg("with standard input"), without_effect)
        if len(articles) > 1:
            raise UsageError(
                msg("- can't be combined with files"), hint=msg("leave one of them out")
            )
        if len(split_tags(to)) != 1:
            raise UsageError(
                msg("standard input is translated into one language"), hint=msg("use --to es")
            )
        from hexapla import documents
        from hexapla.cli.filter import translate_stream

        format = format or documents.PLAIN
        refuse_stable_ids(format, stable_ids)
        session = Session(engine, stable_ids=stable_ids, cache=not no_cache)
        translate_stream(session, split_tags(to)[0], from_, encoding, format, as_json=as_json)
        return
    from hexapla.publication.output import Job, default_output

    refuse_stable_ids(format, stable_ids)
    session = Session(engine, stable_ids=stable_ids, cache=not no_cache)
    publication = session.publication
    publication.engines()  # reports a misspelt name before anything is written
    prepared = session.prepare(articles, from_, encoding, format)
    publication.follow_moves(prepared, dry_run=dry_run)
    targets = session.targets(to, prepared)
    chosen = {name: value for name, value in given.items() if name != "stable_ids"}
    policy = policy_of(publication, chosen)
    output = default_output(publication, policy)
    refuse_ignored(
        output, msg("the layout {layout}", layout=publication.configuration.layout), given
    )
    with_editions = [one for one in targets if not one[0].article.messages]
    if not with_editions:
        refuse(msg("with catalogs, which are translated in place"), _options(given, force))
    job = Job(
        publication, with_editions, policy, dry_run=dry_run, failed=session.failed, force=force
    )
    output.check(job)  # reports an invalid layout before anything is written
    updated, targets = session.each(
        targets, lambda one, languages: publication.extract(one, languages, dry_run=dry_run)
    )
    drafted = session.draft(targets, quiet=as_json, dry_run=dry_run)
    with_editions = [one for one in targets if not one[0].article.messages]
    editions = session.publish(output, replace(job, targets=with_editions))
    statuses = session.message_statuses(targets)
    if as_json:
        catalogs = [records.of_updated(session, one, dry_run=dry_run) for one in updated]
        add_results({"kind": "catalog", **one} for one in catalogs)
        add_results({"kind": "draft", **records.of_drafted(one)} for one in drafted)
        published = records.of_results(session, editions, dry_run=dry_run)
        add_results({"kind": "edition", **one} for one in published)
        add_results(
            {"kind": "messages", **records.of_status(session, one, None, {}, None)}
            for one in statuses
        )
    else:
        show.show_results(session, editions, dry_run=dry_run)
        show.show_status(session, statuses, {})
        show.show_drafted(drafted, dry_run=dry_run)
    session.hint_at_redraft(targets)
    if not articles:
        session.name_orphans(kept=False)
    session.report_failures(drafted)
    session.finish()
