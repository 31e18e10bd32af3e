"""`translate segments`: how an article is split into sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.output import echo
from hexapla.cli.session import Session
from hexapla.message import msg

if TYPE_CHECKING:
    from hexapla.documents.document import Segment
    from hexapla.segmentation.segmenter import Decision

__all__ = ["segments"]


def segments(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Any file in a format that Hexapla reads, or -.")
    ],
    from_: options.From = None,
    encoding: options.Encoding = None,
    format: options.Format = None,
    as_json: options.AsJson = False,
) -> None:
    """Show how a file is split into sentences.

    \b
    translate segments article.txt
    translate segments - --from en < article.txt

    Each sentence is shown with its number and the number of sentences in its block (2/3). Below are
    the places where a sentence could have ended, with the rule that split there or not.
    """
    from hexapla.publication.reading import explain_segmentation

    session = Session()
    prepared = session.read(file, from_, encoding, format)
    found = explain_segmentation(session.publication.configuration, prepared)
    if as_json:
        add_results(_as_data(segment, decisions) for segment, decisions in found)
    else:
        for segment, decisions in found:
            _show(segment, decisions)
    session.finish()


def _as_data(segment: Segment, decisions: Sequence[Decision]) -> dict[str, Any]:
    return {
        "block": segment.block + 1,
        "sentence": segment.index + 1,
        "of": segment.count,
        "line": segment.line,
        "kind": segment.kind,
        "text": segment.text,
        "decisions": [
            {"offset": one.offset, "cut": one.breaks, "rule": one.rule} for one in decisions
        ],
    }


def _show(segment: Segment, decisions: Sequence[Decision]) -> None:
    if not segment.index:
        echo(
            msg(
                "{block}. {kind}, line {line}",
                block=segment.block + 1,
                kind=segment.kind,
                line=segment.line,
            )
        )
    echo(
        msg(
            "   {index}/{count}  {text}",
            index=segment.index + 1,
            count=segment.count,
            text=segment.text,
        )
    )
    for one in decisions:
        verb = msg("split") if one.breaks else msg("not split")
        before = segment.text if one.breaks else segment.text[: one.offset]
        echo(
            msg(
                "        {verb} after {before}  ({rule})",
                verb=verb,
                before=before.split()[-1],
                rule=one.rule,
            )
        )
