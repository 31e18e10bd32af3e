"""`translate segments`: how an article is cut into sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json
from hexapla.cli.work import Session

__all__ = ["segments"]


def segments(
    article: Annotated[Path, typer.Argument(metavar="ARTICLE", help="The source file.")],
    source: options.From = None,
    encoding: options.Encoding = None,
    as_json: options.AsJson = False,
) -> None:
    """Show how an article is cut into blocks and sentences.

    \b
    translate segments article.txt
    """
    session = Session()
    (prepared,) = session.prepare([article], source, encoding)
    if as_json:
        echo_json(
            [
                {
                    "block": segment.block + 1,
                    "sentence": segment.index + 1,
                    "of": segment.count,
                    "line": segment.line,
                    "kind": segment.kind,
                    "text": segment.text,
                }
                for segment in prepared.document.segments
            ]
        )
    else:
        for segment in prepared.document.segments:
            if not segment.index:
                echo(f"{segment.block + 1}. {segment.kind}, line {segment.line}")
            echo(f"   {segment.index + 1}/{segment.count}  {segment.text}")
    session.finish()
