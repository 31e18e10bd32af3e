"""`translate merge-po`: git's merge driver for catalogs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli.output import warn
from hexapla.message import msg

__all__ = ["merge_po"]


def merge_po(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="The common ancestor of both.")],
    ours: Annotated[
        Path, typer.Argument(metavar="OURS", help="Our version, which is overwritten.")
    ],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help="The other version.")],
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of the file in messages (default: OURS).")
    ] = "",
) -> None:
    """Merge two versions of a catalog: git's merge driver.

    \b
    translate init --git                 register it with git
    translate merge-po %O %A %B %P       what git then runs

    If both versions have different translations by people, ours is kept and marked fuzzy, theirs is
    put in a comment, and the exit code is 1.
    """
    from hexapla.catalogs.merge import merge_files

    merged = merge_files(base, ours, theirs, name)
    for entry in merged.conflicts:
        warn(
            msg('both versions have a translation of "{text}"', text=entry.msgid),
            where=str(name or ours),
            hint=msg('see its comment "theirs:"'),
        )
    raise typer.Exit(1 if merged.conflicts else 0)
