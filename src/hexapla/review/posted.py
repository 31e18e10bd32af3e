"""What a request says, field by field, held to what it may say."""

from __future__ import annotations

import json

from hexapla.errors import UsageError
from hexapla.review.search import Query

__all__ = ["Body"]

_LONGEST_TEXT = 100_000


class Body:
    """The fields of a request's JSON; raises UsageError for what is none."""

    def __init__(self, data: bytes) -> None:
        try:
            fields = json.loads(data)
        except (ValueError, RecursionError):
            raise UsageError("the request is no JSON") from None
        if not isinstance(fields, dict):
            raise UsageError("the request is no JSON object")
        self._fields = fields

    def text(self, name: str, default: str | None = None, longest: int = _LONGEST_TEXT) -> str:
        """A text; ``default`` where there is none."""
        value = self._fields.get(name, default)
        if not isinstance(value, str) or len(value) > longest:
            raise UsageError(f"{name} is no text of at most {longest} characters")
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise UsageError(f"{name} has half a character in it")
        return value

    def flag(self, name: str) -> bool:
        """Whether something is said to be so."""
        return self._fields.get(name) is True

    def number(self, name: str) -> int:
        """A whole number."""
        value = self._fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise UsageError(f"{name} is no number")
        return value

    def has(self, name: str) -> bool:
        """Whether there is such a field."""
        return self._fields.get(name) is not None

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """A list of pairs of texts."""
        value = self._fields.get(name)
        if not isinstance(value, list) or not all(
            isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one)
            for one in value
        ):
            raise UsageError(f"{name} is no list of pairs")
        return [(one[0], one[1]) for one in value]

    def query(self) -> Query:
        """What to search for, and what to put there."""
        replacement = self.text("replacement") if self.has("replacement") else None
        flags = {name: self.flag(name) for name in ("case", "words", "expression")}
        return Query(self.text("wanted"), replacement, **flags)
