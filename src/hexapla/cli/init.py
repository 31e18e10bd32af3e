"""`translate init`: make a folder a publication."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json
from hexapla.cli.work import split_tags

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
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Make a folder a publication, with its settings explained.

    \b
    translate init --from en --to es,fr --sources articles
    """
    from hexapla.languages import Language
    from hexapla.publication import Publication

    values: dict[str, object] = {"sources": tuple(sources or ("articles",))}
    if source:
        values["source_language"] = Language.parse(source).tag
    if to:
        values["languages"] = tuple(Language.parse(tag).tag for tag in split_tags(to))
    written = Publication.create(folder, values, dry_run=dry_run)
    if as_json:
        echo_json({"written": [str(path) for path in written]})
        return
    for path in written:
        echo(f"{'would write' if dry_run else 'wrote'} {path}")
