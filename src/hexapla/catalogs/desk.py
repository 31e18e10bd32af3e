"""Questions to the desk: comments of an entry that begin with "desk:", typed in any program."""

from __future__ import annotations

from hexapla.catalogs.entry import Entry

__all__ = ["questions"]

_MARK = "desk:"


def questions(entry: Entry) -> tuple[str, ...]:
    """What translators ask the desk about an entry, one text for each comment line."""
    asked = (line for line in entry.comments if line[: len(_MARK)].lower() == _MARK)
    return tuple(line[len(_MARK) :].strip() for line in asked)
