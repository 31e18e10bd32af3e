"""The JSON body of a request, read field by field and validated."""

from __future__ import annotations

import json

from hexapla.errors import UsageError
from hexapla.message import msg
from hexapla.review.search import Query

__all__ = ["Body"]

_MAX_TEXT = 100_000


class Body:
    """The fields of a JSON object. Every method raises UsageError for an invalid field."""

    def __init__(self, data: bytes) -> None:
        try:
            fields = json.loads(data)
        except (ValueError, RecursionError):
            raise UsageError(msg("the request is not valid JSON")) from None
        if not isinstance(fields, dict):
            raise UsageError(msg("the request is not a JSON object"))
        self._fields = fields

    def text(self, name: str, default: str | None = None, max_length: int = _MAX_TEXT) -> str:
        """A string of at most ``max_length`` characters, or ``default`` if it is missing."""
        value = self._fields.get(name, default)
        if not isinstance(value, str) or len(value) > max_length:
            raise UsageError(
                msg(
                    "{name} is not a string of at most {max_length} characters",
                    name=name,
                    max_length=max_length,
                )
            )
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise UsageError(msg("{name} contains half of a surrogate pair", name=name))
        return value

    def flag(self, name: str) -> bool:
        """Whether a field is ``true``."""
        return self._fields.get(name) is True

    def number(self, name: str) -> int:
        """A whole number."""
        value = self._fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise UsageError(msg("{name} is not a whole number", name=name))
        return value

    def has(self, name: str) -> bool:
        """Whether a field is there and not ``null``."""
        return self._fields.get(name) is not None

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """A list of pairs of strings."""
        value = self._fields.get(name)
        if not isinstance(value, list) or not all(
            isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one)
            for one in value
        ):
            raise UsageError(msg("{name} is not a list of pairs of strings", name=name))
        return [(one[0], one[1]) for one in value]

    def query(self) -> Query:
        """A search, with its replacement if there is one."""
        replacement = self.text("replacement") if self.has("replacement") else None
        flags = {name: self.flag(name) for name in ("case", "words", "expression")}
        return Query(self.text("pattern"), replacement, **flags)
