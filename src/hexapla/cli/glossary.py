"""`translate glossary`: terms, checked and exchanged with other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, warn
from hexapla.cli.session import Session
from hexapla.errors import InputError, UsageError

if TYPE_CHECKING:
    from hexapla.catalogs.glossary import Glossary
    from hexapla.languages import Language

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="The publication's terms, i18n/glossary.csv.\n\n\b\n"
    "translate glossary check\n"
    "translate glossary import terms.tbx --from en\n"
    "translate glossary export --from en -o terms.tbx",
)

_FILE = "i18n/glossary.csv"


@app.command("check")
def check(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    as_json: options.AsJson = False,
) -> None:
    """Say where translations do not use the terms as the glossary wants them.

    Exit code 1 where a forbidden form is used.

    \b
    translate glossary check
    translate glossary check article.txt --to es
    """
    from hexapla.catalogs import store
    from hexapla.checks.check import Context, Pair, Severity, markup_of
    from hexapla.checks.terms import glossary as terms

    session = Session()
    glossary = _load(session)
    prepared = session.prepare(articles, source)
    found = []
    for one, languages in session.targets(to, prepared):
        for language in languages:
            path = session.publication.layout.catalog(one.article, language)
            if not path.exists():
                continue
            context = Context(one.language, language, glossary)
            for entry in store.load(path).entries:
                if entry.obsolete or not entry.msgstr:
                    continue
                pair = Pair(entry, context, entry.msgid, entry.msgstr, markup_of(entry))
                found += [(path, entry, remark) for remark in terms(pair)]
    if any(remark.severity is Severity.ERROR for _, _, remark in found):
        session.worst(1)
    if as_json:
        echo_json(
            [
                {
                    "catalog": session.shown(path),
                    "line": entry.line,
                    "severity": str(remark.severity),
                    "message": remark.message,
                    "source": entry.msgid,
                    "text": entry.msgstr,
                }
                for path, entry, remark in found
            ]
        )
    else:
        for path, entry, remark in found:
            echo(f"{session.shown(path)}:{entry.line}: {remark.severity}: {remark.message}")
        echo(f"{len(glossary.terms)} terms, {len(found)} findings")
    session.finish()


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .tbx file.")],
    source: options.From = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Take the terms of a CSV or TBX file into the glossary; what is there stays.

    \b
    translate glossary import terms.tbx --from en
    """
    from hexapla.exchange.termbase import combine, read, to_csv
    from hexapla.files import write_bytes

    session = Session()
    path = session.publication.root / _FILE
    other = read(file, _source(session, source))
    combined = combine(_load(session, missing=True), other)
    if combined.added and not dry_run:
        write_bytes(path, to_csv(combined.glossary))
    for term, tag in combined.conflicts:
        warn(f"{term!r} has another rule for {tag} in {session.shown(path)}, which stays")
    if as_json:
        echo_json(
            {
                "path": session.shown(path),
                "added": combined.added,
                "conflicts": [list(one) for one in combined.conflicts],
            }
        )
    else:
        would = " (would be written)" if dry_run else ""
        echo(f"{session.shown(path)}: {combined.added} added{would}")


@app.command("export")
def export(
    source: options.From = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="A .tbx or .csv file to write."),
    ] = Path("glossary.tbx"),
    as_json: options.AsJson = False,
) -> None:
    """Write the glossary as TBX-Basic or CSV.

    \b
    translate glossary export --from en -o terms.tbx
    """
    from hexapla.exchange.termbase import to_csv, to_tbx
    from hexapla.files import write_bytes

    session = Session()
    glossary = _load(session)
    match output.suffix.lower():
        case ".csv":
            data = to_csv(glossary)
        case ".tbx":
            data = to_tbx(glossary, _source(session, source))
        case _:
            raise UsageError("is neither .csv nor .tbx", where=str(output), hint="name it so")
    write_bytes(output, data)
    if as_json:
        echo_json({"path": str(output), "terms": len(glossary.terms)})
    else:
        echo(f"wrote {output}: {len(glossary.terms)} terms")


def _load(session: Session, *, missing: bool = False) -> Glossary:
    from hexapla.catalogs.glossary import Glossary

    path = session.publication.root / _FILE
    if missing and not path.exists():
        return Glossary()
    if not path.exists():
        raise InputError(
            "there is no glossary", where=session.shown(path), hint="translate glossary import"
        )
    return Glossary.load(path)


def _source(session: Session, said: str | None) -> Language:
    source = session.source_language(said)
    if source is None:
        raise UsageError("which language are the terms in?", hint="say --from en")
    return source
