"""The segments to draft: their inline markup, and how their formats read a draft of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hexapla.documents.document import Document, Segment
from hexapla.documents.inline import Mark
from hexapla.documents.structure import Changes

__all__ = ["Segments"]


@dataclass(slots=True)
class Segments:
    """Segments by their text; ``marks`` are the inline markup of those that have some.

    ``documents`` are those that the segments come from.
    """

    marks: dict[str, Sequence[Mark]] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    _places: dict[str, dict[tuple[str, bool], tuple[Document, Segment]]] = field(
        default_factory=dict, init=False
    )

    def add(self, document: Document, segments: Iterable[Segment] | None = None) -> None:
        """Add a document's segments, by default all of them."""
        self.documents.append(document)
        for one in document.segments if segments is None else segments:
            if one.marks:
                self.marks[one.text] = one.marks
            place = (one.kind, one.index == 0)
            self._places.setdefault(one.text, {}).setdefault(place, (document, one))

    def clear(self) -> None:
        """Forget all segments."""
        self.marks.clear()
        self.documents.clear()
        self._places.clear()

    def changes(self, text: str, draft: str) -> Changes:
        """How a draft changes the structure of a segment in one of the places that it occurs in."""
        for document, segment in self._places.get(text, {}).values():
            if found := document.changes(segment, draft):
                return found
        return Changes()
