"""The second stage: translate each different sentence of the whole input once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hexapla.batch import exchange, reading
from hexapla.batch.pairs import Answers, Pairs
from hexapla.batch.places import Place
from hexapla.engines import lockfile
from hexapla.engines.engine import Translation
from hexapla.languages import Language

__all__ = ["STAGE", "Buckets", "answers_for", "answers_of", "draft", "is_whole"]

STAGE = "draft"


@dataclass(frozen=True, slots=True)
class Buckets:
    """What a task drafts: some buckets of the sentences of all ``chunks``."""

    start: int
    stop: int
    chunks: int


def draft(work: Place, pairs: Pairs, number: int, buckets: Buckets) -> dict[str, Any]:
    """Draft the sentences in some buckets: write the answers for each chunk, and return the counts.

    Raises EngineError if an engine fails.
    """
    wanted: dict[tuple[str, str], dict[str, list[int]]] = {}
    records = 0
    for chunk in range(buckets.chunks):
        for source, target, text in reading.sentences(work, chunk, buckets.start, buckets.stop):
            wanted.setdefault((source, target), {}).setdefault(text, []).append(chunk)
            records += 1
    lines: list[tuple[int, str]] = []
    routes: dict[str, Any] = {}
    unique = misses = 0
    for (source, target), texts in sorted(wanted.items()):
        pair = pairs.between(Language(source), Language(target))
        before = pair.misses
        ordered = sorted(texts)
        for text, found in zip(ordered, pair.guarded.translate(ordered), strict=True):
            answer = [found.text, found.score, found.incidents, found.failure]
            line = exchange.dump([source, target, text, *answer])
            lines += ((chunk, line) for chunk in texts[text])
        unique += len(ordered)
        misses += pair.misses - before
        models = [[m.engine, *m.pair, m.version, m.digest] for m in lockfile.models_of(pair.route)]
        routes[f"{source}-{target}"] = [pair.route.origin, pair.route.digest, models]
    exchange.write_buckets(work, _file(number), lines, buckets.chunks)
    return {"records": records, "unique": unique, "misses": misses, "routes": routes}


def is_whole(work: Place, number: int, chunks: int) -> bool:
    """Whether the answers of a task are there, undamaged."""
    return exchange.is_sound(work, _file(number), chunks)


def _file(number: int) -> str:
    return f"{STAGE}/{number}.answers"


def answers_of(work: Place, number: int, chunks: int) -> Mapping[tuple[str, str], Answers]:
    """All answers of a task, by source and target language."""
    return _answers(work, [number], range(chunks), chunks)


def answers_for(
    work: Place, chunk: int, tasks: int, chunks: int
) -> Mapping[tuple[str, str], Answers]:
    """The answers for a chunk, from the files of all ``tasks``, by source and target language."""
    return _answers(work, range(tasks), range(chunk, chunk + 1), chunks)


def _answers(
    work: Place, tasks: Iterable[int], wanted: range, chunks: int
) -> Mapping[tuple[str, str], Answers]:
    found: dict[tuple[str, str], dict[str, Translation]] = {}
    for number in tasks:
        for source, target, text, *answer in exchange.read_buckets(
            work, _file(number), wanted.start, wanted.stop, chunks
        ):
            new, score, incidents, failure = answer
            noted = tuple((what, done) for what, done in incidents)
            found.setdefault((source, target), {})[text] = Translation(new, score, noted, failure)
    return found
