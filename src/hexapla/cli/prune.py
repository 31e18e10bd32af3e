"""`translate prune`: remove what is left of articles that no longer exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.output import echo
from hexapla.cli.session import Session
from hexapla.message import msg

if TYPE_CHECKING:
    from hexapla.publication.results import Orphan

__all__ = ["prune"]


def prune(dry_run: options.DryRun = False, as_json: options.AsJson = False) -> None:
    """Remove what is left of articles that no longer exist.

    \b
    translate prune --dry-run
    translate prune

    Removed are editions, books, pages of sites in the publication's folder, templates, and catalogs
    with nothing but machine drafts. A file that Hexapla didn't make, or that was edited by hand,
    stays.

    So does a catalog in which a person wrote anything: it is kept in place, its texts stay in the
    translation memory, and an article that comes back gets them back. Delete it yourself if nobody
    needs it.
    """
    session = Session()
    found = session.publication.prune(dry_run=dry_run)
    if as_json:
        add_results(_facts(session, one, dry_run=dry_run) for one in found)
        session.finish()
    for one in found:
        path = session.shown(one.path)
        if one.kept:
            echo(msg("kept {path}: {kept}", path=path, kept=one.kept))
        else:
            echo(
                msg(
                    "would remove {path} ({kind} of {article})",
                    path=path,
                    kind=one.kind,
                    article=one.article,
                )
                if dry_run
                else msg(
                    "removed {path} ({kind} of {article})",
                    path=path,
                    kind=one.kind,
                    article=one.article,
                )
            )
    if not any(not one.kept for one in found):
        echo(msg("nothing to remove"))
    elif any(one.kind == "page" and not one.kept for one in found):
        echo(msg("translate site updates the lists and links of the site"))
    session.finish()


def _facts(session: Session, one: Orphan, *, dry_run: bool) -> dict[str, object]:
    return {
        "path": session.shown(one.path),
        "kind": one.kind,
        "article": one.article,
        "kept": one.kept or None,
        "removed": not (one.kept or dry_run),
    }
