"""`translate xliff`: exchange catalogs with translation tools."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.output import echo, warn
from hexapla.cli.session import Session
from hexapla.errors import HexaplaError
from hexapla.message import amount, msg

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="Exchange catalogs with translation tools as XLIFF.\n\n\b\n"
    "translate xliff export article.txt --to es\n"
    "translate xliff import article.es.xlf",
)


class _Version(StrEnum):
    """A version of XLIFF."""

    V1 = "1.2"
    V2 = "2.1"


@app.command("export")
def export(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    version: Annotated[
        _Version, typer.Option("--xliff-version", help="Version of XLIFF.")
    ] = _Version.V1,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write into.")
    ] = Path(),
    as_json: options.AsJson = False,
) -> None:
    """Write XLIFF files: one for each article and language.

    \b
    translate xliff export article.txt --to es
    translate xliff export --to es,fr --xliff-version 2.1 -o for-the-agency
    """
    session = Session()
    targets = [
        (one, [language])
        for one, languages in session.targets(to, session.prepare(articles, from_))
        for language in languages
    ]
    written, _ = session.each(
        targets,
        lambda one, languages: session.publication.export_xliff(
            one, languages, output, version=version
        ),
    )
    if as_json:
        add_results({"path": str(one.path), "units": one.units} for one in written)
    else:
        for one in written:
            echo(msg("wrote {path}: {units}", path=one.path, units=amount(one.units, "unit")))
    session.finish()


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="XLIFF files.")],
    accept: Annotated[
        bool, typer.Option("--accept", help="Mark all new translations as reviewed.")
    ] = False,
    as_: options.AsOther = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Import translations from XLIFF files into the catalogs.

    \b
    translate xliff import article.es.xlf

    Translations that the tool has marked as approved, final or reviewed become reviewed; other new
    ones are marked fuzzy. An entry that was changed in the catalog since the export keeps its
    translation. It is reported as a conflict, and the exit code is 1.

    A unit with only some of its segments translated is not imported. One that fails a check of
    structure, such as a lost tag, is imported, but never as reviewed. Both are reported with the
    line, and the exit code is 1.

    With --as, each new text records who translated it, and who approved it if the tool says that it
    is approved.
    """
    session = Session()
    translator = options.recorded_name(as_)
    results = []
    for path in files:
        try:
            result = session.publication.import_xliff(
                path, accept=accept, translator=translator, dry_run=dry_run
            )
        except HexaplaError as error:
            session.failed(error)
            continue
        for entry in result.conflicts:
            warn(
                msg(
                    '"{text}" was changed in the catalog since the export: its translation is kept',
                    text=entry.msgid,
                ),
                where=str(path),
            )
        for problem in result.problems:
            warn(
                msg('"{text}" is {message}', text=problem.msgid, message=problem.message),
                where=f"{path}:{problem.line}",
            )
        session.worst(1 if result.conflicts or result.problems else 0)
        results.append(result)
    if as_json:
        add_results(
            {
                "catalog": session.shown(result.path),
                "changed": result.changed,
                "conflicts": [entry.msgid for entry in result.conflicts],
                "unknown": len(result.unknown),
                "problems": [
                    {"line": one.line, "source": one.msgid, "problem": one.message}
                    for one in result.problems
                ],
            }
            for result in results
        )
    else:
        for result in results:
            sentences = amount(result.changed, "sentence")
            if dry_run:
                did = msg("{sentences} would be changed", sentences=sentences)
            else:
                did = msg("{sentences} changed", sentences=sentences)
            if result.unknown:
                did = msg("{did}; {n} no longer in it", did=did, n=len(result.unknown))
            echo(msg("{path}: {did}", path=session.shown(result.path), did=did))
    session.finish()
