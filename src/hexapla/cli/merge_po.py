"""`translate merge-po`: git's merge driver for catalogs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli.output import warn

__all__ = ["merge_po"]


def merge_po(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="The common ancestor.")],
    ours: Annotated[Path, typer.Argument(metavar="OURS", help="Our version; it is overwritten.")],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help="The other version.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The file's name, to speak of.")] = "",
) -> None:
    """Merge two versions of a catalog entry by entry; git calls this.

    \b
    translate init --git    registers it

    Where two people translated a sentence differently, ours stays, marked fuzzy, with theirs in a
    comment, and the exit code is 1.
    """
    from hexapla.catalogs.merge import merge_files

    merged = merge_files(base, ours, theirs, name)
    for entry in merged.conflicts:
        warn(f'{name or ours}: two translations of "{entry.msgid}"; see its comment "theirs:"')
    raise typer.Exit(1 if merged.conflicts else 0)
