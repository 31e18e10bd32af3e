"""`translate segments`: how an article is cut into sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json
from hexapla.cli.session import Session

__all__ = ["segments"]


def segments(
    article: Annotated[Path, typer.Argument(metavar="ARTICLE", help="The source file.")],
    source: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    as_json: options.AsJson = False,
) -> None:
    """Show how an article is cut into sentences, and which rule decided.

    \b
    translate segments article.txt
    """
    from hexapla.publication.reading import explain_segmentation

    session = Session()
    found = [
        pair
        for prepared in session.prepare([article], source, encoding, format)
        for pair in explain_segmentation(session.publication.configuration, prepared)
    ]
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
                    "decisions": [
                        {"offset": one.offset, "cut": one.breaks, "rule": one.rule}
                        for one in decisions
                    ],
                }
                for segment, decisions in found
            ]
        )
    else:
        for segment, decisions in found:
            if not segment.index:
                echo(f"{segment.block + 1}. {segment.kind}, line {segment.line}")
            echo(f"   {segment.index + 1}/{segment.count}  {segment.text}")
            for one in decisions:
                verb = "cut" if one.breaks else "no cut"
                before = segment.text if one.breaks else segment.text[: one.offset]
                echo(f"        {verb} after {before.split()[-1]}  ({one.rule})")
    session.finish()
