"""The options that several commands share, each defined once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hexapla.errors import UsageError
from hexapla.message import msg

__all__ = [
    "STANDARD_INPUT",
    "Articles",
    "As",
    "AsJson",
    "AsOther",
    "Bilingual",
    "DryRun",
    "Encoding",
    "Engines",
    "Fallback",
    "Force",
    "Format",
    "From",
    "Label",
    "MinReviewed",
    "NoCache",
    "StableIds",
    "To",
    "Use",
    "recorded_name",
    "refuse",
    "split_tags",
]


class UseChoice(StrEnum):
    """Which translations an edition may use."""

    ALL = "all"
    REVIEWED = "reviewed"


class FallbackChoice(StrEnum):
    """What an edition has in place of a missing translation."""

    SOURCE = "source"
    OMIT = "omit"
    MARK = "mark"


class BilingualChoice(StrEnum):
    """Where an edition in two languages has the source."""

    ABOVE = "above"
    BESIDE = "beside"


STANDARD_INPUT = Path("-")
"""The path that stands for standard input."""

Articles = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="ARTICLE",
        help="Source files, or folders of them (default: all articles of the publication).",
    ),
]
To = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        "-t",
        metavar="LANGUAGES",
        help="Target languages, such as es,fr,pt-BR (default: those of the publication).",
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        "-f",
        metavar="LANGUAGE",
        help="Source language (default: the publication's, or detected).",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="Character encoding of the files (default: detected)."
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help="Format of the articles (default: by file suffix)."
    ),
]
Engines = Annotated[
    list[str] | None,
    typer.Option(
        "--engine",
        "-e",
        metavar="NAME",
        help="Engine to use; repeat the option for several, in order of preference "
        "(default: those of the publication).",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Show what would change, but write nothing.")
]
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="'NAME <MAIL>'",
        help="Your name, for the record of who did this (default: git's user.name).",
    ),
]
AsOther = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="NAME",
        help="Who translated this, for the record in each entry (default: nobody is recorded).",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the results as JSON.")]
Use = Annotated[
    UseChoice | None,
    typer.Option(
        "--use", help="Translations to publish: all, or only reviewed ones (default: all)."
    ),
]
Fallback = Annotated[
    FallbackChoice | None,
    typer.Option(
        "--fallback",
        help="In place of a missing translation: the source sentence, the source sentence in "
        "⟦brackets⟧ (mark), or nothing (default: source).",
    ),
]
MinReviewed = Annotated[
    int | None,
    typer.Option(
        "--min-reviewed",
        min=0,
        max=100,
        metavar="N",
        help="Publish only what is at least N percent reviewed (default: 0).",
    ),
]
StableIds = Annotated[
    bool | None,
    typer.Option(
        "--stable-ids/--no-stable-ids",
        help="Give translated Markdown headings the anchors of the source (default: no).",
    ),
]
Label = Annotated[
    bool | None,
    typer.Option(
        "--label/--no-label",
        help="End each edition with a line that says how it was translated (default: no).",
    ),
]
Bilingual = Annotated[
    BilingualChoice | None,
    typer.Option(
        "--bilingual",
        help="Include the source: above each paragraph, or beside it (default: leave it out).",
    ),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Overwrite editions that were edited by hand, and files that Hexapla didn't write.",
    ),
]
NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Neither use nor keep cached results of earlier runs."),
]


def recorded_name(given: str | None) -> str | None:
    """The name of ``--as`` as it is recorded; None if it wasn't given.

    Raises UsageError if nothing of it can be recorded.
    """
    if given is None:
        return None
    from hexapla.catalogs.signing import name_of

    return name_of(given)


def refuse(reason: str, given: Mapping[str, object]) -> None:
    """Raise UsageError if one of the options was given that have no effect for a ``reason``.

    ``given`` has each option's value by its name; None means that it wasn't given, and False that
    its negative form was, such as ``--no-label``.
    """
    for name, value in given.items():
        if value is not None:
            option = name.replace("--", "--no-", 1) if value is False else name
            raise UsageError(
                msg("{option} has no effect {reason}", option=option, reason=reason),
                hint=msg("leave it out"),
            )


def split_tags(values: Sequence[str] | None) -> list[str]:
    """The language codes in the values of ``--to``: ``--to es,fr --to de`` has three."""
    return [tag.strip() for value in values or () for tag in value.split(",") if tag.strip()]
