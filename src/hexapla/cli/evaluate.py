"""`translate evaluate`: the quality and speed of engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hexapla.cli import options
from hexapla.cli.envelope import add_results
from hexapla.cli.options import split_tags
from hexapla.cli.output import echo, report, table, warn
from hexapla.cli.session import Session
from hexapla.errors import EngineError, UsageError
from hexapla.message import msg

if TYPE_CHECKING:
    from hexapla.engines.engine import Translation
    from hexapla.engines.routes import Route
    from hexapla.evaluation import Comparison, Evaluation
    from hexapla.languages import Language

__all__ = ["evaluate"]

# How many documents are shown.
_MOST = 20


@dataclass(frozen=True, slots=True)
class _TestSet:
    """Sentences with their references, the document of each, and the engine that drafted it.

    ``translate`` says how they are translated with a route, if not as they are.
    """

    source: Language
    target: Language
    sentences: list[str]
    references: list[str]
    documents: list[str] = field(default_factory=list)
    engines: list[str] = field(default_factory=list)
    translate: Callable[[Route], Callable[[Sequence[str]], Iterator[Translation]]] | None = None

    def first(self, count: int | None) -> _TestSet:
        """The first sentences."""
        return replace(
            self,
            sentences=self.sentences[:count],
            references=self.references[:count],
            documents=self.documents[:count],
            engines=self.engines[:count],
        )


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
    details: Annotated[
        bool,
        typer.Option("--details", help="Also show chrF by document, and findings by check."),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Score engines against human translations, and compare them.

    \b
    translate evaluate eng_Latn.devtest spa_Latn.devtest --engine argos --engine apertium
    translate evaluate --from en --to es

    Both files have the same number of lines. Their languages are those at the start of their names
    (eng_Latn.devtest), unless --from and --to name others. Without files, the reviewed sentences of
    the publication are used, drafted as in a run. Each engine is scored separately.

    BLEU and chrF go from 0 to 100; higher is better. "loading" is the time before the first
    sentence, "findings" the share of translations in which translate check finds something, and
    "empty" the number of sentences that were not translated. The last lines compare the others
    with the engine that has the best chrF: a difference is significant if it is no coincidence with
    95% confidence, by a paired bootstrap of 1,000 resamples, as in sacrebleu.

    --remember needs at least 100 sentences. A score over more sentences is not replaced.
    """
    from hexapla import evaluation
    from hexapla.engines import quality

    session = Session()
    if source and reference:
        tested = _from_files(source, reference, from_, to)
    elif source or reference:
        raise UsageError(
            msg("the file of references is missing"), hint=msg("name two files, or none")
        )
    else:
        tested = _from_catalogs(session, from_, to)
    names = engine or session.publication.configuration.engines.between(
        tested.source, tested.target
    )
    tested = tested.first(limit)
    if remember and len(tested.sentences) < quality.LEAST_SENTENCES:
        raise UsageError(
            msg(
                "--remember needs at least {least_sentences} sentences, not {n}",
                least_sentences=quality.LEAST_SENTENCES,
                n=len(tested.sentences),
            ),
            hint=msg("use more, or leave it out"),
        )
    routes = _routes(session, names, tested, all_required=engine is not None)
    results = []
    for route in routes:
        result = evaluation.evaluate(
            route,
            tested.source,
            tested.target,
            tested.sentences,
            tested.references,
            tested.translate and tested.translate(route),
        )
        results.append(result)
        if remember:
            _remember(result, route.digest)
    compared = evaluation.compare(results, tested.references)
    if as_json:
        add_results(_json(one, compared, tested, details=details) for one in results)
    else:
        _show(results)
        show_comparisons(results, compared)
        show_favoured(Counter(filter(None, tested.engines)), len(tested.sentences))
        if details:
            _show_documents(results, tested)
            _show_findings(results)


def _json(
    one: Evaluation, compared: Sequence[Comparison], tested: _TestSet, *, details: bool
) -> dict[str, object]:
    """An engine's scores; ``difference`` is None for the best one."""
    from hexapla.evaluation import by_document

    facts = {key: value for key, value in asdict(one).items() if key != "texts"}
    other = next((other for other in compared if other.origin == one.origin), None)
    documents = None
    if details and tested.documents:
        documents = [
            {"document": name, "sentences": count, "chrf": chrf}
            for name, (count, chrf) in by_document(one, tested.references, tested.documents).items()
        ]
    return {
        **facts,
        "findings_by_check": dict(one.findings_by_check) if details else None,
        "speed": one.speed,
        "difference": other
        and {
            "best": other.best,
            "chrf": other.difference,
            "low": other.low,
            "high": other.high,
            "p": other.p,
            "significant": other.significant,
            "signature": other.signature,
        },
        "documents": documents,
    }


def show_comparisons(results: Sequence[Evaluation], compared: Sequence[Comparison]) -> None:
    """Print the best engine, and how the others compare with it."""
    if not compared:
        return
    best = max(results, key=lambda one: one.chrf)
    echo(msg("best: {origin}, {chrf:.1f} chrF", origin=best.origin, chrf=best.chrf))
    for one in compared:
        clear = msg("significant") if one.significant else msg("not significant")
        interval = msg("95% between {low:+.1f} and {high:+.1f}", low=one.low, high=one.high)
        echo(
            msg(
                "{origin}: {difference:+.1f} chrF ({interval}; p = {p:.3f}), {clear}",
                origin=one.origin,
                difference=one.difference,
                interval=interval,
                p=one.p,
                clear=clear,
            )
        )
    echo(msg("paired bootstrap: {signature}", signature=compared[0].signature))


def show_favoured(drafted: Mapping[str, int], sentences: int) -> None:
    """Print which engines had drafted some of the reviewed sentences, by their numbers."""
    for name, count in sorted(drafted.items(), key=lambda one: -one[1]):
        echo(
            msg(
                "{name} had drafted {count:,} of the {sentences:,} sentences, which favours it",
                name=name,
                count=count,
                sentences=sentences,
            )
        )


def _show_documents(results: Sequence[Evaluation], tested: _TestSet) -> None:
    """Print chrF by document, first those where the engines are worst."""
    from hexapla.evaluation import by_document

    if not tested.documents:
        return
    scores = [by_document(one, tested.references, tested.documents) for one in results]
    names = sorted(scores[0], key=lambda name: max(one[name][1] for one in scores))
    echo("")
    table(
        (msg("document"), msg("sentences"), *(one.origin for one in results)),
        [
            (name, scores[0][name][0], *(f"{one[name][1]:.1f}" for one in scores))
            for name in names[:_MOST]
        ],
    )
    if len(names) > _MOST:
        echo(msg("and {n} more documents", n=len(names) - _MOST))


def _show_findings(results: Sequence[Evaluation]) -> None:
    """Print how many sentences each check finds something in, by engine."""
    every = dict.fromkeys(name for one in results for name in one.findings_by_check)
    names = sorted(
        every, key=lambda name: -sum(one.findings_by_check.get(name, 0) for one in results)
    )
    if names:
        echo("")
        table(
            (msg("finding"), *(one.origin for one in results)),
            [(name, *(one.findings_by_check.get(name, 0) for one in results)) for name in names],
        )


def _routes(
    session: Session, names: Iterable[str], tested: _TestSet, *, all_required: bool
) -> list[Route]:
    """The route of each engine between two languages.

    An engine without a route is reported and left out. Raises EngineError if it is required, and if
    no engine has a route.
    """
    from hexapla.engines.routes import find_route

    routes = []
    failures = []
    for name in dict.fromkeys(names):
        try:
            engines = session.publication.new_engines([name])
            routes.append(find_route(tested.source, tested.target, engines))
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
            msg(
                "the earlier score of {origin} is kept: {chrf} chrF over {sentences:,} sentences",
                origin=result.origin,
                chrf=kept.chrf,
                sentences=kept.sentences,
            )
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
    echo(
        msg(
            "{count} sentence; BLEU: {bleu_signature}",
            count=count,
            bleu_signature=results[0].bleu_signature,
        )
        if count == 1
        else msg(
            "{count} sentences; BLEU: {bleu_signature}",
            count=count,
            bleu_signature=results[0].bleu_signature,
        )
    )
    echo(msg("chrF: {chrf_signature}", chrf_signature=results[0].chrf_signature))


def _from_files(source: Path, reference: Path, from_: str | None, to: list[str] | None) -> _TestSet:
    from hexapla.evaluation import read_sentences

    texts = read_sentences(source), read_sentences(reference)
    tags = split_tags(to)
    languages = (
        _language(source, from_, "--from"),
        _language(reference, _one(tags) if tags else None, "--to"),
    )
    return _TestSet(*languages, *texts)


def _from_catalogs(session: Session, from_: str | None, to: list[str] | None) -> _TestSet:
    from hexapla.languages import Language

    source = session.require_source_language(from_)
    target = Language(_one(split_tags(to)))
    reviewed = session.publication.reviewed(source, target)
    if not reviewed:
        raise UsageError(
            msg(
                "no catalog here has reviewed sentences from {name} to {target_name}",
                name=source.name,
                target_name=target.name,
            ),
            hint=msg("review some, or name two files"),
        )
    return _TestSet(
        source,
        target,
        [one.sentence for one in reviewed],
        [one.translation for one in reviewed],
        [one.catalog for one in reviewed],
        [one.engine for one in reviewed],
        session.publication.as_drafted(source, target),
    )


def _language(path: Path, tag: str | None, option: str) -> Language:
    from hexapla.evaluation import language_of
    from hexapla.languages import Language

    language = Language(tag) if tag else language_of(path)
    if language is None:
        raise UsageError(
            msg("the name doesn't begin with a language"),
            where=str(path),
            hint=msg("use {option}", option=option),
        )
    return language


def _one(tags: list[str]) -> str:
    if len(tags) != 1:
        raise UsageError(msg("one target language is evaluated at a time"), hint=msg("use --to es"))
    return tags[0]
