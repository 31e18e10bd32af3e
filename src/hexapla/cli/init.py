"""`translate init`: make a folder a publication."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json
from hexapla.cli.session import split_tags

__all__ = ["init"]


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder; the current one by default.")
    ] = Path(),
    to: options.To = None,
    source: options.From = None,
    sources: Annotated[
        list[str] | None,
        typer.Option("--sources", "-s", metavar="DIR", help="Where the articles are."),
    ] = None,
    git: Annotated[
        bool, typer.Option("--git", help="Have git merge catalogs entry by entry, here.")
    ] = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Make a folder a publication, with its settings explained.

    \b
    translate init --from en --to es,fr --sources articles
    translate init --git    in a publication, too: registers translate merge-po

    A new clone needs translate init --git once more: git keeps that part to itself.
    """
    from hexapla.catalogs.merge import register
    from hexapla.languages import Language
    from hexapla.publication.configuration import FILE_NAME
    from hexapla.publication.publication import Publication

    values: dict[str, object] = {"sources": tuple(sources or _sources(folder))}
    if source:
        values["source_language"] = Language(source).tag
    if to:
        values["languages"] = tuple(Language(tag).tag for tag in split_tags(to))
    written: list[Path] = []
    if git:
        register(folder, dry_run=True)  # what can't be must end the run before anything is written
    if not (git and (folder / FILE_NAME).exists()):
        written += Publication.create(folder, values, dry_run=dry_run)
    if git:
        written += register(folder, dry_run=dry_run)
    if as_json:
        echo_json({"written": [str(path) for path in written]})
        return
    for path in written:
        echo(f"{'would write' if dry_run else 'wrote'} {path}")


def _sources(folder: Path) -> tuple[str, ...]:
    """The folder itself where it has articles already, else one for them."""
    from hexapla.documents import suffixes

    there = folder.is_dir() and any(path.suffix.lower() in suffixes() for path in folder.iterdir())
    return (".",) if there else ("articles",)
