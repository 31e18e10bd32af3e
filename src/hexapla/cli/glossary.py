"""`translate glossary`: terms, checked and exchanged with other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, warn
from hexapla.cli.session import Session, split_tags
from hexapla.errors import InputError, UsageError

if TYPE_CHECKING:
    from hexapla.catalogs.glossary import Glossary

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="The publication's terms, i18n/glossary.csv.\n\n\b\n"
    "translate glossary check\n"
    "translate glossary import terms.tbx --from en\n"
    "translate glossary export --from en -o terms.tbx",
)

_CHECK = ["glossary"]


@app.command("check")
def check(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    as_json: options.AsJson = False,
) -> None:
    """Check translations against the glossary, with the check "glossary" only.

    Exit code 1 where a forbidden form is used. An entry with the flag ignore-glossary is not
    checked.

    \b
    translate glossary check
    translate glossary check article.txt --to es
    """
    from hexapla.checks import Severity
    from hexapla.checks.registry import select

    session = Session()
    glossary = _load(session)
    if not select(session.publication.configuration.checks_off, _CHECK).single:
        warn("the check glossary is switched off: see checks-off in i18n/publication.toml")
    checked = session.publication.check(
        articles or (),
        split_tags(to),
        source=session.source_language(source),
        only=_CHECK,
        on_error=session.failed,
    )
    found = [(one, finding) for one in checked for finding in one.findings]
    if any(finding.severity is Severity.ERROR for _, finding in found):
        session.worst(1)
    if as_json:
        echo_json(
            [
                {
                    "catalog": one.path,
                    "line": one.entry.line,
                    "severity": str(finding.severity),
                    "message": finding.message,
                    "source": one.entry.msgid,
                    "text": one.entry.msgstr,
                }
                for one, finding in found
            ]
        )
    else:
        for one, finding in found:
            echo(f"{one.path}:{one.entry.line}: {finding.severity}: {finding.message}")
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
    from hexapla.publication.layout import GLOSSARY_NAME

    session = Session()
    path = session.publication.root / GLOSSARY_NAME
    other = read(file, session.require_source_language(source))
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
            data = to_tbx(glossary, session.require_source_language(source))
        case _:
            raise UsageError("is neither .csv nor .tbx", where=str(output), hint="name it so")
    write_bytes(output, data)
    if as_json:
        echo_json({"path": str(output), "terms": len(glossary.terms)})
    else:
        echo(f"wrote {output}: {len(glossary.terms)} terms")


def _load(session: Session, *, missing: bool = False) -> Glossary:
    from hexapla.catalogs.glossary import Glossary
    from hexapla.publication.layout import GLOSSARY_NAME

    path = session.publication.root / GLOSSARY_NAME
    if missing and not path.exists():
        return Glossary()
    if not path.exists():
        raise InputError(
            "there is no glossary", where=session.shown(path), hint="translate glossary import"
        )
    return Glossary.load(path)
