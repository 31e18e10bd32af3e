"""`translate publish`: write editions from the catalogs as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.options import refuse
from hexapla.cli.publishing import (
    Selection,
    policy_of,
    publish_through,
    refuse_ignored,
    refuse_stable_ids,
)
from hexapla.cli.session import Session
from hexapla.errors import UsageError
from hexapla.message import msg

__all__ = ["publish"]


def publish(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    use: options.Use = None,
    fallback: options.Fallback = None,
    min_reviewed: options.MinReviewed = None,
    label: options.Label = None,
    stable_ids: options.StableIds = None,
    bilingual: options.Bilingual = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="NAME[=DIR]",
            help="What to write, and the folder to write into: files, bilingual, sphinx, mo, site, "
            "epub, or the output of a plug-in (default: files, where the layout puts them).",
        ),
    ] = None,
    mo: Annotated[
        bool, typer.Option("--mo", help="Write compiled catalogs (.mo): the same as --output mo.")
    ] = False,
    site: Annotated[
        Path | None,
        typer.Option("--site", metavar="DIR", help="Write a website, as translate site does."),
    ] = None,
    epub: Annotated[
        Path | None,
        typer.Option("--epub", metavar="DIR", help="Write books, as translate epub does."),
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence",
            metavar="FILE",
            help="Also write who and what made each sentence, and who reviewed it, as FILE.json or "
            "as a page, FILE.html.",
        ),
    ] = None,
    force: options.Force = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Write editions from the catalogs, without drafting.

    \b
    translate publish
    translate publish --to es --use reviewed --fallback mark
    translate publish --min-reviewed 90
    translate publish --bilingual above
    translate publish --mo
    translate publish --evidence evidence.html

    The exit code is 1 if an edition was not published: because of --min-reviewed, or because its
    file was edited by hand. translate adopt-edit takes such changes into the catalog.

    The table counts the sentences of each edition by state: reviewed, edited (changed by a person,
    but still marked fuzzy), draft (by an engine or memory), stale (the source has changed) and
    empty.

    --evidence is for those who have to show that people reviewed machine translations. It lists the
    engine and its model, the translator, the reviewers and the dates of each sentence, also of
    editions that were not published. The manual's page Require a
    review by two people describes how names are recorded.

    --mo compiles catalogs for programs that use gettext, with reviewed translations only
    unless --use all is given. Websites and books have their own commands too: translate site and
    translate epub.
    """
    from hexapla.publication.output import default_output, find

    refuse_stable_ids(format, stable_ids)
    session = Session(stable_ids=stable_ids)
    name, folder = _chosen(output, {"mo": "" if mo else None, "site": site, "epub": epub})
    named = find(name) if name else None
    if use is None and named is not None and named.use:
        use = options.UseChoice(named.use)
    given = {
        "use": use,
        "fallback": fallback,
        "min_reviewed": min_reviewed,
        "label": label,
        "bilingual": bilingual,
    }
    policy = policy_of(session.publication, given)
    found = named or default_output(session.publication, policy)
    option = (
        msg("--output {name}", name=name)
        if name
        else msg("the layout {layout}", layout=session.publication.configuration.layout)
    )
    refuse_ignored(found, option, given | {"stable_ids": stable_ids})
    if found.whole:
        read = {"--from": from_, "--encoding": encoding, "--format": format}
        refuse(msg("with {option}", option=option), {"ARTICLE": articles or None, **read})
    selection = Selection(articles, to, from_, encoding, format)
    publish_through(
        session,
        found,
        selection,
        policy,
        Path(folder) if folder else None,
        force=force,
        dry_run=dry_run,
        as_json=as_json,
        evidence=evidence,
    )


def _chosen(output: str | None, short: Mapping[str, str | Path | None]) -> tuple[str, str]:
    """The name of the output and its folder, "" for none.

    ``short`` are the folders of the options that are named after an output, None if not given.
    """
    given = {
        f"--{name}": (name, str(folder)) for name, folder in short.items() if folder is not None
    }
    if output:
        name, _, folder = output.partition("=")
        given["--output"] = (name, folder)
    if len(given) > 1:
        first, second, *_ = given
        raise UsageError(
            msg("{first} can't be combined with {second}", first=first, second=second),
            hint=msg("run translate publish for each of them"),
        )
    return next(iter(given.values()), ("", ""))
