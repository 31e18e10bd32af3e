"""Find where HTML that arrives in chunks can be cut: between top-level elements of a fragment.

A fragment is a part of a page, without `<html>` and `<head>`. A whole page can't be cut: the
declarations of language and encoding at its beginning change only if something is translated, and
depend on the characters of the whole translation.
"""

from __future__ import annotations

from bisect import bisect_left

from hexapla.documents.html.blocks import starts_at_top
from hexapla.documents.html.tokens import divisions

__all__ = ["cut"]


def cut(text: str) -> int:
    """Cut before the last block element at the top level; see `Cut`."""
    spans, limit = divisions(text)
    for start in reversed(starts_at_top(text)):
        before = bisect_left(spans, (start,)) - 1
        if start <= limit and (before < 0 or spans[before][1] <= start):
            return start
    return 0
