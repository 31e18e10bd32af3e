"""Shared by the tests of plain text: parsing with simple sentences, and what is parsed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hexapla import documents
from hexapla.documents.text.document import PlainDocument
from hexapla.languages import Language

__all__ = ["ENGLISH", "SPANISH", "entries", "parse"]

ENGLISH, SPANISH = Language("en"), Language("es")


def _sentences(text: str, atoms: Sequence[tuple[int, int]] = ()) -> Sequence[str]:
    return re.findall(r".+?(?:[.!?？。](?=\s)\s+|。|$)", text, re.DOTALL)


def parse(text: str) -> PlainDocument:
    """The parsed text, which comes back as it is if nothing in it is translated."""
    document = documents.parse(text.encode(), _sentences, format="text")
    assert isinstance(document, PlainDocument)
    for unchanged in (lambda s: s.text, lambda s: None):
        assert document.render(unchanged, SPANISH) == text.encode()
    return document


def entries(text: str) -> list[str]:
    """The segments of a text."""
    return [segment.text for segment in parse(text).segments]
