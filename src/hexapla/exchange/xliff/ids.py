"""The ids of units: digests of an entry, and of the translation that was exported.

They tell an import which entry a unit belongs to, and whether someone has changed the translation
in the catalog since the export.
"""

from __future__ import annotations

import hashlib

from hexapla.catalogs.catalog import Entry

__all__ = ["entry_part", "is_text_of", "unit_id"]


def unit_id(entry: Entry) -> str:
    """The id of an entry's unit."""
    key = repr((entry.context, entry.msgid))
    return f"{_digest(key, 16)}-{_digest(entry.msgstr, 8)}"


def entry_part(id_: str) -> str:
    """The part of a unit's id that identifies the entry."""
    return id_.partition("-")[0]


def is_text_of(text: str, id_: str) -> bool:
    """Whether a translation is the one that was exported with an id."""
    return _digest(text, 8) == id_.partition("-")[2]


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
