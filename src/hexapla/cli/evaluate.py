"""`translate evaluate`: how good and how fast the engines are here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.output import echo, echo_json, report, table, warn
from hexapla.cli.session import Session, split_tags
from hexapla.errors import EngineError, UsageError

if TYPE_CHECKING:
    from hexapla.engines.routes import Route
    from hexapla.evaluation import Evaluation
    from hexapla.languages import Language

__all__ = ["evaluate"]

_Sentences = tuple["Language", "Language", list[str], list[str]]


def evaluate(
    source: Annotated[
        Path | None, typer.Argument(metavar="SOURCE", help="Sentences, one a line.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Argument(metavar="REFERENCE", help="Their translations by people.")
    ] = None,
    engine: options.Engines = None,
    from_: options.From = None,
    to: options.To = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N sentences.")
    ] = None,
    remember: Annotated[
        bool, typer.Option("--remember", help="Let the choice of engines count with the result.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Compare what engines make of sentences with what people made of them.

    Two files have a sentence a line each; their languages are those their names begin with
    (eng_Latn.devtest), or --from and --to. Without files a publication's reviewed sentences are
    taken. Each --engine is measured by itself. --remember wants 100 sentences, and keeps an earlier
    score that is over more.

    \b
    translate evaluate eng_Latn.devtest spa_Latn.devtest --engine argos --engine apertium
    translate evaluate --from en --to es
    """
    from hexapla import evaluation
    from hexapla.engines import quality

    session = Session()
    if source and reference:
        pair = _from_files(source, reference, from_, to)
    elif source or reference:
        raise UsageError("the references are missing", hint="name two files, or none")
    else:
        pair = _from_catalogs(session, from_, to)
    origin, target, sentences, references = pair
    names = engine or session.publication.configuration.engines
    sentences, references = sentences[:limit], references[:limit]
    if remember and len(sentences) < quality.LEAST_SENTENCES:
        raise UsageError(
            f"{len(sentences)} sentences are too few to choose engines by",
            hint=f"--remember wants {quality.LEAST_SENTENCES}",
        )
    routes = _routes(names, origin, target, all_wanted=engine is not None)
    results = []
    for route in routes:
        result = evaluation.evaluate(route, origin, target, sentences, references)
        results.append(result)
        if remember:
            _remember(result, route.digest)
    if as_json:
        echo_json([{**asdict(one), "speed": one.speed} for one in results])
    else:
        _show(results)


def _routes(
    names: Iterable[str], source: Language, target: Language, *, all_wanted: bool
) -> list[Route]:
    """Each engine's route, known before hours of work begin.

    One that has none is left out and told of, or raises EngineError where all are wanted, or none
    has any.
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
    if failures and (all_wanted or not routes):
        raise failures[0]
    for failure in failures:
        report(failure)
    return routes


def _remember(result: Evaluation, digest: str) -> None:
    from hexapla.engines.quality import Measured, remember

    ours = Measured(round(result.chrf, 1), result.sentences, digest)
    kept = remember(result.origin, ours)
    if kept != ours:
        warn(f"{result.origin} keeps its {kept.chrf} chrF over {kept.sentences:,} sentences")


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
    echo(f"{results[0].sentences} sentences; BLEU: {results[0].bleu_signature}")
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


def _language(path: Path, said: str | None, option: str) -> Language:
    from hexapla.evaluation import language_of
    from hexapla.languages import Language

    language = Language(said) if said else language_of(path)
    if language is None:
        raise UsageError("the language is not clear", where=str(path), hint=f"say {option}")
    return language


def _one(tags: list[str]) -> str:
    if len(tags) != 1:
        raise UsageError("one language is evaluated at a time", hint="say --to es")
    return tags[0]
