"""What a translation takes over from a sentence as it is: tags, code, placeholders, addresses."""

from __future__ import annotations

from hexapla.catalogs.catalog import Entry
from hexapla.catalogs.masking import pieces_of
from hexapla.documents.format import Format

__all__ = ["pieces_in"]


def pieces_in(entry: Entry, format: Format) -> list[str]:
    """The pieces of a sentence that aren't words, in order, each as often as it occurs.

    What the format reads as markup counts, and what looks like markup in any text.
    """
    text = entry.msgid
    spans = [(one.start, one.end) for one in pieces_of(text) if not one.is_number]
    known = [span for span in format.markup_in(text) if not _overlaps(span, spans)]
    return [text[start:end] for start, end in sorted({*spans, *known}) if text[start:end].strip()]


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
