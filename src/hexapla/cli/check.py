"""`translate check`: find mistakes in translations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import envelope, options
from hexapla.cli.options import refuse, split_tags
from hexapla.cli.output import echo, escape_controls, note
from hexapla.cli.session import Session
from hexapla.cli.show import column_name
from hexapla.errors import EngineError, UsageError
from hexapla.message import joined, msg

if TYPE_CHECKING:
    from hexapla.checks.run import Checked
    from hexapla.editions.edition import Counts

__all__ = ["check"]


class OutputChoice(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    GITHUB = "github"
    SARIF = "sarif"
    JSON = "json"


def check(
    articles: options.Articles = None,
    to: options.To = None,
    from_: options.From = None,
    worst: Annotated[
        int | None,
        typer.Option(
            "--worst",
            min=1,
            metavar="N",
            help="Show only the N entries that most likely contain a mistake (default: all).",
        ),
    ] = None,
    notes: Annotated[
        bool,
        typer.Option("--notes", help="Also show notes: findings that are often intended."),
    ] = False,
    output: Annotated[
        OutputChoice | None,
        typer.Option(
            "--output",
            "-o",
            help="How to print the findings: one line each (text), as annotations for GitHub "
            "Actions, as SARIF 2.1.0, or as JSON (default: text).",
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Find mistakes in translations.

    \b
    translate check
    translate check article.txt --to es --worst 20
    translate check --output github

    It finds wrong numbers, lost links, broken markup, and much more. The exit code is 1 if there is
    an error; warnings and notes don't change it. It is 3 if an article or a catalog can't be read,
    and 4 if a check itself crashed, which doesn't stop the others. Stale and empty sentences are
    not checked, and repeated ones share an entry. If the settings ask for reviewers, it is also an
    error if too few people have signed the translations.

    To accept a finding, add the flag ignore-NAME to the entry, with the check's name, such as
    ignore-numbers. The manual's page Checks describes each check.
    """
    from hexapla.checks import run
    from hexapla.checks.check import Severity

    if as_json and output not in (None, OutputChoice.JSON):
        raise UsageError(
            msg("--json can't be combined with --output {output}", output=output),
            hint=msg("use one of them"),
        )
    chosen = OutputChoice.JSON if as_json else output or OutputChoice.TEXT
    if chosen is OutputChoice.JSON:
        refuse(msg("with JSON, which has all notes"), {"--notes": notes or None})
        if not envelope.current():
            envelope.start("check")
    if worst is not None and chosen is OutputChoice.TEXT:
        refuse(
            msg("with --worst, which shows all findings of an entry"), {"--notes": notes or None}
        )
    session = Session()
    session.name_refused(articles)
    found = session.publication.check(
        articles or (),
        split_tags(to),
        source_language=session.source_language(from_),
        on_error=session.failed,
    )
    if worst is not None:
        found = run.worst(found, worst)
    _show(found, chosen, notes=notes, ranked=worst is not None)
    if session.publication.policy().signatures:
        _name_unsigned(session, articles, to, from_)
    if chosen is OutputChoice.TEXT:
        _show_counts(session, found, session.counts(articles, to, from_))
    if any(one.severity is Severity.ERROR for one in found):
        session.worst(1)
    if any(one.crashed for one in found):
        session.worst(EngineError.exit_code)
    session.finish()


def _show(checked: list[Checked], chosen: OutputChoice, *, notes: bool, ranked: bool) -> None:
    from hexapla import __version__
    from hexapla.checks import reports
    from hexapla.checks.check import Severity

    least = Severity.NOTE if notes else Severity.WARNING
    match chosen:
        case OutputChoice.JSON:
            envelope.add_results(reports.as_data(checked))
        case OutputChoice.SARIF:
            log = escape_controls(reports.as_sarif(checked, least, _repository(), __version__))
            _lines(log.splitlines())
        case OutputChoice.GITHUB:
            _lines(reports.as_github(checked, least, _repository()))
        case OutputChoice.TEXT:
            _lines(reports.as_ranking(checked) if ranked else reports.as_text(checked, least))


def _repository() -> Path:
    """The folder that GitHub Actions has checked out, if this is in it, else the current one."""
    here = Path.cwd()
    root = Path(os.environ.get("GITHUB_WORKSPACE") or here)
    return root if here.is_relative_to(root) else here


def _name_unsigned(
    session: Session, paths: Sequence[Path] | None, tags: Sequence[str] | None, from_: str | None
) -> None:
    """Name the catalogs of which too few people have signed the translations."""
    from hexapla.publication.freshness import unsigned

    targets = session.targets(tags, session.prepare(paths, from_))
    for error in unsigned(session.publication, targets, failed=session.failed):
        session.failed(error)


def _show_counts(session: Session, checked: Sequence[Checked], counts: Counts) -> None:
    """Show how many entries have findings, and how many sentences there are, as `status` does."""
    from hexapla.checks.check import Severity
    from hexapla.editions.edition import STATES

    worst = [sum(one.severity is level for one in checked) for level in Severity]
    note(
        msg(
            "{n} entries checked: {errors} with errors, {warnings} with warnings, {notes} "
            "with notes only",
            n=len(checked),
            errors=worst[2],
            warnings=worst[1],
            notes=worst[0],
        )
    )
    states = (
        msg("{n} {state}", n=getattr(counts, state), state=column_name(state)) for state in STATES
    )
    note(msg("{total} sentences: {states}", total=counts.total, states=joined(states)))


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        echo(line)
