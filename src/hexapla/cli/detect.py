"""`translate detect`: which language a file is in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo_json, table
from hexapla.cli.work import Session
from hexapla.errors import HexaplaError

__all__ = ["detect"]


def detect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files to look at.")],
    as_json: options.AsJson = False,
) -> None:
    """Say which language files are written in, and how sure that is.

    \b
    translate detect article.txt
    """
    from hexapla.languages import Language

    session = Session()
    found = []
    for path in files:
        try:
            found.append((path, session.publication.detect(path)))
        except HexaplaError as error:
            session.failed(error)
    if as_json:
        echo_json(
            [
                {
                    "file": str(path),
                    "language": verdict.tag,
                    "confidence": round(verdict.confidence, 3),
                    "guesses": [[tag, round(share, 3)] for tag, share in verdict.guesses],
                }
                for path, verdict in found
            ]
        )
    elif found:
        rows = []
        for path, verdict in found:
            names = [f"{Language(tag).name} ({tag}) {p:.2f}" for tag, p in verdict.guesses[:2]]
            sure = verdict.tag != "und"
            name = Language(verdict.tag).name if sure else f"not sure: {', '.join(names) or '?'}"
            rows.append((str(path), verdict.tag, f"{verdict.confidence:.2f}", name))
        table(("file", "code", "sure", "language"), rows)
    session.finish()
