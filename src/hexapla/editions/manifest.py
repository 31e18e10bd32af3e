"""`editions/manifest.json`: how each edition was made, for those who publish or check it.

A run writes it at its end. Before that, each edition's record is added to a journal beside it, so
that a run that is killed has listed what it wrote.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hexapla.catalogs.entry import State
from hexapla.catalogs.provenance import pair_digest
from hexapla.editions.edition import Edition
from hexapla.errors import HexaplaError, InputError
from hexapla.files import (
    Signature,
    append_line,
    opened,
    read_if_there,
    signature,
    unreadable,
    write_bytes,
)
from hexapla.languages import Language
from hexapla.locking import lock
from hexapla.message import msg
from hexapla.user_cache import cache_folder, set_aside

__all__ = [
    "announce",
    "describe",
    "describe_book",
    "is_as_written",
    "json_line",
    "listed",
    "read",
    "recorded",
    "require",
    "update",
]

_log = logging.getLogger(__name__)

_DIGEST = "edition_sha256"
# In the record of an edition that may not have been written: that of what was there before.
_BEFORE = "before"
_TEXTS = ("article", "language", "source_language", "texts")


def describe(edition: Edition, written: bytes, catalog: bytes | None) -> dict[str, Any]:
    """The description of an edition in the manifest.

    ``written`` are the bytes of its file, ``catalog`` those of its catalog, None if there is none.
    ``texts`` has the digests of each sentence and its text, as in a draft line; in a file that
    holds all languages, ``approved`` has those that a person has reviewed.
    """
    counts, policy = edition.counts, edition.policy
    texts = [
        pair_digest(one.segment.text, one.segment.text if one.text is None else one.text)
        for one in edition.sentences
    ]
    more: dict[str, str] = {}
    if edition.document.several_languages:
        # The file has kept what was translated before a sentence changed.
        texts += [pair_digest(e.msgid, e.msgstr) for e in edition.stale if e is not None]
        reviewed = (
            pair
            for one, pair in zip(edition.sentences, texts, strict=False)
            if one.state is State.REVIEWED and not one.missing
        )
        more["approved"] = " ".join(reviewed)
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
        **edition.origin.as_data(),
        "use": policy.use,
        "fallback": policy.fallback,
        "bilingual": policy.bilingual,
        "label": policy.label,
        "texts": " ".join(texts),
        **more,
    }


def describe_book(articles: Sequence[str], language: Language, written: bytes) -> dict[str, Any]:
    """The description of a book in the manifest: its articles and its bytes."""
    return {
        "articles": list(articles),
        "language": language.tag,
        "edition_sha256": hashlib.sha256(written).hexdigest(),
    }


def announce(path: Path, name: str, record: Mapping[str, Any], *, within: Path) -> None:
    """Add the record of a file to the journal of a manifest, right before the file is written.

    The manifest has to be ``within`` a folder. Raises InputError if that isn't possible.
    """
    append_line(_journal_of(path), json.dumps([name, record]).encode(), within=within)


def update(root: Path, path: Path, new: Mapping[str, Mapping[str, Any]], *, within: Path) -> bool:
    """Add editions to a manifest by their paths, and remove those whose files no longer exist.

    All other editions stay as they are. The manifest has to be ``within`` a folder. Returns whether
    the file changed; raises InputError as `require` does.
    """
    require(path)
    with lock(path):
        journal = _journal_of(path)
        known = {name: _settled(root / name, one) for name, one in read(path).items()}
        editions = {**known, **new}
        there = {name: editions[name] for name in sorted(editions) if _is_there(root / name)}
        lines = [f"{json_line(name)}: {json_line(there[name])}" for name in there]
        generator = json_line(f"Hexapla {version('hexapla')}")
        head = f'{{"generator": {generator},\n"editions": {{\n'
        data = (head + ",\n".join(lines) + "\n}}\n").encode()
        changed = not (path.is_file() and path.read_bytes() == data)
        if changed:
            write_bytes(path, data, within=within)
        journal.unlink(missing_ok=True)
        return changed


def _is_there(path: Path) -> bool:
    """Whether a listed file exists, or the one that holds all languages: `app.xcstrings (es)`."""
    return path.is_file() or path.with_name(path.name.rpartition(" (")[0] or "-").is_file()


def listed(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """The editions in a manifest by their paths, without those that are only announced.

    There are none if the file can't be read. Records that are damaged are left out.
    """
    found = _found(path)
    if found is None:
        _log.warning("%s", _not_a_manifest(path))
    return found or {}


def _found(path: Path) -> Mapping[str, Mapping[str, Any]] | None:
    """The editions in a manifest; None if the file isn't one. A damaged one is moved aside if it is
    in the cache.
    """
    found = _read(path, signature(path))
    if found is None and path.is_relative_to(cache_folder()):
        try:
            aside = set_aside(path)
        except OSError:
            return None
        moved = msg("the list of editions can't be used and was moved to {name}", name=aside.name)
        _log.warning("%s", HexaplaError(moved, where=str(path), hint=msg("a new list is made")))
        return {}
    return found


def require(path: Path) -> None:
    """Raise InputError if there is a file that isn't a manifest: it must not be overwritten."""
    if _found(path) is None:
        raise _not_a_manifest(path)


def _not_a_manifest(path: Path) -> InputError:
    return InputError(
        msg("is not a list of editions"),
        where=str(path),
        hint=msg("restore it or remove it, or set another manifest in publication.toml"),
    )


def read(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """The editions in a manifest and its journal by their paths; see `listed`."""
    known = listed(path)
    announced = dict(_announced(path))  # Another thread may read more of the journal meanwhile.
    return {**known, **{n: _announced_record(one, known.get(n)) for n, one in announced.items()}}


def recorded(path: Path, name: str) -> Mapping[str, Any] | None:
    """One edition as `read` gives it, or None; the others aren't looked at."""
    known, new = listed(path).get(name), _announced(path).get(name)
    return known if new is None else _announced_record(new, known)


def _announced_record(new: Mapping[str, Any], known: Mapping[str, Any] | None) -> dict[str, Any]:
    return {**new, _BEFORE: known} if known else {**new}


def _settled(file: Path, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record that is true for a file: as announced, unless it wasn't written."""
    before: Mapping[str, Any] | None = record.get(_BEFORE)
    if before is None:
        return record
    new = {key: value for key, value in record.items() if key != _BEFORE}
    return new if file.is_file() and is_as_written(new, file.read_bytes()) else before


def _announced(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """The records in the journal of a manifest, by path.

    It grows with every edition that a run writes, so only what is new in it is read.
    """
    global _journal
    known = _journal if _journal.path == path else _Journal(path)
    data = _lines_after(_journal_of(path), known.size, known.tail)
    if data is None:
        known = _Journal(path)
        data = _lines_after(_journal_of(path), 0, b"") or b""
    found = known.records
    for line in data.splitlines():
        try:
            name, record = json.loads(line)
        except (ValueError, TypeError, RecursionError):  # cut short, or somebody else's
            continue
        if isinstance(name, str) and _is_record(record):
            found[name] = record
    whole = data[: data.rfind(b"\n") + 1]
    tail = (known.tail + whole)[-_TAIL:]
    _journal = _Journal(path, found, known.size + len(whole), tail)
    return found


@dataclass(frozen=True, slots=True)
class _Journal:
    """A journal as this process last read it: its records, its size, and its last bytes."""

    path: Path
    records: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    size: int = 0
    tail: bytes = b""


_journal = _Journal(Path())
# A new journal doesn't have these bytes at the same place: each record has digests.
_TAIL = 200


def _lines_after(journal: Path, size: int, tail: bytes) -> bytes | None:
    """What was added to a journal that had a size and ended in ``tail``; None if it's another one.

    Raises InputError if it can't be read.
    """
    try:
        with opened(journal) as stream:
            stream.seek(size - len(tail))
            data = stream.read()
    except FileNotFoundError:
        return None if size else b""
    except OSError as error:
        raise unreadable(journal, error) from error
    return data[len(tail) :] if data.startswith(tail) else None


def _is_record(record: Any) -> bool:
    """Whether a value has what the record of an edition or of a book must have."""
    if not isinstance(record, dict) or _BEFORE in record:
        return False
    if not isinstance(record.get(_DIGEST), str):
        return False
    articles = record.get("articles", [])
    if not isinstance(articles, list):
        return False
    texts = [*articles, *(record[key] for key in _TEXTS if key in record)]
    is_of_something = bool(articles) or {"article", "source_language"} <= record.keys()
    return is_of_something and all(isinstance(one, str) for one in texts)


def _journal_of(path: Path) -> Path:
    return path.with_name(f".hexapla-{path.name}")


@lru_cache(maxsize=2)
def _read(path: Path, signature: Signature) -> Mapping[str, Mapping[str, Any]] | None:
    """The editions in a manifest; None if the file isn't one."""
    try:
        data = read_if_there(path)
        found = {} if data is None else json.loads(data)["editions"]
        return {name: record for name, record in found.items() if _is_record(record)}
    except (InputError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def is_as_written(record: Mapping[str, Any], data: bytes) -> bool:
    """Whether a file is as its record in a manifest says.

    Line ends don't count, because git may convert them.
    """
    lines = data.replace(b"\r\n", b"\n")
    variants = (data, lines, lines.replace(b"\n", b"\r\n"))
    known = (record.get(_DIGEST), (record.get(_BEFORE) or {}).get(_DIGEST))
    return any(hashlib.sha256(one).hexdigest() in known for one in variants)


def json_line(value: Any) -> str:
    """A value as JSON on one line, as manifests have it."""
    text = json.dumps(value, ensure_ascii=False)
    # The name of a file may have bytes that no character stands for.
    return text if _is_encodable(text) else json.dumps(value)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
