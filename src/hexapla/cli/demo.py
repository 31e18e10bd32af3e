"""`translate demo`: make the sample publication in a new folder, and publish it."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.output import echo
from hexapla.message import amount, msg

__all__ = ["demo"]

_FOLDER = "hexapla-demo"
_LICENCE = msg("The article is © TASS, supplied as a sample, and is not under Hexapla's licence.")
_REVIEWED = msg("No native speaker has reviewed its translations: see seeds/README.md.")
_NEXT = {
    "translate review": msg("correct a translation in the browser"),
    "translate check": msg("look for mistakes that readers would notice"),
    "translate site public": msg("write a website with all languages"),
}


def demo(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help=f"The folder, new or empty (default: {_FOLDER}).",
            show_default=False,
        ),
    ] = Path(_FOLDER),
    as_json: options.AsJson = False,
) -> None:
    """Make a sample publication in a new folder, and publish it.

    \b
    translate demo
    translate demo try-it

    The sample is a news article with finished catalogs in six languages, so that no engine is
    needed. The folder must be new or empty. Delete it when you don't need it any more.
    """
    from hexapla.cli.run import run
    from hexapla.publication.sample import create

    files = [path.relative_to(folder).as_posix() for path in create(folder)]
    if as_json:
        add_results([{"kind": "publication", "folder": str(folder), "files": files}])
    else:
        echo(
            msg(
                "made a publication in {folder}, with {files}",
                folder=folder,
                files=amount(len(files), "file"),
            )
        )
        echo(_LICENCE)
        echo(_REVIEWED)
        echo()
        echo(f"$ cd {shlex.quote(str(folder))}")
        echo("$ translate")
    os.chdir(folder)
    try:
        run(as_json=as_json)
    except typer.Exit as ended:
        if not as_json and ended.exit_code == 0:
            _show_next(folder)
        raise


def _show_next(folder: Path) -> None:
    """Print what can be tried in the publication."""
    echo()
    echo(msg("The editions are in {folder}. Try this next:", folder=folder / "editions"))
    echo()
    echo(f"    cd {shlex.quote(str(folder))}")
    width = max(map(len, _NEXT))
    for command, effect in _NEXT.items():
        echo(msg("    {command}  {effect}", command=command.ljust(width), effect=effect))
