"""`translate glossary`: check terms, and exchange them with other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.options import refuse, split_tags
from hexapla.cli.output import echo, warn
from hexapla.cli.session import Session
from hexapla.message import amount, joined, msg

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="Check, import and export the glossary, i18n/glossary.csv.\n\n\b\n"
    "translate glossary check\n"
    "translate glossary import terms.tbx --from en\n"
    "translate glossary export --from en -o terms.tbx",
)

_CHECK = ["glossary"]


@app.command("check")
def check(
    articles: options.Articles = None,
    to: options.To = None,
    as_json: options.AsJson = False,
) -> None:
    """Check translations against the glossary.

    \b
    translate glossary check
    translate glossary check article.txt --to es

    The exit code is 1 if a forbidden form is used. An entry with the flag ignore-glossary is not
    checked. translate check does the same, with all other checks.
    """
    from hexapla.checks.check import Severity
    from hexapla.checks.registry import select
    from hexapla.errors import EngineError
    from hexapla.publication.exchanging import existing_glossary

    session = Session()
    glossary = existing_glossary(session.publication.layout)
    if not select(session.publication.configuration.checks_off, _CHECK).single:
        warn(
            msg("the check glossary is switched off"),
            hint=msg("see checks-off in i18n/publication.toml"),
        )
    checked = session.publication.check(
        articles or (),
        split_tags(to),
        only=_CHECK,
        on_error=session.failed,
    )
    found = [(one, finding) for one in checked for finding in one.findings]
    if any(finding.severity is Severity.ERROR for _, finding in found):
        session.worst(1)
    if any(one.crashed for one in checked):
        session.worst(EngineError.exit_code)
    if as_json:
        add_results(
            {
                "catalog": one.path,
                "line": one.entry.line,
                "severity": str(finding.severity),
                "message": finding.message,
                "source": one.entry.msgid,
                "text": one.entry.msgstr,
            }
            for one, finding in found
        )
    else:
        for one, finding in found:
            echo(
                msg(
                    "{path}:{line}: {severity}: {message}",
                    path=one.path,
                    line=one.entry.line,
                    severity=finding.severity,
                    message=finding.message,
                )
            )
        echo(joined([amount(len(glossary.terms), "term"), amount(len(found), "finding")]))
    session.finish()


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .tbx file.")],
    from_: options.From = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Add the terms of a CSV or TBX file to the glossary.

    \b
    translate glossary import terms.tbx --from en

    A term that has a different rule in the glossary keeps it, and is reported.
    """
    session = Session()
    own = session.source_language(from_)
    result = session.publication.import_glossary(file, own, dry_run=dry_run)
    path = session.shown(result.path)
    for term, tag in result.conflicts:
        warn(
            msg(
                "{term!r} already has a different rule for {tag}, which is kept", term=term, tag=tag
            ),
            where=path,
        )
    if as_json:
        conflicts = [{"term": term, "language": tag} for term, tag in result.conflicts]
        add_results([{"path": path, "added": result.added, "conflicts": conflicts}])
    else:
        terms = amount(result.added, "term")
        if dry_run:
            echo(msg("{path}: {terms} would be added", path=path, terms=terms))
        else:
            echo(msg("{path}: {terms} added", path=path, terms=terms))


@app.command("export")
def export(
    from_: options.From = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="File to write, .tbx or .csv."),
    ] = Path("glossary.tbx"),
    as_json: options.AsJson = False,
) -> None:
    """Write the glossary as a TBX-Basic or CSV file.

    \b
    translate glossary export --from en -o terms.tbx
    """
    if output.suffix.lower() == ".csv":
        refuse(msg("with a .csv file, which doesn't name the language of terms"), {"--from": from_})
    session = Session()
    written = session.publication.export_glossary(output, session.source_language(from_))
    if as_json:
        add_results([{"path": str(output), "terms": written.units}])
    else:
        echo(msg("wrote {path}: {terms}", path=output, terms=amount(written.units, "term")))
