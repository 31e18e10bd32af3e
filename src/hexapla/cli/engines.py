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
    from hexapla.engines.routes import RankedRoute

__all__ = ["engines"]

_MOST = 10


def engines(
    source: Annotated[
        str | None, typer.Argument(metavar="FROM", help="Explain the route from this language…")
    ] = None,
    target: Annotated[str | None, typer.Argument(metavar="TO", help="…to this one.")] = None,
    engine: options.Engines = None,
    as_json: options.AsJson = False,
) -> None:
    """Show which engines work here, or which is chosen for a pair of languages and why.

    \b
    translate engines
    translate engines en fr

    The route with the fewest points is used: 100 for each step, 10 for each place in the engine
    order and for each 10 chrF below 50 that `translate evaluate --remember` measured, more where a
    variant or another language is used instead.
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
        raise UsageError("a pair has two languages", hint="run translate engines en fr")
    pair = Language(source), Language(target)
    ranked = routes.ranked(*pair, registry.engines(order))
    if as_json:
        echo_json([_route_json(one) for one in ranked])
    else:
        _show_routes(ranked)


def _show_statuses(found: list[Status]) -> None:
    for one in found:
        unused = "" if one.used else " (not in the configured engines)"
        if one.unavailable:
            echo(f"{one.name}{unused}: {one.unavailable}")
        else:
            echo(f"{one.name}{unused}: {', '.join(map(str, one.pairs))}")


def _show_routes(found: list[RankedRoute]) -> None:
    for number, one in enumerate(found[:_MOST]):
        chosen = "chosen: " if number == 0 else ""
        echo(f"{chosen}{one.route.origin}, {one.cost:g} points")
        for points, reason in one.reasons:
            echo(f"  {points:+7.1f}  {reason}")
    if len(found) > _MOST:
        echo(f"and {len(found) - _MOST} more routes")


def _status_json(one: Status) -> dict[str, object]:
    return {
        "engine": one.name,
        "used": one.used,
        "pairs": [[pair.source, pair.target] for pair in one.pairs],
        "unavailable": one.unavailable,
    }


def _route_json(one: RankedRoute) -> dict[str, object]:
    return {
        "origin": one.route.origin,
        "hops": [[hop.engine.name, *hop.pair] for hop in one.route.hops],
        "cost": one.cost,
        "reasons": [{"points": points, "reason": reason} for points, reason in one.reasons],
    }
