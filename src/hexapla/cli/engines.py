"""`translate engines`: what can draft on this machine, and why the rest can't."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.models import warn_of_broken
from hexapla.cli.output import echo, echo_json
from hexapla.cli.session import Session
from hexapla.errors import UsageError

if TYPE_CHECKING:
    from hexapla.engines.registry import Status
    from hexapla.engines.routes import Way

__all__ = ["engines"]

_MOST_WAYS = 10


def engines(
    source: Annotated[
        str | None, typer.Argument(metavar="FROM", help="Explain the way from this language…")
    ] = None,
    target: Annotated[str | None, typer.Argument(metavar="TO", help="…to this one.")] = None,
    engine: options.Engines = None,
    as_json: options.AsJson = False,
) -> None:
    """Say which engines work here, or which is chosen for a pair of languages, and why.

    \b
    translate engines
    translate engines en fr

    The way with the fewest points is taken: 100 for each step, 10 for each place in the order of
    engines and for each 10 of chrF that `translate evaluate --remember` measured below 50, more
    where a variant or another language stands in.
    """
    from hexapla.engines import registry, routes
    from hexapla.languages import Language

    order = Session(engine).publication.configuration.engines
    if source is None:
        found = registry.overview(order)
        warn_of_broken()
        if as_json:
            echo_json([_status_json(one) for one in found])
        else:
            _show_statuses(found)
        return
    if target is None:
        raise UsageError("a pair has two languages", hint="say translate engines en fr")
    pair = Language(source), Language(target)
    ways = routes.ways(*pair, registry.engines(order))
    if as_json:
        echo_json([_way_json(way) for way in ways])
    else:
        _show_ways(ways)


def _show_statuses(found: list[Status]) -> None:
    for one in found:
        unused = "" if one.used else " (not in the configured engines)"
        if one.unavailable:
            echo(f"{one.name}{unused}: {one.unavailable}")
        else:
            echo(f"{one.name}{unused}: {', '.join(map(str, one.pairs))}")


def _show_ways(ways: list[Way]) -> None:
    for number, way in enumerate(ways[:_MOST_WAYS]):
        chosen = "chosen: " if number == 0 else ""
        echo(f"{chosen}{way.route.origin}, {way.cost:g} points")
        for points, reason in way.reasons:
            echo(f"  {points:+7.1f}  {reason}")
    if len(ways) > _MOST_WAYS:
        echo(f"and {len(ways) - _MOST_WAYS} ways more")


def _status_json(one: Status) -> dict[str, object]:
    return {
        "engine": one.name,
        "used": one.used,
        "pairs": [[pair.source, pair.target] for pair in one.pairs],
        "unavailable": one.unavailable,
    }


def _way_json(way: Way) -> dict[str, object]:
    return {
        "origin": way.route.origin,
        "hops": [[hop.engine.name, *hop.pair] for hop in way.route.hops],
        "cost": way.cost,
        "reasons": [{"points": points, "reason": reason} for points, reason in way.reasons],
    }
