"""The ids of units: digests of an entry, and of the translation that was exported.

They tell an import which entry a unit belongs to, whether someone has changed the translation in
the catalog since the export, and whether it was reviewed then.
"""

from __future__ import annotations

import hashlib

from hexapla.catalogs.catalog import Entry, State

__all__ = ["entry_part", "is_text_of", "part_name", "unit_id", "was_reviewed"]

_REVIEWED = "-reviewed"


def unit_id(entry: Entry, part: str = "") -> str:
    """The id of an entry's unit, or of the one for a part of it (`parts_of`), by its name."""
    key = repr((entry.context, entry.msgid))
    reviewed = _REVIEWED if entry.state is State.REVIEWED else ""
    # "=0" is the branch of a message for exactly that number.
    name = f".{part.replace('=', '_')}" if part else ""
    return f"{_digest(key, 16)}-{_digest(entry.text, 8)}{reviewed}{name}"


def entry_part(id_: str) -> str:
    """The part of a unit's id that identifies the entry."""
    return id_.partition("-")[0]


def part_name(id_: str) -> str:
    """The name of the part that a unit with an id is for."""
    name = id_.partition(".")[2]
    return f"={name[1:]}" if name.startswith("_") else name


def _whole(id_: str) -> str:
    """The id without the name of a part."""
    return id_.partition(".")[0]


def is_text_of(text: str, id_: str) -> bool:
    """Whether a translation is the one that was exported with an id."""
    return _digest(text, 8) == _whole(id_).removesuffix(_REVIEWED).partition("-")[2]


def was_reviewed(id_: str) -> bool:
    """Whether the translation was reviewed when it was exported with an id."""
    return _whole(id_).endswith(_REVIEWED)


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
