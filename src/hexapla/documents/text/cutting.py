"""Find where plain text that arrives in chunks can be cut: at blank lines.

What a page break, a divided word or a label means depends on what follows, to the end of the text:
from there on, nothing is cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.documents.text.hyphens import first_hyphen
from hexapla.documents.text.labels import first_label
from hexapla.documents.text.lines import Line, stretches
from hexapla.documents.text.marks import ends_sentence
from hexapla.documents.text.pages import first_break
from hexapla.documents.wrapping import LINE_ENDS
from hexapla.lazy import lazy_re

__all__ = ["cut"]

_LINE_END = lazy_re(f"\r\n|[{LINE_ENDS}]")
_BEFORE = 3  # Stretches that may go on after a page break, or be a running foot.


def cut(text: str) -> int:
    """Cut after the last stretch, or before it if more lines of it may follow; see `Cut`."""
    found = list(stretches(text))
    if not found:
        return len(text)
    page = first_break(text)
    doubts = [at for at in (page, first_hyphen(text), first_label(text)) if at is not None]
    held = [_number(found, at) for at in doubts]
    if page is not None:
        held.append(_open_before(found, _number(found, page)))
    if held:
        return found[min(*held, len(found) - 1)][0].at
    # The line end after the last stretch, and that of a blank line.
    ends = _LINE_END.findall(text, found[-1][-1].end)
    whole = len(ends) > 1 or ends[:1] not in ([], ["\n"], ["\r"], ["\r\n"])
    first = _open_before(found, len(found) if whole else len(found) - 1)
    return found[first][0].at if first < len(found) else len(text)


def _number(found: Sequence[Sequence[Line]], offset: int) -> int:
    """The number of the stretch that contains an offset, or that follows it."""
    return next((n for n, one in enumerate(found) if one[-1].end >= offset), len(found))


def _open_before(found: Sequence[Sequence[Line]], number: int) -> int:
    """The first of the stretches before a number that don't end a sentence."""
    first = number
    while first and number - first < _BEFORE and not ends_sentence(found[first - 1][-1].text):
        first -= 1
    return first
