"""The third stage: make the editions of a chunk, and write one shard of the output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b, sha256
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from hexapla.batch import limits, shards
from hexapla.batch.checking import Checkers
from hexapla.batch.inputs import Chunk, Source, read_chunk
from hexapla.batch.job import Job
from hexapla.batch.pairs import Pairs
from hexapla.batch.places import Place
from hexapla.batch.reading import Known, by_language, prepared, problem
from hexapla.catalogs import store
from hexapla.catalogs.catalog import Catalog, Entry
from hexapla.catalogs.provenance import text_digest
from hexapla.catalogs.update import update
from hexapla.checks.run import Checked
from hexapla.documents.decoding import decode
from hexapla.drafting.fill import Proposal, apply
from hexapla.editions.edition import Edition, Policy, compose
from hexapla.errors import EngineError, HexaplaError
from hexapla.languages import Language
from hexapla.message import msg
from hexapla.publication.article import Article
from hexapla.publication.reading import Prepared
from hexapla.publication.templates import new_template
from hexapla.systems import is_device

__all__ = ["STAGE", "Assembly", "Desk", "assemble", "assemble_one", "changed"]

STAGE = "assemble"
REVIEW, EDITIONS = "review", "editions"
# Articles have a folder of their own, so that none of them is read as settings or as a catalog.
_ARTICLES = "articles"
TRANSLATED, SAME, REFUSED, FAILED = "translated", "same-language", "refused", "failed"

# Catalogs must not depend on when they were written, so that a run that is repeated writes the same
# ones. An editor sets the date when it saves.
_DATE = "1970-01-01 00:00+0000"
_LONGEST_NAME, _LONGEST_PATH = 80, 180


@dataclass(frozen=True, slots=True)
class Desk:
    """What documents are assembled with: drafters, checks, and the policy for editions."""

    pairs: Pairs
    checkers: Checkers
    policy: Policy


@dataclass(slots=True)
class Assembly:
    """The rows of a shard and what is counted about them."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    segments: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[dict[str, str]] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)


def assemble(
    job: Job,
    output: Place,
    desk: Desk,
    chunk: Chunk,
    known: Mapping[str, Known],
    poisoned: Mapping[str, str],
) -> dict[str, Any]:
    """Assemble a chunk: write its shards, and return its counts and the digests of its files.

    ``known`` is what was detected about each document (by its row), ``poisoned`` has a message for
    each that must not be touched. What engines have already translated is known to the desk. Raises
    InputError if the output can't be written.
    """
    assembly = Assembly()
    for source in read_chunk(job, chunk):
        message = poisoned.get(str(source.row))
        if message is not None:
            _add_failure(job, assembly, source, _set_aside(source, message))
            continue
        assemble_one(job, assembly, desk, source, known.get(str(source.row)))
    written = {}
    for name, rows, columns in (
        ("documents", assembly.documents, shards.DOCUMENTS),
        ("segments", assembly.segments, shards.SEGMENTS),
    ):
        path = f"{name}/part-{chunk.number:06}.{job.container}"
        assembly.files[path] = shards.encode(rows, columns, job.container)
    for path, data in sorted(assembly.files.items()):
        # Whatever else is in its place is not what an earlier run has written: a person has.
        if not (_is_reviewers(path) and output.is_file(path)):
            output.write(path, data)
        written[path] = sha256(data).hexdigest()
    return {
        "counts": dict(sorted(assembly.counts.items())),
        "failures": assembly.failures,
        "warnings": dict(assembly.warnings),
        "files": written,
    }


def changed(output: Place, files: Mapping[str, str]) -> str:
    """The first one of some files that isn't there, or hasn't its digest any more, else "".

    Reviewers may change and remove theirs. A place that sees to damage itself isn't read.
    """
    for path, digest in files.items():
        if _is_reviewers(path):
            continue
        if not output.is_file(path):
            return path
        if not output.is_checked and sha256(output.read(path)).hexdigest() != digest:
            return path
    return ""


def _is_reviewers(path: str) -> bool:
    return path.startswith(f"{REVIEW}/")


def assemble_one(
    job: Job, assembly: Assembly, desk: Desk, source: Source, known: Known | None
) -> None:
    """Add a document's rows and files to an assembly, within its time."""
    with limits.limited(job.seconds_for(len(source.data))):
        found = prepared(job, source, known)
        if isinstance(found, Prepared):
            found = _as_article(found, f"{_ARTICLES}/{file_name(source, _suffix(source, found))}")
            _add_editions(job, assembly, desk, source, found)
        else:
            _add_failure(job, assembly, source, found)


def _as_article(found: Prepared, name: str) -> Prepared:
    """The document as the article that it is in the folder for reviewers."""
    return replace(found, article=Article(Path(name), name, name, name))


def _set_aside(source: Source, message: str) -> HexaplaError:
    return HexaplaError(message, where=source.where, hint=msg("look at this document"))


def _add_failure(job: Job, assembly: Assembly, source: Source, error: HexaplaError) -> None:
    """Add rows for a document that can't be read, one for each language."""
    assembly.counts["failed"] += 1
    assembly.failures.append({"id": source.id, "error": str(error)})
    for target in job.languages:
        assembly.documents.append(
            {
                "id": source.id,
                "language": target.tag,
                "status": FAILED,
                "error": str(error),
                "source_sha256": sha256(source.data).hexdigest() if source.data else None,
            }
        )


def _add_editions(
    job: Job, assembly: Assembly, desk: Desk, source: Source, found: Prepared
) -> None:
    """Add the rows of a document's editions; of none of them if something unforeseen happens."""
    fresh = Assembly()
    try:
        words = found.document.words
        for target in job.languages:
            _add_edition(job, fresh, desk, source, found, words, target)
    except (EngineError, MemoryError):
        raise
    except Exception as error:
        one = error if isinstance(error, HexaplaError) else problem(error, source.where)
        _add_failure(job, assembly, source, one)
        return
    fresh.counts["documents"] += 1
    fresh.counts["words"] += words
    fresh.counts[f"language {found.language.tag}"] += 1
    assembly.documents += fresh.documents
    assembly.segments += fresh.segments
    assembly.files |= fresh.files
    assembly.counts += fresh.counts
    assembly.warnings += fresh.warnings


def _add_edition(
    job: Job,
    assembly: Assembly,
    desk: Desk,
    source: Source,
    found: Prepared,
    words: int,
    target: Language,
) -> None:
    row: dict[str, Any] = {
        "id": source.id,
        "language": target.tag,
        "source_language": found.language.tag,
        "format": found.format.name,
        "sentences": len(found.document.segments),
        "words": words,
        "source_sha256": found.digest,
    }
    if target == found.language:
        assembly.counts[SAME] += 1
        assembly.documents.append({**row, "status": SAME})
        return
    catalog, proposals = _drafted(desk.pairs, assembly, found, target)
    try:
        _ = desk.pairs.between(found.language, target).route
    except EngineError as error:
        if not proposals:
            assembly.counts[REFUSED] += 1
            assembly.documents.append({**row, "status": REFUSED, "error": str(error)})
            return
    checked = desk.checkers.between(found.language, target).check(catalog)
    edition = compose(
        found.document,
        catalog,
        found.language,
        target,
        desk.policy,
        foreign=found.foreign,
        article=source.id,
        digest=found.digest,
    )
    segments = _segment_rows(source, found, target, edition, checked)
    risks = [1.0 if one["target"] is None else one["risk"] for one in segments]
    row |= {
        "status": TRANSLATED,
        "from_memory": sum(one["origin"] == "memory" for one in segments),
        "from_engine": sum(one["origin"] not in (None, "memory") for one in segments),
        "missing": edition.counts.missing,
        "findings": sum(len(one["findings"]) for one in segments),
        "risk": round(sum(risks) / len(risks), 3),
        "worst_risk": max(risks),
    }
    row |= _edition_columns(assembly, source, found, target, edition.render())
    if job.in_sample(source.id) or 1 - row["risk"] < job.review_below:
        row["review_path"] = _add_review(assembly, source, found, target, catalog)
    assembly.counts["editions"] += 1
    for name in ("sentences", "from_memory", "from_engine", "missing", "findings"):
        assembly.counts[name] += row[name]
    assembly.documents.append(row)
    assembly.segments += segments


def _drafted(
    pairs: Pairs, assembly: Assembly, found: Prepared, target: Language
) -> tuple[Catalog, list[Proposal]]:
    """A new catalog of a document with its drafts, and the drafts."""
    new = store.new(found.article.domain, found.language, target)
    new = new.with_headers({"PO-Revision-Date": _DATE})
    catalog = update(new, found.template, keep_reviewed=found.keep_reviewed).catalog
    proposals: list[Proposal] = []

    def warn(line: str) -> None:
        assembly.warnings[line] += 1

    for language, sentences in by_language(found).items():
        if language != target:
            proposals += pairs.between(language, target).draft(
                found.document, sentences, found.template.neighbours, warn
            )
    return apply(catalog, proposals), proposals


def _segment_rows(
    source: Source,
    found: Prepared,
    target: Language,
    edition: Edition,
    checked: Mapping[tuple[str | None, str], Checked],
) -> list[dict[str, Any]]:
    rows = []
    for order, sentence in enumerate(edition.sentences):
        entry = sentence.entry
        one = checked.get(entry.key) if entry is not None else None
        text = sentence.segment.text
        rows.append(
            {
                "id": source.id,
                "language": target.tag,
                "order": order,
                "kind": sentence.segment.kind,
                "source_language": found.foreign.get(text, found.language).tag,
                "source": text,
                "target": entry.msgstr if entry is not None else None,
                "state": sentence.state.value,
                **_provenance(entry),
                "risk": one.risk if one is not None else 0.0,
                "findings": list(_findings(one)),
                "source_digest": text_digest(text),
                "target_digest": text_digest(entry.msgstr) if entry is not None else None,
            }
        )
    return rows


def _provenance(entry: Entry | None) -> dict[str, Any]:
    draft = entry.draft if entry is not None else None
    return {
        "origin": draft.origin if draft is not None else None,
        "score": draft.score if draft is not None else None,
    }


def _findings(checked: Checked | None) -> Iterator[dict[str, str]]:
    for one in checked.findings if checked is not None else ():
        yield {
            "check": one.check,
            "severity": one.severity.name.lower(),
            "message": one.message,
        }


def _edition_columns(
    assembly: Assembly, source: Source, found: Prepared, target: Language, data: bytes
) -> dict[str, Any]:
    """The columns of an edition: its text, or the path of its file if it isn't text."""
    columns: dict[str, Any] = {"edition_sha256": sha256(data).hexdigest()}
    if source.text:
        return {**columns, "edition": data.decode("utf-8", "replace")}
    if found.format.is_text:
        _, encoding = decode(source.data, where=source.where, encoding=source.encoding)
        return {**columns, "edition": encoding.decode(data)}
    path = f"{EDITIONS}/{target.tag}/{file_name(source, _suffix(source, found))}"
    assembly.files[path] = data
    return {**columns, "edition_path": path}


def _add_review(
    assembly: Assembly, source: Source, found: Prepared, target: Language, catalog: Catalog
) -> str:
    """Add a document and its catalog to a folder in which `translate review` opens it."""
    name = found.article.name
    catalogs = f"{REVIEW}/locales"
    assembly.files[f"{REVIEW}/{name}"] = source.data
    assembly.files[f"{catalogs}/{name}.pot"] = new_template(found).dump()
    assembly.files[f"{catalogs}/{target.tag}/LC_MESSAGES/{name}.po"] = catalog.dump()
    assembly.counts["to_review"] += 1
    return f"{REVIEW}/{name}"


def _suffix(source: Source, found: Prepared) -> str:
    known = PurePosixPath(source.name or source.id).suffix
    return known if known.lower() in found.format.suffixes else min(found.format.suffixes, key=len)


def file_name(source: Source, suffix: str) -> str:
    """A path for a document's file, whatever its id is; no other document has the same one.

    It is the id, with special characters percent-encoded. Rows of a table in a folder are in a
    folder of that name. What could be the name of another document, too, also on a disk that
    doesn't distinguish capitals, gets a digest, and so does what is too long.
    """
    if source.table is None:
        stem = source.id.removesuffix(suffix)
        parts = [_quoted(part) for part in stem.split("/")]
        distinct = stem != source.id
    else:
        names = (
            (*source.table.split("/"), *source.id.split("/"))
            if source.table
            else (source.id.split("/"))
        )
        parts = [_quoted(part).replace(".", "%2E") for part in names]
        distinct = source.id == source.id.lower()
    path = "/".join(parts)
    usable = all(part and len(part) <= _LONGEST_NAME and not is_device(part) for part in parts)
    if not usable or len(path) > _LONGEST_PATH:
        path, distinct = "", False
    # Nothing that is quoted has an equals sign.
    return f"{path}{suffix}" if distinct else f"{path}={_short_digest(source.id)}{suffix}"


def _quoted(part: str) -> str:
    """A part of a path without special characters and without a dot at the beginning."""
    quoted = quote(part, safe=" ~", errors="backslashreplace")
    quoted = f"%2E{quoted[1:]}" if quoted.startswith(".") else quoted
    # Windows drops these at the end of a name.
    end = {".": "%2E", " ": "%20"}.get(quoted[-1:])
    return quoted[:-1] + end if end else quoted


def _short_digest(document: str) -> str:
    return blake2b(document.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
