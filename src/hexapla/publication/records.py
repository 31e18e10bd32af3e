"""What is recorded of the files that outputs have written, so that a later run knows them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla.editions import manifest
from hexapla.languages import Language
from hexapla.publication.article import Article
from hexapla.publication.layout import Layout
from hexapla.publication.paths import is_within
from hexapla.publication.results import EDITED, NOT_OURS
from hexapla.user_cache import cache_folder, make_private

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = [
    "announce",
    "digests_in",
    "is_foreign",
    "list_files",
    "listed_as",
    "name_in_records",
    "record_of",
    "records_of",
    "written_texts",
]


def listed_as(path: Path, article: Article, language: Language) -> Path:
    """The path under which an edition is listed.

    A file that holds all languages has an edition in each of them: `app.xcstrings (es)`.
    """
    return path.with_name(f"{path.name} ({language.tag})") if path == article.path else path


def records_of(layout: Layout, path: Path) -> Path:
    """The file that lists what was written to a path, with digests.

    That is the manifest, or a file of the user's cache folder, if the settings switch the manifest
    off or the path is outside the publication.
    """
    name = layout.configuration.manifest
    if name and is_within(path, layout.root):
        return layout.root / name
    root = hashlib.sha256(os.fsencode(layout.root)).hexdigest()[:16]
    return cache_folder("editions", f"{root}.json")


def name_in_records(layout: Layout, path: Path) -> str:
    """How `records_of` names a file: from the publication's folder if it is in it."""
    return (path.relative_to(layout.root) if is_within(path, layout.root) else path).as_posix()


def written_texts(layout: Layout, path: Path) -> frozenset[str]:
    """The digests of the texts that Hexapla has written to a path, as `digests_in` has them."""
    record = manifest.recorded(records_of(layout, path), name_in_records(layout, path)) or {}
    return digests_in(record)


def record_of(publication: Publication, path: Path) -> Mapping[str, Any]:
    """What is recorded of an edition, as it was written; empty if nothing is."""
    listed, name = publication.records_of(path), publication.name_in_records(path)
    return manifest.recorded(listed, name) or {}


def digests_in(record: Mapping[str, Any], name: str = "texts") -> frozenset[str]:
    """The digests of the texts in an edition, or of those "approved"; see `manifest.describe`."""
    return frozenset(str(record.get(name, "")).split())


def is_foreign(publication: Publication, path: Path, data: bytes) -> str | None:
    """How a file became different from what Hexapla wrote; None if it didn't."""
    listed, name = publication.records_of(path), publication.name_in_records(path)
    record = manifest.listed(listed).get(name)
    if record is None or not manifest.is_as_written(record, data):
        record = manifest.recorded(listed, name)  # a run that was killed may have written it
    if record is None:
        return NOT_OURS
    return None if manifest.is_as_written(record, data) else EDITED


def announce(publication: Publication, file: Path, record: Mapping[str, Any]) -> None:
    """Announce a file in the manifest right before it is written; see `manifest.announce`."""
    path, name = publication.records_of(file), publication.name_in_records(file)
    if path == publication.manifest:
        manifest.announce(path, name, record, within=publication.root)
    elif publication.cache:
        make_private(path.parent)
        manifest.announce(path, name, record, within=path.parent)


def list_files(publication: Publication, records: Mapping[Path, Mapping[str, Any]]) -> None:
    """List files that were written: in the manifest, or in `PublicationFolder.records_of`.

    Files that no longer exist are removed from it.
    """
    root = publication.root
    lists = {publication.records_of(root), *map(publication.records_of, records)}
    for path in lists:
        new = {
            publication.name_in_records(file): record
            for file, record in records.items()
            if publication.records_of(file) == path
        }
        if path == publication.manifest:
            if new or path.exists():
                manifest.update(root, path, new, within=root)
        elif new and publication.cache:
            manifest.update(root, path, new, within=path.parent)
