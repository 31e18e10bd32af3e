"""`translate check`: what a reader would stumble over, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, escape_controls, warn
from hexapla.cli.session import Session, split_tags
from hexapla.errors import HexaplaError, UsageError

if TYPE_CHECKING:
    from hexapla.catalogs.catalog import Catalog
    from hexapla.checks.run import Checked
    from hexapla.languages import Language
    from hexapla.publication.layout import Article

__all__ = ["check", "checked"]


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
    found = checked(session, articles, to, source)
    if worst is not None:
        found = run.worst(found, worst)
    _show(found, FormatChoice.JSON if as_json else form, notes=notes, ranked=worst is not None)
    from hexapla.checks import Severity

    if any(one.severity is Severity.ERROR for one in found):
        session.worst(1)
    session.finish()


def checked(
    session: Session, paths: Sequence[Path] | None, to: Sequence[str] | None, source: str | None
) -> list[Checked]:
    """The checked entries of the chosen catalogs; what can't be read is reported."""
    from hexapla.checks.run import check_catalogs

    layout = session.publication.layout
    off, glossary = layout.configuration.checks_off, layout.glossary()
    return [
        one
        for languages, catalogs in _catalogs(session, paths, to, source).items()
        for one in check_catalogs(catalogs, *languages, glossary, off)
    ]


def _catalogs(
    session: Session, paths: Sequence[Path] | None, to: Sequence[str] | None, source: str | None
) -> dict[tuple[Language, Language], list[Catalog]]:
    """The catalogs by source and target language; what can't be read is reported."""
    from dataclasses import replace

    from hexapla.catalogs.catalog import Catalog

    publication = session.publication
    articles = publication.articles(paths or ())
    languages = publication.languages(split_tags(to))
    found: dict[tuple[Language, Language], list[Catalog]] = {}
    for language in languages:
        for article in articles:
            path = publication.layout.catalog(article, language)
            if not path.exists():
                continue
            try:
                catalog = Catalog.load(path)
                key = _source(session, article, catalog, source), language
            except HexaplaError as error:
                session.failed(error)
                continue
            found.setdefault(key, []).append(replace(catalog, where=session.shown(path)))
    if not found and not session.exit_code:
        raise UsageError("no catalogs here", hint="draft first: translate draft --to es")
    return found


def _source(session: Session, article: Article, catalog: Catalog, source: str | None) -> Language:
    """The language that a catalog translates from."""
    from hexapla.languages import Language

    tag = source or catalog.headers.get("X-Source-Language")
    configured = session.publication.configuration.source_language
    if not tag and configured != "auto":
        tag = configured
    if not tag:
        raise UsageError(
            "its header names no X-Source-Language",
            where=catalog.where,
            hint="say --from, or run translate extract",
        )
    return Language(tag)


def _show(checked: list[Checked], form: FormatChoice, *, notes: bool, ranked: bool) -> None:
    from hexapla import __version__
    from hexapla.checks import Severity, reports

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
