"""`translate sign`: record who reviewed the translations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.output import echo
from hexapla.cli.session import Session
from hexapla.errors import HexaplaError, UsageError
from hexapla.message import amount, counted, joined, msg
from hexapla.programs import git_user

if TYPE_CHECKING:
    from hexapla.publication.signing import Signed

__all__ = ["sign"]


def sign(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    as_: options.As = None,
    translated: Annotated[
        bool,
        typer.Option(
            "--translated",
            help="Record that you translated the texts of which no translator is known, instead of "
            "that you reviewed them.",
        ),
    ] = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Sign the reviewed sentences: record that you reviewed them.

    \b
    translate sign article.txt --to es
    translate sign article.txt --to es --as 'Ana Ruiz'
    translate sign article.txt --to es --translated

    Each reviewed sentence that you haven't signed yet gets a comment line with your name, the date
    and a digest of the sentence and its translation. When either changes, the line no longer
    counts. A second reviewer adds a second line. translate review signs what you approve there; use
    this command after you reviewed in Poedit or another editor.

    The record is no cryptographic signature: everyone who can change the catalog can write it.
    """
    session = Session()
    name = as_ if as_ is not None else git_user(session.publication.root)
    if name is None:
        raise UsageError(msg("git's user.name is not set"), hint=msg("use --as NAME, or set it"))
    prepared = session.prepare(articles, from_)
    signed: list[Signed] = []
    for one, languages in session.targets(to, prepared):
        for language in languages:
            try:
                signed.append(
                    session.publication.sign(
                        one, language, name, translated=translated, dry_run=dry_run
                    )
                )
            except HexaplaError as error:
                session.failed(error)
    if as_json:
        add_results(
            {
                "article": one.article.name,
                "language": one.language.tag,
                "catalog": session.shown(one.path),
                "name": one.name,
                "signed": one.signed,
                "before": one.before,
                "left": one.left,
                "written": bool(one.signed) and not dry_run,
            }
            for one in signed
        )
    else:
        for result in signed:
            _show(session, result, translated=translated, dry_run=dry_run)
    session.finish()


def _show(session: Session, one: Signed, *, translated: bool, dry_run: bool) -> None:
    values = {"sentences": amount(one.signed, "sentence"), "name": one.name}
    parts: list[str] = []
    match translated, dry_run:
        case True, True:
            parts.append(msg("{sentences} would be signed as translated by {name}", **values))
        case True, False:
            parts.append(msg("{sentences} signed as translated by {name}", **values))
        case False, True:
            parts.append(msg("{sentences} would be signed as reviewed by {name}", **values))
        case _:
            parts.append(msg("{sentences} signed as reviewed by {name}", **values))
    if one.before:
        parts.append(counted(one.before, "{n:,} was before", "{n:,} were before"))
    if one.left:
        if translated:
            left = counted(
                one.left,
                "{n:,} has no text by a person, or another translator",
                "{n:,} have no text by a person, or another translator",
            )
        else:
            left = counted(one.left, "{n:,} not reviewed", "{n:,} not reviewed")
        parts.append(left)
    echo(msg("{path}: {parts}", path=session.shown(one.path), parts=joined(parts)))
