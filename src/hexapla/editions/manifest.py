"""`editions/manifest.json`: how each edition was made, for those who publish or check it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hexapla.catalogs.entry import text_digest
from hexapla.editions.edition import Edition
from hexapla.errors import InputError
from hexapla.files import Signature, signature, write_bytes
from hexapla.languages import Language

__all__ = ["describe", "describe_book", "is_as_written", "read", "update"]

_log = logging.getLogger(__name__)


def describe(edition: Edition, written: bytes, catalog: bytes | None) -> dict[str, Any]:
    """The description of an edition in the manifest.

    ``written`` are the bytes of its file, ``catalog`` those of its catalog, None if there is none.
    ``texts`` has the digests of each sentence and its text, as in a draft line.
    """
    counts, policy = edition.counts, edition.policy
    texts = (one.segment.text if one.text is None else one.text for one in edition.sentences)
    pairs = zip(edition.sentences, texts, strict=True)
    return {
        "article": edition.article,
        "language": edition.language.tag,
        "source_language": edition.source.tag,
        "source_sha256": edition.digest,
        "catalog_sha256": None if catalog is None else hashlib.sha256(catalog).hexdigest(),
        "edition_sha256": hashlib.sha256(written).hexdigest(),
        "sentences": counts.as_data(),
        "reviewed_percent": round(counts.reviewed_percent, 1),
        "drafted_by": dict(edition.origin.drafted),
        "translator": edition.origin.translator,
        "revised": edition.origin.revised,
        "use": policy.use,
        "fallback": policy.fallback,
        "bilingual": policy.bilingual,
        "label": policy.label,
        "texts": " ".join(f"{text_digest(s.segment.text)}/{text_digest(t)}" for s, t in pairs),
    }


def describe_book(articles: Sequence[str], language: Language, written: bytes) -> dict[str, Any]:
    """The description of a book in the manifest: its articles and its bytes."""
    return {
        "articles": list(articles),
        "language": language.tag,
        "edition_sha256": hashlib.sha256(written).hexdigest(),
    }


def update(root: Path, path: Path, new: Mapping[str, Mapping[str, Any]]) -> bool:
    """Add editions to a manifest by their paths, and remove those whose files no longer exist.

    All other editions stay as they are. Returns whether the file changed.
    """
    known = read(path)
    editions = {**known, **new}
    there = {name: editions[name] for name in sorted(editions) if (root / name).is_file()}
    lines = [f"{_json(name)}: {_json(there[name])}" for name in there]
    generator = _json(f"Hexapla {version('hexapla')}")
    head = f'{{"generator": {generator},\n"editions": {{\n'
    data = (head + ",\n".join(lines) + "\n}}\n").encode()
    if path.is_file() and path.read_bytes() == data:
        return False
    write_bytes(path, data)
    return True


def read(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """The editions in a manifest by their paths; none if it can't be read."""
    return _read(path, signature(path))


@lru_cache(maxsize=1)
def _read(path: Path, signature: Signature) -> Mapping[str, Mapping[str, Any]]:
    try:
        return dict(json.loads(path.read_text("utf-8"))["editions"])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError):
        hint = "restore it, so that editions that were edited by hand are recognised"
        _log.warning("%s", InputError("can't be read", where=str(path), hint=hint))
        return {}


def is_as_written(record: Mapping[str, Any], data: bytes) -> bool:
    """Whether a file is as its record in a manifest says.

    Line ends don't count, because git may convert them.
    """
    lines = data.replace(b"\r\n", b"\n")
    variants = (data, lines, lines.replace(b"\n", b"\r\n"))
    return record.get("edition_sha256") in [hashlib.sha256(one).hexdigest() for one in variants]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
