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
from hexapla.message import joined, msg

if TYPE_CHECKING:
    from hexapla.engines.engine import Pair, Prompted
    from hexapla.engines.registry import Status
    from hexapla.engines.routes import RankedRoute
    from hexapla.publication.measuring import Choice

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
    choose: Annotated[
        str | None,
        typer.Option(
            "--choose",
            metavar="PAIR",
            help="Compare the engines on the reviewed sentences of a pair such as en-es, and write "
            "the best order into publication.toml.",
        ),
    ] = None,
    dry_run: options.DryRun = False,
    as_json: options.AsJson = False,
) -> None:
    """Show the engines, or the route between two languages.

    \b
    translate engines
    translate engines en fr
    translate engines en fr --show-prompt
    translate engines --choose en-es

    A route leads from one language to the other, directly or through a third one. The route with
    the fewest points is used: 100 for each step, 10 for each place in the order of engines, and 10
    for each 10 chrF below 50 that translate evaluate --remember has measured. A variant of the
    language, or another language in its place, costs more.

    --choose needs at least 100 reviewed sentences. Engines that don't differ significantly (see
    translate evaluate) keep their order. Only the order of this pair is changed.
    """
    from hexapla.engines import routes
    from hexapla.engines.engine import Pair
    from hexapla.languages import Language

    if choose is not None:
        if from_ is not None:
            raise UsageError(
                msg("--choose can't be combined with FROM"), hint=msg("leave FROM out")
            )
        _choose(choose, engine or [], dry_run=dry_run, as_json=as_json)
        return
    if dry_run:
        raise UsageError(msg("--dry-run has no effect here"), hint=msg("use it with --choose"))
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
                echo(msg("order for {between}: {names}", between=between, names=joined(names)))
            if critic := publication.configuration.draft_critic:
                echo(msg("second opinions: {critic}", critic=critic))
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
        hint = msg("use translate engines {example}", example=example)
        raise UsageError(msg("the target language is missing"), hint=hint)
    return to


def _choose(text: str, names: Sequence[str], *, dry_run: bool, as_json: bool) -> None:
    from hexapla.cli.evaluate import show_comparisons, show_favoured
    from hexapla.engines.models.package import parse_pair
    from hexapla.publication.configuration import FILE_NAME

    choice = Session().publication.choose_engines(parse_pair(text), names, dry_run=dry_run)
    if as_json:
        add_results([_choice_json(choice)])
        return
    show_comparisons(choice.results, choice.comparisons)
    show_favoured(choice.drafted, choice.results[0].sentences)
    order = ", ".join(choice.after)
    if choice.after == choice.before:
        echo(msg("{pair}: the order stays {order}", pair=choice.pair, order=order))
    else:
        before = ", ".join(choice.before)
        verb = msg("wrote into") if choice.written else msg("would be written into")
        echo(
            msg(
                "{pair}: {order} (before: {before}); {verb} {file_name}",
                pair=choice.pair,
                order=order,
                before=before,
                verb=verb,
                file_name=FILE_NAME,
            )
        )


def _choice_json(choice: Choice) -> dict[str, object]:
    return {
        "kind": "choice",
        "source": choice.pair.source,
        "target": choice.pair.target,
        "before": list(choice.before),
        "after": list(choice.after),
        "written": choice.written,
        "sentences": choice.results[0].sentences,
        "drafted": dict(choice.drafted),
        "scores": [
            {"origin": one.origin, "chrf": one.chrf, "bleu": one.bleu} for one in choice.results
        ],
    }


def _show_statuses(found: list[Status]) -> None:
    for one in found:
        unused = "" if one.used else msg(" (not in the configured engines)")
        if one.unavailable:
            echo(
                msg(
                    "{name}{unused}: {unavailable}",
                    name=one.name,
                    unused=unused,
                    unavailable=one.unavailable,
                )
            )
        else:
            echo(
                msg(
                    "{name}{unused}: {summary}",
                    name=one.name,
                    unused=unused,
                    summary=one.summary or ", ".join(map(str, one.pairs)),
                )
            )


def _show_routes(found: list[RankedRoute]) -> None:
    for number, one in enumerate(found[:_MOST]):
        chosen = "chosen: " if number == 0 else ""
        echo(
            msg(
                "{chosen}{origin}, {cost:g} points",
                chosen=chosen,
                origin=one.route.origin,
                cost=one.cost,
            )
        )
        for points, reason in one.reasons:
            echo(msg("  {points:+7.1f}  {reason}", points=points, reason=reason))
    if len(found) > _MOST:
        echo(msg("and {n} more routes", n=len(found) - _MOST))


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
