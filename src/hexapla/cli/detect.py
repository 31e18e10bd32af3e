"""`translate detect`: detect the language of files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hexapla.cli import inputs, options
from hexapla.cli.envelope import add_results
from hexapla.cli.output import echo
from hexapla.cli.session import Session
from hexapla.errors import HexaplaError
from hexapla.message import either, msg

if TYPE_CHECKING:
    from hexapla.publication.detecting import Detected

__all__ = ["detect"]

_UNKNOWN = "und"  # BCP 47's code for an undetermined language


def detect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files to look at, or -.")],
    encoding: options.Encoding = None,
    format: options.Format = None,
    as_json: options.AsJson = False,
) -> None:
    """Detect the language of files.

    \b
    translate detect article.txt
    translate detect - < article.txt

    The number is the confidence, from 0 to 1. A file in several languages is shown with the share
    of each, and the lines it is on.
    """
    from hexapla.publication.detecting import detect_file, usual_languages

    session = Session()
    for path in files:
        try:
            data = inputs.read(path)
            found = detect_file(inputs.name_of(path), data, encoding, format)
        except HexaplaError as error:
            session.failed(error)
            continue
        if as_json:
            add_results([_as_data(path, found)])
        else:
            _show(path, found, usual_languages(session.publication.layout))
    session.finish()


def _as_data(path: Path, found: Detected) -> dict[str, Any]:
    verdict = found.verdict
    return {
        "file": str(path),
        "language": verdict.tag,
        "confidence": round(verdict.confidence, 3),
        "guesses": [
            {"language": tag, "probability": round(share, 3)} for tag, share in verdict.guesses
        ],
        "shares": [
            {"language": one.tag, "share": round(one.share, 3), "lines": one.lines}
            for one in found.shares
        ],
        "guessed_encoding": found.encoding,
    }


def _show(path: Path, found: Detected, usual: Sequence[str]) -> None:
    from hexapla.publication.detecting import likeliest

    verdict, shares = found.verdict, found.shares
    if verdict.tag == _UNKNOWN:
        probable = {tag: f" {share:.2f}" for tag, share in verdict.guesses}
        named = likeliest(verdict, usual)
        guesses = [
            msg("{name}{share}", name=_name(tag), share=probable.get(tag, "")) for tag in named
        ]
        said = msg("too short to be sure") if verdict.short and verdict.guesses else msg("not sure")
        echo(
            msg(
                "{path}: {said}: {guesses}",
                path=path,
                said=said,
                guesses=either(guesses) if guesses else msg("no letters"),
            )
        )
    else:
        echo(
            msg(
                "{path}: {name}, {confidence:.2f}",
                path=path,
                name=_name(verdict.tag),
                confidence=verdict.confidence,
            )
        )
    if found.encoding:
        echo(
            msg(
                "  read as {encoding}, which is a guess; use --encoding if it is wrong",
                encoding=found.encoding,
            )
        )
    if len(shares) > 1:
        for one in shares:
            lines = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in one.lines)
            echo(
                msg(
                    "  {share:4.0%}  {name}, lines {lines}",
                    share=one.share,
                    name=_name(one.tag),
                    lines=lines,
                )
            )


def _name(tag: str) -> str:
    from hexapla.languages import Language

    name = Language(tag).name if tag != _UNKNOWN else msg("not sure")
    return msg("{name} ({tag})", name=name, tag=tag)
