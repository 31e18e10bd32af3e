"""`translate draft`: draft what is missing, without publishing."""

from __future__ import annotations

from typing import Annotated

import typer

from hexapla.cli import options, records, show
from hexapla.cli.envelope import add_results
from hexapla.cli.options import refuse
from hexapla.cli.output import echo
from hexapla.cli.session import Session
from hexapla.message import msg

__all__ = ["draft"]


def draft(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    engine: options.Engines = None,
    redraft: Annotated[
        bool,
        typer.Option("--redraft", help="Also redraft machine drafts that nobody has edited."),
    ] = False,
    fuzzy: Annotated[
        bool,
        typer.Option(
            "--fuzzy",
            help="In catalogs of other programs, also draft what people marked fuzzy. Their words "
            "stay in a comment.",
        ),
    ] = False,
    no_cache: options.NoCache = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Draft sentences that have no translation.

    \b
    translate draft --to es
    translate draft article.txt --to es --engine apertium
    translate draft --to es --redraft     after a change of the glossary, a model or the engine
    translate draft po/es.po --fuzzy      also messages whose translation is marked fuzzy

    A sentence is drafted from memory if it was translated before, otherwise with an engine.
    """
    session = Session(engine, cache=not no_cache)
    publication = session.publication
    publication.engines()  # reports a misspelt name before anything is written
    prepared = session.prepare(articles, from_, encoding, format)
    if not any(one.article.messages for one in prepared):
        refuse(msg("on articles, only on catalogs of other programs"), {"--fuzzy": fuzzy or None})
    publication.follow_moves(prepared, dry_run=dry_run)
    _, targets = session.each(
        session.targets(to, prepared),
        lambda one, languages: publication.extract(one, languages, dry_run=dry_run),
    )
    drafted = session.draft(targets, quiet=as_json, dry_run=dry_run, redraft=redraft, fuzzy=fuzzy)
    if as_json:
        add_results(records.of_drafted(one) for one in drafted)
    else:
        show.show_drafted(drafted, dry_run=dry_run)
        if not any(one.from_engine or one.from_memory or one.missing for one in drafted):
            hint = "" if redraft else msg("; --redraft replaces machine drafts")
            echo(msg("nothing to draft{hint}", hint=hint))
    if not redraft:
        session.hint_at_redraft(targets)
    session.report_failures(drafted)
    session.finish()
