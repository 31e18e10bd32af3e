"""`translate init`: make a folder a publication."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.options import refuse, split_tags
from hexapla.cli.output import echo
from hexapla.errors import UsageError
from hexapla.message import msg

__all__ = ["init"]


def init(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The folder (default: this one).", show_default=False),
    ] = Path(),
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            "-t",
            metavar="LANGUAGES",
            help="Languages to translate into, such as es,fr,pt-BR (default: named in each run).",
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            "-f",
            metavar="LANGUAGE",
            help="Language of the articles (default: detect it for each article).",
        ),
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option(
            "--sources",
            "-s",
            metavar="DIR",
            help="Folder of articles inside DIR; repeat the option for several (default: articles "
            "if there is such a folder, otherwise DIR).",
        ),
    ] = None,
    git: Annotated[
        bool, typer.Option("--git", help="Also have git merge catalogs entry by entry.")
    ] = False,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Make a folder a publication.

    \b
    translate init --from en --to es,fr
    translate init --from en --to es,fr --sources articles
    translate init --git     also in a publication: let git call translate merge-po

    A publication is a folder with several articles and common settings. The settings are written to
    i18n/publication.toml, with an explanation of every key.

    Git doesn't copy the registration of translate merge-po: run translate init --git again in
    every clone.
    """
    from hexapla.catalogs.merge import register
    from hexapla.languages import Language
    from hexapla.publication.configuration import FILE_NAME
    from hexapla.publication.publication import Publication

    exists = (folder / FILE_NAME).exists()
    if git and exists:
        refuse(
            msg("because {folder} already exists", folder=folder / FILE_NAME),
            {"--to": to, "--from": from_, "--sources": sources},
        )
    values: dict[str, object] = {"sources": tuple(sources or _sources(folder))}
    if from_:
        values["source_language"] = Language(from_).tag
    if to:
        values["languages"] = _targets(to, values.get("source_language"))
    written: list[Path] = []
    if git:
        register(folder, dry_run=True)  # reports what is missing before anything is written
    if not (git and exists):
        written += Publication.create(folder, values, dry_run=dry_run)
    if git:
        written += register(folder, dry_run=dry_run)
    if as_json:
        add_results({"path": str(path), "written": not dry_run} for path in written)
        return
    for path in written:
        echo(msg("would write {path}", path=path) if dry_run else msg("wrote {path}", path=path))
    if not dry_run:
        echo(msg("next: {next_step}", next_step=_next_step(folder)))


def _targets(to: list[str], source: object) -> tuple[str, ...]:
    """The target languages of --to; UsageError if the source language is one of them."""
    from hexapla.languages import Language

    languages = tuple(Language(tag).tag for tag in split_tags(to))
    if source in languages:
        raise UsageError(
            msg("the articles can't be translated into their own language"),
            hint=msg("leave {source} out of --to", source=source),
        )
    return languages


def _sources(folder: Path) -> tuple[str, ...]:
    return ("articles",) if (folder / "articles").is_dir() else (".",)


def _next_step(folder: Path) -> str:
    """What to type next in a publication."""
    import shlex

    from hexapla.publication.publication import Publication

    publication = Publication.open(folder)
    at = "" if folder == Path() else f" -C {shlex.quote(str(folder))}"
    source = publication.layout.shown(publication.root / publication.configuration.sources[0])
    try:
        publication.languages()
        command = f"translate{at}"
    except UsageError:
        command = f"translate{at} --to es,fr"
    if publication.articles():
        return command
    place = msg("this folder") if source == "." else source
    return msg("put an article into {place}, then run {command}", place=place, command=command)
