"""`translate check`: what a reader would stumble over, worst first."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, escape_controls, warn
from hexapla.cli.session import Session, split_tags

if TYPE_CHECKING:
    from hexapla.checks.run import Checked

__all__ = ["check"]


class FormatChoice(StrEnum):
    """How findings are shown."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def check(
    articles: options.Articles = None,
    to: options.To = None,
    source: options.From = None,
    worst: Annotated[
        int | None,
        typer.Option("--worst", min=1, metavar="N", help="Only the N entries of highest risk."),
    ] = None,
    notes: Annotated[
        bool, typer.Option("--notes", help="Show notes, too: what may well be meant.")
    ] = False,
    form: Annotated[
        FormatChoice, typer.Option("--format", help="How to show what is found.")
    ] = FormatChoice.TEXT,
    as_json: options.AsJson = False,
) -> None:
    """Check translations for what a reader would stumble over; exit 1 where there is an error.

    \b
    translate check
    translate check article.txt --to es --worst 20
    translate check --format github

    An entry with the flag ignore-NAME is not checked for NAME.
    """
    from hexapla.checks import run

    session = Session()
    found = session.publication.check(
        articles or (),
        split_tags(to),
        source_language=session.source_language(source),
        on_error=session.failed,
    )
    if worst is not None:
        found = run.worst(found, worst)
    _show(found, FormatChoice.JSON if as_json else form, notes=notes, ranked=worst is not None)
    from hexapla.checks.check import Severity

    if any(one.severity is Severity.ERROR for one in found):
        session.worst(1)
    session.finish()


def _show(checked: list[Checked], form: FormatChoice, *, notes: bool, ranked: bool) -> None:
    from hexapla import __version__
    from hexapla.checks import reports
    from hexapla.checks.check import Severity

    least = Severity.NOTE if notes else Severity.WARNING
    match form:
        case FormatChoice.JSON:
            echo_json(reports.as_data(checked))
        case FormatChoice.SARIF:
            log = escape_controls(reports.as_sarif(checked, least, __version__))
            _lines(log.splitlines())
        case FormatChoice.GITHUB:
            _lines(reports.as_github(checked, least))
        case FormatChoice.TEXT:
            _lines(reports.as_ranking(checked) if ranked else reports.as_text(checked, least))
            counts = [sum(one.severity is level for one in checked) for level in Severity]
            warn(
                f"{len(checked)} entries checked: {counts[2]} with errors, {counts[1]} with "
                f"warnings, {counts[0]} with notes only"
            )


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        echo(line)
