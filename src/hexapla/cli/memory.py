"""`translate memory`: earlier translations, from catalogs and TMX files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.options import split_tags
from hexapla.cli.output import echo, table
from hexapla.cli.session import Session
from hexapla.errors import UsageError
from hexapla.message import amount, joined, msg

if TYPE_CHECKING:
    from hexapla.languages import Language

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="Search, import and export translation memory.\n\n\b\n"
    "translate memory import old-project.tmx\n"
    "translate memory export --from en --to es -o en-es.tmx\n"
    'translate memory search "It rained all day." --from en --to es',
)

_From = Annotated[
    str | None,
    typer.Option(
        "--from",
        "-f",
        metavar="LANGUAGE",
        help="Source language (default: the publication's).",
    ),
]


# What was done with a file, by whether it replaced one, and by whether this is a dry run.
_DONE = {
    False: (msg("wrote"), msg("would write")),
    True: (msg("replaced"), msg("would replace")),
}


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="TMX files.")],
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Add TMX files to the publication's memory, in i18n/memory.

    \b
    translate memory import old-project.tmx

    A file replaces an older one with the same name.
    """
    session = Session()
    for path in files:
        imported = session.publication.import_memory(path, dry_run=dry_run)
        place = session.shown(imported.path)
        if as_json:
            units = [{"language": tag, "units": count} for tag, count in imported.units.items()]
            replaced = imported.replaced
            add_results([{"path": place, "languages": units, "replaced": replaced}])
        else:
            counts = joined(
                msg("{n} in {tag}", n=count, tag=tag) for tag, count in imported.units.items()
            )
            done = _DONE[imported.replaced][dry_run]
            echo(msg("{done} {place}: {counts}", done=done, place=place, counts=counts))


@app.command("export")
def export(
    to: options.To = None,
    from_: _From = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="File to write (default: FROM-TO.tmx)."
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Write the memory of a pair of languages as a TMX 1.4b file.

    \b
    translate memory export --from en --to es -o en-es.tmx
    """
    session = Session()
    source, target = _pair(session, from_, to)
    path = output or Path(f"{source}-{target}.tmx")
    written = session.publication.export_memory(path, source, target)
    if as_json:
        add_results([{"path": str(path), "units": written.units}])
    else:
        echo(msg("wrote {path}: {units}", path=path, units=amount(written.units, "unit")))


@app.command("search")
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The sentence to look for.")],
    to: options.To = None,
    from_: _From = None,
    least: Annotated[
        int,
        typer.Option("--least", min=1, max=100, metavar="N", help="Least similarity, in percent."),
    ] = 75,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="Most results to show.")
    ] = 5,
    as_json: options.AsJson = False,
) -> None:
    """Find translations of a sentence and of similar ones.

    \b
    translate memory search "It rained all day." --from en --to es
    """
    session = Session()
    source, target = _pair(session, from_, to)
    hits = session.publication.memory(source, target).search(text, limit=limit, least=least / 100)
    if as_json:
        add_results(
            {
                "score": round(hit.score, 2),
                "source": hit.unit.source,
                "text": hit.text,
                "file": session.shown(Path(hit.unit.file)),
                "author": hit.unit.author,
                "changed": hit.unit.changed,
            }
            for hit in hits
        )
    elif hits:
        rows = [(f"{hit.score:.0%}", hit.unit.source, hit.text) for hit in hits]
        table((msg("similarity"), msg("source"), msg("translation")), rows)
    else:
        echo(msg("nothing similar found"))


def _pair(session: Session, from_: str | None, to: list[str] | None) -> tuple[Language, Language]:
    """The source and target languages: those of the options, else the configured ones."""
    source = session.require_source_language(from_)
    languages = session.publication.languages(split_tags(to))
    if len(languages) != 1:
        raise UsageError(msg("one target language is needed"), hint=msg("use --to es"))
    return source, languages[0]
