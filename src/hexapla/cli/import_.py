"""`translate import`: make an article from a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.options import refuse
from hexapla.cli.output import echo, warn
from hexapla.cli.session import Session
from hexapla.errors import HexaplaError, UsageError
from hexapla.message import counted, either, msg

__all__ = ["import_"]

_MOST_NAMED = 5  # pages without text


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help="PDF files, or with --pasted texts.", show_default=False
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="The article to write, or its folder (default: the first source folder of the "
            "publication; without one, the folder of the file).",
        ),
    ] = None,
    pasted: Annotated[
        bool, typer.Option("--pasted", help="The files are texts that were pasted from a PDF.")
    ] = False,
    encoding: options.Encoding = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Make a Markdown article from a PDF, or from a text that was pasted from one.

    \b
    translate import report.pdf
    translate import report.pdf -o articles/report.md
    translate import report.txt --pasted

    The article has the paragraphs, headings, lists, tables, links and footnotes of the PDF, without
    its page numbers and running heads. Words that are divided at line ends are put together. Read
    it before you translate it: a PDF doesn't say what a paragraph is. An article that exists is
    never overwritten.

    Pages without text, such as scans, are named.
    """
    if output and len(files) > 1 and output.suffix:
        raise UsageError(msg("-o names one article for several files"), hint=msg("name a folder"))
    if not pasted:
        refuse(
            msg("without --pasted: a PDF says how its text is encoded"), {"--encoding": encoding}
        )
    session = Session()
    for file in files:
        try:
            done = session.publication.import_article(
                file, output, pasted=pasted, encoding=encoding, dry_run=dry_run
            )
        except HexaplaError as error:
            session.failed(error)
            continue
        path = session.shown(done.path)
        if done.without_text:
            message = _without_text(done.without_text)
            warn(
                message, where=str(file), hint=msg("if they are scans, recognize their text first")
            )
        if done.reserved:
            warn(
                msg("says that its text must not be copied"),
                where=str(file),
                hint=msg("make sure that you may translate it"),
            )
        if as_json:
            add_results(
                [
                    {
                        "file": str(file),
                        "article": path,
                        "pages": done.pages,
                        "without_text": list(done.without_text),
                        "written": not dry_run,
                    }
                ]
            )
        else:
            echo(
                msg("would write {path}", path=path) if dry_run else msg("wrote {path}", path=path)
            )
    if as_json:
        add_results([])
    session.finish()


def _without_text(pages: tuple[int, ...]) -> str:
    names = [str(one) for one in pages[:_MOST_NAMED]]
    if len(pages) > _MOST_NAMED:
        names.append(msg("{n} more", n=len(pages) - _MOST_NAMED))
    return counted(
        len(pages),
        "page {names} has no text",
        "pages {names} have no text",
        names=either(names, "and"),
    )
