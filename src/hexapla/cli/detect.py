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
        guesses = [f"{_name(tag)}{probable.get(tag, '')}" for tag in named]
        said = "too short to be sure" if verdict.short and verdict.guesses else "not sure"
        echo(f"{path}: {said}: {' or '.join(guesses) or 'no letters'}")
    else:
        echo(f"{path}: {_name(verdict.tag)}, {verdict.confidence:.2f}")
    if found.encoding:
        echo(f"  read as {found.encoding}, which is a guess; use --encoding if it is wrong")
    if len(shares) > 1:
        for one in shares:
            lines = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in one.lines)
            echo(f"  {one.share:4.0%}  {_name(one.tag)}, lines {lines}")


def _name(tag: str) -> str:
    from hexapla.languages import Language

    return f"{Language(tag).name if tag != _UNKNOWN else 'not sure'} ({tag})"
