"""`translate xliff`: catalogs to translators' tools and back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, warn
from hexapla.cli.session import Session
from hexapla.errors import HexaplaError, InputError

if TYPE_CHECKING:
    from hexapla.exchange.xliff import Imported

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
    from hexapla.catalogs import store
    from hexapla.exchange import xliff
    from hexapla.files import write_bytes

    session = Session()
    layout = session.publication.layout
    prepared = session.prepare(articles, source)
    written = []
    for one, languages in session.targets(to, prepared):
        for language in languages:
            try:
                catalog = store.load(layout.catalog(one.article, language))
                data, count = xliff.export(
                    catalog, one.language, language, one.article.name, version
                )
                path = output / f"{one.article.domain.replace('/', '.')}.{language}.xlf"
                write_bytes(path, data)
                written.append((path, count))
            except HexaplaError as error:
                session.failed(error)
    if as_json:
        echo_json([{"path": str(path), "units": count} for path, count in written])
    else:
        for path, count in written:
            echo(f"wrote {path}: {count} sentences")
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
            name, result = _import(session, path, accept, dry_run)
        except HexaplaError as error:
            session.failed(error)
            continue
        for entry in result.conflicts:
            warn(f'{path}: "{entry.msgid}" was changed in the catalog meanwhile, and stays')
        session.worst(1 if result.conflicts else 0)
        results.append((name, result))
    if as_json:
        echo_json(
            [
                {
                    "catalog": name,
                    "changed": result.changed,
                    "conflicts": [entry.msgid for entry in result.conflicts],
                    "unknown": len(result.unknown),
                }
                for name, result in results
            ]
        )
    else:
        for name, result in results:
            gone = f"; {len(result.unknown)} no longer there" if result.unknown else ""
            echo(f"{name}: {result.changed} {'would change' if dry_run else 'changed'}{gone}")
    session.finish()


def _import(session: Session, path: Path, accept: bool, dry_run: bool) -> tuple[str, Imported]:
    """One file's catalog and what became of it."""
    from hexapla.catalogs import store
    from hexapla.catalogs.catalog import Catalog
    from hexapla.exchange import xliff
    from hexapla.languages import Language

    tag, original, units = xliff.read(path)
    layout = session.publication.layout
    article = next((a for a in layout.articles() if a.name == original), None)
    if article is None:
        raise InputError(f"is of {original}, which is no article here", where=str(path))
    target = layout.catalog(article, Language(tag))
    results: list[Imported] = []

    def edit(file: store.Stored) -> Catalog:
        results.append(xliff.apply(file.catalog, units, accept=accept))
        return results[-1].catalog

    store.change(target, edit, root=layout.root, dry_run=dry_run)
    return session.shown(target), results[-1]
