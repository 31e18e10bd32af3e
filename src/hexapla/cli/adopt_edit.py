"""`translate adopt-edit`: take changes in editions back into the catalogs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.output import echo
from hexapla.cli.session import Session
from hexapla.errors import HexaplaError
from hexapla.message import msg

if TYPE_CHECKING:
    from hexapla.publication.adopting import Adoption

__all__ = ["adopt_edit"]


def adopt_edit(
    editions: Annotated[
        list[Path], typer.Argument(metavar="EDITION", help="Editions that were edited by hand.")
    ],
    as_: options.AsOther = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take changes made in an edition into its catalog.

    \b
    translate adopt-edit editions/es/article.txt
    translate adopt-edit editions/es/*.md --dry-run

    translate and translate publish don't overwrite an edition that was edited by hand. This command
    compares it with the edition that Hexapla would write. Each changed sentence becomes the
    translation in the catalog, marked as edited; a text by a person that it replaces is kept in a
    comment.

    What the catalog can't hold is listed with its line, and the exit code is 1: new or removed
    paragraphs, changes of the source text in a bilingual edition, and changes of sentences that
    have changed in the article or in the catalog since the edition was written.
    """
    session = Session()
    translator = options.recorded_name(as_)
    for path in editions:
        try:
            found = session.publication.adopt_edit(path, translator=translator, dry_run=dry_run)
        except HexaplaError as error:
            session.failed(error)
            continue
        if as_json:
            add_results(_facts(session, found, dry_run=dry_run))
        else:
            _show(session, found, dry_run=dry_run)
        for change in found.left:
            session.failed(change)
    session.finish()


def _facts(session: Session, found: Adoption, *, dry_run: bool) -> list[dict[str, object]]:
    return [
        {
            "edition": session.shown(found.path),
            "line": one.line,
            "article": found.article.name,
            "language": found.language.tag,
            "catalog": session.shown(found.catalog),
            "source": one.msgid,
            "before": one.before,
            "text": one.text,
            "written": not dry_run,
        }
        for one in found.taken
    ]


def _show(session: Session, found: Adoption, *, dry_run: bool) -> None:
    edition, catalog = session.shown(found.path), session.shown(found.catalog)
    count = f"{len(found.taken)} sentence{'' if len(found.taken) == 1 else 's'}"
    if found.taken:
        verb = msg("would be taken") if dry_run else msg("taken")
        echo(
            msg(
                "{edition}: {count} {verb} into {catalog}, as edited",
                edition=edition,
                count=count,
                verb=verb,
                catalog=catalog,
            )
        )
    for one in found.taken:
        echo(msg("  line {line}: {text}", line=one.line, text=one.text))
    if found.same and found.taken:
        echo(
            msg("{catalog} would have all of {edition}", catalog=catalog, edition=edition)
            if dry_run
            else msg("{catalog} has all of {edition}", catalog=catalog, edition=edition)
        )
    elif found.same:
        echo(msg("{edition}: no sentence was changed", edition=edition))
    elif found.left:
        echo(msg("{edition} still differs from what translate publish writes", edition=edition))
    elif found.taken:
        echo(
            msg(
                "{edition} differs from what translate publish writes until they are reviewed",
                edition=edition,
            )
        )
    else:
        echo(
            msg(
                "{edition}: no sentence was changed; translate publish --force writes it again",
                edition=edition,
            )
        )
