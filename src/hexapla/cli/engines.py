"""`translate engines`: which engines work on this machine, and which one is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.models import warn_of_broken
from hexapla.cli.output import echo
from hexapla.cli.session import Session
from hexapla.errors import UsageError

if TYPE_CHECKING:
    from hexapla.engines.engine import Pair, Prompted
    from hexapla.engines.registry import Status
    from hexapla.engines.routes import RankedRoute

__all__ = ["engines"]

_MOST = 10


def engines(
    from_: Annotated[
        str | None, typer.Argument(metavar="FROM", help="Source language of the pair to explain.")
    ] = None,
    to: Annotated[
        str | None, typer.Argument(metavar="TO", help="Target language of the pair to explain.")
    ] = None,
    engine: options.Engines = None,
    show_prompt: Annotated[
        bool,
        typer.Option(
            "--show-prompt", help="Show what a language model is told, with an example for a pair."
        ),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Show the engines, or the route between two languages.

    \b
    translate engines
    translate engines en fr
    translate engines en fr --show-prompt

    A route leads from one language to the other, directly or through a third one. The route with
    the fewest points is used: 100 for each step, 10 for each place in the order of engines, and 10
    for each 10 chrF below 50 that translate evaluate --remember has measured. A variant of the
    language, or another language in its place, costs more.
    """
    from hexapla.engines import routes
    from hexapla.engines.engine import Pair
    from hexapla.languages import Language

    publication = Session(engine).publication
    to = _required(from_, to) if from_ else None
    languages = (Language(from_), Language(to)) if from_ and to else None
    if show_prompt:
        pair = Pair(*(one.tag for one in languages)) if languages else None
        _show_prompts(publication.prompted_engines(), pair, as_json=as_json)
        return
    if languages is None:
        found = publication.engine_statuses()
        orders = publication.configuration.engines.pairs
        warn_of_broken()
        if as_json:
            add_results(_status_json(one) for one in found)
            add_results(_order_json(*one) for one in orders)
        else:
            _show_statuses(found)
            for between, names in orders:
                echo(f"order for {between}: {', '.join(names)}")
        return
    ranked = routes.ranked(*languages, publication.engines_between(*languages))
    if as_json:
        add_results(_route_json(one) for one in ranked)
    else:
        _show_routes(ranked)


def _show_prompts(found: list[Prompted], pair: Pair | None, *, as_json: bool) -> None:
    for one in (text for engine in found for text in engine.prompts(pair)):
        if as_json:
            add_results([{"kind": "prompt", **one._asdict()}])
        else:
            for line in (f"── {one.role}: {one.place}", "", *one.text.splitlines(), ""):
                echo(line)


def _required(from_: str, to: str | None) -> str:
    """The target language. Raises UsageError if there is none."""
    if to is None:
        both = from_.replace("→", "-").partition("-")
        example = f"{both[0]} {both[2]}" if both[2] else "en fr"
        hint = f"use translate engines {example}"
        raise UsageError("the target language is missing", hint=hint)
    return to


def _show_statuses(found: list[Status]) -> None:
    for one in found:
        unused = "" if one.used else " (not in the configured engines)"
        if one.unavailable:
            echo(f"{one.name}{unused}: {one.unavailable}")
        else:
            echo(f"{one.name}{unused}: {one.summary or ', '.join(map(str, one.pairs))}")


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
        "kind": "engine",
        "engine": one.name,
        "used": one.used,
        "pairs": [{"source": pair.source, "target": pair.target} for pair in one.pairs],
        "unavailable": one.unavailable,
        "summary": one.summary or None,
    }


def _order_json(pair: Pair, names: Sequence[str]) -> dict[str, object]:
    return {
        "kind": "order",
        "source": pair.source,
        "target": pair.target,
        "engines": list(names),
    }


def _route_json(one: RankedRoute) -> dict[str, object]:
    return {
        "kind": "route",
        "origin": one.route.origin,
        "hops": [
            {"engine": hop.engine.name, "source": hop.pair.source, "target": hop.pair.target}
            for hop in one.route.hops
        ],
        "cost": one.cost,
        "reasons": [{"points": points, "reason": reason} for points, reason in one.reasons],
    }
