"""Read a line of Markdown: pulldown-cmark's events of inline markup."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hexapla.documents.inline import Mark, Words
from hexapla.documents.markdown.mask import masked_inline
from hexapla.documents.markdown.offsets import Offsets
from hexapla.documents.markdown.raws import Raw
from hexapla.documents.markdown.spans import Inline, Leaf, flow
from hexapla.documents.markdown.syntax import Settings, scan_inline

__all__ = ["INLINE", "parser_options", "read_event", "read_inline", "read_sentence"]

INLINE = {
    "Text",
    "Code",
    "InlineMath",
    "DisplayMath",
    "InlineHtml",
    "FootnoteReference",
    "SoftBreak",
    "HardBreak",
    "TaskListMarker",
    "Emphasis",
    "Strong",
    "Strikethrough",
    "Link",
    "Image",
}


def read_inline(
    text: str,
    labels: Sequence[str] = (),
    notes: Sequence[str] = (),
    settings: Settings = Settings(),  # noqa: B008
) -> Sequence[Mark]:
    """The marks in a line of Markdown, with offsets in that line.

    ``labels`` and ``notes`` are the link references and footnotes that are defined.
    """
    return _read(text, tuple(labels), tuple(notes), settings)


@lru_cache(maxsize=64)  # Judging and writing a draft read it in several steps.
def _read(
    text: str, labels: Sequence[str], notes: Sequence[str], settings: Settings
) -> Sequence[Mark]:
    import pyromark

    before = "x "
    definitions = [f"[{label}]: x" for label in labels] + [f"[^{note}]: x" for note in notes]
    found = scan_inline(text, settings)
    whole = "\n\n".join([f"{before}{text} x", *definitions])
    masked = "\n\n".join([f"{before}{masked_inline(text, found)} x", *definitions])
    spans = [(one.start + len(before), one.end + len(before), one) for one in found]
    inline = Inline(whole)
    limit = len(before) + len(text)
    offsets = Offsets(masked)
    for event, span in pyromark.events_with_range(masked, options=parser_options()):
        name, starts, data = read_event(event)
        if name == "Paragraph" and not starts:
            break
        if name in INLINE:
            inline.event(name, starts, offsets(span["start"]), offsets(span["end"]), data)
    leaf = flow(whole, len(before), limit, inline.finish(), 0, spans, decode=False)
    if leaf is None:
        return ()
    if leaf.start == len(before) and len(leaf.flow.text) == leaf.end - leaf.start:
        # The text is written as it is. The marks in words are not used.
        return tuple(_without_marks(mark) if mark.words else mark for mark in leaf.marks)
    where = leaf.flow.source
    return tuple(
        mark._replace(
            start=where(mark.start) - len(before),
            end=where(mark.end - 1) + 1 - len(before),
            words=tuple(
                Words(where(w.start) - len(before), where(w.end - 1) + 1 - len(before), w.kind)
                for w in mark.words
            ),
        )
        for mark in leaf.marks
    )


def _without_marks(mark: Mark) -> Mark:
    return mark._replace(words=tuple(Words(w.start, w.end, w.kind) for w in mark.words))


def read_sentence(text: str, settings: Settings) -> Leaf | None:
    """A text that has inline markup only; None if it is blank."""
    marks = read_inline(text, settings=settings)
    raws = [
        Raw(m.start, m.end, m.role, m.partner, silent=bool(m.silent), ends=m.ends) for m in marks
    ]
    return flow(text, 0, len(text), raws, 0)


@lru_cache(maxsize=1)
def parser_options() -> Any:
    """The extensions of Markdown that the parser reads."""
    from pyromark import Options

    return (
        Options.ENABLE_TABLES
        | Options.ENABLE_FOOTNOTES
        | Options.ENABLE_STRIKETHROUGH
        | Options.ENABLE_TASKLISTS
        | Options.ENABLE_HEADING_ATTRIBUTES
        | Options.ENABLE_MATH
        | Options.ENABLE_GFM
        | Options.ENABLE_DEFINITION_LIST
    )


def read_event(event: Any) -> tuple[str, bool, Any]:
    """The name of an event, whether it is a start event, and its data."""
    if isinstance(event, str):
        return event, False, None
    ((name, data),) = event.items()
    if name in ("Start", "End"):
        if isinstance(data, str):
            return data, name == "Start", None
        ((inner, more),) = data.items()
        return inner, name == "Start", more
    return name, False, data
