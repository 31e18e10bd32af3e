"""`translate engines`: what can draft on this machine, and why the rest can't."""

from __future__ import annotations

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json
from hexapla.cli.work import Session

__all__ = ["engines"]


def engines(as_json: options.AsJson = False) -> None:
    """Say which engines work here, and why the rest do not.

    \b
    translate engines
    """
    from hexapla.engines.registry import overview

    found = overview(Session().publication.configuration.engines)
    if as_json:
        echo_json(
            [
                {
                    "engine": one.name,
                    "used": one.used,
                    "pairs": [[pair.source, pair.target] for pair in one.pairs],
                    "unavailable": one.unavailable,
                }
                for one in found
            ]
        )
        return
    for one in found:
        unused = "" if one.used else " (not in the configured engines)"
        if one.unavailable:
            echo(f"{one.name}{unused}: {one.unavailable}")
        else:
            echo(f"{one.name}{unused}: {', '.join(map(str, one.pairs))}")
