"""`translate glossary`: terms, checked and exchanged with other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, warn
from hexapla.cli.session import Session, split_tags

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
    from hexapla.checks.check import Severity
    from hexapla.checks.registry import select
    from hexapla.publication.exchanging import existing_glossary

    session = Session()
    glossary = existing_glossary(session.publication.layout)
    if not select(session.publication.configuration.checks_off, _CHECK).single:
        warn("the check glossary is switched off: see checks-off in i18n/publication.toml")
    checked = session.publication.check(
        articles or (),
        split_tags(to),
        source_language=session.source_language(source),
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
    session = Session()
    own = session.source_language(source)
    result = session.publication.import_glossary(file, own, dry_run=dry_run)
    path = session.shown(result.path)
    for term, tag in result.conflicts:
        warn(f"{term!r} already has another rule for {tag} in {path}, which stays")
    if as_json:
        conflicts = [list(one) for one in result.conflicts]
        echo_json({"path": path, "added": result.added, "conflicts": conflicts})
    else:
        echo(f"{path}: {result.added} added{' (would be written)' if dry_run else ''}")


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
    session = Session()
    written = session.publication.export_glossary(output, session.source_language(source))
    if as_json:
        echo_json({"path": str(output), "terms": written.units})
    else:
        echo(f"wrote {output}: {written.units} terms")
