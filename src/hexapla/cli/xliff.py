"""`translate xliff`: catalogs to translators' tools and back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, warn
from hexapla.cli.session import Session
from hexapla.errors import HexaplaError

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="Catalogs as XLIFF, for translators' tools.\n\n\b\n"
    "translate xliff export article.txt --to es\n"
    "translate xliff import article.es.xlf",
)


class _Version(StrEnum):
    """The versions of XLIFF."""

    V1 = "1.2"
    V2 = "2.1"


@app.command("export")
def export(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    version: Annotated[
        _Version, typer.Option("--xliff-version", help="The version of XLIFF: 1.2 or 2.1.")
    ] = _Version.V1,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Write into this folder.")
    ] = Path(),
    as_json: options.AsJson = False,
) -> None:
    """Write the catalogs of articles as XLIFF, one file an article and language.

    \b
    translate xliff export article.txt --to es
    translate xliff export --to es,fr --xliff-version 2.1 -o for-the-agency
    """
    session = Session()
    targets = [
        (one, [language])
        for one, languages in session.targets(to, session.prepare(articles, source))
        for language in languages
    ]
    written, _ = session.each(
        targets,
        lambda one, languages: session.publication.export_xliff(
            one, languages, output, version=version
        ),
    )
    if as_json:
        echo_json([{"path": str(one.path), "units": one.units} for one in written])
    else:
        for one in written:
            echo(f"wrote {one.path}: {one.units} sentences")
    session.finish()


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="XLIFF files.")],
    accept: Annotated[
        bool, typer.Option("--accept", help="Take every new text as reviewed.")
    ] = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take translations back from XLIFF files into the catalogs.

    What the tool calls approved, final or reviewed is reviewed; other new texts stay fuzzy. What
    somebody changed in the catalog since the export stays as it is, and is told.

    \b
    translate xliff import article.es.xlf
    """
    session = Session()
    results = []
    for path in files:
        try:
            result = session.publication.import_xliff(path, accept=accept, dry_run=dry_run)
        except HexaplaError as error:
            session.failed(error)
            continue
        for entry in result.conflicts:
            warn(f'{path}: "{entry.msgid}" was changed in the catalog since the export, and stays')
        session.worst(1 if result.conflicts else 0)
        results.append(result)
    if as_json:
        echo_json(
            [
                {
                    "catalog": session.shown(result.path),
                    "changed": result.changed,
                    "conflicts": [entry.msgid for entry in result.conflicts],
                    "unknown": len(result.unknown),
                }
                for result in results
            ]
        )
    else:
        for result in results:
            gone = f"; {len(result.unknown)} no longer there" if result.unknown else ""
            did = "would change" if dry_run else "changed"
            echo(f"{session.shown(result.path)}: {result.changed} {did}{gone}")
    session.finish()
