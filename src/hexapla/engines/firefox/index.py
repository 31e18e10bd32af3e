"""Mozilla's index of models: records of Remote Settings, one for each file of a model.

Source: the collection `translations-models-v2` as Firefox reads it
(https://firefox-source-docs.mozilla.org/toolkit/components/translations/), and the copy of its
records that a mirror has as ``records.json``. An attachment's ``location`` is relative to the
index, or to Mozilla's server of attachments if the index is Mozilla's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from hexapla.engines.engine import Pair
from hexapla.engines.models.downloads import File, checked_size, resolved
from hexapla.engines.models.offers import Available
from hexapla.errors import UsageError
from hexapla.languages import Language
from hexapla.lazy import lazy_re

__all__ = ["INDEX", "LICENCE", "NAMES", "is_complete", "offers"]

_SERVER = "https://firefox.settings.services.mozilla.com/"
_ATTACHMENTS = "https://firefox-settings-attachments.cdn.mozilla.net/"

INDEX = f"{_SERVER}v1/buckets/main/collections/translations-models-v2/records"
"""Mozilla's own records."""

LICENCE = "MPL-2.0"
"""The licence of Mozilla's models."""

NAMES = {
    "model": "model.bin",
    "lex": "lex.bin",
    "vocab": "vocab.spm",
    "srcvocab": "source.spm",
    "trgvocab": "target.spm",
}
"""The files of a model: their types in the records, and their names in a package."""

# The first number of the versions that fxtranslate 0.5 reads.
_MAJOR = "3."
_SHA256 = lazy_re(r"[0-9a-f]{64}")
_VERSION = lazy_re(r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}")
_KIND = lazy_re(r"[a-z0-9-]{1,30}")


def offers(records: Iterable[object], index: str) -> Iterator[Available]:
    """The models whose files are all in some records; ``index`` is where these come from.

    Left out are records for single channels of Firefox (those with a ``filter_expression``), and
    versions that the library can't read.
    """
    base = _ATTACHMENTS if index.startswith(_SERVER) else index
    found = [one for record in records if (one := _file(record, base)) is not None]
    found.sort(key=lambda one: one[:3])
    for (pair, version, kind), group in groupby(found, key=lambda one: one[:3]):
        files = {file.name: file for _, _, _, file in group}
        if is_complete(files):
            name = f"{version}-{kind}" if kind else version
            yield Available(pair, name, tuple(files.values()), engine="firefox", kind=kind)


def is_complete(files: Iterable[str]) -> bool:
    """Whether a model has all its files, by their names in a package."""
    names = set(files)
    vocabularies = {NAMES["vocab"]}, {NAMES["srcvocab"], NAMES["trgvocab"]}
    return NAMES["model"] in names and any(one <= names for one in vocabularies)


def _file(record: object, base: str) -> tuple[Pair, str, str, File] | None:
    """A record's pair, version and architecture, and its file; None if it lacks something."""
    if not isinstance(record, dict) or record.get("filter_expression"):
        return None
    attachment = record.get("attachment")
    name = NAMES.get(str(record.get("fileType")))
    version, kind = str(record.get("version")), str(record.get("architecture") or "")
    if (
        name is None
        or not isinstance(attachment, dict)
        or not version.startswith(_MAJOR)
        or not _VERSION.fullmatch(version)
        or (kind and not _KIND.fullmatch(kind))
    ):
        return None
    try:
        tags = (str(record.get(key)) for key in ("sourceLanguage", "targetLanguage"))
        pair = Pair(*(Language(tag).tag for tag in tags))
    except UsageError:
        return None
    file = _attachment(name, attachment, record.get("decompressedHash"), base)
    return None if file is None else (pair, version, kind, file)


def _attachment(
    name: str, attachment: Mapping[str, Any], unpacked: object, base: str
) -> File | None:
    """The file of a record, which must have all sizes and hashes."""
    size, sha256 = checked_size(attachment.get("size")), attachment.get("hash")
    link = resolved(str(attachment.get("location")), base)
    hashes = [one if isinstance(one, str) else "" for one in (sha256, unpacked)]
    if link is None or size is None or not all(map(_SHA256.fullmatch, hashes)):
        return None
    return File(name, (link,), size, hashes[0], hashes[1])
