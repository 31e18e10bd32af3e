"""`translate detect`: which language a file is in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json
from hexapla.cli.session import Session
from hexapla.errors import HexaplaError

__all__ = ["detect"]


def detect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files to look at.")],
    encoding: options.Encoding = None,
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
            found.append((path, *session.publication.detect(path, encoding)))
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
                    "shares": [
                        {"language": s.tag, "share": round(s.share, 3), "lines": s.lines}
                        for s in shares
                    ],
                }
                for path, verdict, shares in found
            ]
        )
    for path, verdict, shares in () if as_json else found:
        names = [f"{Language(tag).name} ({tag}) {p:.2f}" for tag, p in verdict.guesses[:2]]
        sure = verdict.tag != "und"
        if sure:
            name = Language(verdict.tag).name
            echo(f"{path}: {name} ({verdict.tag}), {verdict.confidence:.2f}")
        else:
            echo(f"{path}: not sure: {' or '.join(names) or 'no letters'}")
        if len(shares) > 1:
            for one in shares:
                lines = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in one.lines)
                known = Language(one.tag).name if one.tag != "und" else "not sure"
                echo(f"  {one.share:4.0%}  {known} ({one.tag}), lines {lines}")
    session.finish()
