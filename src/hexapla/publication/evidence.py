"""Evidence of how editions were made: for each sentence, which machine, which people, and when.

For those who have to show that people reviewed machine translations. The same state of a
publication gives the same evidence: nothing in it depends on the time at which it is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla.catalogs import store
from hexapla.catalogs.entry import Entry
from hexapla.catalogs.signature import Signature
from hexapla.catalogs.signing import past, reviewers, translator
from hexapla.editions.edition import Edition, Policy, Sentence
from hexapla.editions.provenance import making_of
from hexapla.engines.lockfile import FILE_NAME, read
from hexapla.errors import HexaplaError, UsageError
from hexapla.exchange.seal import is_as_exported, sealed
from hexapla.files import read_bytes, read_if_there, write_bytes
from hexapla.message import msg
from hexapla.publication.output import Targets
from hexapla.publication.places import refuse_export
from hexapla.publication.results import Published, Result

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["SCHEMA", "check_path", "evidence_of", "write_evidence"]

SCHEMA = "hexapla.evidence/1"
_DATA, _PAGE = ".json", ".html"
# How a file of evidence in JSON begins.
_START = f'{{\n "schema": "{SCHEMA.partition("/")[0]}/'.encode()


def check_path(publication: Publication, path: Path) -> None:
    """Refuse a file that evidence can't be written to, before anything is published.

    Raises UsageError for another suffix than `.json` or `.html`, and what `refuse_export` raises.
    """
    if path.suffix.lower() not in (_DATA, _PAGE):
        raise UsageError(
            msg("evidence is written as JSON or HTML"),
            where=str(path),
            hint=msg("end the file's name in .json or .html"),
        )
    refuse_export(publication.root, publication.layout.catalogs, path, is_ours=_is_ours)


def write_evidence(publication: Publication, path: Path, data: Mapping[str, Any]) -> bool:
    """Write what `evidence_of` returned, by the file's suffix; returns whether the file changed.

    Raises what `check_path` raises, and InputError if the file can't be written.
    """
    check_path(publication, path)
    if path.suffix.lower() == _PAGE:
        from hexapla.publication.evidence_page import page

        new = b"".join(sealed([page(data).encode()]))
    else:
        new = f"{json.dumps(data, ensure_ascii=False, indent=1)}\n".encode(errors="replace")
    if read_if_there(path) == new:
        return False
    write_bytes(path, new)
    return True


def evidence_of(
    publication: Publication,
    targets: Targets,
    policy: Policy,
    results: Sequence[Result],
    failed: Callable[[HexaplaError], None],
) -> dict[str, Any]:
    """The evidence of some editions, as JSON data: see docs/reference/json.md.

    ``results`` are what an output returned for them. ``failed`` is called with the error of an
    edition that can't be read.
    """
    written = {
        (one.article.name, one.language.tag): one for one in results if isinstance(one, Published)
    }
    digests = _digests(publication.root / FILE_NAME)
    editions = []
    for prepared, languages in targets:
        for language in languages:
            try:
                edition = publication.edition(prepared, language, policy)
                catalog = store.read(publication.layout.catalog(prepared.article, language)).data
            except HexaplaError as error:
                failed(error)
                continue
            result = written.get((prepared.article.name, language.tag))
            editions.append(_edition(publication, edition, catalog, result, digests))
    return {
        "schema": SCHEMA,
        "generator": f"Hexapla {version('hexapla')}",
        "publication": publication.root.name,
        "settings": {
            "use": policy.use,
            "min-reviewed": policy.min_reviewed,
            "min-reviewers": policy.min_reviewers,
            "independent-reviewers": policy.independent_reviewers,
        },
        "editions": editions,
    }


def _edition(
    publication: Publication,
    edition: Edition,
    catalog: bytes | None,
    result: Published | None,
    digests: Mapping[str, str],
) -> dict[str, Any]:
    refused = edition.refusal or (result.foreign if result else None)
    data = read_if_there(result.path) if result else None
    origin = edition.origin
    return {
        "article": edition.article,
        "language": edition.language.tag,
        "source_language": edition.source.tag,
        "edition": publication.layout.shown(result.path) if result else None,
        "refused": refused,
        "source_sha256": edition.digest,
        "catalog_sha256": None if catalog is None else hashlib.sha256(catalog).hexdigest(),
        "edition_sha256": None if data is None else hashlib.sha256(data).hexdigest(),
        "revised": origin.revised,
        "counts": edition.counts.as_data(),
        "machine": origin.machine,
        "machine_changed": origin.changed,
        "unsigned": sum(not reviewers(one.entry) for one in edition.sentences if one.entry),
        "digital_source_type": origin.as_data()["digital_source_type"],
        "sentences": [_sentence(one, digests) for one in edition.sentences],
    }


def _sentence(one: Sentence, digests: Mapping[str, str]) -> dict[str, Any]:
    entry = one.entry
    found: dict[str, Any] = {
        "line": one.segment.line,
        "source": one.segment.text,
        "text": one.segment.text if one.text is None else one.text,
        "state": one.state.value,
    }
    return found | (_made(entry, digests) if entry is not None else {"origin": None})


def _made(entry: Entry, digests: Mapping[str, str]) -> dict[str, Any]:
    making, draft, author = making_of(entry), entry.draft, translator(entry)
    return {
        "origin": making.kind,
        "changed": making.changed,
        "engine": making.engine or None,
        "models": list(_models(making.engine, digests)),
        "score": draft.score if draft is not None else None,
        "translator": _person(author) if author else None,
        "reviewers": [_person(one) for one in reviewers(entry)],
        "earlier": [{"deed": one.deed, **_person(one)} for one in past(entry)],
    }


def _person(one: Signature) -> dict[str, str]:
    return {"name": one.name, "date": one.date}


def _digests(path: Path) -> dict[str, str]:
    """The digests of the locked models, by the names that draft lines give them."""
    return {
        f"{one.engine}-{one.pair.source}_{one.pair.target} {one.version}": one.digest
        for one in read(path)
    }


def _models(engine: str, digests: Mapping[str, str]) -> Iterator[dict[str, str | None]]:
    """The models of a draft, each with its digest if `models.lock` has it."""
    for name in filter(None, engine.split("+")):
        yield {"name": name, "digest": digests.get(name)}


def _is_ours(path: Path) -> bool:
    """Whether a file is evidence that Hexapla wrote."""
    return read_bytes(path).startswith(_START) or is_as_exported(path)
