"""`translate evaluate`: the quality and speed of engines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.options import split_tags
from hexapla.cli.output import echo, report, table, warn
from hexapla.cli.session import Session
from hexapla.errors import EngineError, UsageError

if TYPE_CHECKING:
    from hexapla.engines.routes import Route
    from hexapla.evaluation import Evaluation
    from hexapla.languages import Language

__all__ = ["evaluate"]

_Sentences = tuple["Language", "Language", list[str], list[str]]


def evaluate(
    source: Annotated[
        Path | None, typer.Argument(metavar="SOURCE", help="File with one sentence per line.")
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Argument(
            metavar="REFERENCE", help="File with their human translations, one per line."
        ),
    ] = None,
    engine: options.Engines = None,
    from_: options.From = None,
    to: options.To = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="N", help="Use only the first N sentences (default: all)."
        ),
    ] = None,
    remember: Annotated[
        bool,
        typer.Option("--remember", help="Use the scores to choose engines from now on."),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Score engines against human translations.

    \b
    translate evaluate eng_Latn.devtest spa_Latn.devtest --engine argos --engine apertium
    translate evaluate --from en --to es

    Both files have the same number of lines. Their languages are those at the start of their names
    (eng_Latn.devtest), unless --from and --to name others. Without files, the reviewed sentences of
    the publication are used. Each engine is scored separately.

    BLEU and chrF go from 0 to 100; higher is better. "loading" is the time before the first
    sentence, "findings" the share of translations in which translate check finds something, and
    "empty" the number of sentences that were not translated.

    --remember needs at least 100 sentences. A score over more sentences is not replaced.
    """
    from hexapla import evaluation
    from hexapla.engines import quality

    session = Session()
    if source and reference:
        pair = _from_files(source, reference, from_, to)
    elif source or reference:
        raise UsageError("the file of references is missing", hint="name two files, or none")
    else:
        pair = _from_catalogs(session, from_, to)
    origin, target, sentences, references = pair
    names = engine or session.publication.configuration.engines.between(origin, target)
    sentences, references = sentences[:limit], references[:limit]
    if remember and len(sentences) < quality.LEAST_SENTENCES:
        raise UsageError(
            f"--remember needs at least {quality.LEAST_SENTENCES} sentences, not {len(sentences)}",
            hint="use more, or leave it out",
        )
    routes = _routes(names, origin, target, all_required=engine is not None)
    results = []
    for route in routes:
        result = evaluation.evaluate(route, origin, target, sentences, references)
        results.append(result)
        if remember:
            _remember(result, route.digest)
    if as_json:
        add_results({**asdict(one), "speed": one.speed} for one in results)
    else:
        _show(results)


def _routes(
    names: Iterable[str], source: Language, target: Language, *, all_required: bool
) -> list[Route]:
    """The route of each engine between two languages.

    An engine without a route is reported and left out. Raises EngineError if it is required, and if
    no engine has a route.
    """
    from hexapla.engines import registry
    from hexapla.engines.routes import find_route

    routes = []
    failures = []
    for name in dict.fromkeys(names):
        try:
            routes.append(find_route(source, target, registry.engines([name])))
        except EngineError as error:
            failures.append(error)
    if failures and (all_required or not routes):
        raise failures[0]
    for failure in failures:
        report(failure)
    return routes


def _remember(result: Evaluation, digest: str) -> None:
    from hexapla.engines.quality import Measured, remember

    measured = Measured(round(result.chrf, 1), result.sentences, digest)
    kept = remember(result.origin, measured)
    if kept != measured:
        warn(
            f"the earlier score of {result.origin} is kept: {kept.chrf} chrF over "
            f"{kept.sentences:,} sentences"
        )


def _show(results: list[Evaluation]) -> None:
    header = ("engine", "BLEU", "chrF", "sentences/s", "words/s", "loading", "findings", "empty")
    table(
        header,
        [
            (
                one.origin,
                f"{one.bleu:.1f}",
                f"{one.chrf:.1f}",
                f"{one.speed:.1f}",
                f"{one.words / one.seconds:.0f}" if one.seconds else "",
                f"{one.loading:.2f} s",
                "" if one.findings is None else f"{one.findings:.0%}",
                one.untranslated,
            )
            for one in results
        ],
    )
    count = results[0].sentences
    echo(f"{count} {'sentence' if count == 1 else 'sentences'}; BLEU: {results[0].bleu_signature}")
    echo(f"chrF: {results[0].chrf_signature}")


def _from_files(
    source: Path, reference: Path, from_: str | None, to: list[str] | None
) -> _Sentences:
    from hexapla.evaluation import read_sentences

    texts = read_sentences(source), read_sentences(reference)
    tags = split_tags(to)
    languages = (
        _language(source, from_, "--from"),
        _language(reference, _one(tags) if tags else None, "--to"),
    )
    return *languages, *texts


def _from_catalogs(session: Session, from_: str | None, to: list[str] | None) -> _Sentences:
    from hexapla.languages import Language

    source = session.require_source_language(from_)
    target = Language(_one(split_tags(to)))
    reviewed = session.publication.reviewed(source, target)
    if not reviewed:
        raise UsageError(
            f"no catalog here has reviewed sentences from {source.name} to {target.name}",
            hint="review some, or name two files",
        )
    return source, target, list(reviewed), list(reviewed.values())


def _language(path: Path, tag: str | None, option: str) -> Language:
    from hexapla.evaluation import language_of
    from hexapla.languages import Language

    language = Language(tag) if tag else language_of(path)
    if language is None:
        raise UsageError(
            "the name doesn't begin with a language", where=str(path), hint=f"use {option}"
        )
    return language


def _one(tags: list[str]) -> str:
    if len(tags) != 1:
        raise UsageError("one target language is evaluated at a time", hint="use --to es")
    return tags[0]
