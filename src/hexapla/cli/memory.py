"""`translate memory`: translations met before, from catalogs and TMX files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, table
from hexapla.cli.session import Session, split_tags
from hexapla.errors import UsageError

if TYPE_CHECKING:
    from hexapla.languages import Language

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="Translations met before: reviewed entries of all catalogs, and TMX files.\n\n\b\n"
    "translate memory import old-project.tmx\n"
    "translate memory export --from en --to es -o en-es.tmx\n"
    'translate memory search "It rained all day." --from en --to es',
)

_Source = Annotated[
    str | None, typer.Option("--from", "-f", metavar="LANGUAGE", help="The source language.")
]


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="TMX files.")],
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take TMX files into the publication, under i18n/memory.

    \b
    translate memory import old-project.tmx
    """
    session = Session()
    kept = [session.publication.import_memory(path, dry_run=dry_run) for path in files]
    if as_json:
        echo_json([{"path": session.shown(one.path), "units": one.units} for one in kept])
        return
    for one in kept:
        counts = ", ".join(f"{count} in {tag}" for tag, count in one.units.items())
        echo(f"{'would keep' if dry_run else 'kept'} {session.shown(one.path)}: {counts}")


@app.command("export")
def export(
    to: options.To = None,
    source: _Source = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Write what memory knows of two languages as TMX 1.4b.

    \b
    translate memory export --from en --to es -o en-es.tmx
    """
    session = Session()
    from_, language = _pair(session, source, to)
    path = output or Path(f"{from_}-{language}.tmx")
    written = session.publication.export_memory(path, from_, language)
    if as_json:
        echo_json({"path": str(path), "units": written.units})
    else:
        echo(f"wrote {path}: {written.units} units")


@app.command("search")
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence.")],
    to: options.To = None,
    source: _Source = None,
    least: Annotated[
        int, typer.Option("--least", min=1, max=100, metavar="N", help="Percent of similarity.")
    ] = 75,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many hits.")] = 5,
    as_json: options.AsJson = False,
) -> None:
    """Show what memory has for a sentence, the most similar first.

    \b
    translate memory search "It rained all day." --from en --to es
    """
    session = Session()
    from_, language = _pair(session, source, to)
    hits = session.publication.memory(from_, language).search(text, limit=limit, least=least / 100)
    if as_json:
        echo_json(
            [
                {
                    "score": round(hit.score, 2),
                    "source": hit.unit.source,
                    "text": hit.text,
                    "file": hit.unit.file,
                    "author": hit.unit.author,
                    "changed": hit.unit.changed,
                }
                for hit in hits
            ]
        )
    elif hits:
        rows = [(f"{hit.score:.0%}", hit.unit.source, hit.text) for hit in hits]
        table(("", "source", "translation"), rows)
    else:
        echo("nothing similar")


def _pair(session: Session, source: str | None, to: list[str] | None) -> tuple[Language, Language]:
    """The source and the target language: the options, else the configured ones."""
    from_ = session.require_source_language(source)
    languages = session.publication.languages(split_tags(to))
    if len(languages) != 1:
        raise UsageError("one language at a time", hint="say --to es")
    return from_, languages[0]
