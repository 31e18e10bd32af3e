"""The first stage: read the documents of a chunk, and leave their sentences for the second.

Parsing is repeated in the third stage: that is cheaper than to keep parsed documents.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from hexapla.batch import exchange, limits
from hexapla.batch.inputs import Chunk, Source, read_chunk
from hexapla.batch.job import Job
from hexapla.batch.pairs import Pairs
from hexapla.batch.places import Place
from hexapla.errors import HexaplaError
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.reading import Prepared, prepare_file

__all__ = [
    "BUCKETS",
    "STAGE",
    "Known",
    "by_language",
    "id_hash",
    "is_whole",
    "prepared",
    "problem",
    "read",
    "read_one",
    "sentences",
    "sizes",
]

STAGE = "read"
Known = tuple[str, Mapping[str, str]]
"""A document's language, and the languages of its sentences in others."""
BUCKETS = 1024
"""How many buckets the sentences of the whole input are spread over."""


def read(
    job: Job, work: Place, pairs: Pairs, chunk: Chunk, poisoned: Mapping[str, str]
) -> dict[str, Any]:
    """Read a chunk: write its sentences, and return its counts.

    ``poisoned`` has an error for each document (by its row) that must not be touched. The counts
    have ``ids``: a digest of each document's id, in hexadecimal; and ``known``: what was detected
    about each document, by its row.
    """
    lines: set[str] = set()
    sources: Counter[str] = Counter()
    ids: list[str] = []
    known: dict[str, Known] = {}
    failed = asked = 0
    for source in read_chunk(job, chunk):
        ids.append(id_hash(source.id))
        records: set[str] = set()
        poison = str(source.row) in poisoned
        found = None if poison else read_one(job, pairs, source, records)
        if not isinstance(found, Prepared):
            failed += 1
            continue
        sources[found.language.tag] += 1
        foreign = {text: other.tag for text, other in found.foreign.items()}
        known[str(source.row)] = found.language.tag, foreign
        asked += len(records)
        lines |= records
    spread = ((exchange.bucket_of(line, BUCKETS), line) for line in lines)
    exchange.write_buckets(work, _sentences(chunk.number), spread, BUCKETS)
    return {
        "documents": len(ids),
        "failed": failed,
        "sources": dict(sources),
        "sentences": len(lines),
        "asked": asked,
        "ids": ids,
        "known": known,
    }


def is_whole(work: Place, number: int) -> bool:
    """Whether the sentences of a chunk are there, undamaged."""
    return exchange.is_sound(work, _sentences(number), BUCKETS)


def sizes(work: Place, number: int) -> array[int]:
    """How many bytes of a chunk's sentences are in each bucket."""
    return exchange.sizes(work, _sentences(number), BUCKETS)


def sentences(work: Place, number: int, start: int, stop: int) -> Iterator[Any]:
    """The records of a chunk in the buckets from ``start`` up to ``stop``."""
    return exchange.read_buckets(work, _sentences(number), start, stop, BUCKETS)


def _sentences(number: int) -> str:
    return f"{STAGE}/{number}.sentences"


def read_one(job: Job, pairs: Pairs, source: Source, records: set[str]) -> Prepared | HexaplaError:
    """Read a document within its time: parse it, and add the records of what it asks for."""
    with limits.limited(job.seconds_for(len(source.data))):
        found = prepared(job, source)
        if isinstance(found, Prepared):
            records.update(asked_by(job, pairs, found))
        return found


def prepared(job: Job, source: Source, known: Known | None = None) -> Prepared | HexaplaError:
    """A document, parsed; or the error that says why it can't be.

    ``known`` is what was detected about it before.
    """
    if source.error is not None:
        return source.error
    language = known[0] if known else source.language
    foreign = {text: Language(tag) for text, tag in known[1].items()} if known else None
    try:
        found = prepare_file(
            job.layout,
            source.name or source.where,
            source.data,
            Language(language) if language else job.source,
            source.encoding,
            source.format,
            foreign,
        )
        _ = found.document.segments  # a parser that fails does so here
        return found
    except HexaplaError as error:
        error.where = error.where or source.where
        return error
    except Exception as error:
        return problem(error, source.where)


def problem(error: Exception, where: str) -> HexaplaError:
    """The error for a document with which something went wrong that nobody foresaw."""
    what = " ".join(str(error).split())[:200]
    return HexaplaError(
        msg("internal error: {name}: {what}", name=type(error).__name__, what=what),
        where=where,
        hint=msg("this is a bug in Hexapla: report it with this document"),
    )


def by_language(found: Prepared) -> dict[Language, list[str]]:
    """A document's sentences by the language that they are in, each once."""
    out: dict[Language, list[str]] = {}
    for text in dict.fromkeys(one.text for one in found.document.segments):
        out.setdefault(found.foreign.get(text, found.language), []).append(text)
    return out


def asked_by(job: Job, pairs: Pairs, found: Prepared) -> Iterator[str]:
    """The records of the plain sentences that a document's drafts need, in all languages."""
    for target in job.languages:
        if target == found.language:
            continue
        for source, sentences in by_language(found).items():
            if source != target:
                for one in pairs.between(source, target).asked(found.document, sentences):
                    yield exchange.dump([source.tag, target.tag, one])


def id_hash(document: str) -> str:
    """A short digest of a document's id."""
    return blake2b(document.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
