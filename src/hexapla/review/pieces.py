"""What a translation takes over from a sentence as it is: tags, code, placeholders, addresses."""

from __future__ import annotations

from bisect import bisect_right

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
    ends = [end for _, end in spans]

    def is_free(span: tuple[int, int]) -> bool:
        after = bisect_right(ends, span[0])
        return after == len(spans) or spans[after][0] >= span[1]

    known = filter(is_free, format.markup_in(text))
    return [text[start:end] for start, end in sorted({*spans, *known}) if text[start:end].strip()]
