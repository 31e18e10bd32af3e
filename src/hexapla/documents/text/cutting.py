"""Find where plain text that arrives in chunks can be cut: at blank lines."""

from __future__ import annotations

from hexapla.documents.text.lines import stretches
from hexapla.documents.wrapping import LINE_ENDS
from hexapla.lazy import lazy_re

__all__ = ["cut"]

_LINE_END = lazy_re(f"\r\n|[{LINE_ENDS}]")


def cut(text: str) -> int:
    """Cut after the last stretch, or before it if more lines of it may follow; see `Cut`."""
    last = None
    for last in stretches(text):  # noqa: B007
        pass
    if last is None:
        return len(text)
    # The line end after the stretch, and that of a blank line.
    ends = _LINE_END.findall(text, last[-1].end)
    if len(ends) > 1 or ends[:1] not in ([], ["\n"], ["\r"], ["\r\n"]):
        return len(text)
    return last[0].at
