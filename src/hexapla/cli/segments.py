"""`translate segments`: how an article is cut into sentences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json
from hexapla.cli.work import Session

if TYPE_CHECKING:
    from hexapla.documents.document import Block, Segment
    from hexapla.segmentation import Decision, Segmenter

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
    from hexapla.preparation import segmenter

    session = Session()
    (prepared,) = session.prepare([article], source, encoding, format)
    cutter = segmenter(session.publication.configuration, prepared.language)
    explained = [
        pair
        for block in prepared.document.blocks
        for pair in _explained(block, cutter, prepared.language.joiner)
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
                for segment, decisions in explained
            ]
        )
    else:
        for segment, decisions in explained:
            if not segment.index:
                echo(f"{segment.block + 1}. {segment.kind}, line {segment.line}")
            echo(f"   {segment.index + 1}/{segment.count}  {segment.text}")
            for one in decisions:
                verb = "cut" if one.breaks else "no cut"
                before = segment.text[: one.offset].split()[-1:]
                echo(f"        {verb} after {' '.join(before)}  ({one.rule})")
    session.finish()


def _explained(
    block: Block, cutter: Segmenter, joiner: str
) -> list[tuple[Segment, list[Decision]]]:
    """Each segment of a block with what was decided in it, offsets counted from its start."""
    decisions = cutter.explain(joiner.join(segment.text for segment in block.segments))
    out = []
    start = 0
    for segment in block.segments:
        end = start + len(segment.text) + len(joiner)
        here = [
            replace(one, offset=one.offset - start)
            for one in decisions
            if start < one.offset <= end
        ]
        out.append((segment, here))
        start = end
    return out
