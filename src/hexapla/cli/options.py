"""The options that commands share, each spelt once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "Articles",
    "AsJson",
    "Bilingual",
    "DryRun",
    "Encoding",
    "Engines",
    "Epub",
    "Fallback",
    "Format",
    "From",
    "Label",
    "MinReviewed",
    "Mo",
    "NoCache",
    "Output",
    "Site",
    "StableIds",
    "To",
    "Use",
]


class UseChoice(StrEnum):
    """Which translations an edition may use."""

    ALL = "all"
    REVIEWED = "reviewed"


class FallbackChoice(StrEnum):
    """What stands where a translation is missing."""

    SOURCE = "source"
    OMIT = "omit"
    MARK = "mark"


class BilingualChoice(StrEnum):
    """Where the source stands in an edition of two languages."""

    ABOVE = "above"
    BESIDE = "beside"


Articles = Annotated[
    list[Path] | None,
    typer.Argument(metavar="ARTICLE", help="Source files; without any, all of them."),
]
To = Annotated[
    list[str] | None,
    typer.Option("--to", "-t", metavar="LANGUAGES", help="Target languages: es,fr,pt-BR."),
]
From = Annotated[
    str | None,
    typer.Option("--from", "-f", metavar="LANGUAGE", help="The source language, not detected."),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="The encoding of the articles, not guessed."),
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="Format of the articles (default: by suffix)."),
]
Engines = Annotated[
    list[str] | None,
    typer.Option("--engine", "-e", metavar="NAME", help="Draft with this engine; may be repeated."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Say what would change; write nothing.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Use = Annotated[
    UseChoice | None,
    typer.Option("--use", help="Publish all translations, or only reviewed ones."),
]
Fallback = Annotated[
    FallbackChoice | None,
    typer.Option("--fallback", help="Where a translation is missing: source, mark or omit."),
]
MinReviewed = Annotated[
    int | None,
    typer.Option(
        "--min-reviewed",
        min=0,
        max=100,
        metavar="N",
        help="Write an edition only if N percent of it is reviewed.",
    ),
]
StableIds = Annotated[
    bool | None,
    typer.Option(
        "--stable-ids/--no-stable-ids",
        help="Give translated headings the source's anchors.",
    ),
]
Label = Annotated[
    bool | None,
    typer.Option("--label/--no-label", help="End editions with what they are made of."),
]
Bilingual = Annotated[
    BilingualChoice | None,
    typer.Option(
        "--bilingual", help="With the source in the edition: above each paragraph, or beside it."
    ),
]
Epub = Annotated[
    Path | None,
    typer.Option("--epub", metavar="DIR", help="Write books instead: EPUB, one a language."),
]
Mo = Annotated[
    bool,
    typer.Option("--mo", help="Write compiled catalogs instead, for programs that use gettext."),
]
Site = Annotated[
    Path | None,
    typer.Option("--site", metavar="DIR", help="Write a website of all languages into a folder."),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="NAME[=DIR]",
        help="Publish through this output: files, bilingual, sphinx, mo, site, epub or a plug-in.",
    ),
]
NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Ask the engines anew, and keep nothing for the next time."),
]
