"""Where HTML that arrives in chunks can be cut: between elements that are in no other one.

That is so in a fragment, a part of a page. A page is read to its end: what it declares of its
language and encoding is at its beginning, and depends on whether anything is translated, and on
all letters of that.
"""

from __future__ import annotations

from bisect import bisect_left

from hexapla.documents.html.blocks import starts_at_top
from hexapla.documents.html.tokens import divisions

__all__ = ["cut"]


def cut(text: str) -> int:
    """Cut before the last block that is in no element; see `Cut`."""
    spans, limit = divisions(text)
    for start in reversed(starts_at_top(text)):
        before = bisect_left(spans, (start,)) - 1
        if start <= limit and (before < 0 or spans[before][1] <= start):
            return start
    return 0
