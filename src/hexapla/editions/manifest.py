"""`editions/manifest.json`: how each edition was made, for those who publish or check it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hexapla.editions.edition import Edition
from hexapla.files import write_bytes

__all__ = ["describe", "read", "update"]


def describe(edition: Edition, written: bytes, catalog: bytes | None) -> dict[str, Any]:
    """The description of an edition in the manifest.

    ``written`` are the bytes of its file, ``catalog`` those of its catalog, None if there is none.
    """
    counts, policy = edition.counts, edition.policy
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


def read(path: Path) -> dict[str, dict[str, Any]]:
    """The editions in a manifest by their paths; none if it can't be read."""
    try:
        return dict(json.loads(path.read_text("utf-8"))["editions"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
