"""Copy the files that an edition refers to next to it: the setting ``files = "copy"``."""

from __future__ import annotations

import filecmp
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla.editions import manifest
from hexapla.files import read_bytes, read_if_there, write_bytes
from hexapla.languages import Language
from hexapla.publication.places import refuse_linked_output

if TYPE_CHECKING:
    from hexapla.publication.publication import Publication

__all__ = ["copy_files"]


def copy_files(
    publication: Publication,
    files: Mapping[Path, Path],
    article: str,
    language: Language,
    *,
    within: Path,
) -> dict[Path, Mapping[str, Any]]:
    """Copy files, and return the records of the copies.

    Parameters: ``files`` are the originals by the paths of their copies, which have to be
    ``within`` a folder; ``article`` is the name of the article whose edition, in ``language``,
    refers to them. A file that Hexapla didn't write, or that was changed, is left alone: it may be
    a picture in the edition's language.
    """
    from hexapla.publication.records import announce, is_foreign

    records: dict[Path, Mapping[str, Any]] = {}
    for copy, original in files.items():
        name = publication.name_in_records(copy)
        known = manifest.recorded(publication.records_of(copy), name)
        before = read_if_there(copy)
        if before is not None and (known is None or is_foreign(publication, copy, before)):
            continue
        others: Sequence[str] = known.get("articles", ()) if known else ()
        data = read_bytes(original)
        records[copy] = {
            "articles": sorted({*others, article}),
            "language": language.tag,
            "edition_sha256": hashlib.sha256(data).hexdigest(),
            "copied_from": original.relative_to(publication.root).as_posix(),
        }
        if before is None or not filecmp.cmp(original, copy, shallow=False):
            refuse_linked_output(publication.root, copy, within)
            announce(publication, copy, records[copy])
            write_bytes(copy, data, within=within)
    return records
